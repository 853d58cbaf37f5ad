"""The repository, its rules and environments: no way to production but by review and tests."""

import asyncio
from typing import Any

import pulumi
import pytest

from components.github_lookup import require_repository
from components.platform import PlatformStack
from components.resources.github import Provider
from tests.components import stacks
from tests.components.recorder import Recorder, record


def inputs(name: str, changes: dict[str, Any] | None = None, stack: str = "prod") -> dict[str, Any]:
    """Build a stack with some settings changed and return one resource's inputs."""
    return dict(stacks.build(stack, changes or {}).by_name[name].inputs)


class TestRepository:
    """Private, squash-merged, and without the settings that GitHub has retired."""

    def test_the_repository_is_exactly_what_the_settings_say(self, prod: Recorder) -> None:
        assert prod.by_name["github-repository"].inputs == {
            "name": "luma-web",
            "description": "Luma turns lecture slides and papers into knowledge you can study.",
            "homepageUrl": "https://luma.example",
            "topics": ["luma", "nextjs"],
            "visibility": "private",
            "autoInit": True,
            "allowSquashMerge": True,
            "allowMergeCommit": False,
            "allowRebaseMerge": False,
            "allowAutoMerge": False,
            "allowUpdateBranch": True,
            "allowForking": False,
            "deleteBranchOnMerge": True,
            "squashMergeCommitTitle": "PR_TITLE",
            "squashMergeCommitMessage": "PR_BODY",
            "hasIssues": True,
            "hasProjects": False,
            "hasWiki": False,
            "hasDiscussions": False,
            "isTemplate": False,
            "webCommitSignoffRequired": False,
            "archived": False,
            "archiveOnDestroy": False,
        }, "the whole repository, property by property"

    def test_secret_scanning_is_on_where_the_plan_has_it(self) -> None:
        found = inputs("github-repository", {"plan.github-secret-protection": True})["securityAndAnalysis"]
        assert found == {
            "secretScanning": {"status": "enabled"},
            "secretScanningPushProtection": {"status": "enabled"},
        }, "both, for a push that holds a secret must be stopped"

    def test_a_template_takes_the_place_of_the_first_commit(self) -> None:
        found = inputs("github-repository", {"github.repository.template": "luma-app/start"})
        assert found["template"] == {"owner": "luma-app", "repository": "start", "includeAllBranches": False}
        assert "autoInit" not in found, "GitHub refuses both at once"

    def test_an_existing_repository_is_imported_by_its_name(self) -> None:
        found = stacks.build("prod", {"github.repository.origin": "adopt"}).by_name["github-repository"]
        assert found.import_id == "luma-web", "a create would answer: name already exists"
        assert "autoInit" not in found.inputs, "it has commits already"

    def test_a_new_repository_is_not_imported(self, prod: Recorder) -> None:
        assert prod.by_name["github-repository"].import_id == "", "there is nothing to import"


class TestRules:
    """Nobody, not even an administrator, changes the default branch past review and tests."""

    def test_the_default_branch_needs_review_and_tests_and_has_no_bypass(self, prod: Recorder) -> None:
        found = prod.by_name["github-ruleset-branch"].inputs
        assert found["enforcement"] == "active", "an evaluated ruleset stops nothing"
        assert found["conditions"] == {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}}
        assert "bypassActors" not in found, "nobody is above it"
        assert found["rules"] == {
            "deletion": True,
            "nonFastForward": True,
            "requiredLinearHistory": True,
            "pullRequest": {
                "allowedMergeMethods": ["squash"],
                "requiredApprovingReviewCount": 1,
                "dismissStaleReviewsOnPush": True,
                "requireLastPushApproval": True,
                "requiredReviewThreadResolution": True,
                "requireCodeOwnerReview": True,
            },
            "requiredStatusChecks": {
                "strictRequiredStatusChecksPolicy": True,
                "doNotEnforceOnCreate": False,
                "requiredChecks": [
                    {"context": "migration-check", "integrationId": 15368},
                    {"context": "test / checks", "integrationId": 15368},
                ],
            },
        }, "checks are pinned to the Actions app, so that no other app can fake them"

    def test_without_code_owners_none_is_asked_for(self) -> None:
        found = inputs("github-ruleset-branch", {"github.code-owners": []})["rules"]["pullRequest"]
        assert found["requireCodeOwnerReview"] is False, "there would be nobody to ask"

    def test_release_tags_are_neither_moved_nor_deleted(self, prod: Recorder) -> None:
        found = prod.by_name["github-ruleset-tags"].inputs
        assert (found["target"], found["enforcement"]) == ("tag", "active")
        assert found["conditions"]["refName"]["includes"] == ["refs/tags/v*"]
        assert found["rules"] == {"deletion": True, "update": True, "nonFastForward": True}, (
            "a release stays what it is"
        )


class TestActions:
    """Workflows run known code with a token that can only read."""

    def test_only_selected_and_pinned_actions_run(self, prod: Recorder) -> None:
        assert prod.by_name["github-actions-permissions"].inputs == {
            "repository": "luma-web",
            "enabled": True,
            "allowedActions": "selected",
            "allowedActionsConfig": {
                "githubOwnedAllowed": True,
                "verifiedAllowed": False,
                "patternsAlloweds": ["actions/*"],
            },
            "shaPinningRequired": True,
        }, "a tag can be moved to other code"

    def test_the_workflows_token_reads_and_approves_nothing(self, prod: Recorder) -> None:
        found = prod.by_name["github-workflow-permissions"].inputs
        assert found["defaultWorkflowPermissions"] == "read", "a workflow asks for what it needs"
        assert found["canApprovePullRequestReviews"] is False, "a review is a person's"


class TestEnvironments:
    """Each environment opens for the ref that may deploy there, and for no administrator."""

    def policies(self, recorder: Recorder) -> dict[str, str]:
        found = recorder.of("RepositoryEnvironmentDeploymentPolicy")
        return {one.inputs["environment"]: one.inputs["branchPattern"] for one in found}

    def test_production_and_backup_open_for_the_default_branch_only(self, prod: Recorder) -> None:
        assert self.policies(prod) == {"production": "main", "backup": "main"}, "no other branch deploys"

    def test_preview_opens_for_pull_requests_only(self, staging: Recorder) -> None:
        assert self.policies(staging) == {"staging": "main", "preview": "refs/pull/*/merge"}, "exactly this ref"

    def test_no_environment_has_an_administrators_bypass_or_no_policy(self, each_stack: Recorder) -> None:
        found = each_stack.of("RepositoryEnvironment")
        assert {one.inputs["canAdminsBypass"] for one in found} == {False}, "GitHub's default is true"
        policies = [one.inputs["deploymentBranchPolicy"] for one in found]
        assert policies == [{"protectedBranches": False, "customBranchPolicies": True}] * 2, "each has its own policy"

    def test_a_release_has_reviewers_where_the_plan_has_them(self) -> None:
        enterprise = {"plan.github": "enterprise", "github.reviewer-teams": [7, 3]}
        built = stacks.build("prod", enterprise).by_name
        production = built["github-environments-production"].inputs
        assert production["reviewers"] == [{"teams": [3, 7]}], "sorted, so that their order is no drift"
        assert production["preventSelfReview"] is True, "four eyes"
        assert "reviewers" not in built["github-environments-backup"].inputs, "nobody is awake at night"

    def test_a_plan_without_reviewers_is_not_asked_for_them(self, prod: Recorder) -> None:
        found = prod.by_name["github-environments-production"].inputs
        assert "reviewers" not in found, "GitHub would answer 422"
        assert found["preventSelfReview"] is False, "it belongs to the reviewers"


class TestFiles:
    """One resource delivers every file and decides by itself which way: its own tests say how."""

    def test_every_file_is_delivered_by_one_resource_with_its_mode(self, prod: Recorder) -> None:
        (found,) = prod.of("Files")
        assert found.inputs["files"] == {
            path: {"content": file.text, "mode": file.mode, "executable": file.executable}
            for path, file in stacks.FILES.items()
        }, "as it was given"

    def test_the_files_go_to_the_branch_that_is_deployed(self) -> None:
        (found,) = stacks.build("prod", {"github.default-branch": "trunk"}).of("Files")
        assert [found.inputs[name] for name in ("owner", "repository", "branch")] == ["luma-app", "luma-web", "trunk"]

    def test_the_commits_are_signed_off_in_the_apps_own_name(self, prod: Recorder) -> None:
        (found,) = prod.of("Files")
        assert found.inputs["author"] == {"name": "Platform", "email": "platform@luma.example"}

    def test_no_content_is_a_secret(self, prod: Recorder) -> None:
        (found,) = prod.of("Files")
        assert found.secrets == frozenset(), "everybody who reads the repository reads it"

    def test_the_pull_requests_address_is_an_output(self) -> None:
        found: dict[str, Any] = {}
        stacks.build("prod", {}, found)
        url = asyncio.get_event_loop().run_until_complete(found["pullRequestUrl"].future())
        assert url == "github-files.pullRequestUrl", "somebody has to merge it"


class TestForeignRepository:
    """A stack that does not own the repository makes nothing before it knows that it is there."""

    def test_a_missing_repository_is_said_with_what_goes_first(self) -> None:
        platform, into = stacks.changed("staging", {}), stacks.recorder()
        into.calls = lambda token, args: {}

        def program() -> None:
            PlatformStack(platform, {}, {})

        with pytest.raises(pulumi.RunError) as caught:
            record(program, into, "staging")
        assert str(caught.value) == (
            "luma-app/luma-web does not exist, so this stack would have nowhere to put its environments. "
            "Nothing was changed. The stack with `github.owns-repository: true` owns the repository and goes up first: "
            "pulumi up --stack prod."
        ), "what is wrong, what it means, what to do"
        assert into.by_name == {}, "nothing but providers was registered"

    def test_the_repository_is_looked_up_by_name(self) -> None:
        asked: list[tuple[str, str]] = []

        def answer(token: str, args: Any) -> dict[str, str]:
            asked.append((token, args["name"]))
            return {"nodeId": "R_1"}

        platform, into = stacks.changed("staging", {}), stacks.recorder()
        into.calls = answer
        record(lambda: require_repository(platform.github, Provider("github")), into, "staging")
        assert asked == [("github:index/getRepository:getRepository", "luma-web")], "one question, before anything else"

    def test_staging_makes_nothing_of_the_repositorys_own(self, staging: Recorder) -> None:
        found = {one.type.rsplit(":", 1)[-1] for one in staging.by_name.values() if one.type.startswith("github:")}
        assert found == {
            "ActionsEnvironmentSecret",
            "ActionsEnvironmentVariable",
            "RepositoryEnvironment",
            "RepositoryEnvironmentDeploymentPolicy",
        }, "exactly one stack owns the repository"
