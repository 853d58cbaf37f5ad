"""Lists that come back in another order: no change where the order means nothing, a change where it means something."""

from collections.abc import Iterator

import pytest

from localcloud.plugin import registry
from localcloud.plugin.properties import Properties, SecretValue, Value
from localcloud.plugin.resource import Resource
from localcloud.plugin.schema import Specs, Table
from tests.faults.front.conftest import Lives
from tests.faults.front.lives import ROWS, Case, cases, do
from tests.faults.front.test_plugins import suffer
from tests.faults.front.world import World
from tests.localcloud.github import rows
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.rows import changed, filled
from tests.localcloud.vercel.test_lifecycle_vercel import CHECK, PROJECT, VARIABLE

RECORD = "cloudflare:index/dnsRecord:DnsRecord"
SENTRY_PROJECT = "sentry:index/sentryProject:SentryProject"
NAMES: Properties = {
    "refName": {"includes": ["~DEFAULT_BRANCH", "refs/heads/next"], "excludes": ["refs/heads/a", "refs/heads/b"]}
}
SCANNING: Properties = {
    "requiredCodeScanningTools": [
        {"tool": "CodeQL", "alertsThreshold": "errors", "securityAlertsThreshold": "high_or_higher"},
        {"tool": "zizmor", "alertsThreshold": "errors", "securityAlertsThreshold": "high_or_higher"},
    ]
}
CHECKS: Properties = {"requiredChecks": [{"context": "checks"}, {"context": "migration-check"}]}
METHODS: Properties = {"requiredApprovingReviewCount": 1, "allowedMergeMethods": ["squash", "rebase"]}
HOOKS: Properties = {
    "type": "github",
    "repo": "luma-app/web",
    "deployHooks": [{"name": "cms", "ref": "main"}, {"name": "shop", "ref": "main"}],
}
TWO_SOURCES: Properties = {
    "projects": [
        {"projectId": each, "customAllows": [{"from": {"slugs": ["preview"]}, "to": {"preset": "all-custom"}}]}
        for each in ("prj_other", "prj_third")
    ],
    "externalSources": [
        {"issuer": each, "to": {"slugs": ["preview"]}, "claims": {"aud": ["https://vercel.com/luma"], "sub": ["a"]}}
        for each in ("https://one.example", "https://two.example")
    ],
}
NEEDED: dict[str, tuple[tuple[str, Properties], ...]] = {
    SENTRY_PROJECT: (("sentry:index/sentryTeam:SentryTeam", {"organization": "luma", "name": "Apps", "slug": "apps"}),),
    PROJECT: ((rows.REPOSITORY, rows.REPOSITORY_INPUTS),),
}
"""What full lists need besides."""
ELSEWHERE = {(VARIABLE, "customEnvironmentIds")}
"""The local cloud serves no custom environments, so this list is always empty."""
FULL: tuple[tuple[str, Properties], ...] = (
    (RECORD, {"tags": ["app:luma", "owner:web"]}),
    (rows.ACTIONS, {}),
    (rows.REPOSITORY, {}),
    (rows.ENVIRONMENT, {"reviewers": [{"teams": [12, 7], "users": [3, 4]}]}),
    (rows.RULESET, {"conditions": NAMES, "rules": {"requiredStatusChecks": CHECKS, "pullRequest": METHODS}}),
    (rows.RULESET, {"rules": {"requiredCodeScanning": SCANNING}}),
    (
        rows.RULESET,
        {
            "target": "push",
            "conditions": None,
            "rules": {"fileExtensionRestriction": {"restrictedFileExtensions": ["*.exe", "*.zip"]}},
        },
    ),
    (SENTRY_PROJECT, {"teams": ["web", "apps"]}),
    (PROJECT, {"gitRepository": HOOKS}),
    (
        PROJECT,
        {
            "optionsAllowlist": {"paths": [{"value": "/api"}, {"value": "/health"}]},
            "trustedIps": {
                "addresses": [{"value": "1.1.1.1"}, {"value": "2.2.2.2"}],
                "deploymentType": "all_deployments",
            },
            "trustedSources": TWO_SOURCES,
        },
    ),
    (CHECK, {"targets": ["preview", "production"]}),
    (VARIABLE, {"targets": ["preview", "production"]}),
)
"""Inputs that give each list without an order two members at least."""


def handler_of(token: str) -> Resource[object]:
    return registry.load(token.split(":", maxsplit=1)[0]).handler(token)


def settled(token: str, properties: Properties) -> Properties:
    """Put every list without an order into one, and leave the others as they are."""
    sets = handler_of(token).SETS
    return {name: _settled(value, name, sets) for name, value in properties.items()}


def _settled(value: Value, path: str, sets: frozenset[str]) -> Value:
    if isinstance(value, SecretValue):
        return SecretValue(_settled(value.value, path, sets))
    if isinstance(value, dict):
        return {name: _settled(each, f"{path}.{name}", sets) for name, each in value.items()}
    if isinstance(value, list):
        inner = [_settled(each, path, sets) for each in value]
        return sorted(inner, key=repr) if path in sets else inner
    return value


def lists(value: Value, path: str = "") -> Iterator[tuple[str, list[Value]]]:
    """Give every list within a value, by its path without indexes."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from lists(each, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        yield path, value
        for each in value:
            yield from lists(each, path)


def paths(table: Table, specs: Specs, path: str = "") -> Iterator[str]:
    """Give the path of every list that inputs may hold."""
    for name, spec in specs.items():
        where, kind = f"{path}.{name}".removeprefix("."), spec.type
        if kind.startswith("["):
            yield where
        if "#" in kind and not kind.startswith("{"):
            yield from paths(table, table.objects[kind.strip("[]").removeprefix("#")], where)


LISTS = [
    (token, path)
    for token in ROWS
    for path in paths(registry.load(token.split(":")[0]).table, handler_of(token).input_specs)
]


@pytest.mark.parametrize("case", cases(ROWS.values(), ("reordered",)), ids=str)
def test_an_answer_in_another_order_is_no_change(world: World, plugin: Plugin, lives: Lives, case: Case) -> None:
    life = lives(case.token)
    suffer(world, life, case)
    result, expected = do(plugin, life, case.operation), life.result(case.operation)
    assert settled(case.token, result.outputs) == settled(case.token, expected.outputs), "but for the order of sets"
    assert world.entities() == life.stages[case.operation][1].entities, "the world is as it should be"
    if case.operation != "delete":
        assert (result.id, result.inputs) == (expected.id, expected.inputs), "the inputs keep the program's spelling"
        assert plugin.diff(result, expected.inputs) == {}, "the next up has nothing to do"


@pytest.mark.parametrize(
    ("token", "change"), FULL, ids=[f"{token.rsplit(':', 1)[-1]}-{n}" for n, (token, _) in enumerate(FULL)]
)
def test_every_list_without_an_order_may_come_back_turned_around(
    world: World, plugin: Plugin, lives: Lives, token: str, change: Properties
) -> None:
    made = full(world, plugin, lives, token, change)
    world.fault("reordered", token, "*")
    read = plugin.read(made)
    assert settled(token, read.outputs) == settled(token, made.outputs), "a list that has an order keeps it"
    sets = {path: value for path, value in lists(made.outputs) if path in handler_of(token).SETS and len(value) > 1}
    turned = {path: value for path, value in lists(read.outputs) if path in sets}
    assert turned == {path: value[::-1] for path, value in sets.items()}, "any other comes back turned around"
    assert read.inputs == made.inputs, "a refresh sees no drift"
    assert plugin.diff(read, made.inputs) == {}, "the next up has nothing to do"


@pytest.mark.parametrize(("token", "path"), LISTS, ids=[f"{token.rsplit(':', 1)[-1]}-{path}" for token, path in LISTS])
def test_another_order_is_a_change_exactly_where_it_means_something(plugin: Plugin, token: str, path: str) -> None:
    one, other = nested(path, ["a", "b"]), nested(path, ["b", "a"])
    found = plugin.diff(Made(token, "id", one, one), other)
    assert bool(found) == (path not in handler_of(token).SETS), "a list is a set by its table, or its order shows"


def test_every_list_without_an_order_is_turned_around_here() -> None:
    tried = {
        (token, path)
        for token, change in FULL
        for path, value in lists({**ROWS[token].inputs, **change})
        if len(value) > 1
    }
    wanted = {(token, path) for token in ROWS for path in handler_of(token).SETS}
    assert wanted - tried == ELSEWHERE, "with two members at least"
    assert wanted <= set(LISTS), "and each is one that the inputs may hold"


def full(world: World, plugin: Plugin, lives: Lives, token: str, change: Properties) -> Made:
    """Make a resource with full lists, and what it needs."""
    life = lives(token)
    world.go_to(life.stages["create"][0].snapshot)
    for needed, inputs in NEEDED.get(token, ()):
        plugin.make(needed, filled(inputs, []))
    return plugin.make(token, changed(life.inputs, change))


def nested(path: str, members: list[Value]) -> Properties:
    """Give inputs that hold a list at a path, within objects."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, members) if rest else members}
