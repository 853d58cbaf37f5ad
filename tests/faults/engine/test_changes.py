"""An `up` of changed settings while a cloud misbehaves."""

from pathlib import Path

import pytest

from tests.faults.engine.cases import CHANGED, ONE_TYPE, Case, cases
from tests.faults.engine.judging import judge
from tests.faults.engine.scene import Worlds

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", cases("change"), ids=str)
def test_a_disturbed_change_ends_right_or_can_be_put_right(tmp_path: Path, worlds: Worlds, case: Case) -> None:
    judge(case, tmp_path / "luma", worlds)


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
