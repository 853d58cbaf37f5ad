"""Environments and their deployment policies; ids `repository:environment` and `repository:environment:number`.

Facts: `resource_github_repository_environment.go` and `…_deployment_policy.go` of
integrations/terraform-provider-github.
"""

from collections.abc import Iterable
from typing import ClassVar

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.github.entities_actions import BranchPolicy, DeploymentPolicy, Environment
from localcloud.github.environments import MOST_MINUTES, MOST_REVIEWERS
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import join, open_repository, split, within
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure


@CLOUD.resource("github:index/repositoryEnvironment:RepositoryEnvironment")
class EnvironmentHandler(Resource[GitHubService]):
    """An environment; GitHub's one call makes or replaces it."""

    REPLACE = frozenset({"environment"})
    DEFAULTS: ClassVar = {"canAdminsBypass": True, "preventSelfReview": False, "waitTimer": 0}
    CHECKED = frozenset({"canAdminsBypass"})
    SETS = frozenset({"reviewers.teams", "reviewers.users"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse a wait that is too long, and more reviewers than GitHub takes."""
        yield from within(inputs, "waitTimer", 0, MOST_MINUTES)
        if len(inputs.items("reviewers")) > 1:
            yield Failure("reviewers", "give one list of reviewers with all teams and users")
        if len(_ids(inputs, "teams")) + len(_ids(inputs, "users")) > MOST_REVIEWERS:
            yield Failure("reviewers", f"a maximum of {MOST_REVIEWERS} reviewers (users and teams combined) can be set")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make or replace the environment."""
        repository = inputs.text("repository")
        return _environment(cloud.environments.put(repository, _draft(inputs)), repository, inputs)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the environment."""
        repository, name = split(resource_id, 2)
        if inputs.values:
            repository, name = inputs.text("repository"), inputs.text("environment")
        found = cloud.environments.find(repository, name.replace("??", ":"))
        return _environment(found, repository, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Replace the environment's rules."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the environment with its secrets and variables."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.environments.delete(inputs.text("repository"), inputs.text("environment"))


@CLOUD.resource("github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy")
class DeploymentPolicyHandler(Resource[GitHubService]):
    """A pattern of branches or tags that may deploy."""

    REPLACE = frozenset({"environment"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse both or neither of the patterns, and empty ones."""
        given = [each for each in ("branchPattern", "tagPattern") if each in inputs or inputs.unknown(each)]
        if len(given) != 1:
            yield Failure("branchPattern", "give one of branchPattern and tagPattern")
        yield from (Failure(each, "must not be empty") for each in given if inputs.text_or_none(each) == "")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make the policy; the environment must have custom branch policies."""
        repository, environment = inputs.text("repository"), inputs.text("environment")
        made = cloud.environments.create_policy(repository, environment, *_pattern(inputs))
        return _policy(cloud, made, repository, environment)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the policy."""
        repository, environment, number = split(resource_id, 3)
        if inputs.values:
            repository, environment = inputs.text("repository"), inputs.text("environment")
        found = cloud.environments.policy(repository, environment, number)
        return _policy(cloud, found, repository, environment) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the pattern."""
        repository, environment = new.text("repository"), new.text("environment")
        kind, pattern = _pattern(new)
        if kind != _pattern(old)[0]:
            raise Invalid("a branch pattern cannot become a tag pattern: replace the resource")
        number = split(resource_id, 3)[2]
        changed = cloud.environments.update_policy(repository, environment, number, pattern)
        return _policy(cloud, changed, repository, environment)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the policy."""
        repository, environment = inputs.text("repository"), inputs.text("environment")
        if open_repository(cloud, repository):
            cloud.environments.delete_policy(repository, environment, split(resource_id, 3)[2])


def _ids(inputs: Inputs, kind: str) -> tuple[int, ...]:
    """List the reviewers of a kind (`teams` or `users`), sorted, for their order means nothing."""
    lists = (each.get(kind) or [] for each in inputs.items("reviewers"))
    return tuple(sorted(each for found in lists if isinstance(found, list) for each in found if isinstance(each, int)))


def _draft(inputs: Inputs) -> Environment:
    policy = inputs.object("deploymentBranchPolicy")
    return Environment(
        id="",
        repository="",
        name=inputs.text("environment"),
        wait_timer=inputs.integer("waitTimer"),
        can_admins_bypass=inputs.flag("canAdminsBypass"),
        prevent_self_review=inputs.flag("preventSelfReview"),
        reviewer_teams=_ids(inputs, "teams"),
        reviewer_users=_ids(inputs, "users"),
        policy=BranchPolicy(policy.flag("protectedBranches"), policy.flag("customBranchPolicies"))
        if policy.values
        else None,
    )


def _environment(environment: Environment, repository: str, inputs: Inputs) -> State:
    policy = environment.policy
    outputs: dict[str, Output] = {
        "repository": repository,
        "environment": inputs.text_or_none("environment") or environment.name,
        "repositoryId": int(environment.repository),
        "waitTimer": environment.wait_timer,
        "canAdminsBypass": environment.can_admins_bypass,
        "preventSelfReview": environment.prevent_self_review,
        "deploymentBranchPolicy": _described(policy) if policy else None,
    }
    current = (environment.reviewer_teams, environment.reviewer_users)
    if (_ids(inputs, "teams"), _ids(inputs, "users")) != current:
        reviewers: dict[str, Json] = {"teams": [*current[0]], "users": [*current[1]]}
        outputs["reviewers"] = [reviewers] if any(current) else None
    return State(join(repository, environment.name.replace(":", "??")), outputs)


def _described(policy: BranchPolicy) -> dict[str, Json]:
    return {"protectedBranches": policy.protected_branches, "customBranchPolicies": policy.custom_branch_policies}


def _pattern(inputs: Inputs) -> tuple[str, str]:
    branch = inputs.text_or_none("branchPattern")
    return ("branch", branch) if branch else ("tag", inputs.text("tagPattern"))


def _policy(cloud: GitHubService, policy: DeploymentPolicy, repository: str, environment: str) -> State:
    return State(
        join(repository, environment, policy.id),
        {
            "repository": repository,
            "environment": environment,
            "branchPattern": policy.pattern if policy.kind == "branch" else None,
            "tagPattern": policy.pattern if policy.kind == "tag" else None,
            "policyId": int(policy.id),
            "repositoryId": int(cloud.environments.require(repository, environment).repository),
        },
    )
