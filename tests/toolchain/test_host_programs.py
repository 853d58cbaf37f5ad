"""The built CLI and our language host, running tiny programs of components only (no provider plugin)."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.toolchain.project import RUNTIME, Project
from toolchain import build

pytestmark = pytest.mark.slow

SECRET = "a-word-nobody-may-see"

COMPONENT = """
import os
import sys

import pulumi

started = " ".join([*sys.orig_argv, *os.environ.values()])


class Thing(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("tiny:index:Thing", name)
        self.register_outputs({})


Thing("one")
config = pulumi.Config()
pulumi.export("word", config.get("word"))
pulumi.export("hidden", config.get_secret("hidden"))
pulumi.export("seen", config.get("hidden") is not None and config.get("hidden") in started)
pulumi.export("stack", f"{pulumi.get_project()}/{pulumi.get_stack()}/{pulumi.get_organization()}")
pulumi.export("preview", pulumi.runtime.is_dry_run())
pulumi.export("no bytecode", "PYTHONDONTWRITEBYTECODE" in os.environ)
pulumi.export("prefix", sys.prefix)
pulumi.export("path", [place for place in sys.path if place in ("", ".")])
"""

WAITING = """
import os, pathlib, time
pathlib.Path("started").write_text(f"{os.getpid()} {os.getppid()}")
time.sleep(120)
"""


def test_a_program_is_previewed_brought_up_left_alone_and_destroyed(project: Project) -> None:
    project.write("__main__.py", COMPONENT)
    assert "+ 2 to create" in project.pulumi("preview"), "the stack and its component"
    assert "+ 2 created" in project.pulumi("up", "--yes", "--skip-preview"), "and both are made"
    assert "2 unchanged" in project.pulumi("up", "--yes", "--skip-preview"), "a second run changes nothing"
    assert "- 2 deleted" in project.pulumi("destroy", "--yes", "--skip-preview"), "and all is gone"


def test_a_program_gets_its_configuration_and_no_secret_by_a_visible_way(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    project.write("__main__.py", COMPONENT)
    project.pulumi("config", "set", "word", "hello")
    project.pulumi("config", "set", "--secret", "hidden", SECRET)
    printed = project.pulumi("up", "--yes", "--skip-preview")
    assert SECRET not in printed, "the engine knows which keys are secret"
    assert project.outputs() == {
        "word": "hello",
        "hidden": SECRET,
        "seen": False,
        "stack": "tiny/dev/organization",
        "preview": False,
        "no bytecode": False,
        "prefix": sys.prefix,
        "path": [],
    }, "configuration, identity, the named environment, byte code kept, and no working folder on the search path"


def test_a_program_without_configuration_runs(project: Project) -> None:
    project.write("__main__.py", "import pulumi\npulumi.export('none', pulumi.Config().get('word') is None)\n")
    project.pulumi("up", "--yes", "--skip-preview")
    assert project.outputs() == {"none": True}, "an empty map is a map, not null"


def test_a_module_named_like_a_standard_one_does_not_break_the_start(project: Project) -> None:
    project.write("json.py", "raise SystemExit('the program folder must not be searched first')\n")
    project.write("__main__.py", "import pulumi\npulumi.export('fine', True)\n")
    assert "+ 1 to create" in project.pulumi("preview"), "-c would search the working folder first"


def test_a_failing_program_shows_its_own_traceback_and_fails(project: Project) -> None:
    project.write("helper.py", "def fail():\n    raise ValueError('no luck')\n")
    project.write("__main__.py", "import helper\n\nhelper.fail()\n")
    printed = project.refused("preview")
    assert "ValueError: no luck" in printed, "what went wrong"
    assert f'File "{project.folder}/__main__.py", line 3' in printed, "and where, from the program's first line on"
    assert "site-packages" not in printed, "the SDK's frames say nothing to the user"


def test_a_users_mistake_is_told_without_a_traceback(project: Project) -> None:
    project.write("__main__.py", "import pulumi\nraise pulumi.RunError('the plan is unknown')\n")
    printed = project.refused("preview")
    assert "error: the plan is unknown" in printed, "the program's own words"
    assert "Traceback" not in printed, "a mistake is no bug"
    assert "ended early" not in printed, "one error is enough"


def test_a_program_that_exits_is_an_error_with_its_code(project: Project) -> None:
    project.write("__main__.py", "raise SystemExit(7)\n")
    assert "the Python program ended early: exit status 7" in project.refused("preview"), "a silent end is no success"


def test_a_missing_program_is_named(project: Project) -> None:
    printed = project.refused("preview")
    assert f"there is no program at {project.folder}/__main__.py" in printed, "what to write, and where"


@pytest.mark.parametrize(
    ("runtime", "sentence"),
    [
        pytest.param("runtime: python", "names no virtual environment", id="none"),
        pytest.param(
            "runtime: {name: python, options: {virtualenv: gone}}", "make it with `pulumi install`", id="missing"
        ),
        pytest.param(
            "runtime: {name: python, options: {toolchain: poetry}}", "asks for the Python toolchain poetry", id="poetry"
        ),
    ],
)
def test_an_unusable_environment_is_told_with_the_fix(project: Project, runtime: str, sentence: str) -> None:
    project.write("Pulumi.yaml", f"name: tiny\n{runtime}\n")
    project.write("__main__.py", "")
    assert sentence in project.refused("preview"), "what is wrong with the environment"


def wait_for(file: Path) -> list[int]:
    """Return the process ids that a program has written, waiting up to a minute."""
    for _ in range(600):
        if file.exists() and file.read_text(encoding="utf-8"):
            return [int(word) for word in file.read_text(encoding="utf-8").split()]
        time.sleep(0.1)
    raise AssertionError("the program never started")


def alive(pid: int) -> bool:
    """Tell whether a process runs: one that nobody has waited for yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


def all_gone(pids: list[int], seconds: int) -> bool:
    """Tell whether all processes end within some seconds."""
    for _ in range(seconds * 10):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.1)
    return False


def test_an_interrupted_run_ends_without_a_traceback_and_leaves_no_process(project: Project) -> None:
    project.write("__main__.py", WAITING)
    with project.start("preview") as process:
        pids = wait_for(project.folder / "started")
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode != 0, "an interrupted preview is no success"
    assert "Traceback" not in printed, "the user asked for it"
    assert "preview canceled" in printed, "the engine says so itself"
    assert all_gone(pids, seconds=5), "program and language host end with the command"


def test_a_killed_engine_leaves_no_process(project: Project) -> None:
    project.write("__main__.py", WAITING)
    with project.start("preview") as process:
        pids = wait_for(project.folder / "started")
        process.kill()
    assert all_gone(pids, seconds=30), "the host looks every ten seconds whether its engine lives"


def test_about_tells_the_interpreter_and_the_packages(project: Project) -> None:
    project.write("__main__.py", "")
    printed = project.pulumi("about", "--transitive")
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"executable='{sys.prefix}/bin/python' version='{version}'" in printed, "read without starting Python"
    assert f"language  python      {build.cli_version()}" in printed, "the host's own version"
    assert "pulumi_policy" in printed, "the installed distributions"


def test_install_makes_the_environment_that_the_project_names(project: Project) -> None:
    project.write("Pulumi.yaml", "name: tiny\n" + RUNTIME.replace(sys.prefix, "made"))
    project.write("__main__.py", "")
    project.write("requirements.txt", "")
    project.pulumi("install", "--no-plugins")
    assert (project.folder / "made" / "bin" / "python").exists(), "a missing environment is made"


def test_install_tells_when_the_packages_cannot_be_had(project: Project) -> None:
    project.write("__main__.py", "")
    project.write("requirements.txt", "./no-such-folder\n")
    assert "no-such-folder" in project.refused("install", "--no-plugins"), "pip's own words reach the user"
