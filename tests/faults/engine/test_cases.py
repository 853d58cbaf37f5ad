"""Pairwise cases over the whole stack: each ends right, or with a clear error and a way back that ends right."""

from pathlib import Path

import pytest

from localcloud.core.faults import Kind
from tests.faults.engine.cases import CHANGED, ONE_TYPE, Case, cases
from tests.faults.engine.scene import Scene, Worlds, require_clear

pytestmark = pytest.mark.slow
HARMLESS: tuple[Kind, ...] = ("reordered", "latency")
OURS = ("luma:trigger:EnvVar", "trigger")
"""Where our own provider speaks, which tries again by itself."""


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_disturbed_run_ends_right_or_can_be_put_right(tmp_path: Path, worlds: Worlds, case: Case) -> None:
    scene = Scene(tmp_path / "luma", worlds, case.command)
    scene.fault(case.fault)
    run = scene.run("--parallel", str(case.parallel))
    if run.code:
        assert case.kind not in HARMLESS, f"{case.kind} is no failure:\n{run.text}"
        require_clear(run)
    else:
        assert case.kind in HARMLESS or case.target in OURS, "nothing else gets past a failure"
    recovered = scene.recover()
    wanted = "the last run failed.\n" if run.code else "no run was cut off; there is nothing to recover.\n"
    assert recovered.out.startswith(f"{scene.stack}: {wanted}"), recovered.text
    finished = scene.finish()
    if case.command not in {"destroy", "refresh"} and not run.code:
        assert finished.changes() == {}, "the first run had done it all"
    scene.require_right()
    scene.require_silence()


def test_the_change_does_in_each_place_what_the_cases_rely_on(worlds: Worlds) -> None:
    does: dict[str, set[str]] = {place: set() for place in CHANGED}
    for operation, kind, _ in worlds.steps:
        verb = {"create-replacement": "create", "delete-replaced": "delete"}.get(operation, operation)
        cloud = kind.split(":")[1] if kind.startswith("luma:") else kind.split(":")[0]
        if verb != "replace":
            does[cloud].add(verb)
            if kind in ONE_TYPE.values():
                does[kind].add(verb)
    assert {place: " ".join(sorted(verbs, key="create update delete".index)) for place, verbs in does.items()} == dict(
        CHANGED
    ), "a fault in what does not happen would prove nothing"
