"""The world after `up` is exactly the committed table, and every variable is in each of its places."""

from collections import Counter

import pytest

from localcloud.core.store import open_store
from tests.engine import Checkout
from tests.platform.inventory import lines, places, table, values

VARIABLES = {("vercel", "variable"), ("github", "secret"), ("github", "variable"), ("trigger", "variable")}
STALE = "the table is stale: run python -m tests.platform.inventory, read the difference, commit it"


def test_prod_is_exactly_what_the_table_says(prod_built: Checkout) -> None:
    assert lines(prod_built.things()) == table("prod").read_text().splitlines(), STALE


def test_staging_adds_exactly_what_the_table_says(prod_built: Checkout, both_built: Checkout) -> None:
    added = both_built.things() - prod_built.things()
    assert lines(added) == table("staging").read_text().splitlines(), STALE


def test_every_variable_of_the_catalogue_is_in_each_of_its_places_and_in_no_other(both_built: Checkout) -> None:
    wanted = Counter([*places("prod"), *places("staging")])
    found = Counter(thing for thing in both_built.things().elements() if thing[:2] in VARIABLES)
    assert found == wanted, "the catalogue decides where a variable goes"


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_every_variable_has_its_value_by_fingerprint(both_built: Checkout, stack: str) -> None:
    expected, stored = values(both_built, stack), both_built.stored()
    with open_store(both_built.home / "cloud.sqlite", create=False) as store:
        wrong = []
        for place, variable in places(stack).items():
            content = next(fields["value"] for *thing, fields in stored if tuple(thing) == place)
            value = expected[variable.name]
            if content not in (value, {"$secret": value}, {"$fingerprint": store.fingerprints.of(value).digest}):
                wrong.append(" ".join(place))
    assert wrong == [], "these carry something else"


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_no_secret_is_readable_in_any_cloud(both_built: Checkout, stack: str) -> None:
    stored = {tuple(thing): fields["value"] for *thing, fields in both_built.stored() if "value" in fields}
    secrets = [place for place, variable in places(stack).items() if variable.kind == "secret"]
    readable = [
        " ".join(place)
        for place in secrets
        if not (isinstance(stored[place], dict) and "$fingerprint" in stored[place])
    ]
    assert readable == [], "every secret is write-only where it lives"


def test_the_stacks_share_no_secret_value(both_built: Checkout) -> None:
    by_stack = {
        stack: {name: value for name, value in values(both_built, stack).items() if name in secret_names(stack)}
        for stack in ("prod", "staging")
    }
    shared = set(by_stack["prod"].items()) & set(by_stack["staging"].items())
    assert {name for name, _ in shared} == {"VERCEL_ORG_ID"}, "staging is a complete environment of its own"


def secret_names(stack: str) -> set[str]:
    """Return the names of the secret variables of a stack."""
    return {variable.name for variable in places(stack).values() if variable.kind == "secret"}
