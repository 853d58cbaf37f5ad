"""The product's own code: nothing in it runs text as code, builds objects from bytes, or starts a shell."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("cli", "codegen", "components", "localcloud", "payload", "policies", "provider", "settings", "toolchain")
BARE = {"eval", "exec", "compile", "__import__", "breakpoint", "import_module"}
CALLS = (
    "os.system",
    "os.popen",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "yaml.",
    "importlib.import_module",
    "tempfile.mktemp",
)
MODULES = {"pickle", "marshal", "shelve", "dill", "ctypes", "runpy", "pty", "code", "xml", "commands", "imp"}
HARMLESS = {"yaml.safe_dump", "yaml.MarkedYAMLError"}
ALLOWED = {
    ("cli/commands/__init__.py", "importlib.import_module"): "the modules of its own folder",
    ("cli/rotate/afterwards.py", "yaml.safe_load"): "a delivered workflow",
    ("cli/stackfile.py", "yaml.SafeLoader.yaml_implicit_resolvers.items"): "a table of the safe loader",
    ("cli/vendors/listing.py", "import_module"): "a module of its own folder, by a name of the code's",
    ("localcloud/plugin/registry.py", "import_module"): "a package of its own, by a name of the code's",
    ("policies/luma_policies/workflow_text.py", "yaml.compose"): "nodes alone; no object is built",
    ("toolchain/bootstrap.py", "os.execv"): "the same command in the environment's interpreter",
    ("toolchain/bootstrap.py", "runpy"): "the package cli",
    ("toolchain/host/executor.py", "runpy"): "the program: to run it is its purpose",
}
"""What stands in the code all the same, and what it reads or runs: never anything of a stack file."""


def files() -> list[Path]:
    """Return every Python file of the product."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    return [ROOT / "__main__.py", *sorted(found)]


def dangers(text: str) -> Iterator[str]:
    """Yield what a file's code could run, or trust, by name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (name.split(".")[0] for name in names if name.split(".")[0] in MODULES)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if "(" not in name and (name in BARE or (name.startswith(CALLS) and name not in HARMLESS)):
                yield name
            yield from _arguments(name, node)


def _arguments(name: str, call: ast.Call) -> Iterator[str]:
    given = {word.arg: word.value for word in call.keywords}
    if "shell" in given:
        yield "shell"
    if isinstance(given.get("verify"), ast.Constant) and not ast.literal_eval(given["verify"]):
        yield "verify=False"
    if name.startswith("subprocess.") and call.args and isinstance(call.args[0], ast.JoinedStr | ast.Constant):
        yield "a command as text"


def test_nothing_runs_text_or_builds_objects_from_it() -> None:
    found = {(str(path.relative_to(ROOT)), name) for path in files() for name in dangers(path.read_text())}
    assert found == set(ALLOWED), "add a line with its reason, or do without"


@pytest.mark.parametrize(
    ("code", "danger"),
    [
        ("eval(text)", "eval"),
        ("exec(text)", "exec"),
        ("import pickle", "pickle"),
        ("from xml.etree import ElementTree", "xml"),
        ("os.system(text)", "os.system"),
        ("yaml.load(text, Loader)", "yaml.load"),
        ("yaml.unsafe_load(text)", "yaml.unsafe_load"),
        ("subprocess.run(words, shell=flag)", "shell"),
        ("subprocess.run(f'rm {x}')", "a command as text"),
        ("httpx.get(url, verify=False)", "verify=False"),
    ],
)
def test_each_danger_would_be_seen(code: str, danger: str) -> None:
    assert list(dangers(code)) == [danger], "or the test above proves nothing"


def test_every_yaml_loader_of_our_own_is_a_safe_one() -> None:
    bases = {
        (str(path.relative_to(ROOT)), ast.unparse(base))
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if "Loader" in ast.unparse(base)
    }
    assert bases == {("cli/stackfile.py", "yaml.SafeLoader")}, "it builds plain values alone"
