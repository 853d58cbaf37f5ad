"""GitHub's API of what a repository has switched on: alerts, Dependabot's updates, Actions.

Facts: docs.github.com, "REST API endpoints for repositories" and "for GitHub Actions permissions".
"""

from dataclasses import replace
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.github.entities import ActionsPermissions, AllowedActions, Repository, WorkflowPermissions
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import API, DONE, ROOT, github, repository_name, rest

ALERTS: Final = "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts"
UPDATES: Final = "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates"
ACTIONS: Final = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
WORKFLOW: Final = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
_PERMISSIONS: Final = f"{ROOT}/actions/permissions"


@rest("GET", f"{ROOT}/vulnerability-alerts", ALERTS, "read")
def alerts(world: Transaction, request: Request) -> Answer:
    """Tell by the status alone whether alerts are on."""
    if not _repository(world, request).vulnerability_alerts:
        raise NotFound("Vulnerability alerts are disabled.")
    return DONE


@rest("PUT", f"{ROOT}/vulnerability-alerts", ALERTS, "create")
def enable_alerts(world: Transaction, request: Request) -> Answer:
    """Switch alerts on."""
    github(world, request).switches.set_alerts(repository_name(world, request), enabled=True)
    return DONE


@rest("DELETE", f"{ROOT}/vulnerability-alerts", ALERTS, "delete")
def disable_alerts(world: Transaction, request: Request) -> Answer:
    """Switch alerts off."""
    github(world, request).switches.set_alerts(repository_name(world, request), enabled=False)
    return DONE


@rest("GET", f"{ROOT}/automated-security-fixes", UPDATES, "read")
def updates(world: Transaction, request: Request) -> Answer:
    """Tell whether Dependabot's security updates are on."""
    return Answer({"enabled": _repository(world, request).security_updates, "paused": False})


@rest("PUT", f"{ROOT}/automated-security-fixes", UPDATES, "create")
def enable_updates(world: Transaction, request: Request) -> Answer:
    """Switch Dependabot's security updates on."""
    github(world, request).switches.set_security_updates(repository_name(world, request), enabled=True)
    return DONE


@rest("DELETE", f"{ROOT}/automated-security-fixes", UPDATES, "delete")
def disable_updates(world: Transaction, request: Request) -> Answer:
    """Switch Dependabot's security updates off."""
    github(world, request).switches.set_security_updates(repository_name(world, request), enabled=False)
    return DONE


@rest("GET", _PERMISSIONS, ACTIONS, "read")
def permissions(world: Transaction, request: Request) -> Answer:
    """Tell which actions may run; where none may, nothing more is said."""
    found = _repository(world, request)
    shown: dict[str, Json] = {"enabled": found.actions.enabled, "sha_pinning_required": found.actions.sha_pinning}
    if found.actions.enabled:
        shown["allowed_actions"] = found.actions.allowed
    if found.actions.allowed == "selected":
        shown["selected_actions_url"] = f"{API}/repos/{found.full_name}/actions/permissions/selected-actions"
    return Answer(shown)


@rest("PUT", _PERMISSIONS, ACTIONS, "update")
def set_permissions(world: Transaction, request: Request) -> Answer:
    """Say which actions may run; the selection stays where `selected` ones go on to be allowed."""
    known, body = _repository(world, request).actions, request.body
    allowed, pinning = body.text_or_none("allowed_actions") or known.allowed, body.flag_or_none("sha_pinning_required")
    if allowed not in ("all", "local_only", "selected"):
        raise Invalid(f"Invalid request.\n\n{allowed} is not a member of [all, local_only, selected].")
    wanted = ActionsPermissions(
        enabled=body.flag("enabled"),
        allowed=allowed,
        selected=known.selected if body.flag("enabled") and allowed == "selected" else None,
        sha_pinning=known.sha_pinning if pinning is None else pinning,
    )
    github(world, request).switches.set_actions(repository_name(world, request), wanted)
    return DONE


@rest("GET", f"{_PERMISSIONS}/selected-actions", ACTIONS, "read")
def selection(world: Transaction, request: Request) -> Answer:
    """Tell which actions are selected; raises `Conflict` where others are allowed than selected ones."""
    actions = _repository(world, request).actions
    if not actions.enabled or actions.allowed != "selected":
        raise Conflict("Conflict: allowed_actions is not selected")
    found = actions.selected or AllowedActions(github_owned=False)
    return Answer(
        {
            "github_owned_allowed": found.github_owned,
            "verified_allowed": found.verified,
            "patterns_allowed": [*found.patterns],
        }
    )


@rest("PUT", f"{_PERMISSIONS}/selected-actions", ACTIONS, "update")
def select(world: Transaction, request: Request) -> Answer:
    """Select actions; what a request leaves out stays."""
    body, actions = request.body, _repository(world, request).actions
    known = actions.selected or AllowedActions(github_owned=False)
    owned, verified = body.flag_or_none("github_owned_allowed"), body.flag_or_none("verified_allowed")
    wanted = AllowedActions(
        known.github_owned if owned is None else owned,
        known.verified if verified is None else verified,
        body.texts("patterns_allowed") if "patterns_allowed" in body else known.patterns,
    )
    service = github(world, request).switches
    service.set_actions(repository_name(world, request), replace(actions, selected=wanted))
    return DONE


@rest("GET", f"{_PERMISSIONS}/workflow", WORKFLOW, "read")
def workflow(world: Transaction, request: Request) -> Answer:
    """Tell what a workflow's token may do."""
    found = _repository(world, request).workflow
    return Answer(
        {"default_workflow_permissions": found.default, "can_approve_pull_request_reviews": found.can_approve}
    )


@rest("PUT", f"{_PERMISSIONS}/workflow", WORKFLOW, "update")
def set_workflow(world: Transaction, request: Request) -> Answer:
    """Say what a workflow's token may do."""
    known, body = _repository(world, request).workflow, request.body
    default = body.text_or_none("default_workflow_permissions") or known.default
    approve = body.flag_or_none("can_approve_pull_request_reviews")
    if default not in ("read", "write"):
        raise Invalid(f"Invalid request.\n\n{default} is not a member of [read, write].")
    wanted = WorkflowPermissions(default, known.can_approve if approve is None else approve)
    github(world, request).switches.set_workflow(repository_name(world, request), wanted)
    return DONE


def _repository(world: Transaction, request: Request) -> Repository:
    return github(world, request).repositories.require(repository_name(world, request))
