"""What GitHub does and refuses with git data: contents, blobs, trees, commits and refs."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.github.errors import RuleViolation, ValidationFailed
from localcloud.github.git_data import TreeChange
from localcloud.github.service import GitHubService
from tests.localcloud.github.conftest import DRAFT, RULESET, branch_off, content, head, paths, write


def _commit(cloud: GitHubService, path: str, text: str) -> str:
    tree = cloud.git.create_tree("web", [TreeChange(path, content=text)], head(cloud))
    return cloud.git.create_commit("web", f"Add {path}", tree.sha, (head(cloud),)).sha


def test_objects_have_the_shas_that_git_gives_them(cloud: GitHubService, tmp_path: Path) -> None:
    changes = [
        TreeChange("a/b.txt", content="b\n"),
        TreeChange("a.txt", content="a\n"),
        TreeChange("run.sh", "100755", content="x\n"),
    ]
    ours = cloud.git.create_tree("web", changes)
    for change in changes:
        file = tmp_path / change.path
        file.parent.mkdir(exist_ok=True)
        file.write_text(change.content or "")
        file.chmod(0o755 if change.mode == "100755" else 0o644)
    git = ("git", "-C", str(tmp_path), "-c", "init.defaultBranch=main")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "a", "a.txt", "run.sh"], check=True)
    theirs = subprocess.run([*git, "write-tree"], check=True, capture_output=True, text=True).stdout.strip()
    assert ours.sha == theirs, "a clone shows the same names"


def test_an_empty_repository_has_no_git_data_until_a_first_file(cloud: GitHubService) -> None:
    cloud.repositories.create(replace(DRAFT, name="app"))
    with pytest.raises(Conflict, match="Git Repository is empty"):
        cloud.git.create_blob("app", b"a")
    with pytest.raises(Conflict, match="Git Repository is empty"):
        cloud.refs.create_ref("app", "refs/heads/next", "0" * 40)
    cloud.contents.put_file("app", "a.md", b"a", message="Add a.md")
    assert [each.name for each in cloud.refs.listed("app")] == ["heads/main"], "the first file makes the branch"


def test_a_file_is_not_made_on_a_branch_that_does_not_exist(cloud: GitHubService) -> None:
    with pytest.raises(NotFound):
        write(cloud, "a.md", "a", "next")


def test_a_file_that_exists_needs_the_sha_of_what_is_replaced(cloud: GitHubService) -> None:
    with pytest.raises(Invalid, match='"sha" wasn\'t supplied'):
        cloud.contents.put_file("web", "README.md", b"new", message="Write")
    with pytest.raises(Conflict, match=r"README\.md does not match"):
        cloud.contents.put_file("web", "README.md", b"new", message="Write", sha="0" * 40)


def test_every_write_is_one_commit_on_the_one_before(cloud: GitHubService) -> None:
    before = head(cloud)
    commit = write(cloud, "docs/a.md", "a")
    assert (head(cloud), commit.parents) == (commit.sha, (before,)), "the branch moves by one commit"
    assert content(cloud, "docs/a.md").commit == commit, "the file tells its last commit"
    write(cloud, "docs/b.md", "b")
    assert content(cloud, "docs/a.md").commit == commit, "a commit of another file changes nothing here"


def test_a_deleted_file_leaves_no_empty_folder(cloud: GitHubService) -> None:
    write(cloud, "docs/a.md", "a")
    sha = content(cloud, "docs/a.md").blob.sha
    cloud.contents.delete_file("web", "docs/a.md", message="Delete", sha=sha)
    _, entries = cloud.git.tree("web", "main")
    assert [path for path, _ in entries] == ["README.md"], "git knows no empty folders"


def test_a_binary_file_comes_back_byte_by_byte(cloud: GitHubService) -> None:
    data = bytes(range(256))
    sha = cloud.git.create_blob("web", data).sha
    assert cloud.git.blob("web", sha).data == data, "content is stored as it is"


@pytest.mark.parametrize("path", ["/a.md", "a//b.md", "../a.md", ".git/config", "a/./b.md"])
def test_a_malformed_path_is_refused(cloud: GitHubService, path: str) -> None:
    with pytest.raises(ValidationFailed, match="path"):
        write(cloud, path, "a")


def test_a_path_cannot_be_a_file_and_a_folder(cloud: GitHubService) -> None:
    with pytest.raises(ValidationFailed, match=r"README\.md is a file and a folder"):
        write(cloud, "README.md/a.md", "a")


def test_a_tree_on_a_base_adds_changes_and_removes(cloud: GitHubService) -> None:
    write(cloud, "docs/a.md", "a")
    blob = cloud.git.create_blob("web", b"b")
    changes = [TreeChange("docs/b.md", sha=blob.sha), TreeChange("docs/a.md")]
    tree = cloud.git.create_tree("web", changes, head(cloud))
    _, entries = cloud.git.tree("web", tree.sha, recursive=True)
    assert [path for path, _ in entries] == ["README.md", "docs", "docs/b.md"], "the base counts where nothing changes"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (TreeChange("a.md", sha="0" * 40), "not a valid blob"),
        (TreeChange("a.md", "777", content="a"), "tree.mode"),
        (TreeChange("absent.md"), "BadObjectState"),
    ],
)
def test_a_tree_of_things_that_are_not_there_is_refused(cloud: GitHubService, change: TreeChange, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        cloud.git.create_tree("web", [change], head(cloud))


def test_a_commit_of_an_unknown_tree_or_parent_is_refused(cloud: GitHubService) -> None:
    with pytest.raises(Invalid, match="Tree SHA does not exist"):
        cloud.git.create_commit("web", "Add", "0" * 40)
    tree = cloud.git.commit("web", head(cloud)).tree
    with pytest.raises(Invalid, match="Parent SHA does not exist"):
        cloud.git.create_commit("web", "Add", tree, ("0" * 40,))


def test_a_branch_moves_forward_to_a_new_commit(cloud: GitHubService) -> None:
    sha = _commit(cloud, "a.md", "a")
    assert paths(cloud) == ["README.md"], "a commit alone is on no branch"
    cloud.refs.update_ref("web", "heads/main", sha)
    assert paths(cloud) == ["README.md", "a.md"], "the branch shows what the commit holds"


def test_a_branch_that_somebody_moved_is_not_overwritten_without_force(cloud: GitHubService) -> None:
    sha = _commit(cloud, "a.md", "a")
    write(cloud, "b.md", "b")
    with pytest.raises(Invalid, match="Update is not a fast forward"):
        cloud.refs.update_ref("web", "heads/main", sha)
    assert cloud.refs.update_ref("web", "heads/main", sha, force=True).sha == sha, "force overwrites"


def test_a_protected_branch_refuses_the_contents_api_and_a_moved_ref(cloud: GitHubService) -> None:
    sha = _commit(cloud, "a.md", "a")
    cloud.rulesets.create("web", RULESET)
    with pytest.raises(RuleViolation, match="Repository rule violations found\n\nChanges must be made through a pull"):
        write(cloud, "b.md", "b")
    with pytest.raises(RuleViolation, match="Changes must be made through a pull request") as error:
        cloud.refs.update_ref("web", "heads/main", sha)
    assert error.value.http_status == 409, "GitHub answers a conflict"


@pytest.mark.parametrize(
    ("name", "sha", "words"),
    [
        ("refs/heads/main", "", "Reference already exists"),
        ("refs/heads/next", "0" * 40, "Object does not exist"),
        ("refs/heads/a..b", "", "not a valid ref name"),
        ("refs/stash", "", "not a valid ref name"),
    ],
)
def test_a_ref_that_cannot_be_is_refused(cloud: GitHubService, name: str, sha: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        cloud.refs.create_ref("web", name, sha or head(cloud))


def test_the_default_branch_cannot_be_deleted(cloud: GitHubService) -> None:
    with pytest.raises(Invalid, match="default branch"):
        cloud.refs.delete_ref("web", "heads/main")


def test_a_missing_ref_is_neither_moved_nor_deleted(cloud: GitHubService) -> None:
    with pytest.raises(Invalid, match="Reference does not exist"):
        cloud.refs.update_ref("web", "heads/next", head(cloud))
    with pytest.raises(Invalid, match="Reference does not exist"):
        cloud.refs.delete_ref("web", "heads/next")


def test_a_branch_is_not_renamed_to_one_that_exists(cloud: GitHubService) -> None:
    branch_off(cloud)
    with pytest.raises(ValidationFailed, match="New branch already exists"):
        cloud.refs.rename_branch("web", "luma/platform", "main")
