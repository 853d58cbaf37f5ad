"""The local home is recognised, private, and nobody else's folder is ever touched."""

import json
import stat
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local.home import Home, location, open_home


def test_a_home_is_made_private(home: Home) -> None:
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700, "the state holds encrypted secrets under a known phrase"
    marker = home.folder / "luma-local.json"
    assert stat.S_IMODE(marker.stat().st_mode) == 0o600, "so are its files"


def test_a_home_is_the_same_when_it_is_opened_again(home: Home) -> None:
    assert open_home() == home, "the salt must stay, or every stack's secrets would be lost"


def test_the_home_follows_the_variable(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert location() == checkout / ".local", "the default is in the checkout, and ignored by git"
    monkeypatch.setenv("LUMA_LOCAL_HOME", str(tmp_path / "elsewhere"))
    assert open_home().folder == tmp_path / "elsewhere", "LUMA_LOCAL_HOME moves it"


@pytest.mark.parametrize("marker", [None, "", "{", "[]", '{"kind": "other"}', '{"kind": "luma local home"}'])
def test_a_folder_of_somebody_else_is_refused_and_left_alone(checkout: Path, marker: str | None) -> None:
    folder = checkout / ".local"
    folder.mkdir()
    (folder / "prod.json").write_text("precious")
    if marker is not None:
        (folder / "luma-local.json").write_text(marker)
    before = {path.name: path.read_text() for path in folder.iterdir()}
    with pytest.raises(UserError, match="no home of the local cloud") as caught:
        open_home()
    assert {path.name: path.read_text() for path in folder.iterdir()} == before, "nothing in it was changed"
    assert "LUMA_LOCAL_HOME" in str(caught.value), "how to go on"


def test_the_shadow_project_follows_pulumi_yaml(checkout: Path, home: Home) -> None:
    (checkout / "Pulumi.yaml").write_text("name: nova\nruntime: python\n")
    open_home()
    assert (home.project / "Pulumi.yaml").read_text() == "name: nova\nruntime: python\n", (
        "it is a copy, kept up to date"
    )
    assert home.checkpoint("prod").parent.name == "nova", "states are kept by project"


def test_the_marker_holds_no_secret(home: Home) -> None:
    marker = json.loads((home.folder / "luma-local.json").read_text())
    assert set(marker) == {"kind", "encryptionsalt"}, "a salt is public"
