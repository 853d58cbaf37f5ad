"""GitHub's resource types, through their whole life at the level of the wire."""

import pytest

from localcloud.plugin.properties import Properties, SecretValue
from tests.localcloud.github import rows
from tests.localcloud.harness import Lifecycle, Plugin, Refusal, Update, run_lifecycle

REPOSITORY = (rows.REPOSITORY, rows.REPOSITORY_INPUTS)
ENVIRONMENT = (rows.ENVIRONMENT, rows.ENVIRONMENT_INPUTS)
BRANCH = (rows.BRANCH, rows.BRANCH_INPUTS)
TIMES = frozenset({"createdAt", "updatedAt"})
WRITTEN = frozenset({"remoteUpdatedAt", "updatedAt"})
RULES: Properties = {
    "deletion": True,
    "nonFastForward": True,
    "pullRequest": {"requiredApprovingReviewCount": 1, "allowedMergeMethods": ["squash"]},
    "requiredStatusChecks": {
        "strictRequiredStatusChecksPolicy": True,
        "requiredChecks": [{"context": "checks", "integrationId": 15368}, {"context": "migration-check"}],
    },
}
SECRET_REFUSALS = (
    Refusal({"value": None}, "value", "give one of"),
    Refusal({"plaintextValue": "x"}, "value", "give one of"),
    Refusal({"value": None, "encryptedValue": "not base64"}, "encryptedValue", "base64"),
    Refusal({"keyId": "1"}, "keyId", "valueEncrypted only"),
    Refusal({"secretName": "GITHUB_TOKEN"}, "secretName", "GITHUB_"),
    Refusal({"secretName": "1ST"}, "secretName", "start with a digit"),
)

ROWS = [
    Lifecycle(
        token=rows.REPOSITORY,
        inputs={
            **rows.REPOSITORY_INPUTS,
            "topics": ["nextjs", "luma"],
            "securityAndAnalysis": {"secretScanning": {"status": "enabled"}},
        },
        outputs={"fullName": "luma-app/web", "defaultBranch": "main", "private": True, "hasWiki": False},
        computed=frozenset({"fullName", "htmlUrl", "nodeId", "repoId", "sshCloneUrl"}),
        updates=(
            Update({"description": "The app", "hasIssues": True}, {"description": "add", "hasIssues": "add"}),
            Update({"topics": ["luma", "nextjs"]}, {}),
            Update({"allowMergeCommit": False}, {"allowMergeCommit": "update"}),
        ),
        refusals=(
            Refusal({"name": "not a name"}, "name", "1 to 100"),
            Refusal({"topics": ["Next"]}, "topics[0]", "small letters"),
            Refusal({"private": True}, "private", "conflicts"),
            Refusal({"visibility": "secret"}, "visibility", "must be one of"),
            Refusal({"hasWikis": True}, "hasWikis", "did you mean hasWiki?"),
            Refusal({"fork": "true"}, "fork", "not part of the local cloud"),
        ),
        not_imported=frozenset({"autoInit"}),
    ),
    Lifecycle(
        token=rows.BRANCH,
        needs=(REPOSITORY,),
        inputs=rows.BRANCH_INPUTS,
        outputs={"ref": "refs/heads/luma/platform", "sourceBranch": "main"},
        computed=frozenset({"ref", "sha", "sourceSha"}),
        updates=(Update({"branch": "luma/next"}, {"branch": "update"}, frozenset({"ref"})),),
        replaces=(Update({"sourceBranch": "staging"}, {"sourceBranch": "update_replace"}),),
    ),
    Lifecycle(
        token=rows.FILE,
        needs=(REPOSITORY, BRANCH),
        inputs=rows.FILE_INPUTS,
        outputs={"ref": "luma/platform", "sha": "b83836ed8c80558d4e40ea4ac5d69f4405334799"},
        computed=frozenset({"commitSha", "ref", "repositoryId", "sha"}),
        updates=(
            Update({"content": "on: pull_request\n"}, {"content": "update"}, frozenset({"commitSha", "sha"})),
            Update({"commitMessage": "Again"}, {"commitMessage": "update"}, frozenset({"commitSha", "sha"})),
        ),
        replaces=(Update({"file": "README.md"}, {"file": "update_replace"}),),
        refusals=(
            Refusal({"content": None}, "content", "missing"),
            Refusal({"commitAuthor": "Ada"}, "commitAuthor", "needs commitEmail"),
        ),
        import_id="web:.github/workflows/test.yml:luma/platform",
    ),
    Lifecycle(
        token=rows.PULL_REQUEST,
        needs=(REPOSITORY, BRANCH, (rows.FILE, rows.FILE_INPUTS)),
        inputs={"baseRepository": "web", "baseRef": "main", "headRef": "luma/platform", "title": "Update"},
        outputs={"number": 1, "state": "open", "draft": False, "body": ""},
        computed=frozenset({"baseSha", "headSha", "number", "openedAt", "openedBy", "state"}),
        updates=(
            Update(
                {"title": "Update files", "body": "Merge it."},
                {"title": "update", "body": "add"},
                frozenset({"baseSha", "headSha", "updatedAt"}),
            ),
        ),
        replaces=(Update({"headRef": "other"}, {"headRef": "update_replace"}),),
        import_id="luma-app:web:1",
        state_only=True,
    ),
    Lifecycle(
        token=rows.RULESET,
        needs=(REPOSITORY,),
        inputs={
            "repository": "web",
            "name": "Default branch",
            "target": "branch",
            "enforcement": "active",
            "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
            "rules": RULES,
            "bypassActors": [
                {"actorType": "Team", "actorId": 7, "bypassMode": "pull_request"},
                {"actorType": "OrganizationAdmin", "bypassMode": "always"},
            ],
        },
        outputs={"rules": RULES, "target": "branch"},
        computed=frozenset({"nodeId", "rulesetId"}),
        updates=(
            Update({"enforcement": "disabled"}, {"enforcement": "update"}),
            Update(
                {"rules": {**RULES, "requiredLinearHistory": True, "deletion": False}},
                {"rules.requiredLinearHistory": "add", "rules.deletion": "update"},
            ),
            Update({"bypassActors": None}, {"bypassActors": "delete"}),
        ),
        refusals=(
            Refusal({"target": "tags"}, "target", "must be one of"),
            Refusal({"target": "tag"}, "rules.pullRequest", "not valid for tag target"),
            Refusal({"rules": {"maxFileSize": {"maxFileSize": 5}}}, "rules.maxFileSize", "not valid for branch target"),
            Refusal({"enforcement": "on"}, "enforcement", "must be one of"),
            Refusal(
                {"bypassActors": [{"actorType": "Owner", "bypassMode": "always"}]},
                "bypassActors[0].actorType",
                "OrganizationAdmin",
            ),
            Refusal(
                {"rules": {"requiredStatusChecks": {"requiredChecks": []}}},
                "rules.requiredStatusChecks.requiredChecks",
                "at least one",
            ),
            Refusal(
                {"rules": {"pullRequest": {"requiredApprovingReviewCount": 11}}},
                "rules.pullRequest.requiredApprovingReviewCount",
                "from 0 to 10",
            ),
        ),
        import_id="web:{id}",
    ),
    Lifecycle(
        token=rows.ENVIRONMENT,
        needs=(REPOSITORY,),
        inputs={**rows.ENVIRONMENT_INPUTS, "reviewers": [{"teams": [12, 7]}], "preventSelfReview": True},
        outputs={"waitTimer": 0, "canAdminsBypass": False},
        computed=frozenset({"repositoryId"}),
        updates=(
            Update({"waitTimer": 30}, {"waitTimer": "add"}),
            Update({"reviewers": [{"teams": [7, 12]}]}, {}),
            Update({"reviewers": [{"teams": [7]}]}, {"reviewers[0].teams": "update"}),
        ),
        replaces=(Update({"environment": "live"}, {"environment": "update_replace"}),),
        refusals=(
            Refusal({"waitTimer": 43201}, "waitTimer", "from 0 to 43200"),
            Refusal({"reviewers": [{"teams": [1, 2, 3, 4], "users": [1, 2, 3]}]}, "reviewers", "maximum of 6"),
            Refusal({"reviewers": [{"teams": [1]}, {"users": [1]}]}, "reviewers", "one list"),
        ),
    ),
    Lifecycle(
        token=rows.POLICY,
        needs=(REPOSITORY, ENVIRONMENT),
        inputs={"repository": "web", "environment": "production", "branchPattern": "main"},
        computed=frozenset({"policyId", "repositoryId"}),
        updates=(Update({"branchPattern": "release/*"}, {"branchPattern": "update"}),),
        replaces=(Update({"environment": "staging"}, {"environment": "update_replace"}),),
        refusals=(
            Refusal({"tagPattern": "v*"}, "branchPattern", "one of"),
            Refusal({"branchPattern": None}, "branchPattern", "one of"),
            Refusal({"branchPattern": ""}, "branchPattern", "empty"),
        ),
    ),
    Lifecycle(
        token=rows.SECRET,
        needs=(REPOSITORY,),
        inputs={"repository": "web", "secretName": "VERCEL_TOKEN", "value": "first"},
        outputs={"value": "first"},
        computed=TIMES | {"keyId", "remoteUpdatedAt", "repositoryId"},
        secrets=frozenset({"value"}),
        updates=(Update({"value": SecretValue("second")}, {"value": "update"}, WRITTEN),),
        replaces=(Update({"secretName": "OTHER"}, {"secretName": "update_replace"}),),
        refusals=SECRET_REFUSALS,
        not_imported=frozenset({"value"}),
    ),
    Lifecycle(
        token=rows.ENVIRONMENT_SECRET,
        needs=(REPOSITORY, ENVIRONMENT),
        inputs={"repository": "web", "environment": "production", "secretName": "DATABASE_URL", "value": "first"},
        outputs={"value": "first"},
        computed=TIMES | {"keyId", "remoteUpdatedAt", "repositoryId"},
        secrets=frozenset({"value"}),
        updates=(Update({"value": SecretValue("second")}, {"value": "update"}, WRITTEN),),
        replaces=(Update({"environment": "staging"}, {"environment": "update_replace"}),),
        refusals=SECRET_REFUSALS,
        not_imported=frozenset({"value"}),
    ),
    Lifecycle(
        token=rows.VARIABLE,
        needs=(REPOSITORY,),
        inputs={"repository": "web", "variableName": "APP_URL", "value": "https://luma.example"},
        computed=TIMES | {"repositoryId"},
        updates=(Update({"value": "https://www.luma.example"}, {"value": "update"}, frozenset({"updatedAt"})),),
        replaces=(Update({"variableName": "URL"}, {"variableName": "update_replace"}),),
        refusals=(Refusal({"variableName": "GITHUB_URL"}, "variableName", "GITHUB_"),),
    ),
    Lifecycle(
        token=rows.ENVIRONMENT_VARIABLE,
        needs=(REPOSITORY, ENVIRONMENT),
        inputs={"repository": "web", "environment": "production", "variableName": "APP_URL", "value": "a"},
        computed=TIMES | {"repositoryId"},
        updates=(Update({"value": "b"}, {"value": "update"}, frozenset({"updatedAt"})),),
        replaces=(Update({"environment": "staging"}, {"environment": "update_replace"}),),
        refusals=(Refusal({"variableName": "APP-URL"}, "variableName", "letters, digits"),),
    ),
    Lifecycle(
        token=rows.ALERTS,
        needs=(REPOSITORY,),
        inputs={"repository": "web"},
        outputs={"enabled": True},
        computed=frozenset({"repositoryId"}),
        updates=(Update({"enabled": False}, {"enabled": "update"}),),
        replaces=(Update({"repository": "other"}, {"repository": "update_replace"}),),
        import_id="web",
        state_only=True,
    ),
    Lifecycle(
        token=rows.UPDATES,
        needs=(REPOSITORY, (rows.ALERTS, {"repository": "web"})),
        inputs={"repository": "web", "enabled": True},
        updates=(Update({"enabled": False}, {"enabled": "update"}),),
        replaces=(Update({"repository": "other"}, {"repository": "update_replace"}),),
        refusals=(Refusal({"enabled": None}, "enabled", "missing"),),
        import_id="web",
        state_only=True,
    ),
    Lifecycle(
        token=rows.ACTIONS,
        needs=(REPOSITORY,),
        inputs={
            "repository": "web",
            "allowedActions": "selected",
            "allowedActionsConfig": {"githubOwnedAllowed": True, "patternsAlloweds": ["b/*", "a/*"]},
            "shaPinningRequired": True,
        },
        outputs={"enabled": True},
        updates=(
            Update(
                {"allowedActionsConfig": {"githubOwnedAllowed": True, "patternsAlloweds": ["a/*", "c/*"]}},
                {"allowedActionsConfig.patternsAlloweds": "update"},
            ),
            Update(
                {"allowedActions": "local_only", "allowedActionsConfig": None},
                {"allowedActions": "update", "allowedActionsConfig": "delete"},
            ),
        ),
        refusals=(Refusal({"allowedActions": "some"}, "allowedActions", "must be one of"),),
        import_id="web",
        state_only=True,
    ),
    Lifecycle(
        token=rows.WORKFLOW,
        needs=(REPOSITORY,),
        inputs={"repository": "web", "defaultWorkflowPermissions": "read"},
        outputs={"canApprovePullRequestReviews": False},
        updates=(Update({"defaultWorkflowPermissions": "write"}, {"defaultWorkflowPermissions": "update"}),),
        refusals=(Refusal({"defaultWorkflowPermissions": "all"}, "defaultWorkflowPermissions", "must be one of"),),
        import_id="web",
        state_only=True,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)
