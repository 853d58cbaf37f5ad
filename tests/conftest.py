"""Order for the whole suite: what fails quickly fails first."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move slow tests to the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
