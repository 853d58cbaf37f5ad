"""Resource types that switch something of a repository; each exists as long as its repository does.

Facts: `resource_github_actions_repository_permissions.go`, `…_workflow_repository_permissions.go`,
`…_repository_vulnerability_alerts.go`, `…_repository_dependabot_security_updates.go` of
integrations/terraform-provider-github. Their import id is the repository's name.
"""

from collections.abc import Iterable
from typing import ClassVar

from localcloud.core.entities import Json
from localcloud.github.entities import ActionsPermissions, AllowedActions, Repository, WorkflowPermissions
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import one_of, open_repository
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure


def _name(resource_id: str, inputs: Inputs) -> str:
    return inputs.text("repository") if inputs.values else resource_id


@CLOUD.resource("github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts")
class VulnerabilityAlerts(Resource[GitHubService]):
    """Whether alerts are on; its id is the repository's number."""

    REPLACE = frozenset({"repository"})
    DEFAULTS: ClassVar = {"enabled": True}
    CHECKED = frozenset({"enabled"})

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Switch alerts."""
        name = inputs.text("repository")
        return _alerts(cloud.switches.set_alerts(name, enabled=inputs.flag("enabled")), name)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Tell whether alerts are on; an archived repository has none."""
        name = _name(resource_id, inputs)
        found = open_repository(cloud, name)
        return _alerts(found, name) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Switch alerts."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Switch alerts off."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.switches.set_alerts(inputs.text("repository"), enabled=False)


@CLOUD.resource("github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates")
class SecurityUpdates(Resource[GitHubService]):
    """Whether Dependabot opens pull requests; its id is the repository's name."""

    REPLACE = frozenset({"repository"})

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Switch the updates."""
        name = inputs.text("repository")
        return _updates(cloud.switches.set_security_updates(name, enabled=inputs.flag("enabled")), name)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Tell whether the updates are on."""
        name = _name(resource_id, inputs)
        found = cloud.repositories.find(name)
        return _updates(found, name) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Switch the updates."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Switch the updates off."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.switches.set_security_updates(inputs.text("repository"), enabled=False)


@CLOUD.resource("github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions")
class ActionsRepositoryPermissions(Resource[GitHubService]):
    """Which actions may run; its id is the repository's name."""

    DEFAULTS: ClassVar = {"enabled": True, "allowedActionsConfig.verifiedAllowed": False}
    CHECKED = frozenset({"enabled"})
    FILLED = frozenset({"shaPinningRequired"})
    SETS = frozenset({"allowedActionsConfig.patternsAlloweds"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse an unknown choice."""
        yield from one_of(inputs, "allowedActions", ("all", "local_only", "selected"))

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Say which actions may run."""
        name = inputs.text("repository")
        known = cloud.repositories.require(name).actions
        return _actions(cloud.switches.set_actions(name, _permissions(inputs, known)), name, inputs)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Tell which actions may run."""
        name = _name(resource_id, inputs)
        found = cloud.repositories.find(name)
        return _actions(found, name, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Say which actions may run."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Let all actions run again."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.switches.set_actions(inputs.text("repository"), ActionsPermissions())


@CLOUD.resource("github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions")
class WorkflowRepositoryPermissions(Resource[GitHubService]):
    """What a workflow's token may do; its id is the repository's name."""

    DEFAULTS: ClassVar = {"canApprovePullRequestReviews": False}

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse an unknown choice."""
        yield from one_of(inputs, "defaultWorkflowPermissions", ("read", "write"))

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Say what a workflow's token may do."""
        name = inputs.text("repository")
        known = cloud.repositories.require(name).workflow
        wanted = WorkflowPermissions(
            inputs.text_or_none("defaultWorkflowPermissions") or known.default,
            inputs.flag("canApprovePullRequestReviews"),
        )
        return _workflow(cloud.switches.set_workflow(name, wanted), name)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Tell what a workflow's token may do."""
        name = _name(resource_id, inputs)
        found = cloud.repositories.find(name)
        return _workflow(found, name) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Say what a workflow's token may do."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Let a workflow's token read again."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.switches.set_workflow(inputs.text("repository"), WorkflowPermissions())


def _permissions(inputs: Inputs, known: ActionsPermissions) -> ActionsPermissions:
    """Read the inputs; as the provider does, the selection counts only where `selected` actions are allowed."""
    allowed = inputs.text_or_none("allowedActions") or known.allowed
    pinning = inputs.flag_or_none("shaPinningRequired")
    enabled = inputs.flag("enabled")
    return ActionsPermissions(
        enabled=enabled,
        allowed=allowed,
        selected=_selection(inputs) if enabled and allowed == "selected" else None,
        sha_pinning=known.sha_pinning if pinning is None else pinning,
    )


def _selection(inputs: Inputs) -> AllowedActions | None:
    config = inputs.object("allowedActionsConfig")
    if not config.values:
        return None
    patterns = config.texts("patternsAlloweds")
    return AllowedActions(config.flag("githubOwnedAllowed"), config.flag_or_none("verifiedAllowed") or False, patterns)


def _actions(repository: Repository, name: str, inputs: Inputs) -> State:
    actions, given = repository.actions, _selection(inputs)
    outputs: dict[str, Output] = {
        "repository": name,
        "enabled": actions.enabled,
        "allowedActions": actions.allowed,
        "shaPinningRequired": actions.sha_pinning,
    }
    if given is not None and given == actions.selected:
        return State(repository.name, outputs)
    selected = _described(actions.selected) if actions.selected else None
    return State(repository.name, {**outputs, "allowedActionsConfig": selected})


def _described(selected: AllowedActions) -> dict[str, Json]:
    return {
        "githubOwnedAllowed": selected.github_owned,
        "verifiedAllowed": selected.verified,
        "patternsAlloweds": [*selected.patterns],
    }


def _workflow(repository: Repository, name: str) -> State:
    workflow = repository.workflow
    return State(
        repository.name,
        {
            "repository": name,
            "defaultWorkflowPermissions": workflow.default,
            "canApprovePullRequestReviews": workflow.can_approve,
        },
    )


def _alerts(repository: Repository, name: str) -> State:
    enabled = repository.vulnerability_alerts
    return State(repository.id, {"repository": name, "enabled": enabled, "repositoryId": int(repository.id)})


def _updates(repository: Repository, name: str) -> State:
    return State(repository.name, {"repository": name, "enabled": repository.security_updates})
