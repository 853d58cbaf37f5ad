"""GitHub's API of deployment environments and of the branches that may deploy to them.

Facts: docs.github.com, "REST API endpoints for deployment environments" and "for deployment branch policies".
"""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.entities_actions import BranchPolicy, DeploymentPolicy, Environment
from localcloud.github.errors import not_found
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import API, DONE, ROOT, WEB, github, paged, rest
from localcloud.plugin.inputs import Inputs

ENVIRONMENT: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"
POLICY: Final = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
_ONE: Final = f"{ROOT}/environments/{{environment}}"
_POLICIES: Final = f"{_ONE}/deployment-branch-policies"


@rest("GET", f"{ROOT}/environments", ENVIRONMENT, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a repository's environments."""
    found = github(world, request).environments.listed(request.params["repository"])
    return paged(request, [_shown(request, each) for each in found], "environments")


@rest("GET", _ONE, ENVIRONMENT, "read")
def environment(world: Transaction, request: Request) -> Answer:
    """Give an environment."""
    found = github(world, request).environments.require(request.params["repository"], request.params["environment"])
    return Answer(_shown(request, found))


@rest("PUT", _ONE, ENVIRONMENT, "update")
def put(world: Transaction, request: Request) -> Answer:
    """Make or replace an environment."""
    draft = _draft(request.params["environment"], request.body)
    return Answer(_shown(request, github(world, request).environments.put(request.params["repository"], draft)))


@rest("DELETE", _ONE, ENVIRONMENT, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove an environment with its secrets, variables and policies."""
    service, repository = github(world, request), request.params["repository"]
    service.repositories.writable(repository)
    found = service.environments.require(repository, request.params["environment"])
    service.environments.delete(repository, found.name)
    return DONE


@rest("GET", _POLICIES, POLICY, "read")
def policies(world: Transaction, request: Request) -> Answer:
    """List which branches and tags may deploy."""
    found = github(world, request).environments.policies(**_place(request))
    return paged(request, [_policy(each) for each in found], "branch_policies")


@rest("POST", _POLICIES, POLICY, "create")
def create_policy(world: Transaction, request: Request) -> Answer:
    """Let the branches or tags of a pattern deploy."""
    kind = request.body.text_or_none("type") or "branch"
    service = github(world, request).environments
    return Answer(_policy(service.create_policy(**_place(request), kind=kind, pattern=request.body.text("name"))))


@rest("GET", f"{_POLICIES}/{{number}}", POLICY, "read")
def policy(world: Transaction, request: Request) -> Answer:
    """Give a deployment policy."""
    return Answer(_policy(_required(world, request)))


@rest("PUT", f"{_POLICIES}/{{number}}", POLICY, "update")
def update_policy(world: Transaction, request: Request) -> Answer:
    """Change a deployment policy's pattern."""
    service, pattern = github(world, request).environments, request.body.text("name")
    changed = service.update_policy(**_place(request), number=request.params["number"], pattern=pattern)
    return Answer(_policy(changed))


@rest("DELETE", f"{_POLICIES}/{{number}}", POLICY, "delete")
def delete_policy(world: Transaction, request: Request) -> Answer:
    """Remove a deployment policy."""
    found = _required(world, request)
    github(world, request).environments.delete_policy(**_place(request), number=found.id)
    return DONE


def _place(request: Request) -> dict[str, str]:
    return {"repository": request.params["repository"], "environment": request.params["environment"]}


def _required(world: Transaction, request: Request) -> DeploymentPolicy:
    found = github(world, request).environments.policy(**_place(request), number=request.params["number"])
    if found is None:
        raise not_found()
    return found


def _draft(name: str, body: Inputs) -> Environment:
    policy = body.object("deployment_branch_policy")
    reviewers = [Inputs(each) for each in body.items("reviewers")]
    admins = body.flag_or_none("can_admins_bypass")
    return Environment(
        id="",
        repository="",
        name=name,
        wait_timer=body.integer_or_none("wait_timer") or 0,
        can_admins_bypass=admins is not False,
        prevent_self_review=body.flag_or_none("prevent_self_review") or False,
        reviewer_teams=_ids(reviewers, "Team"),
        reviewer_users=_ids(reviewers, "User"),
        policy=BranchPolicy(policy.flag("protected_branches"), policy.flag("custom_branch_policies"))
        if policy.values
        else None,
    )


def _ids(reviewers: list[Inputs], kind: str) -> tuple[int, ...]:
    return tuple(sorted(each.integer("id") for each in reviewers if each.text("type") == kind))


def _shown(request: Request, found: Environment) -> Json:
    full = f"{request.params['owner']}/{request.params['repository']}"
    policy: Json = (
        {
            "protected_branches": found.policy.protected_branches,
            "custom_branch_policies": found.policy.custom_branch_policies,
        }
        if found.policy
        else None
    )
    return {
        "id": int(found.id),
        "name": found.name,
        "url": f"{API}/repos/{full}/environments/{found.name}",
        "html_url": f"{WEB}/{full}/deployments/activity_log?environments_filter={found.name}",
        "can_admins_bypass": found.can_admins_bypass,
        "protection_rules": _rules(found),
        "deployment_branch_policy": policy,
    }


def _rules(found: Environment) -> list[Json]:
    """Spell what stands before a deployment: GitHub lists only what is set."""
    number, rules = int(found.id), list[Json]()
    if found.wait_timer:
        rules.append({"id": number + 1, "type": "wait_timer", "wait_timer": found.wait_timer})
    reviewers: list[Json] = [
        {"type": kind, "reviewer": {"id": each}}
        for kind, numbers in (("Team", found.reviewer_teams), ("User", found.reviewer_users))
        for each in numbers
    ]
    if reviewers:
        rule: dict[str, Json] = {"id": number + 2, "type": "required_reviewers", "reviewers": reviewers}
        rules.append({**rule, "prevent_self_review": found.prevent_self_review})
    if found.policy is not None:
        rules.append({"id": number + 3, "type": "branch_policy"})
    return rules


def _policy(policy: DeploymentPolicy) -> Json:
    return {"id": int(policy.id), "name": policy.pattern, "type": policy.kind}
