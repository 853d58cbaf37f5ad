"""Both committed stacks, built once."""

import pytest

from tests.components import stacks
from tests.components.recorder import Recorder


@pytest.fixture(scope="session")
def prod() -> Recorder:
    return stacks.build("prod")


@pytest.fixture(scope="session")
def staging() -> Recorder:
    return stacks.build("staging")


@pytest.fixture(scope="session", params=["prod", "staging"])
def each_stack(request: pytest.FixtureRequest) -> Recorder:
    found: Recorder = request.getfixturevalue(request.param)
    return found
