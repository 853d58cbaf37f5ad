"""What of a repository is switched on by calls of its own: alerts, Dependabot's updates, Actions.

Facts: docs.github.com, "REST API endpoints for repositories" and "for GitHub Actions permissions".
"""

from dataclasses import replace

from localcloud.core.errors import Conflict, Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import ActionsPermissions, Repository, WorkflowPermissions
from localcloud.github.repositories import Repositories


class Switches:
    """Security and Actions settings of repositories; each method raises `NotFound`, and `Forbidden` where archived."""

    def __init__(self, world: Transaction, repositories: Repositories) -> None:
        self.world = world
        self._repositories = repositories

    def set_alerts(self, repository: str, *, enabled: bool) -> Repository:
        """Switch vulnerability alerts; Dependabot's updates cannot stay on without them."""
        known = self._repositories.writable(repository)
        return self.world.put(
            replace(known, vulnerability_alerts=enabled, security_updates=enabled and known.security_updates)
        )

    def set_security_updates(self, repository: str, *, enabled: bool) -> Repository:
        """Switch Dependabot's security updates; raises `Invalid` where alerts are off."""
        known = self._repositories.writable(repository)
        if enabled and not known.vulnerability_alerts:
            raise Invalid("Vulnerability alerts must be enabled to configure automated security fixes.")
        return self.world.put(replace(known, security_updates=enabled))

    def set_actions(self, repository: str, wanted: ActionsPermissions) -> Repository:
        """Say which actions may run; raises `Conflict` for a selection where not `selected` ones are allowed."""
        known = self._repositories.writable(repository)
        if wanted.selected is not None and (not wanted.enabled or wanted.allowed != "selected"):
            raise Conflict("Allowed actions can only be selected where allowed_actions is selected.")
        return self.world.put(replace(known, actions=wanted))

    def set_workflow(self, repository: str, wanted: WorkflowPermissions) -> Repository:
        """Say what a workflow's token may do."""
        return self.world.put(replace(self._repositories.writable(repository), workflow=wanted))
