"""An unsafe setting is refused by the policy pack: it names the resource, the setting and the fix; nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import Checkout

Settings = dict[str, Any]
HSTS = 5
UNSAFE: list[Any] = [
    pytest.param(lambda s: s.update(protect=False), {("STK-001", "")}, id="nothing-protected"),
]


@pytest.mark.parametrize(("edit", "refused"), UNSAFE)
def test_an_unsafe_setting_is_refused_and_nothing_is_changed(
    prod: Checkout, edit: Callable[[Settings], object], refused: set[tuple[str, str]]
) -> None:
    before = prod.world()
    prod.edit("prod", edit)
    run = prod.local("up", "--yes")
    assert run.code != 0, "the pack is mandatory"
    assert run.violations() == refused, "the rules and resources, exactly"
    assert "Fix: " in run.out, "how to go on"
    assert prod.world() == before, "nothing was changed"
