"""Each operation of our own provider with each fault at each kind of request that it makes.

The provider waits and asks again by itself, so the engine sees no passing failure at all.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import grpc
import pytest

from cli.recover import pending
from localcloud.core.faults import Fault, Faults
from localcloud.http import front
from localcloud.http.front import APIS
from localcloud.plugin.properties import encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.registry import load_all
from localcloud.server import Server
from tests.faults.front.lives import TROUBLES, Life, Operation, Trouble, do, live, operations
from tests.faults.front.test_second_creates import found_of
from tests.faults.front.world import Rows, World, seeded
from tests.localcloud.harness import Made, Plugin
from tests.provider.rows import FILES, ROWS
from tests.provider.world import SEED, SERVICES, Provider, settings

ATTEMPTS = 3
PASSING: tuple[Trouble, ...] = ("429", "500 once", "timeout", "answer lost", "reordered")
WAIT = 0.02
CANARY = "canary"
CASES = [(name, operation) for name, row in ROWS.items() for operation in operations(row)]
EVERY = pytest.mark.parametrize(("name", "operation"), CASES, ids=[f"{name}-{each}" for name, each in CASES])


@dataclass(frozen=True)
class Running:
    """The provider at work on a world; `kinds` are the requests that an operation makes, as faults name them."""

    world: World
    fronts: front.Fronts
    engine: Plugin

    def go_to(self, snapshot: bytes) -> None:
        """Put the world back, and let the provider know of nothing that it has made."""
        self.world.go_to(snapshot)
        arguments = encode(settings(self.fronts))
        self.engine.stub("luma:").Configure(rpc.ConfigureRequest(args=arguments, acceptSecrets=True))
        for server in self.fronts.servers.values():
            server.requests.clear()

    def kinds(self) -> list[tuple[str, str]]:
        """Give target and operation of each kind of request since the world was put back."""
        found = []
        for name in SERVICES:
            for method, path in self.fronts.servers[name].requests:
                route = APIS[name].find(method, path.split("?")[0])
                assert route is not None, f"{method} {path} is served"
                found.append((route[0].target, route[0].operation))
        return sorted(set(found))

    def fault(self, trouble: Trouble, kind: tuple[str, str]) -> None:
        """Let one kind of request go wrong from now on."""
        fault, times = TROUBLES[trouble]
        Faults(self.world.store).add(Fault(fault, *kind, seconds=WAIT if trouble == "429" else 0, times=times))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run the provider with little patience on a world of its own."""
    folder, provider = tmp_path_factory.mktemp("luma"), Provider(ATTEMPTS)
    sections = folder / "seed.json"
    sections.write_text(json.dumps(SEED))
    with seeded(folder, sections) as world:
        server, fronts = Server(world.store, load_all()), front.start(world.store)
        engine = Plugin({**server.ports, "luma": provider.port}, world.store)
        yield Running(world, fronts, engine)
        engine.close()
        fronts.stop()
        server.stop()
        provider.stop()


@pytest.fixture(scope="module")
def lives(running: Running) -> Callable[[str], Life]:
    """Give the undisturbed life of a row, lived once."""
    empty, known = running.world.store.snapshot(), dict[str, Life]()

    def found(name: str) -> Life:
        if name not in known:
            running.go_to(empty)
            known[name] = live(running.world, running.engine, ROWS[name], empty)
        return known[name]

    return found


def requests(running: Running, life: Life, operation: Operation) -> list[tuple[str, str]]:
    """Find out what an operation asks for."""
    running.go_to(life.stages[operation][0].snapshot)
    do(running.engine, life, operation)
    found = running.kinds()
    assert found or (life.row.token, operation) == (FILES, "delete"), "only the delivered files are left where they are"
    return found


def left(life: Life, entities: Rows) -> Rows:
    """Give what counts of a world: git keeps what nothing refers to, so of files only what is referred to counts."""
    loose = {"blob", "tree", "commit"} if life.row.token == FILES else set()
    return [each for each in entities if each[1] not in loose]


def unsalted(made: Made) -> Made:
    """Leave out the fingerprint, which has another salt each time."""
    return replace(made, outputs={name: value for name, value in made.outputs.items() if name != "fingerprint"})


def assert_done(running: Running, life: Life, operation: Operation) -> None:
    """Assert that an operation ends as it does without any fault."""
    result, expected = do(running.engine, life, operation), life.result(operation)
    assert unsalted(result) == unsalted(expected), "the engine sees nothing of it"
    after = life.stages[operation][1].entities
    assert left(life, running.world.entities()) == left(life, after), "and it was done exactly once"


@pytest.mark.parametrize("trouble", PASSING)
@EVERY
def test_a_passing_fault_is_outlived_whichever_request_it_hits(
    running: Running, lives: Callable[[str], Life], name: str, operation: Operation, trouble: Trouble
) -> None:
    life = lives(name)
    for kind in requests(running, life, operation):
        running.go_to(life.stages[operation][0].snapshot)
        running.fault(trouble, kind)
        assert_done(running, life, operation)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.token in pending.ROWS])
def test_what_a_run_made_that_was_killed_is_found(running: Running, lives: Callable[[str], Life], name: str) -> None:
    life = lives(name)
    running.go_to(life.stages["create"][0].snapshot)
    before = found_of(running.world, life.row.token, life.inputs).found
    assert before is None or reread(running, life, before).id == "", "nothing is found that was not made"
    running.go_to(life.stages["create"][1].snapshot)
    assert found_of(running.world, life.row.token, life.inputs).found == life.made.id, "what was made is"
    adopted = reread(running, life, life.made.id)
    assert adopted.id == life.made.id, "the refresh reads it"
    left_open = set(running.engine.diff(adopted, life.inputs))
    assert left_open == set(life.row.not_imported), "the next up has nothing to do but to write a secret again"


def reread(running: Running, life: Life, number: str) -> Made:
    """Refresh what a recovery has written into the state."""
    return running.engine.read(Made(life.row.token, number, life.inputs, life.inputs))


def test_every_type_of_ours_but_the_files_can_be_found() -> None:
    ours = {token for token in pending.ROWS if token.startswith("luma:")}
    assert {row.token for row in ROWS.values()} - ours == {FILES}, "files are delivered again without a trace"


@EVERY
def test_a_fault_that_stays_is_told_and_once_it_is_over_the_next_try_ends_right(
    running: Running, lives: Callable[[str], Life], name: str, operation: Operation
) -> None:
    life = lives(name)
    for kind in requests(running, life, operation):
        running.go_to(life.stages[operation][0].snapshot)
        running.fault("500 always", kind)
        with pytest.raises(grpc.RpcError) as error:
            do(running.engine, life, operation)
        words = str(error.value.details())
        assert ": 500: " in words, f"{kind}: the status is told"
        assert not any(each in words for each in (CANARY, running.fronts.token, "Traceback")), "and nothing else"
        running.world.heal()
        assert_done(running, life, operation)
