"""Every resource type through its whole life, over gRPC and the services' own HTTP."""

import pytest

from tests.localcloud.harness import Lifecycle, run_lifecycle
from tests.provider.rows import ROWS
from tests.provider.world import World


@pytest.mark.parametrize("row", list(ROWS.values()), ids=list(ROWS))
def test_a_type_lives_its_whole_life(world: World, row: Lifecycle) -> None:
    run_lifecycle(world.engine, row)
