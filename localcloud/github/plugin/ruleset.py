"""`github:index/repositoryRuleset:RepositoryRuleset`; its id is its number, its import id `repository:number`.

Facts: `resource_github_repository_ruleset.go` and `util_ruleset_validation.go` of
integrations/terraform-provider-github.
"""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.core.entities import Json
from localcloud.github.entities_actions import BypassActor, Ruleset
from localcloud.github.plugin import rules
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import one_of, open_repository, split
from localcloud.github.rulesets import fits, ruleset_of
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure

TARGETS: Final = ("branch", "push", "tag")
ACTORS: Final = (
    "DeployKey",
    "EnterpriseOwner",
    "Integration",
    "OrganizationAdmin",
    "RepositoryRole",
    "Team",
    "User",
)


@CLOUD.resource("github:index/repositoryRuleset:RepositoryRuleset")
class RulesetHandler(Resource[GitHubService]):
    """A ruleset."""

    AUTONAME = "name"
    DEFAULTS: ClassVar = rules.DEFAULTS
    FILLED = frozenset({"rules.pullRequest.allowedMergeMethods"})
    SETS = frozenset(
        {
            "bypassActors",
            "rules.fileExtensionRestriction.restrictedFileExtensions",
            "rules.requiredCodeScanning.requiredCodeScanningTools",
            "rules.requiredStatusChecks.requiredChecks",
        }
    )

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown choices, and rules or conditions that the target cannot have."""
        yield from one_of(inputs, "target", TARGETS)
        yield from one_of(inputs, "enforcement", ("active", "disabled", "evaluate"))
        yield from _bad_actors(inputs)
        yield from _bad_reviews(inputs)
        target = inputs.text_or_none("target")
        if target == "push" and inputs.json("conditions"):
            yield Failure("conditions", "refName must not be set for push target")
        for name, rule in rules.named(inputs):
            if target in TARGETS and not fits(rule.type, target):
                yield Failure(f"rules.{name}", f"is not valid for {target} target")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make the ruleset."""
        repository = inputs.text("repository")
        made = cloud.rulesets.create(repository, _draft(inputs))
        return _state(made, repository, inputs)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the ruleset."""
        repository, number = (inputs.text("repository"), resource_id) if inputs.values else split(resource_id, 2)
        found = cloud.rulesets.find(repository, number)
        return _state(found, repository, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Replace what the ruleset says."""
        repository = new.text("repository")
        return _state(cloud.rulesets.update(repository, resource_id, _draft(new)), repository, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the ruleset."""
        if open_repository(cloud, inputs.text("repository")):
            cloud.rulesets.delete(inputs.text("repository"), resource_id)


def _bad_actors(inputs: Inputs) -> Iterable[Failure]:
    for index, actor in enumerate(inputs.items("bypassActors")):
        for name, allowed in (("actorType", ACTORS), ("bypassMode", ("always", "exempt", "pull_request"))):
            for failure in one_of(Inputs(actor), name, allowed):
                yield Failure(f"bypassActors[{index}].{name}", failure.reason)


def _bad_reviews(inputs: Inputs) -> Iterable[Failure]:
    given = inputs.object("rules")
    pull_request = given.object("pullRequest")
    count = pull_request.integer_or_none("requiredApprovingReviewCount")
    if count is not None and not 0 <= count <= 10:  # noqa: PLR2004 - GitHub's own bounds
        yield Failure("rules.pullRequest.requiredApprovingReviewCount", f"must be from 0 to 10, not {count}")
    for index, method in enumerate(pull_request.texts("allowedMergeMethods")):
        if method not in ("merge", "rebase", "squash"):
            path = f"rules.pullRequest.allowedMergeMethods[{index}]"
            yield Failure(path, f"must be one of merge, rebase, squash, not {method!r}")
    checks = given.object("requiredStatusChecks")
    if checks.values and checks.json("requiredChecks") == []:
        yield Failure("rules.requiredStatusChecks.requiredChecks", "must name at least one check")


def _draft(inputs: Inputs) -> Ruleset:
    names = inputs.object("conditions").object("refName")
    return ruleset_of(
        name=inputs.text("name"),
        target=inputs.text("target"),
        enforcement=inputs.text("enforcement"),
        includes=names.texts("includes"),
        excludes=names.texts("excludes"),
        rules=rules.rules(inputs),
        bypass_actors=rules.actors(inputs),
    )


def _state(ruleset: Ruleset, repository: str, inputs: Inputs) -> State:
    """Answer with the rules in the program's own spelling while they are what it asked for."""
    outputs: dict[str, Output] = {
        "repository": repository,
        "name": ruleset.name,
        "target": ruleset.target,
        "enforcement": ruleset.enforcement,
        "nodeId": ruleset.node_id,
        "rulesetId": int(ruleset.id),
    }
    names: dict[str, Json] = {"includes": list(ruleset.includes), "excludes": list(ruleset.excludes)}
    outputs["conditions"] = None if ruleset.target == "push" else {"refName": names}
    asked = _draft(inputs) if inputs.values else None
    if asked is None or "rules" not in inputs or asked.rules != ruleset.rules:
        outputs["rules"] = rules.described(ruleset)
    if asked is None or "bypassActors" not in inputs or asked.bypass_actors != ruleset.bypass_actors:
        outputs["bypassActors"] = [_actor(each) for each in ruleset.bypass_actors]
    return State(ruleset.id, outputs)


def _actor(actor: BypassActor) -> dict[str, Json]:
    return {"actorType": actor.type, "bypassMode": actor.mode, "actorId": actor.actor_id}
