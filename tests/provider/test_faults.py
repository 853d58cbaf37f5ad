"""What the services do wrong: nothing is lost, nothing is made twice, and the user reads the service's own words."""

import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from localcloud.github.entities_git import PullRequest
from localcloud.plugin.properties import Properties
from localcloud.sentry.alerting.entities import Detector, Workflow
from localcloud.trigger.entities import Variable
from tests.provider.repository import Repository
from tests.provider.rows import (
    ALERT,
    ALERT_INPUTS,
    CRON_INPUTS,
    ENVVAR,
    ENVVAR_INPUTS,
    FILES,
    FILES_INPUTS,
    GITHUB_NEEDS,
    METRIC_INPUTS,
    MONITOR,
    SENTRY_NEEDS,
    UPTIME_INPUTS,
)
from tests.provider.test_files import guarded
from tests.provider.world import World

NEEDS = {ALERT: SENTRY_NEEDS, MONITOR: SENTRY_NEEDS, ENVVAR: (), FILES: GITHUB_NEEDS}
TYPES: dict[str, tuple[str, Properties]] = {
    "alert": (ALERT, ALERT_INPUTS),
    "metric monitor": (MONITOR, METRIC_INPUTS),
    "cron monitor": (MONITOR, CRON_INPUTS),
    "uptime monitor": (MONITOR, UPTIME_INPUTS),
    "variable": (ENVVAR, ENVVAR_INPUTS),
    "files": (FILES, FILES_INPUTS),
}
EVERY_TYPE = pytest.mark.parametrize(("token", "inputs"), list(TYPES.values()), ids=list(TYPES))


def prepare(world: World, token: str) -> None:
    for needed, inputs in NEEDS[token]:
        world.engine.make(needed, inputs)


def count(world: World) -> int:
    """Count what the provider's creates have made, Sentry's default monitors apart."""
    with world.store.transaction(write=False) as tx:
        own = [each for each in tx.all(Detector) if each.source]
        return len(own) + len(tx.all(Workflow)) + len(tx.all(Variable)) + len(tx.all(PullRequest))


def words(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(error.value.details())


@EVERY_TYPE
@pytest.mark.parametrize("fault", ["rate-limited", "server-error"])
def test_a_passing_failure_is_outlived(world: World, token: str, inputs: Properties, fault: str) -> None:
    prepare(world, token)
    for operation in ("read", "create", "update", "delete"):
        world.fault(fault, token, operation, seconds=0.02, times=2)
    made = world.engine.make(token, inputs)
    assert world.engine.read(made) == made, "the resource is as it was made"
    checked, _ = world.engine.check(token, inputs, made.inputs)
    world.engine.update(made, checked)
    world.engine.delete(made)
    assert count(world) == 0, "it is gone"


@EVERY_TYPE
def test_an_answer_that_was_lost_makes_no_second_thing(world: World, token: str, inputs: Properties) -> None:
    prepare(world, token)
    world.fault("answer-lost", token, "create", times=2)
    made = world.engine.make(token, inputs)
    assert world.engine.read(made) == made, "what the lost create made was found again"
    assert count(world) == (0 if token == FILES else 1), "and it is the only one"


def test_a_pull_request_whose_answer_was_lost_is_the_only_one(world: World) -> None:
    prepare(world, FILES)
    guarded(world)
    world.fault("answer-lost", FILES, "create", times=4)
    made = world.engine.make(FILES, FILES_INPUTS)
    (pull,) = Repository(world.store).pulls()
    assert str(made.outputs["pullRequestUrl"]).endswith(f"/{pull.number}"), "the one that the lost create opened"


def test_two_alerts_of_one_name_stay_two_although_both_answers_were_lost(world: World) -> None:
    prepare(world, ALERT)
    world.fault("answer-lost", ALERT, "create", times=1)
    first = world.engine.make(ALERT, ALERT_INPUTS)
    world.fault("answer-lost", ALERT, "create", times=1)
    second = world.engine.make(ALERT, ALERT_INPUTS)
    assert first.id != second.id, "each create owns its own alert"
    assert count(world) == 2


def test_an_older_thing_of_the_same_name_is_not_taken_for_ones_own(world: World) -> None:
    prepare(world, ENVVAR)
    prepare(world, ALERT)
    old = world.engine.make(ALERT, ALERT_INPUTS)
    with world.store.transaction() as tx:
        workflow = tx.all(Workflow)[0]
        tx.put(Workflow(**{**workflow.__dict__, "created": "2020-01-01T00:00:00Z"}))
    world.fault("server-error", ALERT, "create")
    new = world.engine.make(ALERT, ALERT_INPUTS)
    assert new.id != old.id, "it was there before the first attempt"


@EVERY_TYPE
def test_a_retired_api_is_told_at_once_and_in_the_services_words(world: World, token: str, inputs: Properties) -> None:
    prepare(world, token)
    world.fault("gone", token, "create", times=9)
    cloud = {ALERT: "sentry", MONITOR: "sentry", ENVVAR: "trigger", FILES: "github"}[token]
    with pytest.raises(grpc.RpcError) as error:
        world.engine.make(token, inputs)
    assert "410" in words(error), "the status is told"
    assert "This API no longer exists." in words(error), "the service's own words are told"
    assert "Traceback" not in words(error), "and nothing of ours"
    assert len([each for each in world.requests(cloud) if each[0] == "POST"]) == 1, "there is no use in asking again"


def test_a_service_that_keeps_failing_is_given_up_with_its_words(world: World) -> None:
    prepare(world, ENVVAR)
    world.fault("server-error", ENVVAR, "create", times=99)
    with pytest.raises(grpc.RpcError) as error:
        world.engine.make(ENVVAR, ENVVAR_INPUTS)
    assert "Trigger.dev: 500" in words(error)
    assert "canary" not in words(error), "a value is never in a message"
    posts = [each for each in world.requests("trigger") if each[0] == "POST"]
    assert len(posts) == 8, "the attempts are bounded"


def test_a_service_that_asks_for_too_much_patience_is_not_waited_for(world: World) -> None:
    prepare(world, ENVVAR)
    world.fault("rate-limited", ENVVAR, "create", seconds=3600, times=9)
    started = time.monotonic()
    with pytest.raises(grpc.RpcError) as error:
        world.engine.make(ENVVAR, ENVVAR_INPUTS)
    assert "429" in words(error)
    assert time.monotonic() - started < 5, "an hour is more than anybody waits in an update"


def test_retry_after_is_waited_for(world: World) -> None:
    prepare(world, ENVVAR)
    world.fault("rate-limited", ENVVAR, "create", seconds=0.5, times=1)
    started = time.monotonic()
    world.engine.make(ENVVAR, ENVVAR_INPUTS)
    assert time.monotonic() - started >= 0.5, "the service said when"


def test_lists_in_another_order_are_no_difference(world: World) -> None:
    for token, inputs in TYPES.values():
        if not count(world):
            for each in (ALERT, ENVVAR, FILES):
                prepare(world, each)
        made = world.engine.make(token, inputs)
        world.fault("reordered", "*", "read", times=50)
        refreshed = world.engine.read(made)
        checked, _ = world.engine.check(token, inputs, refreshed.inputs)
        assert world.engine.diff(refreshed, checked) == {}, f"{token}: order means nothing"


def test_fifty_creates_at_once_under_a_rate_limit_lose_nothing_and_make_nothing_twice(world: World) -> None:
    prepare(world, ALERT)
    world.fault("rate-limited", ALERT, "create", seconds=0.01, times=60)
    world.fault("answer-lost", ALERT, "create", times=5)
    names = [f"Alert {number}" for number in range(50)]
    with ThreadPoolExecutor(50) as pool:
        made = list(pool.map(lambda name: world.engine.make(ALERT, {**ALERT_INPUTS, "name": name}), names))
    with world.store.transaction(write=False) as tx:
        found = tx.all(Workflow)
    assert sorted(each.name for each in found) == sorted(names), "each name exactly once"
    assert {each.id for each in made} == {f"luma/{each.id}" for each in found}, "and each is known by its own id"
