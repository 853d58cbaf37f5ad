"""Placeholder secrets: what a policy or a cloud would look at must be right."""

import re

import pytest

from cli.local.placeholders import placeholder
from settings.catalogue import CATALOGUE
from settings.variable import Variable

SECRETS = [variable for variable in CATALOGUE if variable.source == "secret"]
SHAPES = {
    "DATABASE_URL": r"postgresql://prod:[0-9a-f]{24}@prod\.pooler\.example:6543/postgres\?pgbouncer=true",
    "DIRECT_URL": r"postgresql://prod:[0-9a-f]{24}@prod\.db\.example:5432/postgres",
    "SUPABASE_SERVICE_ROLE_KEY": r"eyJ\w+\.eyJ\w+\.\w+[0-9a-f]{16}",
    "OPENROUTER_API_KEY": r"sk-or-v1-[0-9a-f]{16}",
    "MATHPIX_APP_ID": r"app_[0-9a-f]{6}",
    "MATHPIX_APP_KEY": r"[0-9a-f]{40}",
    "TRIGGER_API_KEY": r"tr_prod_[0-9a-f]{24}",
    "TRIGGER_SECRET_KEY": r"tr_prod_[0-9a-f]{24}",
    "TRIGGER_ACCESS_TOKEN": r"tr_pat_[0-9a-f]{40}",
    "SUPER_ADMIN_PASSWORD": r"[a-z ]+[0-9a-f]{16}",
    "RESEND_API_KEY": r"re_[0-9a-f]{8}_[0-9a-f]{24}",
    "SENTRY_AUTH_TOKEN": r"sntrys_[0-9a-f]{16}",
    "VERCEL_TOKEN": r"[0-9a-f]{24}",
}


def test_every_provided_secret_has_a_shape_here() -> None:
    assert {variable.name for variable in SECRETS} == set(SHAPES), "add a shape for each new secret"


@pytest.mark.parametrize("variable", SECRETS, ids=lambda variable: variable.name)
def test_a_placeholder_has_the_shape_of_the_real_value(variable: Variable) -> None:
    assert re.fullmatch(SHAPES[variable.name], placeholder(variable, "prod", "production")), variable.name


@pytest.mark.parametrize("variable", SECRETS, ids=lambda variable: variable.name)
def test_no_two_stacks_share_a_placeholder(variable: Variable) -> None:
    assert placeholder(variable, "prod", "production") != placeholder(variable, "staging", "staging"), (
        "a policy refuses a production secret in staging"
    )


def test_no_two_variables_of_a_stack_share_a_placeholder() -> None:
    values = [placeholder(variable, "prod", "production") for variable in SECRETS]
    assert len(set(values)) == len(values), "a swapped pair must be visible"


def test_a_placeholder_is_the_same_every_time() -> None:
    first, second = (placeholder(SECRETS[0], "prod", "production") for _ in range(2))
    assert first == second, "a preview of an unchanged stack must stay empty"


def test_a_staging_key_carries_stagings_prefix() -> None:
    row = next(variable for variable in SECRETS if variable.name == "TRIGGER_API_KEY")
    assert placeholder(row, "staging", "staging").startswith("tr_stg_"), "Trigger.dev's keys name their environment"
