"""`luma rollback`: which deployment it goes back to, and what it warns of."""

import pytest

from cli.errors import UserError
from cli.rollback.verb import Way, choose
from cli.vendors.vercel import Deployment


def made(number: int, *, substate: str = "PROMOTED") -> Deployment:
    """Return a ready deployment; a higher number is newer."""
    content = {"id": f"dpl_{number}", "url": f"web-{number}.vercel.app", "state": "READY", "createdAt": number}
    return Deployment.model_validate({**content, "target": "production", "readySubstate": substate})


NOW, BEFORE, STAGED, FIRST = made(4), made(2), made(3, substate="STAGED"), made(1)
READY = [made(5, substate="STAGED"), NOW, STAGED, BEFORE, FIRST]


@pytest.mark.parametrize(
    ("to", "found"),
    [
        pytest.param("", BEFORE, id="previous-that-served"),
        pytest.param("dpl_1", FIRST, id="by-id"),
        pytest.param("web-3.vercel.app", STAGED, id="by-address"),
    ],
)
def test_it_goes_back_to_what_served_before_or_to_what_is_named(to: str, found: Deployment) -> None:
    assert choose(NOW, READY, to) == found, "not to what never served, unless a person says so"


@pytest.mark.parametrize(
    ("now", "ready", "to", "told"),
    [
        pytest.param(None, READY, "", "Nothing serves production", id="nothing-serves"),
        pytest.param(NOW, READY, "dpl_4", "serves production already", id="the-same"),
        pytest.param(NOW, READY, "dpl_9", "--to: dpl_5, dpl_3, dpl_2, dpl_1", id="unknown"),
        pytest.param(NOW, [NOW], "", "--to: none", id="the-first"),
    ],
)
def test_where_there_is_nothing_to_go_back_to_it_says_what_there_is(
    now: Deployment | None, ready: list[Deployment], to: str, told: str
) -> None:
    with pytest.raises(UserError) as refused:
        choose(now, ready, to)
    assert told in str(refused.value), "the way out"


@pytest.mark.parametrize(
    ("migrations", "told"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["2_b"], "1 migrations came between and stay: 2_b.", id="one"),
        pytest.param(None, "is not known", id="not-known"),
    ],
)
def test_migrations_between_are_warned_of_and_not_knowing_is_too(migrations: list[str] | None, told: str) -> None:
    warning = Way(NOW, BEFORE, migrations).warning
    assert (told in warning, bool(warning)) == (True, bool(told)), "code goes back, the database does not"
