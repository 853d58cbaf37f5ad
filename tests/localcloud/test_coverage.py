"""Coverage, checked both ways: the types the project uses, and the types the local cloud serves."""

import pytest

from codegen.types import CLASSES, tokens
from localcloud.plugin import registry
from localcloud.plugin.resource import Resource

METHODS = ("create", "read", "update", "delete")


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_cloud_serves_exactly_the_types_that_the_project_uses(name: str) -> None:
    used = {token for cloud, token in tokens() if cloud == name}
    assert set(registry.load(name).resources) == used, "each used type has a handler, and no other has"


@pytest.mark.parametrize("name", registry.NAMES)
def test_every_type_has_every_method(name: str) -> None:
    lacking = {
        (token, method)
        for token, handler in registry.load(name).resources.items()
        for method in METHODS
        if getattr(type(handler), method) is getattr(Resource, method)
    }
    assert lacking == set(), "a type that cannot be read or updated hides drift"


def test_the_clouds_served_are_those_that_the_project_uses() -> None:
    assert set(registry.NAMES) == set(CLASSES), "none is missing, and none is there for nobody"


def test_an_unknown_type_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(registry.UnknownToken, match=r"SentryKey.*SentryProject.*SentryTeam"):
        registry.load("sentry").handler("sentry:index/sentryRule:SentryRule")
