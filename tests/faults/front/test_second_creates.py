"""A create whose answer was lost, asked for again: refused, the same again, or a second one that can be found.

What a second create would refuse or double, `./luma recover` finds by the row of its type, so that the next `up` goes
on as if the answer had come.
"""

from pathlib import Path

import pytest

from cli.recover import pending
from cli.recover.pending import Pending
from localcloud.core.inspection import drift, dump
from localcloud.plugin import registry
from localcloud.plugin.properties import Plain, Properties, Value, reveal
from tests.faults.front.conftest import Lives
from tests.faults.front.lives import ROWS, Life, do
from tests.faults.front.test_plugins import refused
from tests.faults.front.world import World
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.rows import changed

COMPONENTS = Path(__file__).parents[3] / "components"
TEAM = "sentry:index/sentryTeam:SentryTeam"
PROJECT = "sentry:index/sentryProject:SentryProject"
REFUSED = {
    "cloudflare:index/r2Bucket:R2Bucket": (
        "ALREADY_EXISTS",
        "409 10004: The bucket you tried to create already exists, and you own it.",
    ),
    "cloudflare:index/r2CustomDomain:R2CustomDomain": (
        "ALREADY_EXISTS",
        "409 10062: The domain is already in use by another bucket.",
    ),
    "cloudflare:index/dnsRecord:DnsRecord": ("INVALID_ARGUMENT", "400 81058: An identical record already exists."),
    "github:index/repository:Repository": (
        "INVALID_ARGUMENT",
        "422 custom: Repository creation failed.: name already exists on this account",
    ),
    "github:index/repositoryFile:RepositoryFile": (
        "INVALID_ARGUMENT",
        "422 invalid: refusing to overwrite existing file: configure `overwrite_on_create` to `true` to override",
    ),
    "github:index/repositoryPullRequest:RepositoryPullRequest": (
        "INVALID_ARGUMENT",
        "422 custom: Validation Failed: A pull request already exists for luma-app:luma/platform.",
    ),
    "github:index/repositoryRuleset:RepositoryRuleset": (
        "INVALID_ARGUMENT",
        "422 custom: Validation Failed: Name must be unique",
    ),
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": (
        "ALREADY_EXISTS",
        "303 conflict: A deployment branch policy with the same name pattern already exists",
    ),
    "github:index/actionsVariable:ActionsVariable": (
        "ALREADY_EXISTS",
        "409 conflict: Already exists - Variable already exists",
    ),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": (
        "ALREADY_EXISTS",
        "409 conflict: Already exists - Variable already exists",
    ),
    TEAM: ("ALREADY_EXISTS", "409 conflict: A team with this slug already exists."),
    "vercel:index/project:Project": (
        "ALREADY_EXISTS",
        "409 conflict: Project “luma” already exists, please use a new name.",
    ),
    "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": (
        "INVALID_ARGUMENT",
        "400 ENV_CONFLICT: A variable with the name `DATABASE_URL` already exists for the target production on branch undefined",  # noqa: E501
    ),
    "vercel:index/projectDomain:ProjectDomain": (
        "ALREADY_EXISTS",
        "409 domain_already_in_use: Cannot add www.luma.example since it's already assigned to this project.",
    ),
}
"""The types whose second create is refused, and in which words."""
DOUBLED = {
    "cloudflare:index/accountToken:AccountToken",
    PROJECT,
    "sentry:index/sentryKey:SentryKey",
    "vercel:index/projectRoute:ProjectRoute",
    "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck",
    "vercel:index/userToken:UserToken",
    "vercel:index/projectProtectionBypass:ProjectProtectionBypass",
}
"""The types of which a second create makes a second one."""
DRAWN = {token for token in ROWS if token.startswith("random:")}
"""The types that are only computed: a second create draws another value, which nobody has seen the first of."""
ONCE = {
    "cloudflare:index/accountToken:AccountToken",
    "vercel:index/userToken:UserToken",
    "vercel:index/projectProtectionBypass:ProjectProtectionBypass",
}
"""The types whose secret is shown at the create alone: the lost one is deleted, and made anew."""
BY_HAND = {
    "github:index/repositoryFile:RepositoryFile",
    "github:index/repositoryPullRequest:RepositoryPullRequest",
}
"""Refused without a row: no component makes one (files travel in `luma:github:Files`), so no stack can lose one."""
SAME = set(ROWS) - set(REFUSED) - DOUBLED - DRAWN


def lose(world: World, plugin: Plugin, life: Life) -> None:
    """Create with the answer lost."""
    world.go_to(life.stages["create"][0].snapshot)
    world.fault("answer-lost", life.row.token, "create", times=1)
    refused(lambda: do(plugin, life, "create"))


def looked_up(world: World, life: Life) -> Pending:
    """Look for what the lost create made, as `./luma recover` does."""
    return found_of(world, life.row.token, life.inputs)


def found_of(world: World, token: str, inputs: Properties) -> Pending:
    resource = {"urn": f"urn:pulumi:prod::luma::{token}::thing", "type": token, "inputs": plain(inputs)}
    deployment = {"resources": [], "pending_operations": [{"type": "creating", "resource": resource}]}
    (found,) = pending.creates(deployment, dump(world.store))
    return found


def seen(world: World, life: Life) -> int:
    """Count what a preview would make although it exists, as `./luma recover` does after a failed run."""
    row = pending.ROWS[life.row.token]
    return len([*pending.matches(row, plain(life.inputs), dump(world.store))]) if row.cloud else -1


def plain(inputs: Properties) -> dict[str, Plain]:
    return {name: _plain(value) for name, value in inputs.items()}


def _plain(value: Value) -> Plain:
    shown = reveal(value)
    assert isinstance(shown, str | int | float | list | dict | None), "inputs of a create are known"
    return shown  # type: ignore[return-value]  # a revealed value holds no wrapper


@pytest.mark.parametrize("token", sorted(REFUSED))
def test_a_second_create_is_refused_with_the_vendors_words_and_changes_nothing(
    world: World, plugin: Plugin, lives: Lives, token: str
) -> None:
    life = lives(token)
    lose(world, plugin, life)
    assert refused(lambda: do(plugin, life, "create")) == REFUSED[token], "the vendor says that it is there"
    assert world.entities() == life.stages["create"][1].entities, "there is still exactly one"


@pytest.mark.parametrize("token", sorted(SAME))
def test_a_second_create_writes_the_same_again(world: World, plugin: Plugin, lives: Lives, token: str) -> None:
    life = lives(token)
    lose(world, plugin, life)
    assert do(plugin, life, "create") == life.made, "the answer is that of the first"
    assert world.entities() == life.stages["create"][1].entities, "there is exactly one"
    assert plugin.read(life.made) == life.made, "which a read confirms"


@pytest.mark.parametrize("token", sorted(DRAWN))
def test_a_second_draw_leaves_nothing_of_the_first(world: World, plugin: Plugin, lives: Lives, token: str) -> None:
    life = lives(token)
    lose(world, plugin, life)
    drawn = do(plugin, life, "create")
    assert drawn.outputs != life.made.outputs, "another value is drawn"
    assert world.entities() == life.stages["create"][1].entities, "a service keeps neither"
    assert plugin.read(drawn) == drawn, "the value is the state's own"


@pytest.mark.parametrize("token", sorted(DOUBLED))
def test_a_second_create_makes_a_second_one(world: World, plugin: Plugin, lives: Lives, token: str) -> None:
    life = lives(token)
    lose(world, plugin, life)
    assert do(plugin, life, "create").id != life.made.id, "the vendor does not know that it was asked before"
    once = len(life.stages["create"][1].entities) - len(life.stages["create"][0].entities)
    twice = len(world.entities()) - len(life.stages["create"][0].entities)
    assert twice == 2 * once, "which is why recover must find the first"


@pytest.mark.parametrize("token", sorted((set(REFUSED) | DOUBLED) - ONCE - BY_HAND))
def test_what_a_second_create_would_refuse_or_double_is_found_and_taken_into_the_state(
    world: World, plugin: Plugin, lives: Lives, token: str
) -> None:
    life = lives(token)
    lose(world, plugin, life)
    found = looked_up(world, life)
    assert (found.found, found.once) == (life.made.id, False), "the id is the one whose answer was lost"
    assert seen(world, life) == 1, "a failed run, of which Pulumi keeps no note, has left exactly this"
    adopted = plugin.read(Made(token, life.made.id, life.inputs, life.inputs))
    checked, failures = plugin.check(token, life.inputs, adopted.inputs)
    assert failures == {}, "the next up asks for the same"
    assert plugin.diff(adopted, checked) == {}, "and has nothing to do after the refresh"
    once = registry.load(token.split(":", maxsplit=1)[0]).handler(token).ONCE
    known = {name: value for name, value in life.made.outputs.items() if name not in once}
    assert adopted.outputs == known, "all that the create would have told is known"
    assert world.entities() == life.stages["create"][1].entities, "there is exactly one"


@pytest.mark.parametrize("token", sorted(ONCE))
def test_what_is_shown_once_is_deleted_and_made_anew(world: World, plugin: Plugin, lives: Lives, token: str) -> None:
    life = lives(token)
    lose(world, plugin, life)
    found = looked_up(world, life)
    assert found.once, "its value is lost"
    assert found.entity is not None, "what must be deleted is named"
    assert seen(world, life) == 1, "a failed run, of which Pulumi keeps no note, has left exactly this"
    drift(world.store, *found.entity, {})
    assert world.entities() == life.stages["create"][0].entities, "nothing of it is left"
    made = do(plugin, life, "create")
    assert plugin.read(made) == made, "the next up makes it"
    before, after = (len(stage.entities) for stage in life.stages["create"])
    assert len(world.entities()) - before == after - before, "there is exactly one"


@pytest.mark.parametrize("token", sorted((set(REFUSED) | DOUBLED) - BY_HAND))
def test_what_was_not_done_is_not_found(world: World, plugin: Plugin, lives: Lives, token: str) -> None:
    life = lives(token)
    world.go_to(life.stages["create"][0].snapshot)
    found = looked_up(world, life)
    assert found.entity is None, "nothing in the world is taken for it"
    assert seen(world, life) == 0, "nor after a failed run"
    if found.found is not None:
        assert plugin.read(Made(token, found.found, life.inputs, life.inputs)).id == "", "the refresh drops it"


@pytest.mark.parametrize("token", [TEAM, PROJECT])
def test_a_team_or_project_is_found_with_and_without_a_slug(
    world: World, plugin: Plugin, lives: Lives, token: str
) -> None:
    life = lives(token)
    for slug in ("site", None):
        world.go_to(life.stages["create"][0].snapshot)
        inputs, _ = plugin.check(token, changed(life.inputs, {"slug": slug}))
        made = plugin.create(token, inputs)
        assert found_of(world, token, inputs).found == made.id, "Sentry makes a slug of the name"


@pytest.mark.parametrize("token", sorted(BY_HAND))
def test_what_recover_does_not_know_is_made_by_no_component(token: str) -> None:
    name = token.rsplit(":", 1)[-1]
    users = [str(path) for path in COMPONENTS.glob("*.py") if name in path.read_text(encoding="utf-8")]
    assert users == [], "otherwise a lost create of it would end every later up"


def test_every_type_is_the_same_again_or_can_be_recovered() -> None:
    served = {token for token in pending.ROWS if not token.startswith("luma:")}
    assert served - set(ROWS) == set(), "no row is for a type that is not served"
    needed = (set(REFUSED) | DOUBLED) - BY_HAND
    assert needed - served == set(), "each type that would be refused or doubled can be found"
    assert {token for token in served if pending.ROWS[token].once} == ONCE, "what is shown once is known as such"
