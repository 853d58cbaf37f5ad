"""A case, from the fault to the undisturbed world."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from localcloud.core.faults import Kind
from tests.faults.engine.cases import Case
from tests.faults.engine.scene import Scene, Worlds, require_clear

HARMLESS: Final[tuple[Kind, ...]] = ("reordered", "latency")
OURS: Final = ("luma:trigger:EnvVar", "trigger", "github", "sentry")
"""Where our own provider speaks, which tries again by itself; whom a fault meets that happens once is chance."""


def judge(case: Case, folder: Path, worlds: Worlds) -> None:
    """Require that a disturbed run ends right, or with a clear error from which recover and the next up end right.

    Raises:
        AssertionError: it does not; the message says in what.
    """
    scene = Scene(folder, worlds, case.command)
    scene.fault(case.fault)
    run = scene.run("--parallel", str(case.parallel))
    if run.code:
        assert case.kind not in HARMLESS, f"{case.kind} is no failure:\n{run.text}"
        require_clear(run)
    else:
        assert case.kind in HARMLESS or case.target in OURS, f"nothing else gets past a failure:\n{run.text}"
    assert scene.happened(), "a fault that nothing meets proves nothing"
    recovered = scene.recover()
    told = "the last run failed.\n" if run.code else "no run was cut off; there is nothing to recover.\n"
    assert recovered.out.startswith(f"{scene.stack}: {told}"), f"recover tells something else:\n{recovered.text}"
    finished = scene.finish()
    if case.command not in {"destroy", "refresh"} and not run.code:
        assert finished.changes() == {}, f"the first run had not done it all:\n{finished.text}"
    scene.require_right()
    scene.require_silence()
