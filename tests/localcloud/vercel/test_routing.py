"""Vercel's rules for what requests meet: domains, routing rules and the firewall."""

from dataclasses import replace

import pytest

from localcloud.cloudflare.entities import DnsRecord
from localcloud.core.errors import Conflict, Forbidden, Invalid, NotFound
from localcloud.vercel.domain_service import DomainChange
from localcloud.vercel.entities import Project, Route
from localcloud.vercel.firewall_rules import (
    Action,
    Condition,
    ConditionGroup,
    FirewallSettings,
    IpRule,
    IpRules,
    ManagedRule,
    ManagedRulesets,
    Owasp,
    RateLimit,
    Rule,
    Rules,
)
from localcloud.vercel.route_rules import Position, RouteRule
from localcloud.vercel.route_service import RouteChange
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import GitRepository, ProjectSettings

PLAIN = DomainChange()
HOME = RouteChange("home", "", True, None, RouteRule(src="/home", dest="/"))
LIMIT = RateLimit(action="rate_limit", algo="fixed_window", keys=("ip",), limit=100, window=60)
IN_API = Condition(type="path", op="pre", value="/api")
RULE = Rule(
    name="rate-limit",
    action=Action(action="rate_limit", rate_limit=LIMIT),
    condition_groups=(ConditionGroup(conditions=(IN_API,)),),
)
LOG = replace(RULE, name="log everything", action=Action(action="log"))
TEAM_OF = {"hobby": "team_hobby", "pro": "team_pro", "enterprise": "team_enterprise"}


@pytest.fixture(autouse=True)
def project(cloud: VercelService) -> Project:
    """Make the project `luma` on the Pro plan."""
    connected = GitRepository(type="github", repo="luma-app/luma")
    return cloud.projects.create(None, "luma", ProjectSettings(git_repository=connected), None)


def firewall(*rules: Rule) -> FirewallSettings:
    """Give settings with these custom rules."""
    return FirewallSettings(rules=Rules(rules=rules))


def limited(**changes: object) -> FirewallSettings:
    """Give settings with one rate limit, changed."""
    limit = replace(LIMIT, **changes)  # type: ignore[arg-type]  # the cases name the fields and their types
    return firewall(replace(RULE, action=Action(action="rate_limit", rate_limit=limit)))


def conditioned(**changes: object) -> FirewallSettings:
    """Give settings with one condition, changed."""
    condition = replace(IN_API, **changes)  # type: ignore[arg-type]  # the cases name the fields and their types
    return firewall(replace(LOG, condition_groups=(ConditionGroup(conditions=(condition,)),)))


def record(cloud: VercelService, kind: str, content: str, *, proxied: bool = False) -> None:
    """Add a record of www.luma.example to the world's Cloudflare."""
    cloud.scope.world.add(
        DnsRecord(
            id="r1",
            zone="z1",
            name="www.luma.example",
            type=kind,
            content=content,
            ttl=1,
            proxied=proxied,
            created_on="2026-11-23T00:00:00Z",
        )
    )


def test_a_domain_belongs_to_one_project(cloud: VercelService) -> None:
    cloud.projects.create(None, "other", ProjectSettings(), None)
    cloud.domains.create(None, "luma", "luma.example", PLAIN)
    with pytest.raises(Conflict, match="already assigned to another project") as refused:
        cloud.domains.create(None, "other", "luma.example", PLAIN)
    assert refused.value.code == "domain_already_in_use", "Vercel's own code"
    with pytest.raises(Conflict, match="already assigned to this project"):
        cloud.domains.create(None, "luma", "luma.example", PLAIN)


def test_a_domain_is_not_found_through_another_project(cloud: VercelService) -> None:
    cloud.projects.create(None, "other", ProjectSettings(), None)
    cloud.domains.create(None, "luma", "luma.example", PLAIN)
    assert cloud.domains.find(None, "other", "luma.example") is None, "a domain is looked up in its project"
    with pytest.raises(NotFound, match="not assigned to this project"):
        cloud.domains.update(None, "other", "luma.example", PLAIN)


@pytest.mark.parametrize("name", ["luma", "Luma.example", "https://luma.example", "luma_app.example", "luma.example/"])
def test_a_domain_must_be_one(cloud: VercelService, name: str) -> None:
    with pytest.raises(Invalid, match="is invalid"):
        cloud.domains.create(None, "luma", name, PLAIN)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (DomainChange(redirect="lost.example"), "lost.example is not a domain of the project luma"),
        (DomainChange(redirect="www.luma.example"), "to itself"),
        (DomainChange(redirect_status_code=308), "together with `redirect`"),
        (DomainChange(git_branch="trunk"), "is the production branch"),
        (DomainChange(git_branch="lost"), 'Branch "lost" not found'),
    ],
)
def test_a_domain_leads_somewhere_that_exists(cloud: VercelService, change: DomainChange, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        cloud.domains.create(None, "luma", "www.luma.example", change)


def test_a_redirect_must_stay_in_the_project(cloud: VercelService) -> None:
    cloud.projects.create(None, "other", ProjectSettings(), None)
    cloud.domains.create(None, "other", "luma.example", PLAIN)
    with pytest.raises(Invalid, match="not a domain of the project luma"):
        cloud.domains.create(None, "luma", "www.luma.example", DomainChange(redirect="luma.example"))


def test_a_domain_stays_while_another_redirects_to_it(cloud: VercelService) -> None:
    cloud.domains.create(None, "luma", "luma.example", PLAIN)
    cloud.domains.create(None, "luma", "www.luma.example", DomainChange(redirect="luma.example"))
    with pytest.raises(Conflict, match=r"www\.luma\.example redirects to it"):
        cloud.domains.delete(None, "luma", "luma.example")
    cloud.domains.delete(None, "luma", "www.luma.example")
    cloud.domains.delete(None, "luma", "luma.example")
    assert cloud.domains.find(None, "luma", "luma.example") is None, "it goes once nothing leads to it"


@pytest.mark.parametrize(
    ("kind", "content", "proxied", "misconfigured"),
    [
        ("A", "76.76.21.21", False, False),
        ("CNAME", "cname.vercel-dns.com", False, False),
        ("CNAME", "cname.vercel-dns.com", True, True),
        ("A", "192.0.2.1", False, True),
        ("CNAME", "vercel-dns.com.example", False, True),
        ("TXT", "76.76.21.21", False, True),
    ],
)
def test_a_domain_is_misconfigured_until_its_records_lead_to_vercel(
    cloud: VercelService, kind: str, content: str, proxied: bool, misconfigured: bool
) -> None:
    assert cloud.domains.is_misconfigured("www.luma.example"), "no record at all"
    record(cloud, kind, content, proxied=proxied)
    assert cloud.domains.is_misconfigured("www.luma.example") == misconfigured, f"{kind} {content}, proxied: {proxied}"


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (RouteRule(src="/home"), "must set at least one of"),
        (RouteRule(src="/home", status=308), "must have a `dest`"),
        (RouteRule(src="home", dest="/"), "must start with a slash"),
        (RouteRule(src="^/(home$", dest="/"), "is not a regular expression"),
    ],
)
def test_a_route_that_cannot_work_is_refused(cloud: VercelService, route: RouteRule, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        cloud.routes.create(None, "luma", replace(HOME, route=route))


@pytest.mark.parametrize(
    ("route", "syntax", "kind"),
    [
        (RouteRule(src="/home", dest="/"), "equals", "rewrite"),
        (RouteRule(src="/:page", dest="/", status=307), "path-to-regexp", "redirect"),
        (RouteRule(src="/(.*)", headers={"X-Frame-Options": "DENY"}), "path-to-regexp", "transform"),
        (RouteRule(src="^/old/.*$", status=410), "regex", "set_status"),
    ],
)
def test_vercel_tells_a_routes_syntax_and_kind(cloud: VercelService, route: RouteRule, syntax: str, kind: str) -> None:
    made = cloud.routes.create(None, "luma", replace(HOME, route=route))
    assert (made.src_syntax, made.route.kind) == (syntax, kind), "both follow from the rule"


def test_routes_keep_their_order(cloud: VercelService, project: Project) -> None:
    middle = cloud.routes.create(None, "luma", replace(HOME, name="middle"))
    cloud.routes.create(None, "luma", replace(HOME, name="last"))
    cloud.routes.create(None, "luma", replace(HOME, name="first"), Position(placement="start"))
    for placement in ("before", "after"):
        position = Position(placement=placement, reference_route_id=middle.id)
        cloud.routes.create(None, "luma", replace(HOME, name=placement), position)
    ordered = sorted(cloud.scope.world.children(Route, project.id), key=lambda each: each.rank)
    assert [each.name for each in ordered] == ["first", "before", "middle", "after", "last"], "each where it was put"


def test_a_route_cannot_be_placed_next_to_one_that_is_gone(cloud: VercelService) -> None:
    with pytest.raises(NotFound, match="to place this one before was not found"):
        cloud.routes.create(None, "luma", HOME, Position(placement="before", reference_route_id="gone"))


REFUSED = [
    (firewall(replace(RULE, action=Action(action="rate_limit"))), "but no `rateLimit`"),
    (firewall(replace(RULE, action=Action(action="deny", rate_limit=LIMIT))), "a `rateLimit` but the action deny"),
    (firewall(replace(RULE, action=Action(action="redirect"))), "but no `redirect`"),
    (firewall(replace(RULE, condition_groups=())), "has no condition"),
    (limited(window=9), "must be 10 to 600 s"),
    (limited(window=601), "must be 10 to 600 s"),
    (limited(limit=0), "must be 1 or more"),
    (limited(algo="leaky_bucket"), "unknown algorithm"),
    (limited(algo="token_bucket"), "token bucket algorithm is available on the Enterprise plan"),
    (limited(keys=()), "counts by nothing"),
    (limited(keys=("header:x",)), "counts by header:x"),
    (conditioned(op="inc"), "requires list values"),
    (conditioned(values=("/api",), value=None), "does not allow values"),
    (conditioned(op="ex", values=("/api",), value=None), "existence operator does not allow values"),
    (conditioned(value=None), "requires a value"),
    (conditioned(op="re", value="("), "is not a regular expression"),
    (conditioned(type="header"), "a condition on a header requires a key"),
    (
        FirewallSettings(managed_rulesets=ManagedRulesets(ai_bots=ManagedRule(action="challenge"))),
        "ai_bots has no action 'challenge': use log or deny",
    ),
    (
        FirewallSettings(managed_rulesets=ManagedRulesets(bot_protection=ManagedRule(action="deny"))),
        "bot_protection has no action 'deny': use log or challenge",
    ),
    (FirewallSettings(managed_rulesets=ManagedRulesets(owasp=Owasp())), "OWASP Core Ruleset is available"),
]


@pytest.mark.parametrize(("settings", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_firewall_that_cannot_work_is_refused(cloud: VercelService, settings: FirewallSettings, words: str) -> None:
    with pytest.raises((Forbidden, Invalid), match=words):
        cloud.firewalls.write(None, "luma", settings)
    assert cloud.firewalls.find(None, "luma") is None, "nothing of it is kept"


ALLOWED = [limited(window=10), limited(window=600), conditioned(op="ex", value=None), conditioned(neg=True)]


@pytest.mark.parametrize("settings", ALLOWED)
def test_a_firewall_that_works_is_kept(cloud: VercelService, settings: FirewallSettings) -> None:
    kept = cloud.firewalls.write(None, "luma", settings).settings.rules
    assert settings.rules is not None, "each case has a rule"
    assert kept is not None, "the rules are kept"
    assert [replace(rule, id=None) for rule in kept.rules] == [*settings.rules.rules], "as they were written"


@pytest.mark.parametrize(("plan", "number"), [("hobby", 3), ("pro", 40), ("enterprise", 1000)])
def test_a_plan_has_a_number_of_custom_rules(cloud: VercelService, plan: str, number: int) -> None:
    cloud.projects.create(TEAM_OF[plan], "shop", ProjectSettings(), None)
    rules = [replace(LOG, name=f"rule {index}") for index in range(number + 1)]
    cloud.firewalls.write(TEAM_OF[plan], "shop", firewall(*rules[:-1]))
    with pytest.raises(
        Forbidden, match=f"allows {number} custom rules in a project; this configuration has {number + 1}"
    ):
        cloud.firewalls.write(TEAM_OF[plan], "shop", firewall(*rules))


def test_the_hobby_plan_has_one_rate_limit_and_ten_addresses(cloud: VercelService) -> None:
    cloud.projects.create("team_hobby", "shop", ProjectSettings(), None)
    with pytest.raises(Forbidden, match="allows 1 rate limiting rules"):
        cloud.firewalls.write("team_hobby", "shop", firewall(RULE, replace(RULE, name="another limit")))
    addresses = IpRules(rules=(IpRule(action="deny", hostname="luma.example", ip="192.0.2.1"),) * 11)
    with pytest.raises(Forbidden, match="allows 10 IP blocking rules"):
        cloud.firewalls.write("team_hobby", "shop", FirewallSettings(ip_rules=addresses))


def test_the_enterprise_plan_has_long_windows_token_buckets_and_the_owasp_rules(cloud: VercelService) -> None:
    cloud.projects.create("team_enterprise", "shop", ProjectSettings(), None)
    settings = replace(
        limited(window=3600, algo="token_bucket", keys=("header:x",)),
        managed_rulesets=ManagedRulesets(owasp=Owasp(xss=ManagedRule(action="deny"))),
    )
    assert cloud.firewalls.write("team_enterprise", "shop", settings).settings.managed_rulesets == (
        settings.managed_rulesets
    ), "all of it is kept"


def test_a_rule_keeps_its_id_while_it_keeps_its_name(cloud: VercelService) -> None:
    before = cloud.firewalls.write(None, "luma", firewall(RULE, LOG)).settings.rules
    after = cloud.firewalls.write(None, "luma", firewall(LOG, replace(RULE, active=False))).settings.rules
    assert before is not None, "there are rules"
    assert after is not None, "there still are"
    assert {rule.name: rule.id for rule in after.rules} == {rule.name: rule.id for rule in before.rules}, (
        "a moved or changed rule keeps its id, and so its metrics"
    )
    assert all(rule.id for rule in after.rules), "every rule has an id"
