"""GitHub's API of rulesets, and of the rules that cover a branch.

Facts: docs.github.com, "REST API endpoints for rules".
"""

from collections.abc import Mapping
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import BypassActor, Rule, Ruleset
from localcloud.github.errors import not_found
from localcloud.github.rulesets import ruleset_of
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import API, DONE, ROOT, WEB, github, paged, rest
from localcloud.plugin.inputs import Inputs

RULESET: Final = "github:index/repositoryRuleset:RepositoryRuleset"
FILES: Final = "luma:github:Files"
_ONE: Final = f"{ROOT}/rulesets/{{number}}"
_TARGETS: Final = ("branch", "push", "tag")
_ENFORCEMENTS: Final = ("active", "disabled", "evaluate")


@rest("GET", f"{ROOT}/rules/branches/{{branch:path}}", FILES, "read")
def rules(world: Transaction, request: Request) -> Answer:
    """List the rules that cover a branch."""
    service = github(world, request)
    repository = service.repositories.require(request.params["repository"])
    found = service.rulesets.rules_for_branch(repository.name, request.params["branch"])
    return paged(request, [{**_rule(rule), **_source(repository, ruleset)} for ruleset, rule in found])


@rest("GET", f"{ROOT}/rulesets", RULESET, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a repository's rulesets, each without its rules."""
    service = github(world, request)
    repository = service.repositories.require(request.params["repository"])
    return paged(request, [_summary(repository, each) for each in service.rulesets.listed(repository.name)])


@rest("POST", f"{ROOT}/rulesets", RULESET, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a ruleset."""
    service = github(world, request)
    repository = service.repositories.require(request.params["repository"])
    made = service.rulesets.create(repository.name, _draft(request.body, None))
    return Answer(_shown(repository, made), 201)


@rest("GET", _ONE, RULESET, "read")
def found(world: Transaction, request: Request) -> Answer:
    """Give a ruleset."""
    return Answer(_shown(*_known(world, request)))


@rest("PUT", _ONE, RULESET, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a ruleset; what a request leaves out stays."""
    repository, known = _known(world, request)
    changed = github(world, request).rulesets.update(repository.name, known.id, _draft(request.body, known))
    return Answer(_shown(repository, changed))


@rest("DELETE", _ONE, RULESET, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a ruleset."""
    repository, known = _known(world, request)
    github(world, request).rulesets.delete(repository.name, known.id)
    return DONE


def _known(world: Transaction, request: Request) -> tuple[Repository, Ruleset]:
    service = github(world, request)
    repository = service.repositories.require(request.params["repository"])
    ruleset = service.rulesets.find(repository.name, request.params["number"])
    if ruleset is None:
        raise not_found()
    return repository, ruleset


def _draft(body: Inputs, known: Ruleset | None) -> Ruleset:
    names = body.object("conditions").object("ref_name")
    told = "conditions" in body or known is None
    return ruleset_of(
        name=body.text_or_none("name") or (known.name if known else body.text("name")),
        target=_one_of(body, "target", _TARGETS) or (known.target if known else "branch"),
        enforcement=_one_of(body, "enforcement", _ENFORCEMENTS)
        or (known.enforcement if known else body.text("enforcement")),
        includes=names.texts("include") if told or known is None else known.includes,
        excludes=names.texts("exclude") if told or known is None else known.excludes,
        rules=[_rule_of(Inputs(each)) for each in body.items("rules")]
        if "rules" in body or known is None
        else known.rules,
        bypass_actors=[_actor_of(Inputs(each)) for each in body.items("bypass_actors")]
        if "bypass_actors" in body or known is None
        else known.bypass_actors,
    )


def _one_of(body: Inputs, name: str, allowed: tuple[str, ...]) -> str | None:
    given = body.text_or_none(name)
    if given is not None and given not in allowed:
        raise Invalid(f"Invalid property /{name}: `{given}` is not a possible value. Must be one of: {allowed}.")
    return given


def _rule_of(body: Inputs) -> Rule:
    return Rule(body.text("type"), body.object("parameters").values)


def _actor_of(body: Inputs) -> BypassActor:
    mode = body.text_or_none("bypass_mode") or "always"
    return BypassActor(body.text("actor_type"), mode, body.integer_or_none("actor_id"))


def _rule(rule: Rule) -> dict[str, Json]:
    """Spell a rule; a required check that any app may report names no app."""
    if not rule.parameters:
        return {"type": rule.type}
    parameters = dict(rule.parameters)
    checks = parameters.get("required_status_checks")
    if isinstance(checks, list):
        parameters["required_status_checks"] = [_check(each) for each in checks]
    return {"type": rule.type, "parameters": parameters}


def _check(check: Json) -> Json:
    if not isinstance(check, dict):
        return check
    return {name: value for name, value in check.items() if not (name == "integration_id" and not value)}


def _source(repository: Repository, ruleset: Ruleset) -> Mapping[str, Json]:
    return {
        "ruleset_source_type": "Repository",
        "ruleset_source": repository.full_name,
        "ruleset_id": int(ruleset.id),
    }


def _summary(repository: Repository, ruleset: Ruleset) -> dict[str, Json]:
    return {
        "id": int(ruleset.id),
        "name": ruleset.name,
        "target": ruleset.target,
        "source_type": "Repository",
        "source": repository.full_name,
        "enforcement": ruleset.enforcement,
        "node_id": ruleset.node_id,
        "_links": {
            "self": {"href": f"{API}/repos/{repository.full_name}/rulesets/{ruleset.id}"},
            "html": {"href": f"{WEB}/{repository.full_name}/rules/{ruleset.id}"},
        },
    }


def _shown(repository: Repository, ruleset: Ruleset) -> dict[str, Json]:
    names: Json = {"include": [*ruleset.includes], "exclude": [*ruleset.excludes]}
    actors: list[Json] = [
        {"actor_id": each.actor_id, "actor_type": each.type, "bypass_mode": each.mode} for each in ruleset.bypass_actors
    ]
    shown = _summary(repository, ruleset) | {
        "rules": [_rule(each) for each in ruleset.rules],
        "bypass_actors": actors,
        "current_user_can_bypass": "always" if actors else "never",
    }
    return shown if ruleset.target == "push" else {**shown, "conditions": {"ref_name": names}}
