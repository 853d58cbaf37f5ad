"""The settings of a project's firewall, field by field as Vercel's API has them; `None` means not said."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ManagedRule:
    """A rule set that Vercel maintains. One of the bots' is off unless `active` is said."""

    action: str | None = None
    active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Owasp:
    """The OWASP core rule set by category. A category is on unless `active` is said to be false."""

    gen: ManagedRule | None = None
    java: ManagedRule | None = None
    lfi: ManagedRule | None = None
    ma: ManagedRule | None = None
    php: ManagedRule | None = None
    rce: ManagedRule | None = None
    rfi: ManagedRule | None = None
    sd: ManagedRule | None = None
    sf: ManagedRule | None = None
    sqli: ManagedRule | None = None
    xss: ManagedRule | None = None


@dataclass(frozen=True, kw_only=True)
class ManagedRulesets:
    """The rule sets that Vercel maintains; `bot_filter` is the old name of `bot_protection`."""

    ai_bots: ManagedRule | None = None
    bot_filter: ManagedRule | None = None
    bot_protection: ManagedRule | None = None
    owasp: Owasp | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition on a request; `values` is for the operators that take a list."""

    type: str
    op: str
    key: str | None = None
    neg: bool | None = None
    value: str | None = None
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionGroup:
    """Conditions that must all hold."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """At most `limit` requests in `window` seconds for each value of `keys`."""

    action: str
    algo: str
    keys: tuple[str, ...]
    limit: int
    window: int


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """Where a rule sends a request."""

    location: str
    permanent: bool


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a rule does with a request that matches, and for how long after."""

    action: str
    action_duration: str | None = None
    rate_limit: RateLimit | None = None
    redirect: Redirect | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A custom rule; a request that any of its groups matches gets the action."""

    name: str
    action: Action
    condition_groups: tuple[ConditionGroup, ...]
    active: bool | None = None
    description: str | None = None
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Custom rules in order."""

    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IpRule:
    """What happens to requests of an address (or CIDR block) for a host."""

    action: str
    hostname: str
    ip: str
    notes: str | None = None
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class IpRules:
    """Address rules in order."""

    rules: tuple[IpRule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FirewallSettings:
    """All of a firewall."""

    enabled: bool = True
    ip_rules: IpRules | None = None
    managed_rulesets: ManagedRulesets | None = None
    rules: Rules | None = None
