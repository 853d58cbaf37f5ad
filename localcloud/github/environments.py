"""GitHub's rules for deployment environments.

Facts: docs.github.com, "REST API endpoints for deployment environments" and "Deployments and environments" (what
each plan has); the words: backstage/backstage issue 28977, github-community-projects/safe-settings issue 628.
"""

from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Conflict, Invalid
from localcloud.core.transaction import KeyTaken, Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import DeploymentPolicy, Environment, Secret, Variable
from localcloud.github.errors import ValidationFailed, not_found
from localcloud.github.repositories import Repositories

MOST_REVIEWERS: Final = 6
MOST_MINUTES: Final = 43200
MOST_LETTERS: Final = 255


class Environments:
    """Environments of repositories and what may deploy to them."""

    def __init__(self, world: Transaction, repositories: Repositories) -> None:
        self.world = world
        self._repositories = repositories

    def find(self, repository: str, name: str) -> Environment | None:
        """Find an environment."""
        owner = self._repositories.find(repository)
        return self.world.get(Environment, owner.id, name.lower()) if owner else None

    def require(self, repository: str, name: str) -> Environment:
        """Find an environment; raises `NotFound`."""
        found = self.find(repository, name)
        if found is None:
            raise not_found()
        return found

    def listed(self, repository: str) -> list[Environment]:
        """List a repository's environments, oldest first; raises `NotFound`."""
        return self.world.children(Environment, self._repositories.require(repository).id)

    def put(self, repository: str, draft: Environment) -> Environment:
        """Make or replace the environment of this name, as GitHub's one call does; its id comes from here.

        Without custom branch policies the deployment policies go. Raises `NotFound`, `Forbidden` (archived),
        `Invalid` for what contradicts itself or the plan.
        """
        owner = self._repositories.writable(repository)
        _refuse_contradictions(draft)
        self._refuse_plan(owner, draft)
        known = self.find(repository, draft.name)
        if known is None:
            number = ids.number(self.world.seed(Environment, owner.id, draft.name.lower()), 10)
            return self.world.add(replace(draft, id=str(number), repository=owner.id))
        if draft.policy is None or not draft.policy.custom_branch_policies:
            for policy in self.world.children(DeploymentPolicy, known.id):
                self.world.remove(policy)
        return self.world.put(replace(draft, id=known.id, repository=known.repository, name=known.name))

    def delete(self, repository: str, name: str) -> None:
        """Remove an environment with its secrets, variables and policies; one that is gone is no error."""
        found = self.find(repository, name)
        if found is None:
            return
        for kind in (Secret, Variable, DeploymentPolicy):
            for each in self.world.children(kind, found.id):
                self.world.remove(each)
        self.world.remove(found)

    def create_policy(self, repository: str, environment: str, kind: str, pattern: str) -> DeploymentPolicy:
        """Let branches or tags (`kind`) of a pattern deploy.

        Raises `NotFound` also where the environment has no custom branch policies, `Conflict` (303, as GitHub
        answers) for a pattern that is there.
        """
        owner = self._custom(repository, environment)
        number = ids.number(self.world.seed(DeploymentPolicy, owner.id, kind, pattern), 8)
        try:
            return self.world.add(DeploymentPolicy(id=str(number), environment=owner.id, kind=kind, pattern=pattern))
        except KeyTaken as error:
            raise _same_pattern() from error

    def policy(self, repository: str, environment: str, number: str) -> DeploymentPolicy | None:
        """Find a deployment policy by its id."""
        owner = self.find(repository, environment)
        found = self.world.by_id(DeploymentPolicy, number)
        return found if owner and found and found.environment == owner.id else None

    def policies(self, repository: str, environment: str) -> list[DeploymentPolicy]:
        """List an environment's deployment policies, oldest first; raises `NotFound`."""
        return self.world.children(DeploymentPolicy, self.require(repository, environment).id)

    def update_policy(self, repository: str, environment: str, number: str, pattern: str) -> DeploymentPolicy:
        """Change a policy's pattern; raises `NotFound`, `Conflict`."""
        self._custom(repository, environment)
        known = self.policy(repository, environment, number)
        if known is None:
            raise not_found()
        try:
            return self.world.put(replace(known, pattern=pattern))
        except KeyTaken as error:
            raise _same_pattern() from error

    def delete_policy(self, repository: str, environment: str, number: str) -> None:
        """Remove a deployment policy; one that is gone is no error."""
        found = self.policy(repository, environment, number)
        if found is not None:
            self.world.remove(found)

    def _custom(self, repository: str, environment: str) -> Environment:
        self._repositories.writable(repository)
        found = self.require(repository, environment)
        if found.policy is None or not found.policy.custom_branch_policies:
            raise not_found()
        return found

    def _refuse_plan(self, owner: Repository, draft: Environment) -> None:
        if owner.visibility == "public":
            return
        if draft.policy is not None and not self._repositories.paid(owner):
            raise _unpaid("branch policy")
        if self._repositories.organization().plan != "enterprise":
            if draft.reviewer_teams or draft.reviewer_users:
                raise _unpaid("required reviewers")
            if draft.wait_timer:
                raise _unpaid("wait timer")


def _refuse_contradictions(draft: Environment) -> None:
    reviewers = len(draft.reviewer_teams) + len(draft.reviewer_users)
    if not 0 < len(draft.name) <= MOST_LETTERS:
        raise ValidationFailed("Environment", "name", f"name must have 1 to {MOST_LETTERS} characters")
    if reviewers > MOST_REVIEWERS:
        raise ValidationFailed("Environment", "reviewers", f"there can be up to {MOST_REVIEWERS} reviewers")
    if not 0 <= draft.wait_timer <= MOST_MINUTES:
        raise ValidationFailed("Environment", "wait_timer", f"wait_timer must be from 0 to {MOST_MINUTES} minutes")
    if draft.prevent_self_review and not reviewers:
        raise Invalid(
            "Failed to create or update the environment protection rule. Required reviewers must have at least one "
            "reviewer to set prevent_self_review."
        )
    if draft.policy is not None and draft.policy.protected_branches == draft.policy.custom_branch_policies:
        words = "protected_branches and custom_branch_policies cannot have the same value"
        raise ValidationFailed("Environment", "deployment_branch_policy", words)


def _unpaid(rule: str) -> Invalid:
    return Invalid(
        "Failed to create the environment protection rule. Please ensure the billing plan supports the "
        f"{rule} protection rule."
    )


def _same_pattern() -> Conflict:
    return Conflict("A deployment branch policy with the same name pattern already exists", status=303)
