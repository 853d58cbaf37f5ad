"""What GitHub does and refuses with pull requests."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Refused
from localcloud.github.entities_git import PullRequest
from localcloud.github.errors import FieldError, ValidationFailed
from localcloud.github.service import GitHubService
from tests.localcloud.github.conftest import RULESET, branch_off, content, head, paths, write


def _propose(cloud: GitHubService, head_branch: str = "luma/platform", base: str = "main") -> PullRequest:
    return cloud.pulls.create("web", title="Update", head=head_branch, base=base)


def _proposed(cloud: GitHubService) -> PullRequest:
    branch_off(cloud)
    write(cloud, "docs/a.md", "a", "luma/platform")
    return _propose(cloud)


def test_a_pull_request_without_new_commits_is_refused(cloud: GitHubService) -> None:
    branch_off(cloud)
    with pytest.raises(ValidationFailed, match="No commits between main and luma/platform") as error:
        _propose(cloud)
    expected = FieldError("PullRequest", "", "custom", "No commits between main and luma/platform")
    assert error.value.errors == (expected,), "an HTTP front end can write GitHub's list of errors"


def test_a_second_open_pull_request_of_a_branch_is_refused(cloud: GitHubService) -> None:
    first = _proposed(cloud)
    with pytest.raises(ValidationFailed, match="A pull request already exists for luma-app:luma/platform"):
        _propose(cloud, "luma-app:luma/platform")
    cloud.pulls.update("web", first.number, state="closed")
    assert _propose(cloud).number == 2, "a closed one is no obstacle"


def test_pull_requests_of_one_branch_to_two_bases_stand_side_by_side(cloud: GitHubService) -> None:
    branch_off(cloud, "staging")
    _proposed(cloud)
    assert _propose(cloud, base="staging").number == 2, "another base is another pull request"


@pytest.mark.parametrize(
    ("head_branch", "base", "field"), [("absent", "main", "head"), ("luma/platform", "absent", "base")]
)
def test_a_pull_request_needs_both_branches(cloud: GitHubService, head_branch: str, base: str, field: str) -> None:
    branch_off(cloud)
    with pytest.raises(ValidationFailed) as error:
        _propose(cloud, head_branch, base)
    assert error.value.errors == (FieldError("PullRequest", field, "invalid"),), "GitHub names the field"


def test_a_pull_request_needs_a_title(cloud: GitHubService) -> None:
    with pytest.raises(ValidationFailed) as error:
        cloud.pulls.create("web", title="", head="luma/platform", base="main")
    assert error.value.errors[0].code == "missing_field", "GitHub names what is missing"


def test_a_pull_request_follows_its_branches_while_it_is_open(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    ours = write(cloud, "docs/b.md", "b", "luma/platform").sha
    theirs = write(cloud, "docs/c.md", "c").sha
    found = cloud.pulls.require("web", number)
    assert (found.head_sha, found.base_sha) == (ours, theirs), "the shas are those of the branches"


def test_pull_requests_are_listed_by_state_head_and_base(cloud: GitHubService) -> None:
    opened = _proposed(cloud)
    assert cloud.pulls.listed("web", head="luma-app:luma/platform", base="main") == [opened], "the open one is found"
    assert cloud.pulls.listed("web", base="staging") == [], "another base has none"
    cloud.pulls.update("web", opened.number, state="closed")
    assert cloud.pulls.listed("web") == [], "a closed one is not open"
    assert len(cloud.pulls.listed("web", state="closed")) == 1, "it is listed as closed"


def test_deleting_the_head_branch_closes_the_pull_request_for_good(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    cloud.refs.delete_ref("web", "heads/luma/platform")
    assert cloud.pulls.require("web", number).state == "closed", "there is nothing left to merge"
    with pytest.raises(ValidationFailed, match="branch has been deleted"):
        cloud.pulls.update("web", number, state="open")


def test_merging_brings_the_head_into_a_protected_base(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    write(cloud, "docs/c.md", "c")
    cloud.rulesets.create("web", RULESET)
    merged = cloud.pulls.merge("web", number)
    assert (merged.state, merged.merged, merged.merge_sha) == ("closed", True, head(cloud)), "GitHub calls it closed"
    assert paths(cloud) == ["README.md", "docs/a.md", "docs/c.md"], "both sides' changes are there"
    assert cloud.refs.ref("web", "heads/luma/platform") is not None, "the head branch stays by default"


def test_merging_deletes_the_head_branch_where_the_repository_says_so(cloud: GitHubService) -> None:
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), delete_branch_on_merge=True))
    cloud.pulls.merge("web", _proposed(cloud).number)
    assert cloud.refs.ref("web", "heads/luma/platform") is None, "the branch goes with its pull request"


def test_merging_takes_a_deletion_over(cloud: GitHubService) -> None:
    write(cloud, "docs/a.md", "a")
    branch_off(cloud)
    sha = content(cloud, "docs/a.md").blob.sha
    cloud.contents.delete_file("web", "docs/a.md", message="Delete", sha=sha, branch="luma/platform")
    cloud.pulls.merge("web", _propose(cloud).number)
    assert paths(cloud) == ["README.md"], "what the head took out is out"


def test_two_changes_of_one_file_cannot_be_merged(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    write(cloud, "docs/a.md", "other")
    with pytest.raises(Refused) as error:
        cloud.pulls.merge("web", number)
    assert error.value.http_status == 405, "GitHub calls it not mergeable"


def test_a_merged_pull_request_is_neither_merged_again_nor_reopened(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    cloud.pulls.merge("web", number)
    with pytest.raises(Refused, match="not mergeable"):
        cloud.pulls.merge("web", number)
    with pytest.raises(ValidationFailed, match="merged"):
        cloud.pulls.update("web", number, state="open")


def test_a_renamed_head_branch_keeps_its_pull_request(cloud: GitHubService) -> None:
    number = _proposed(cloud).number
    cloud.refs.rename_branch("web", "luma/platform", "luma/next")
    assert cloud.pulls.require("web", number).head == "luma/next", "the pull request follows the name"
