"""A checkout of its own for tests that edit stack files, and a local home of its own for all."""

import shutil
from pathlib import Path

import pytest

import cli.local.copies
import cli.local.crypter
import cli.local.home
from cli.local.home import Home, open_home

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the committed Pulumi files, taken for the checkout."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, folder)
    monkeypatch.setattr(cli.local.home, "ROOT", folder)
    monkeypatch.setattr(cli.local.copies, "ROOT", folder)
    monkeypatch.setattr(cli.local.crypter, "_ROUNDS", 10)  # what slows a thief down slows a hundred tests down
    monkeypatch.delenv("LUMA_LOCAL_HOME", raising=False)
    return folder


@pytest.fixture
def home(checkout: Path) -> Home:
    """Give the local home of that checkout."""
    return open_home()
