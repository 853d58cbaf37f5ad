"""The plugin front end under the real engine: up, drift, refresh, import, every fault, destroy."""

import re
from pathlib import Path

import pytest

from localcloud.core.entities import Json
from localcloud.core.faults import KINDS, Fault, Faults, Kind
from localcloud.core.inspection import drift, dump
from tests.localcloud.engine import Attached
from tests.localcloud.harness import Plugin
from toolchain import locate

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
ACCOUNT, ZONE = "a" * 32, "b" * 32
TEAM = "sentry:index/sentryTeam:SentryTeam"
IMPORTABLE = f"""
    import sys
    sys.path.insert(0, {str(ROOT)!r})
    import pulumi
    from components.resources import cloudflare, random, sentry

    team = sentry.SentryTeam("team", organization="luma", name="Web", slug="web")
    project = sentry.SentryProject("project", organization="luma", name="luma-web", slug="luma-web",
                                   teams=[team.slug], platform="javascript-nextjs")
    key = sentry.SentryKey("key", organization="luma", project=project.slug, name="web",
                           rate_limit_count=100, rate_limit_window=60)
    bucket = cloudflare.R2Bucket("bucket", account_id="{ACCOUNT}", name="luma-images", location="enam")
    record = cloudflare.DnsRecord("record", zone_id="{ZONE}", name="luma.example", type="A",
                                  content="76.76.21.21", ttl=1, proxied=False)
"""
PROGRAM = f"""{IMPORTABLE}
    cors = cloudflare.R2BucketCors("cors", account_id="{ACCOUNT}", bucket_name=bucket.name, rules=[
        dict(id="app", allowed=dict(methods=["GET", "PUT"], origins=["https://luma.example"]))])
    secret = random.RandomBytes("secret", length=32)
    pulumi.export("dsn", key.dsn_public)
    pulumi.export("secret", secret.base64)
"""
ONE_TEAM = f"""
    import sys
    sys.path.insert(0, {str(ROOT)!r})
    from components.resources import sentry
    sentry.SentryTeam("team", organization="luma", name="Web", slug="web")
"""
"""Resources of three clouds that hang on each other; and the smallest program there is."""

IMPORT = ("--yes", "--skip-preview", "--generate-code=false", "--protect=false")
FAILURES: dict[Kind, str] = {
    "rate-limited": "429 rate_limited: too many requests: retry after 0.2 s",
    "server-error": "500 internal_error: the service failed; nothing was done",
    "timeout": "504 timeout: no answer to this create in 0.2 s; nothing was done",
    "gone": "410 gone: This API no longer exists.",
}


@pytest.fixture
def project(tmp_path: Path, plugin: Plugin) -> Attached:
    """Give a project with a stack, attached to a served world."""
    made = Attached(tmp_path / "project", locate(), ports=plugin.ports)
    made.create()
    return made


def up(project: Attached, *more: str) -> str:
    return project.pulumi("up", "--yes", "--skip-preview", *more)


def things(plugin: Plugin) -> set[tuple[str, Json, Json]]:
    """Name everything in the world."""
    return {(cloud, each["type"], each["name"]) for cloud, found in dump(plugin.store).items() for each in found}


def thing(plugin: Plugin, cloud: str, kind: str) -> dict[str, Json]:
    """Give the only thing of its kind, besides Sentry's own default key."""
    found = [each for each in dump(plugin.store)[cloud] if each["type"] == kind]
    (only,) = [each for each in found if _fields(each).get("name") != "Default"]
    return only


def _fields(thing: dict[str, Json]) -> dict[str, Json]:
    found = thing["properties"]
    return found if isinstance(found, dict) else {}


def change(plugin: Plugin, cloud: str, kind: str, fields: dict[str, Json]) -> None:
    """Edit a thing behind Pulumi's back, or delete it where no fields are given."""
    drift(plugin.store, cloud, kind, str(thing(plugin, cloud, kind)["name"]), fields)


def test_what_is_up_stays_as_it_is_and_destroy_leaves_the_world_empty(project: Attached, plugin: Plugin) -> None:
    before = dump(plugin.store)
    project.write("__main__.py", PROGRAM)
    up(project)
    outputs = project.outputs()
    dsn = re.fullmatch(r"https://[0-9a-f]{32}@o\d+\.ingest\.us\.sentry\.io/\d+", str(outputs["dsn"]))
    assert dsn is not None, "what a cloud computes reaches the program"
    built = dump(plugin.store)
    up(project, "--expect-no-changes")
    up(project, "--refresh", "--expect-no-changes")
    assert (dump(plugin.store), project.outputs()) == (built, outputs), "neither a second up nor a refresh changes any"
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert dump(plugin.store) == before, "what was made is gone; what only a person can make is left"


def test_drift_shows_property_by_property_and_a_refreshed_up_mends_it(project: Attached, plugin: Plugin) -> None:
    project.write("__main__.py", PROGRAM)
    up(project)
    built = things(plugin)
    change(plugin, "sentry", "project", {"platform": "python", "resolve_age": 24})
    change(plugin, "cloudflare", "dns-record", {"ttl": 300, "proxied": True})
    change(plugin, "cloudflare", "bucket-rules", {})
    assert project.diffs("preview", "--refresh") == {"project": {"platform"}, "record": {"proxied", "ttl"}}, (
        "each property that the program states, and no other"
    )
    up(project, "--refresh")
    assert things(plugin) == built, "what was deleted is back"
    mended = {**_fields(thing(plugin, "sentry", "project")), **_fields(thing(plugin, "cloudflare", "dns-record"))}
    assert (mended["platform"], mended["ttl"], mended["proxied"]) == ("javascript-nextjs", 1, False), (
        "and the edits too"
    )
    assert mended["resolve_age"] == 24, "what the program leaves to the service stays"
    up(project, "--refresh", "--expect-no-changes")


def test_another_stack_imports_what_exists_and_has_nothing_to_change(project: Attached, plugin: Plugin) -> None:
    project.write("__main__.py", IMPORTABLE)
    up(project)
    built = dump(plugin.store)
    key, record = thing(plugin, "sentry", "key")["id"], thing(plugin, "cloudflare", "dns-record")["id"]
    project.pulumi("stack", "init", "adopter")
    for name, token, import_id in (
        ("team", TEAM, "luma/web"),
        ("project", "sentry:index/sentryProject:SentryProject", "luma/luma-web"),
        ("key", "sentry:index/sentryKey:SentryKey", f"luma/luma-web/{key}"),
        ("bucket", "cloudflare:index/r2Bucket:R2Bucket", f"{ACCOUNT}/luma-images/default"),
        ("record", "cloudflare:index/dnsRecord:DnsRecord", f"{ZONE}/{record}"),
    ):
        project.pulumi("import", token, name, import_id, *IMPORT)
    up(project, "--expect-no-changes")
    assert dump(plugin.store) == built, "importing only looks"


@pytest.mark.parametrize("kind", sorted(FAILURES))
def test_a_refused_create_says_why_and_the_next_up_ends_right(project: Attached, plugin: Plugin, kind: Kind) -> None:
    before = things(plugin)
    project.write("__main__.py", ONE_TEAM)
    Faults(plugin.store).add(Fault(kind, TEAM, "create", seconds=0.2, times=1))
    assert FAILURES[kind] in project.refused("up", "--yes", "--skip-preview"), "in the vendor's words"
    assert things(plugin) == before, "nothing was done"
    up(project)
    assert things(plugin) - before == {("sentry", "team", "luma/web")}, "the second try does it"


def test_a_create_whose_answer_was_lost_is_not_done_twice_and_can_be_imported(
    project: Attached, plugin: Plugin
) -> None:
    project.write("__main__.py", ONE_TEAM)
    Faults(plugin.store).add(Fault("answer-lost", TEAM, "create", times=1))
    refused = project.refused("up", "--yes", "--skip-preview")
    assert "504 timeout: the answer to this create was lost" in refused, "nobody can know whether it was done"
    again = project.refused("up", "--yes", "--skip-preview")
    assert "409 conflict: A team with this slug already exists." in again, "creating is not idempotent, as anywhere"
    project.pulumi("import", TEAM, "team", "luma/web", *IMPORT)
    up(project, "--expect-no-changes")


@pytest.mark.parametrize("operation", ["read", "update", "delete"])
def test_any_other_operation_whose_answer_was_lost_is_simply_done_again(
    project: Attached, plugin: Plugin, operation: str
) -> None:
    project.write("__main__.py", ONE_TEAM)
    up(project)
    programs = {"read": ONE_TEAM, "update": ONE_TEAM.replace("Web", "Website"), "delete": ""}
    project.write("__main__.py", programs[operation])
    command = ("refresh" if operation == "read" else "up", "--yes", "--skip-preview")
    Faults(plugin.store).add(Fault("answer-lost", TEAM, operation, times=1))
    assert f"the answer to this {operation} was lost" in project.refused(*command), "the engine is told"
    project.pulumi(*command)
    up(project, "--refresh", "--expect-no-changes")


def test_latency_and_reordered_lists_change_nothing_but_the_time(project: Attached, plugin: Plugin) -> None:
    for kind in ("latency", "reordered"):
        Faults(plugin.store).add(Fault(kind, seconds=0.05))
    project.write("__main__.py", PROGRAM)
    up(project)
    up(project, "--refresh", "--expect-no-changes")


def test_every_kind_of_fault_is_tried_under_the_engine() -> None:
    assert {*FAILURES, "answer-lost", "latency", "reordered"} == set(KINDS), "a new kind needs a test here"
