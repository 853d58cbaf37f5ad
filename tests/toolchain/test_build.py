"""Building from source, with a shell script in place of Go."""

import threading
from pathlib import Path

import pytest

from tests.toolchain.fakes import only_path, script
from toolchain import ToolchainError, build

GOOD_GO = """
if [ "$1" = env ]; then echo go1.99.0; exit; fi
echo "built $*" >> "$0.calls"
sleep 0.2
while [ "$1" != -o ]; do shift; done
for name in pulumi pulumi-language-python; do echo binary > "$2$name"; done
"""


@pytest.fixture
def go(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of a Go that works, the only one on PATH."""
    only_path(monkeypatch, tmp_path / "go")
    return script(tmp_path / "go" / "go", GOOD_GO)


def calls(go: Path) -> int:
    """Return how often the fake Go has built."""
    return Path(f"{go}.calls").read_text(encoding="utf-8").count("built")


def test_a_build_holds_the_cli_and_its_language_host(go: Path) -> None:
    folder = build.ensure("none installed")
    assert sorted(file.name for file in folder.iterdir()) == sorted(build.BINARIES), "the CLI warns without the host"


def test_a_build_takes_the_modules_of_go_sum_alone(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    build.ensure("none installed")
    assert Path(f"{go}.calls").read_text(encoding="utf-8").startswith("built build -mod=readonly "), "beats GOFLAGS"


def test_a_build_says_first_why_it_is_needed(go: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build.ensure("/usr/bin/pulumi is version 3.1.0, older than 3.208.0")
    wanted = "/usr/bin/pulumi is version 3.1.0, older than 3.208.0, so one is built from source."
    assert capsys.readouterr().err.splitlines()[0] == wanted, "five minutes need a reason"


def test_a_finished_build_is_used_again(go: Path) -> None:
    assert build.ensure("none") == build.ensure("none"), "the same key is the same folder"
    assert calls(go) == 1, "the second call builds nothing"


def test_two_builds_at_once_build_one_time(go: Path, capsys: pytest.CaptureFixture[str]) -> None:
    threads = [threading.Thread(target=build.ensure, args=("none",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls(go) == 1, "the second waits for the first and takes its result"
    assert capsys.readouterr().err.count("waiting for it") == 1, "and says why it is silent"


def test_a_failed_build_leaves_nothing_and_shows_gos_last_words(go: Path) -> None:
    script(go, 'if [ "$1" = env ]; then echo go1.99.0; exit; fi; echo "no route to proxy"; exit 1')
    with pytest.raises(ToolchainError, match=r"no route to proxy(.|\n)*GOPROXY(.|\n)*get\.pulumi\.com"):
        build.ensure("none")
    left = [file.name for file in build.cache_root().iterdir() if file.suffix != ".lock"]
    assert left == [], "half a build must not look like a whole one"


def test_a_machine_without_go_is_told_both_ways_out(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolchainError) as refusal:
        build.ensure("There is no pulumi command on PATH")
    text = str(refusal.value)
    assert text.startswith("There is no pulumi command on PATH, and there is no Go"), "why nothing can run"
    assert "get.pulumi.com" in text, "the usual way out"
    assert "go.dev/dl" in text, "the way out where only Go can be had"


@pytest.mark.parametrize("answer", ["echo go1.22.3", "echo go1.25.10", "echo unreachable >&2; exit 1"])
def test_a_go_that_is_too_old_is_refused_before_the_build(go: Path, answer: str) -> None:
    script(go, answer)
    with pytest.raises(ToolchainError, match=r"cannot build one: it takes Go 1\.25\.11"):
        build.ensure("none")


def test_the_key_follows_every_file_of_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "host"
    copy.mkdir()
    for file in build.HOST.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(build, "HOST", copy)
    seen = {build.key()}
    names = [file for file in sorted(copy.iterdir()) if file.suffix in {".go", ".py", ".sum"}]
    for file in names:
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(build.key())
    assert len(seen) == 1 + len(names), "a changed source must never run an old build"


def test_the_key_names_the_version_that_go_mod_pins() -> None:
    assert build.key().startswith(f"{build.cli_version()}-"), "a person can read off the cache what it holds"
    assert build.cli_version().count(".") == 2, "a whole version"
