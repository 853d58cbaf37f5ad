"""What a person reads after a slip in a stack file."""

import pytest

from settings.errors import SettingsError
from settings.parse import parse, secrets_missing
from tests.settings.conftest import Raw, Refusal, put

SLIPS = [
    pytest.param({"vercel.regoins": ["iad1"]}, "vercel.regoins", "Did you mean 'vercel.regions'?", id="same-place"),
    pytest.param({"lock-days": 3}, "lock-days", "Did you mean 'r2.backups.lock-days'?", id="wrong-place"),
    pytest.param({"r2.images.hots": "x"}, "r2.images.hots", "Did you mean 'r2.images.host'?", id="nested"),
    pytest.param(
        {"vercel.headers.0.onwer": "x"}, "vercel.headers[0].onwer", "'vercel.headers[0].owner'", id="in-a-list"
    ),
    pytest.param(
        {"trigger.zzz": 1}, "trigger.zzz", "Remove it, or use one of environment, scheduled-jobs.", id="nothing-near"
    ),
    pytest.param(
        {"vercel.default_timeout": 3}, "vercel.default_timeout", "'vercel.default-timeout'?", id="snake-for-kebab"
    ),
]
TYPES = [
    pytest.param(
        {"vercel.default-timeout": "30"}, "vercel.default-timeout", "valid integer; '30'", id="text-for-number"
    ),
    pytest.param({"protect": "no"}, "protect", "valid boolean; 'no'", id="text-for-boolean"),
    pytest.param({"vercel.targets": "production"}, "vercel.targets", "a list; 'production'", id="text-for-list"),
    pytest.param({"app": ["luma"]}, "app", "valid dictionary", id="list-for-object"),
    pytest.param({"variables.EMAIL_FROM": 5}, "variables.EMAIL_FROM", "valid string; 5", id="number-for-text"),
    pytest.param(
        {"sentry.rate-limit.count": True}, "sentry.rate-limit.count", "valid integer", id="boolean-for-number"
    ),
    pytest.param({"sentry.rate-limit.count": 0}, "sentry.rate-limit.count", "greater than 0; 0", id="out-of-bounds"),
    pytest.param({"app.name": "l" * 31}, "app.name", "at most 30 characters", id="name-too-long"),
    pytest.param({"app.name": "Luma Web"}, "app.name", "should match pattern", id="no-slug"),
    pytest.param({"r2.token-expires": "2027-11-01"}, "r2.token-expires", "should match pattern", id="no-moment"),
]


@pytest.mark.parametrize(("change", "where", "hint"), SLIPS)
def test_a_misspelt_key_names_its_path_and_what_was_meant(
    prod: Raw, refusal: Refusal, change: dict[str, object], where: str, hint: str
) -> None:
    for path, value in change.items():
        put(prod, path, value)
    found = refusal(prod)
    assert set(found) == {where}, "the misspelt key, by its full path"
    assert "no such setting, so it would change nothing" in found[where], "what is wrong, and its consequence"
    assert hint in found[where], "what was meant"


@pytest.mark.parametrize(("change", "where", "says"), TYPES)
def test_a_wrong_type_names_the_place_the_type_and_the_value(
    prod: Raw, refusal: Refusal, change: dict[str, object], where: str, says: str
) -> None:
    for path, value in change.items():
        put(prod, path, value)
    found = refusal(prod)
    assert set(found) == {where}, "the offender alone"
    assert says in found[where], "what was expected, and what was found"
    assert found[where].endswith("Correct it."), "how to go on"


def test_a_missing_setting_is_explained(prod: Raw, refusal: Refusal) -> None:
    put(prod, "plan.github", ...)
    assert refusal(prod) == {
        "plan.github": "missing, so the stack cannot be built. Add it: Plan of the GitHub organization."
    }, "the description tells a newcomer what to put there"


def test_slips_of_different_kinds_are_all_named_at_once(prod: Raw, refusal: Refusal) -> None:
    put(put(put(prod, "vercel.regoins", 1), "vercel.regions", ["iad1", "mars1"]), "protect", 1)
    assert set(refusal(prod)) == {"vercel.regoins", "vercel.regions[1]", "protect"}, (
        "one round of corrections is enough"
    )


def test_a_refused_item_is_not_also_called_a_missing_one(prod: Raw, refusal: Refusal) -> None:
    put(prod, "vercel.regions", ["mars1"])
    assert set(refusal(prod)) == {"vercel.regions[0]"}, "one mistake is one line"


def test_a_list_that_may_not_be_empty_is_refused_when_it_is(prod: Raw, refusal: Refusal) -> None:
    put(prod, "vercel.regions", [])
    assert set(refusal(prod)) == {"vercel.regions"}, "there is no region to run in"


def test_a_long_value_is_not_repeated(prod: Raw, refusal: Refusal) -> None:
    private = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
    put(prod, "r2.backups.public-key", private)
    found = refusal(prod)
    assert set(found) == {"r2.backups.public-key"}, "the wrong key is refused"
    assert private not in found["r2.backups.public-key"], "a private key in the wrong place must not reach a log"


@pytest.mark.parametrize("raw", [None, [], "text", 3])
def test_settings_that_are_no_object_are_refused(raw: object) -> None:
    with pytest.raises(SettingsError, match="luma:platform is missing or no object") as caught:
        parse(raw, "prod")
    assert "Copy the object from" in str(caught.value), "how to begin"


def test_missing_secrets_are_listed_with_the_command_for_each() -> None:
    assert secrets_missing(["A", "B"], "prod") == (
        "Pulumi.prod.yaml: 2 secrets are missing, so the app could not start. "
        "Nothing was changed. Set each (the value is asked for, not shown):\n"
        "  pulumi config set --stack prod --secret A\n"
        "  pulumi config set --stack prod --secret B"
    ), "the lines can be pasted into a shell"
