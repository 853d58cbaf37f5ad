"""Fixtures: a cache folder of the test's own, and a tiny Pulumi project run by the built CLI and language host."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.toolchain.project import Project
from toolchain import locate


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the empty folder that stands in for ~/.cache, with no choice forced and an empty PATH to fill."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.delenv("LUMA_TOOLCHAIN", raising=False)
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Return a project with a stack `dev`, an empty program and its own backend, run by the built CLI."""
    monkeypatch.setenv("LUMA_TOOLCHAIN", "built")
    made = Project(tmp_path / "project", locate())
    made.create()
    yield made
    made.pulumi("destroy", "--yes", "--skip-preview", check=False)
