"""Rules on the stack as a whole and on how resources are declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from .config import Config
from .kinds import CREDENTIALS, DOMAIN, ENVIRONMENT_SECRET, FILE, PROJECT, SENTRY_PROJECT, STACK, VARIABLE
from .rule import ANY_TYPE, Finding, Level, Outcome, Rule, Severity, each
from .shapes import secret_name, secret_value
from .view import Known, ResourceView, StackView

_PROTECTED: Final = (PROJECT, DOMAIN, SENTRY_PROJECT)
_SECURITY: Final = frozenset(
    [
        "allowedActions",
        "allowedActionsConfig",
        "branchPattern",
        "bypassActors",
        "canAdminsBypass",
        "canApprovePullRequestReviews",
        "condition",
        "conditions",
        "defaultWorkflowPermissions",
        "deploymentBranchPolicy",
        "enabled",
        "enforcement",
        "environments",
        "expiresAt",
        "expiresOn",
        "gitForkProtection",
        "gitProviderOptions",
        "isSecret",
        "managedRulesets",
        "minTls",
        "oidcTokenConfig",
        "optionsAllowlist",
        "passwordProtection",
        "policies",
        "preventSelfReview",
        "protectedSourcemaps",
        "rateLimitCount",
        "reviewers",
        "rules",
        "securityAndAnalysis",
        "sensitive",
        "shaPinningRequired",
        "targets",
        "trustedIps",
        "vercelAuthentication",
        "visibility",
    ]
)
"""Properties that other rules judge for safety; `*` and `[*]` stand for all of them."""

_LOCAL_PROVIDERS: Final = frozenset(["pulumi:providers:luma"])


def _unprotected(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production and not view.protect:
        yield Finding(view, "protect", "is not set")


def _ignored(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for path in view.ignore_changes:
        first = re.split(r"[.\[]", path, maxsplit=1)[0].strip('"')
        if first in _SECURITY or first in ("*", "") or path.startswith("[*"):
            yield Finding(view, "ignoreChanges", "covers a property that decides about safety")
            return


def _providers(stack: StackView) -> Iterator[ResourceView]:
    """Yield one resource for each provider instance that the stack uses: the first by name, whatever their order."""
    seen: set[str] = set()
    for view in sorted(stack.resources, key=lambda view: (view.name, view.urn)):
        if view.provider and view.provider.urn not in seen:
            seen.add(view.provider.urn)
            yield view


def _loose_provider(stack: StackView, _config: Config) -> Iterator[Outcome]:
    def check(view: ResourceView) -> Iterator[Finding]:
        provider = view.provider
        assert provider is not None, "only such resources are listed"
        if provider.type in _LOCAL_PROVIDERS or not provider.type.startswith("pulumi:providers:"):
            return
        if provider.name.startswith("default"):
            yield Finding(view, "provider", "is the default provider")
        elif not provider.properties.has("version"):
            yield Finding(view, "provider.version", "is missing")

    yield from each(_providers(stack), check)


def _plain_credential(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for view in _providers(stack):
        assert view.provider is not None, "only such resources are listed"
        for name in CREDENTIALS:
            if isinstance(view.provider.properties.lookup(name), Known):
                yield Finding(view, f"provider.{name}", "is stored in plain text")


def _plain_output(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for name in view.names():
        value = view.known_text(name)
        if value and (secret_name(name) or secret_value(value)):
            yield Finding(view, "outputs", "have a value that looks secret and is stored in plain text")


Identity = Callable[[ResourceView], tuple[object, ...]]


def _texts(*names: str) -> Identity:
    return lambda view: tuple(view.text(name) for name in names)


def _variable(view: ResourceView) -> tuple[object, ...]:
    branch, targets = view.text("gitBranch"), view.texts("targets")
    return view.text("projectId"), view.text("key"), branch, tuple(sorted(targets))


_IDENTITIES: Final[dict[str, tuple[str, Identity]]] = {
    VARIABLE: ("key", _variable),
    DOMAIN: ("domain", _texts("domain")),
    FILE: ("file", _texts("repository", "branch", "file")),
    ENVIRONMENT_SECRET: ("secretName", _texts("repository", "environment", "secretName")),
}


def _duplicates(stack: StackView, _config: Config) -> Iterator[Outcome]:
    for kind, (setting, identity) in _IDENTITIES.items():
        seen: set[tuple[object, ...]] = set()
        yield from each(
            sorted(stack.of(kind), key=_name), partial(_again, seen=seen, setting=setting, identity=identity)
        )


def _name(view: ResourceView) -> str:
    return view.name


def _again(view: ResourceView, seen: set[tuple[object, ...]], setting: str, identity: Identity) -> Iterator[Finding]:
    found = identity(view)
    if found in seen:
        yield Finding(view, setting, "names what another resource of the stack manages already")
    seen.add(found)


def _odd_name(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not re.search(config.name_pattern, view.name):
        yield Finding(view, "name", "does not match the policies' `name-pattern`")


UNKNOWN_PROPERTY: Final = Rule(
    id="STK-004",
    name="stack-property-require-known",
    types=(ANY_TYPE,),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    why="A preview that cannot judge it would pass, and the breach would only show while the change is being made.",
    must="A property that decides about safety must be known in a preview.",
    fix="compute it from settings instead of from another resource's outputs.",
    source="pulumi/pulumi-policy#258: an unknown value turns a mandatory policy into a note",
    note="Raised by the engine for a rule whose `must_be_known` property is unknown.",
)

WAIVER: Final = Rule(
    id="STK-005",
    name="stack-waiver-limit-age",
    types=(ANY_TYPE,),
    severity=Severity.MEDIUM,
    level=Level.MANDATORY,
    why="An exception that nobody owns, or that is forgotten, is a hole that everybody takes for a rule.",
    must="A waiver must have a reason, an owner, a day in the future on which it ends, and something that it waives.",
    fix="complete it, set `expires` anew on purpose, or remove it.",
    source="hygiene of exceptions",
    note="Raised by the engine for the waivers of the configuration.",
)

RULES: Final = (
    Rule(
        id="STK-001",
        name="stack-resource-require-protection",
        types=(*_PROTECTED,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A `destroy`, or a change that replaces it, would lose its deployments, address or history.",
        must="In production a project, a domain and a Sentry project must be protected.",
        fix="set the option `protect`.",
        source="Pulumi: protect",
        check=_unprotected,
        frameworks=("SOC 2 A1.2",),
        note="Repositories, buckets and Sentry keys have rules of their own: GHR-004, R2-008, SEN-009.",
    ),
    Rule(
        id="STK-002",
        name="stack-resource-forbid-ignored-changes",
        types=(ANY_TYPE,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Somebody could change it by hand, and no preview would ever show it.",
        must="Changes of a property that decides about safety must not be ignored.",
        fix="take the property out of `ignoreChanges`.",
        source="Pulumi: ignoreChanges",
        check=_ignored,
        frameworks=("SOC 2 CC8.1",),
    ),
    Rule(
        id="STK-003",
        name="stack-provider-pin-version",
        types=(ANY_TYPE,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Another machine could run another version of the provider, with other defaults.",
        must="Resources must use an explicit provider with a version.",
        fix="create the provider in the program with its `version`.",
        source="mitodl/ol-infrastructure 5.2",
        stack_check=_loose_provider,
        note="Our own provider comes from the repository itself and has no version to pin.",
    ),
    UNKNOWN_PROPERTY,
    WAIVER,
    Rule(
        id="STK-006",
        name="stack-resource-forbid-duplicates",
        types=(*_IDENTITIES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Two resources write the same thing, and whichever comes last wins.",
        must="A thing must be managed by one resource.",
        fix="remove one of the two.",
        source="Pulumi: state",
        stack_check=_duplicates,
    ),
    Rule(
        id="STK-007",
        name="stack-provider-forbid-plain-credential",
        types=(ANY_TYPE,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Everyone who can read the state could act as the platform.",
        must="A provider's credential must be a secret, or come from the environment.",
        fix="give it by `config.require_secret`, or by the plugin's environment variable.",
        source="Pulumi: secrets",
        stack_check=_plain_credential,
        frameworks=("SOC 2 CC6.1",),
        note="Judged over saved state: the policy SDK hides what is a secret (pulumi/pulumi-policy#241).",
    ),
    Rule(
        id="STK-008",
        name="stack-output-forbid-plain-secret",
        types=(STACK,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Outputs are printed after every update and can be read without the passphrase.",
        must="An output that looks secret must be a secret.",
        fix="wrap it in `pulumi.Output.secret`.",
        source="Pulumi: stack outputs",
        check=_plain_output,
        frameworks=("SOC 2 CC6.1",),
        note="Judged over saved state, for the same reason as STK-007; in a program a transform has to guard it.",
    ),
    Rule(
        id="STK-009",
        name="stack-resource-limit-names",
        types=(ANY_TYPE,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="Commands, filters and waivers would have to quote or could not match it.",
        must="A resource's name must match the policies' `name-pattern`.",
        fix="rename it, with an alias for the old name.",
        source="house style",
        check=_odd_name,
    ),
)
