"""A repository of the local cloud, written into a folder."""

from pathlib import Path

import pytest

from localcloud.__main__ import main
from localcloud.core.store import open_store
from localcloud.github.entities import Repository
from localcloud.github.git_data import TreeChange
from localcloud.github.service import GitHubService

NAME = "luma-app/web"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Make a world with one repository: a README, an executable in a folder, and a second branch."""
    path = tmp_path / "world.db"
    with open_store(path) as store, store.transaction() as world:
        service = GitHubService(world, "luma-app")
        service.seed_organization("luma-app", "team")
        made = service.repositories.create(Repository(id="", owner="", name="web", visibility="private"))
        service.repositories.initialise(made)
        head = service.refs.require("web", "heads/main").sha
        changes = [TreeChange("bin/run.sh", mode="100755", content="echo hello\n")]
        tree = service.git.create_tree("web", changes, service.git.commit("web", head).tree)
        commit = service.git.create_commit("web", "Add a script", tree.sha, (head,))
        service.refs.create_ref("web", "refs/heads/old", head)
        service.refs.update_ref("web", "heads/main", commit.sha)
    return path


def test_every_file_is_there_with_its_content_and_mode(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    assert main(["checkout", "--database", str(database), NAME, str(folder)]) == 0, "it can be checked out"
    found = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    assert found == {"README.md", "bin/run.sh"}, "the default branch, whole"
    script = folder / "bin" / "run.sh"
    assert (script.read_text(), script.stat().st_mode & 0o777) == ("echo hello\n", 0o755), "the executable bit counts"


def test_another_branch_can_be_named(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    main(["checkout", "--database", str(database), NAME, str(folder), "--branch", "old"])
    assert [each.name for each in folder.iterdir()] == ["README.md"], "as that branch has it"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["luma-app/wed", "new"], "there is luma-app/web"),
        ([NAME, "new", "--branch", "nope"], "has no branch nope"),
        ([NAME, "."], "is not empty"),
    ],
    ids=["no such repository", "no such branch", "a folder with something in it"],
)
def test_what_cannot_be_checked_out_is_one_line(
    database: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    name, folder, *options = words
    before = sorted(tmp_path.rglob("*"))
    line = ["checkout", "--database", str(database), name, str(tmp_path / folder), *options]
    assert main(line) == 2, "the request cannot be used"
    assert said in capsys.readouterr().err, "and the line says why"
    assert sorted(tmp_path.rglob("*")) == before, "nothing was written"
