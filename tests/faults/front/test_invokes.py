"""Each function that a plugin serves, with each fault: a call reads, so it may be made again."""

import grpc
import pytest

from localcloud.plugin import registry
from localcloud.plugin.properties import Properties, decode, encode
from localcloud.plugin.protos import provider as rpc
from tests.faults.front.lives import TROUBLES, Trouble
from tests.faults.front.test_plugins import RETRY_AFTER, refused, told
from tests.faults.front.world import World
from tests.localcloud.github import rows
from tests.localcloud.harness import Plugin

GET_REPOSITORY = "github:index/getRepository:getRepository"
CALLS: dict[str, Properties] = {GET_REPOSITORY: {"fullName": "luma-app/web"}}
"""Every function, with the arguments of a call."""
TRIES = 3


def called(plugin: Plugin, token: str) -> Properties:
    """Call a function."""
    answer = plugin.stub(token).Invoke(rpc.InvokeRequest(tok=token, args=encode(CALLS[token])))
    return decode(getattr(answer, "return"))


@pytest.fixture(scope="module")
def snapshot(world: World, plugin: Plugin) -> bytes:
    """Make the repository that is asked for."""
    plugin.make(rows.REPOSITORY, {**rows.REPOSITORY_INPUTS, "topics": ["luma", "nextjs"]})
    return world.store.snapshot()


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("token", CALLS)
def test_a_call_that_failed_changes_nothing_and_may_be_made_again(
    world: World, plugin: Plugin, snapshot: bytes, token: str, trouble: Trouble
) -> None:
    world.go_to(snapshot)
    there, answer = world.entities(), called(plugin, token)
    kind, times = TROUBLES[trouble]
    world.fault(kind, token, "invoke", times=times, seconds=RETRY_AFTER if trouble == "429" else 0)
    if trouble == "reordered":
        assert called(plugin, token) == {**answer, "topics": ["nextjs", "luma"]}, "its lists have no order"
    else:
        said = {refused(lambda: called(plugin, token)) for _ in range(times or TRIES)}
        assert said == {told("invoke", trouble)}, "the engine learns what happened"
    world.heal()
    assert called(plugin, token) == answer, "the next call is answered"
    assert world.entities() == there, "a call changes nothing"


def test_every_function_that_is_served_is_called_here() -> None:
    served = {token for name in registry.NAMES for token in registry.load(name).functions}
    assert set(CALLS) == served, "none is left out, and none is there that nobody serves"


def test_a_function_that_nobody_serves_is_no_fault_of_the_cloud(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="unknown function github:index/getNothing:getNothing"):
        plugin.stub(GET_REPOSITORY).Invoke(rpc.InvokeRequest(tok="github:index/getNothing:getNothing"))
