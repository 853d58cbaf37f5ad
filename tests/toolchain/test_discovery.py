"""Finding an installed CLI, with shell scripts in its place: no official CLI can be downloaded where this runs."""

from pathlib import Path

import pytest

from tests.toolchain.fakes import only_path, script
from toolchain import Toolchain, ToolchainError, build, discovery, locate, shim


@pytest.fixture
def official(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a CLI laid out as the official installer does, the only one on PATH."""
    folder = tmp_path / "official"
    script(folder / "pulumi", "echo v3.260.1")
    script(folder / "pulumi-language-python", "exit 0")
    only_path(monkeypatch, folder)
    return folder


@pytest.fixture
def built(cache: Path) -> Path:
    """Return the folder of a finished build."""
    build.folder().mkdir(parents=True)
    return build.folder()


def test_a_new_enough_cli_with_a_language_host_beside_it_is_used(official: Path) -> None:
    wanted = Toolchain(official / "pulumi", official, "3.260.1", "official")
    assert locate() == wanted, "what the user has installed comes first"


def test_an_installed_cli_can_be_demanded(official: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMA_TOOLCHAIN", "official")
    assert locate().kind == "official", "LUMA_TOOLCHAIN=official takes the installed one"


def test_a_language_host_elsewhere_on_path_counts(
    official: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (official / "pulumi-language-python").rename(script(tmp_path / "other" / "pulumi-language-python", ""))
    only_path(monkeypatch, official, tmp_path / "other")
    assert locate().kind == "official", "the CLI looks for its language host on PATH too"


def test_a_linked_cli_finds_the_language_host_behind_the_link(
    official: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = tmp_path / "links"
    links.mkdir()
    (links / "pulumi").symlink_to(official / "pulumi")
    only_path(monkeypatch, links)
    assert locate().pulumi == links / "pulumi", "package managers link the CLI from its own folder"


def test_a_build_is_preferred_when_it_is_demanded(official: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMA_TOOLCHAIN", "built")
    assert locate() == Toolchain(built / "pulumi", built, build.cli_version(), "built"), "nothing on PATH is asked"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param("echo v3.207.9", "is version 3.207.9, older than 3.208.0", id="too-old"),
        pytest.param("echo dev", "does not tell its version", id="no-version"),
        pytest.param("exit 1", "does not tell its version", id="broken"),
    ],
)
def test_an_unusable_cli_is_passed_over_for_the_build(official: Path, built: Path, answer: str, reason: str) -> None:
    script(official / "pulumi", answer)
    found = discovery.find_official()
    assert isinstance(found, str), "the reason is text"
    assert found.startswith(f"{official / 'pulumi'} {reason}"), "the reason names the file and what is wrong with it"
    assert locate().kind == "built", "the build stands in for it"


def test_a_cli_that_cannot_run_python_is_passed_over(official: Path, built: Path) -> None:
    (official / "pulumi-language-python").unlink()
    assert locate().kind == "built", "without its language host it runs no Python program"


def test_a_demanded_cli_that_is_missing_is_refused_with_the_installer_named(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUMA_TOOLCHAIN", "official")
    only_path(monkeypatch)
    with pytest.raises(ToolchainError) as refusal:
        locate()
    assert "no pulumi command on PATH" in str(refusal.value), "what is wrong"
    assert "https://get.pulumi.com" in str(refusal.value), "how to fix it"


def test_an_unknown_choice_is_refused_with_the_known_ones(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMA_TOOLCHAIN", "newest")
    with pytest.raises(ToolchainError, match=r"'newest'(.|\n)*auto, official, built"):
        locate()


def test_our_own_build_on_path_is_not_taken_for_an_installed_cli(
    cache: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(built / "pulumi", "echo v3.259.0")
    script(built / "pulumi-language-python", "exit 0")
    only_path(monkeypatch, built)
    assert locate().kind == "built", "a command that we started sees the build first on PATH"


def test_a_shell_of_another_home_starts_no_endless_chain_of_commands(
    official: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim.write(tmp_path / "shims", script(tmp_path / "luma", "echo asked >> asked; exec pulumi version"))
    only_path(monkeypatch, tmp_path / "shims", official)
    assert locate().pulumi == official / "pulumi", "the `pulumi` of `./luma local env` is no CLI, whosever home it is"


def test_the_version_is_asked_once_for_the_same_file(official: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    script(official / "pulumi", f"echo called >> {calls}; echo v3.260.1")
    versions = {locate().version, locate().version}
    assert versions == {"3.260.1"}, "a remembered version is the same"
    assert calls.read_text(encoding="utf-8").count("called") == 1, "asking takes 0.2 s, at every command"
    script(official / "pulumi", f"echo called >> {calls}; echo v3.261.0  # upgraded")
    assert locate().version == "3.261.0", "an upgraded file is asked again"
