"""A refresh, and an `up --refresh` that changes nothing, while a cloud misbehaves."""

from pathlib import Path

import pytest

from tests.faults.engine.cases import Case, cases
from tests.faults.engine.judging import judge
from tests.faults.engine.scene import Worlds

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", cases("refresh", "same"), ids=str)
def test_a_disturbed_read_ends_right_or_can_be_put_right(tmp_path: Path, worlds: Worlds, case: Case) -> None:
    judge(case, tmp_path / "luma", worlds)
