"""Rules on Cloudflare's API tokens: what they reach, for how long, from where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from .config import Config
from .kinds import ACCOUNT_TOKEN, API_TOKEN
from .rule import ANY_TYPE, Finding, Level, Outcome, Rule, Severity, must_not_be_used
from .view import Missing, Node, ResourceView, StackView

_TOKENS: Final = (ACCOUNT_TOKEN, API_TOKEN)
_BUCKET: Final = re.compile(r"com\.cloudflare\.edge\.r2\.bucket\.[0-9a-f]{32}_[a-z]+_[a-z0-9][a-z0-9-]{1,62}\Z")
_LEGACY: Final = ("apiKey", "email")


def _allowed(view: ResourceView) -> Iterator[tuple[Node, list[str] | None]]:
    """Yield each policy that allows something with the resources it names; None when they cannot be read."""
    for policy in view.items("policies"):
        if policy.text("effect") != "deny":
            yield policy, _names(policy)


def _names(policy: Node) -> list[str] | None:
    """Read a policy's resources, which the provider takes as JSON text."""
    resources: object = policy.value("resources")
    if isinstance(resources, str):
        try:
            resources = json.loads(resources)
        except ValueError:
            return None
    return list(resources) if isinstance(resources, Mapping) and resources else None


def _too_far(view: ResourceView, _config: Config) -> Iterator[Finding]:
    policies = list(_allowed(view))
    if not policies:
        yield Finding(view, "policies", "is missing or allows nothing that can be read")
    for policy, names in policies:
        if names is None:
            yield Finding(view, policy.path("resources"), "is missing or cannot be read")
            continue
        wide = sum(not _BUCKET.match(name) for name in names)
        if wide:
            yield Finding(view, policy.path("resources"), f"names {wide} resource(s) that are no single R2 bucket")


def _expiry(view: ResourceView, config: Config) -> Iterator[Finding]:
    text = view.text("expiresOn")
    if text is None:
        yield Finding(view, "expiresOn", "is missing")
        return
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        yield Finding(view, "expiresOn", "is no date")
        return
    if day > config.today + timedelta(days=config.token_days):
        yield Finding(view, "expiresOn", f"is more than {config.token_days} days ahead")


def _groups(view: ResourceView, config: Config) -> Iterator[Finding]:
    for policy, _ in _allowed(view):
        strange = sum(group.text("id") not in config.token_groups for group in policy.items("permissionGroups"))
        if strange:
            yield Finding(view, policy.path("permissionGroups"), f"has {strange} group(s) that are not allowed")


def _from_anywhere(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.token_networks and not set(view.texts("condition.requestIp.ins")) & set(config.token_networks):
        yield Finding(view, "condition.requestIp.ins", "has none of the networks that use the token")


def _two_buckets(view: ResourceView, _config: Config) -> Iterator[Finding]:
    buckets = {name for _, names in _allowed(view) for name in names or () if _BUCKET.match(name)}
    if len(buckets) > 1:
        yield Finding(view, "policies", f"reaches {len(buckets)} buckets")


def _legacy_key(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Find Cloudflare providers that use the global key; the finding stands on a resource that the provider manages."""
    seen: set[str] = set()
    for view in sorted(stack.resources, key=lambda view: (view.name, view.urn)):
        provider = view.provider
        if provider and provider.type == "pulumi:providers:cloudflare" and provider.urn not in seen:
            seen.add(provider.urn)
            for name in _LEGACY:
                if provider.properties.lookup(name) is not Missing.ABSENT:
                    yield Finding(view, f"provider.{name}", "is set: the account's global key is used")


RULES: Final = (
    Rule(
        id="CFT-001",
        name="cloudflare-token-limit-resources",
        types=(*_TOKENS,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Whoever gets hold of it reads, changes and deletes everything in the account.",
        must="A token must reach a single R2 bucket.",
        fix="name `com.cloudflare.edge.r2.bucket.<account>_<jurisdiction>_<bucket>` in the policy's `resources`.",
        source="cloudflare/terraform-provider-cloudflare#2713",
        check=_too_far,
        must_be_known=("policies",),
        frameworks=("SOC 2 CC6.3",),
    ),
    Rule(
        id="CFT-002",
        name="cloudflare-token-limit-age",
        types=(*_TOKENS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A token that leaked would be good for ever, and nobody would practise its renewal.",
        must="A token must end within the policies' `token-days`.",
        fix="set `expiresOn` to a date in the stack file.",
        source="Cloudflare: API tokens",
        check=_expiry,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="CFT-003",
        name="cloudflare-token-limit-groups",
        types=(*_TOKENS,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The token could do more than the app needs of it.",
        must="A token must have allowed permission groups only: reading and writing a bucket's objects.",
        fix="remove the group, or add its id to the policies' `token-groups`.",
        source="Cloudflare R2: API tokens",
        check=_groups,
        frameworks=("SOC 2 CC6.3",),
    ),
    Rule(
        id="CFT-004",
        name="cloudflare-token-limit-addresses",
        types=(*_TOKENS,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="A stolen token works from anywhere.",
        must="Where its networks are known, a token must be bound to them.",
        fix="list them in `condition.requestIp.ins`.",
        source="Cloudflare: API token restrictions",
        check=_from_anywhere,
        note="Judged where `token-networks` names networks: functions on Vercel have no fixed address.",
    ),
    Rule(
        id="CFT-005",
        name="cloudflare-token-require-account",
        types=(API_TOKEN,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="It ends with the person's account, and the app with it.",
        must="A stack's token must belong to the account.",
        fix="use an AccountToken.",
        source="Cloudflare: account-owned tokens",
        check=must_not_be_used("policies", "belong to one person"),
        frameworks=("SOC 2 CC6.2",),
    ),
    Rule(
        id="CFT-006",
        name="cloudflare-provider-forbid-global-key",
        types=(ANY_TYPE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="The global key can do everything its person can, for ever, and cannot be narrowed.",
        must="The Cloudflare provider must use an API token.",
        fix="set the provider's `apiToken`, and remove `apiKey` and `email`.",
        source="Cloudflare: global API key",
        stack_check=_legacy_key,
        must_be_known=("apiKey", "email"),
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="CFT-007",
        name="cloudflare-token-limit-buckets",
        types=(*_TOKENS,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Whoever gets one app's token would reach another's files, and neither could be renewed alone.",
        must="A token must be for one bucket.",
        fix="declare one token a bucket.",
        source="Cloudflare R2: API tokens",
        check=_two_buckets,
        frameworks=("SOC 2 CC6.3",),
        note="Where a token's value goes cannot be told from its hash; how many buckets it reaches can.",
    ),
)
