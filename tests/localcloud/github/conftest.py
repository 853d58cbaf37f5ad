"""A GitHub of an organization on the Team plan, with one private repository that has a first commit."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localcloud.core.clock import Clock
from localcloud.core.store import open_store
from localcloud.github.contents import Content
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import Rule, Ruleset
from localcloud.github.entities_git import Commit
from localcloud.github.service import GitHubService

NOW = datetime(2026, 11, 23, 20, 39, tzinfo=UTC)
DRAFT = Repository(id="", owner="", name="web", visibility="private")
PULL_REQUEST = Rule("pull_request", {"required_approving_review_count": 1})
RULESET = Ruleset(
    id="",
    repository="",
    name="Default branch",
    target="branch",
    enforcement="active",
    includes=("~DEFAULT_BRANCH",),
    excludes=(),
    rules=(PULL_REQUEST,),
)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[GitHubService]:
    """Give the service; a test changes the plan by `plan(cloud, …)`."""
    store = open_store(tmp_path / "world.db", clock=Clock(lambda: NOW))
    with store.transaction() as transaction:
        service = GitHubService(transaction, "luma-app")
        service.seed_organization("luma-app", "team")
        service.repositories.initialise(service.repositories.create(DRAFT))
        yield service
    store.close()


def plan(cloud: GitHubService, name: str, *, secret_protection: bool = False) -> None:
    """Change the organization's plan."""
    cloud.seed_organization("luma-app", name, secret_protection=secret_protection)


def write(cloud: GitHubService, path: str, text: str, branch: str = "main") -> Commit:
    """Write a file over what is there."""
    known = cloud.contents.file("web", path, branch)
    sha = known.blob.sha if known else None
    return cloud.contents.put_file("web", path, text.encode(), message=f"Write {path}", branch=branch, sha=sha)


def content(cloud: GitHubService, path: str, branch: str = "main") -> Content:
    """Give a file that is there."""
    found = cloud.contents.file("web", path, branch)
    assert found is not None, f"{path} is on {branch}"
    return found


def head(cloud: GitHubService, branch: str = "main") -> str:
    """Give the sha a branch points at."""
    return cloud.refs.require("web", f"heads/{branch}").sha


def branch_off(cloud: GitHubService, branch: str = "luma/platform") -> None:
    """Make a branch where main stands."""
    cloud.refs.create_ref("web", f"refs/heads/{branch}", head(cloud))


def paths(cloud: GitHubService, branch: str = "main") -> list[str]:
    """List the files of a branch."""
    _, entries = cloud.git.tree("web", branch, recursive=True)
    return [path for path, entry in entries if entry.kind == "blob"]
