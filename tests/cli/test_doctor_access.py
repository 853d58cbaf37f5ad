"""`luma doctor` asks the vendors about their tokens: scopes, end and plan, each trouble by itself, no value shown."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Never

import pytest

from cli.doctor import access
from cli.doctor.access import Subject
from cli.doctor.findings import Finding
from cli.errors import UserError
from cli.local.generate import plain_config, platform_of
from cli.target import Target
from cli.vendors.addresses import VENDORS
from cli.vendors.http import Client
from cli.vendors.listing import CLOUDS
from tests.cli.test_doctor import GOOD_TOKENS
from tests.cli.vendors.local import QUICK
from tests.cli.vendors.scripted import Reply, Vendor, scripted

PLATFORM = platform_of("prod", plain_config("prod"))
SUBJECT = Subject("Pulumi.prod.yaml", PLATFORM)
TEAM, ORGANIZATION = PLATFORM.vercel.team, PLATFORM.github.organization
SENTRY = PLATFORM.sentry.organization
PROJECT = PLATFORM.variables["TRIGGER_PROJECT_REF"]
NOW = datetime.now(tz=UTC)
LATER, SOON, PAST = NOW + timedelta(days=200), NOW + timedelta(days=10), NOW - timedelta(days=2)
SCOPES = ("alerts:write", "event:read", "org:read", "project:admin", "team:admin")
GROUPS = ("Account API Tokens Write", "DNS Write", "Workers R2 Storage Write")
DENIED = Reply(403, {"message": "not for you"})
ABSENT = Reply(404, {"message": "there is none"})
Expected = set[tuple[str, str]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_PATIENCE", QUICK)


def vercel(end: datetime = LATER, **more: Any) -> Reply:
    """Answer with Vercel's token."""
    scopes = [{"type": "team", "teamId": TEAM}]
    token = {"id": "t", "name": "ci", "createdAt": 1, "scopes": scopes, "expiresAt": int(end.timestamp() * 1000)}
    return Reply(body={"token": {**token, **more}})


def vercel_team(plan: str = "pro") -> Reply:
    """Answer with Vercel's team."""
    return Reply(body={"id": TEAM, "slug": "a", "name": "A", "billing": {"plan": plan}})


def github(scopes: str | None = "repo, workflow", end: datetime = LATER) -> Reply:
    """Answer with GitHub's user, and what the headers say of the token."""
    told = {"X-OAuth-Scopes": scopes} if scopes is not None else {}
    ends = {"GitHub-Authentication-Token-Expiration": end.strftime("%Y-%m-%d %H:%M:%S UTC")}
    return Reply(body={"login": "a"}, headers={**told, **ends})


def github_plan(plan: str | None = "team") -> Reply:
    """Answer with GitHub's organization."""
    return Reply(body={"plan": {"name": plan}} if plan else {})


def cloudflare(status: str = "active", end: datetime = LATER) -> Reply:
    """Answer with what Cloudflare tells of the token that asks."""
    return Reply(body={"result": {"id": "t", "status": status, "expires_on": end.isoformat()}})


def cloudflare_token(*groups: str) -> Reply:
    """Answer with Cloudflare's token and what it may do."""
    allowed = [{"id": each, "name": each} for each in groups]
    policy = {"effect": "allow", "permission_groups": allowed, "resources": {}}
    return Reply(body={"result": {"id": "t", "name": "ci", "status": "active", "policies": [policy]}})


def sentry(*scopes: str) -> Reply:
    """Answer with the scopes of Sentry's token."""
    return Reply(body={"auth": {"scopes": scopes}})


REPOSITORY = Reply(
    body={
        "id": 1,
        "full_name": "a/b",
        "html_url": "",
        "visibility": "private",
        "default_branch": "main",
        "archived": False,
        "has_issues": True,
    }
)
SENTRY_ORGANIZATION = Reply(body={"id": "1", "slug": SENTRY, "name": "A"})
OWNER, VARIABLES = Reply(body={"userId": "u", "email": "a@example.com"}), Reply(body=[])
GOOD = {
    "cloudflare": [cloudflare(), cloudflare_token(*GROUPS)],
    "github": [github(), github_plan()],
    "sentry": [sentry(*SCOPES), SENTRY_ORGANIZATION],
    "trigger": [OWNER, VARIABLES],
    "vercel": [vercel(), vercel_team()],
}


def asked(scripts: dict[str, list[Reply]], tokens: dict[str, str] | None = None) -> tuple[list[Finding], list[Vendor]]:
    """Let vendors answer by their scripts; return what was found, and the vendors."""
    with ExitStack() as exits:
        vendors = {cloud: exits.enter_context(scripted(*replies)) for cloud, replies in scripts.items()}
        own = {VENDORS[cloud].token_variable: GOOD_TOKENS[VENDORS[cloud].token_variable] for cloud in scripts}
        addresses = {VENDORS[cloud].url_variable: vendor.url for cloud, vendor in vendors.items()}
        variables = {**(own if tokens is None else tokens), **addresses}
        found = access.ask([SUBJECT], variables, local=False, tell=lambda _: None)
        values = {variables.get(VENDORS[cloud].token_variable, "") for cloud in CLOUDS} - {""}
        assert not any(value in repr(found) for value in values), "no value of a token is shown"
        return found, list(vendors.values())


def troubles(found: list[Finding]) -> Expected:
    """Return gravity and first words of each finding that is not well."""
    assert all(each.fix for each in found if each.level in {"error", "warning"}), "each says how to mend it"
    return {(each.level, each.text.partition(";")[0].partition(": a run")[0]) for each in found if each.level != "ok"}


def test_good_tokens_are_well_and_tell_their_end() -> None:
    found, _ = asked(GOOD)
    assert {(each.level, each.area, each.text) for each in found} == {
        ("ok", "CLOUDFLARE_API_TOKEN", f"accepted by Cloudflare; it ends on {LATER:%Y-%m-%d}"),
        ("ok", "GITHUB_TOKEN", f"accepted by GitHub; it ends on {LATER:%Y-%m-%d}"),
        ("ok", "SENTRY_AUTH_TOKEN", "accepted by Sentry; Sentry does not tell when it ends"),
        ("ok", "TRIGGER_ACCESS_TOKEN", "accepted by Trigger.dev; Trigger.dev does not tell when it ends"),
        ("ok", "VERCEL_API_TOKEN", f"accepted by Vercel; it ends on {LATER:%Y-%m-%d}"),
        ("ok", "Pulumi.prod.yaml", "plan.github: team, as GitHub says"),
        ("ok", "Pulumi.prod.yaml", "plan.vercel: pro, as Vercel says"),
    }, "nothing to mend"


def ending(name: str) -> str:
    """Spell the finding about a token that ends soon."""
    return f"ends on {SOON:%Y-%m-%d}: {name} refuses it then"


def ended(name: str) -> str:
    """Spell the finding about a token that has ended."""
    return f"ended on {PAST:%Y-%m-%d}: {name} refuses it"


def refused(name: str, status: int) -> str:
    """Spell the finding about a token that the vendor does not know."""
    return f"{name} refuses it ({status}): it has ended, was revoked, or is none of {name}'s"


ENDS: list[tuple[str, list[Reply], Expected]] = [
    ("vercel", [vercel(SOON), vercel_team()], {("warning", ending("Vercel"))}),
    ("vercel", [vercel(PAST), vercel_team()], {("error", ended("Vercel"))}),
    ("github", [github(end=SOON), github_plan()], {("warning", ending("GitHub"))}),
    ("cloudflare", [cloudflare(end=SOON), cloudflare_token(*GROUPS)], {("warning", ending("Cloudflare"))}),
    ("cloudflare", [cloudflare("expired")], {("error", "Cloudflare refuses it: it is expired")}),
    ("vercel", [DENIED], {("error", refused("Vercel", 403))}),
    ("github", [Reply(401)], {("error", refused("GitHub", 401))}),
    ("cloudflare", [Reply(401), Reply(401)], {("error", refused("Cloudflare", 401))}),
    ("sentry", [Reply(401)], {("error", refused("Sentry", 401))}),
    ("trigger", [Reply(401)], {("error", refused("Trigger.dev", 401))}),
]
SCOPED: list[tuple[str, list[Reply], Expected]] = [
    ("vercel", [vercel(scopes=[{"type": "user"}]), vercel_team()], {
        ("warning", "reaches further than needed: the whole account, not the team alone"),
    }),
    ("vercel", [vercel(), ABSENT], {("error", f"lacks the team {TEAM}")}),
    ("vercel", [vercel(), DENIED], {("error", f"lacks the team {TEAM}")}),
    ("vercel", [vercel(scopes=[{"type": "team", "teamId": "team_b"}]), vercel_team()], {
        ("error", f"lacks the team {TEAM}"),
    }),
    ("vercel", [vercel(projectId="p"), vercel_team()], {("error", "lacks the team: it is limited to one project")}),
    ("github", [github("repo"), github_plan()], {("error", "lacks workflow")}),
    ("github", [github("admin:org, delete_repo, read:org, repo, workflow"), github_plan()], {
        ("warning", "reaches further than needed: admin:org, delete_repo"),
    }),
    ("github", [github(), ABSENT], {("error", f"lacks the organization {ORGANIZATION}")}),
    ("cloudflare", [cloudflare(), cloudflare_token(*GROUPS[1:])], {("error", "lacks Account API Tokens Write")}),
    ("cloudflare", [cloudflare(), cloudflare_token(*GROUPS, "Billing Write", "Zone Read")], {
        ("warning", "reaches further than needed: Billing Write"),
    }),
    ("sentry", [sentry(*SCOPES[1:]), SENTRY_ORGANIZATION], {("error", "lacks alerts:read, alerts:write")}),
    ("sentry", [sentry(*SCOPES, "org:admin"), SENTRY_ORGANIZATION], {
        ("warning", "reaches further than needed: org:admin"),
    }),
    ("sentry", [sentry(*SCOPES), ABSENT], {("error", f"lacks the organization {SENTRY}")}),
    ("trigger", [OWNER, ABSENT], {("error", f"lacks the project {PROJECT}")}),
]  # fmt: skip
PLANS: list[tuple[str, list[Reply], Expected]] = [
    ("vercel", [vercel(), vercel_team("hobby")], {("error", "plan.vercel: pro, but Vercel says hobby")}),
    ("github", [github(), github_plan("free")], {("error", "plan.github: team, but GitHub says free")}),
    ("github", [github(), github_plan("enterprise")], {
        ("warning", "plan.github: team, but GitHub says enterprise: some of it stays unused"),
    }),
    ("github", [github(), github_plan(None)], {("note", "plan.github: team")}),
]  # fmt: skip


@pytest.mark.parametrize(("cloud", "replies", "expected"), ENDS + SCOPED + PLANS)
def test_each_trouble_with_a_token_or_plan_is_found_alone(cloud: str, replies: list[Reply], expected: Expected) -> None:
    found, _ = asked({cloud: replies})
    assert troubles(found) == expected, "exactly that, and it is named"


UNSEEN = "GitHub does not tell whether it may do: Administration, Contents, Dependabot alerts, Environments, Workflows"
NOTHING_TRIED = (
    "GitHub does not tell whether it may do: Actions, Administration, Contents, Dependabot alerts, Environments, "
    "Pull requests, Secrets, Variables, Workflows"
)
LISTS = [Reply(body={"environments": []}), Reply(body=[]), Reply(body={"secrets": []}), Reply(body={"variables": []})]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([REPOSITORY, *LISTS], {("note", UNSEEN)}),
        ([REPOSITORY, *LISTS[:2], DENIED, LISTS[3]], {("note", UNSEEN), ("error", "lacks Secrets")}),
        ([ABSENT], {("note", NOTHING_TRIED)}),
    ],
)
def test_a_fine_grained_token_is_tried_by_reading(replies: list[Reply], expected: Expected) -> None:
    found, _ = asked({"github": [github(scopes=None), *replies, github_plan()]})
    assert troubles(found) == expected, "and what no reading proves is left to a person"


@pytest.mark.parametrize(
    ("records", "expected"), [(Reply(body={"result": []}), set()), (DENIED, {("error", "lacks DNS")})]
)
def test_a_cloudflare_token_that_tells_no_permissions_is_tried_by_reading(records: Reply, expected: Expected) -> None:
    buckets = Reply(body={"result": {"buckets": []}})
    found, _ = asked({"cloudflare": [cloudflare(), ABSENT, Reply(body={"result": []}), records, buckets]})
    assert troubles(found) == expected, "a user's token is none of the account's"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_vendor_that_does_not_answer_is_one_finding_and_not_the_end(cloud: str) -> None:
    down = Reply(503, {"message": f"no time for {GOOD_TOKENS[VENDORS[cloud].token_variable]}"})
    found, _ = asked({**GOOD, cloud: [down, down]})
    bad = [each for each in found if each.level != "ok"]
    assert [(each.level, each.area) for each in bad] == [("warning", VENDORS[cloud].token_variable)], "that one"
    assert {each.area for each in found} >= set(GOOD_TOKENS), "the others are judged"


def test_no_token_and_what_is_no_such_token_are_sent_to_nobody() -> None:
    found, vendors = asked({"vercel": [], "github": [], "sentry": []}, {"VERCEL_API_TOKEN": "", "GITHUB_TOKEN": "oops"})
    assert (found, [each.asked for each in vendors]) == ([], [[], [], []]), "it could be another vendor's secret"


def test_all_vendors_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(len(CLOUDS))

    def check(client: Client, _: Subject) -> Iterator[Finding]:
        together.wait(timeout=10)
        yield Finding("ok", client.cloud, "")

    monkeypatch.setattr(access, "_CHECKS", dict.fromkeys(CLOUDS, check))
    found = access.ask([SUBJECT], GOOD_TOKENS, local=False, tell=lambda _: None)
    assert [each.area for each in found] == [*CLOUDS], "none waits for another"


def test_who_is_slow_is_told_while_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    told, lines = threading.Event(), []

    def check(client: Client, _: Subject) -> Iterator[Finding]:
        assert client.cloud != "sentry" or told.wait(timeout=10), "the line comes before the answer"
        yield Finding("ok", client.cloud, "")

    def tell(line: str) -> None:
        lines.append(line)
        told.set()

    def until_one_is_left(running: Iterable[Future[object]], timeout: float) -> tuple[set[Any], set[Any]]:
        assert timeout == 1.0, "quick answers need no line"
        left = set(running)
        while len(left) > 1:
            left = wait(left, return_when=FIRST_COMPLETED).not_done
        return set(running) - left, left

    monkeypatch.setattr(access, "wait", until_one_is_left)
    monkeypatch.setattr(access, "_CHECKS", dict.fromkeys(CLOUDS, check))
    access.ask([SUBJECT], GOOD_TOKENS, local=False, tell=tell)
    assert lines == ["Waiting for Sentry"], "and only who is slow"


def test_two_stacks_of_the_same_accounts_say_the_same_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(client: Client, subject: Subject) -> Iterator[Finding]:
        yield Finding("ok", client.cloud, "accepted")
        yield Finding("ok", subject.area, f"plan.{client.cloud}")

    monkeypatch.setattr(access, "_CHECKS", dict.fromkeys(CLOUDS, check))
    for name, value in GOOD_TOKENS.items():
        monkeypatch.setenv(name, value)
    chosen = [Target("prod", local=False), Target("staging", local=False)]
    found = access.findings(chosen, local=False, tell=lambda _: None)
    areas = sorted(each.area for each in found)
    assert areas == sorted([*CLOUDS, *["Pulumi.prod.yaml"] * 5, *["Pulumi.staging.yaml"] * 5]), "each once"


def test_a_local_cloud_that_cannot_start_is_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Target) -> Never:
        raise UserError("no room")

    monkeypatch.setattr(access, "asking", refuse)
    found = access.findings([Target("prod", local=True)], local=True, tell=lambda _: None)
    assert [(each.level, each.area, each.text) for each in found] == [("error", "local cloud", "no room")], (
        "no traceback"
    )


def test_a_stack_whose_settings_cannot_be_used_asks_nobody(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / "Pulumi.prod.yaml").write_text("config: {}\n")
    monkeypatch.setattr(access, "asking", lambda _: pytest.fail("nobody is asked"))
    assert access.findings([Target("prod", local=False)], local=False, tell=lambda _: None) == [], (
        "the settings tell it"
    )
