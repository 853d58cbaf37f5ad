"""The variable catalogue against the seed, and its own invariants."""

import re
from itertools import groupby

import pytest

from settings.catalogue import CATALOGUE
from settings.parse import parse
from settings.places import applies, github_environments, provided_secrets, vercel_targets
from settings.variable import Format, Source, Variable
from tests.settings.conftest import raw_settings

SEED_ALWAYS = {
    "DATABASE_URL", "DIRECT_URL", "NEXT_PUBLIC_SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_ANON_KEY",
    "SUPABASE_SERVICE_ROLE_KEY", "NEXT_PUBLIC_APP_URL", "NODE_ENV", "CSRF_SECRET", "SESSION_SECRET",
}  # fmt: skip
SEED_PRODUCTION = {
    "OPENROUTER_API_KEY", "MATHPIX_APP_ID", "MATHPIX_APP_KEY", "R2_ACCOUNT_ID", "R2_ACCESS_KEY_ID",
    "R2_SECRET_ACCESS_KEY", "R2_BUCKET_NAME", "R2_PUBLIC_URL", "TRIGGER_API_KEY", "TRIGGER_API_URL",
    "TRIGGER_SECRET_KEY", "SUPER_ADMIN_EMAIL", "SUPER_ADMIN_PASSWORD", "RESEND_API_KEY", "EMAIL_FROM",
    "NEXT_PUBLIC_SENTRY_DSN", "SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_PROJECT",
}  # fmt: skip
SEED_GITHUB = {
    "VERCEL_TOKEN", "VERCEL_ORG_ID", "VERCEL_PROJECT_ID", "DATABASE_URL", "DIRECT_URL", "STAGING_DATABASE_URL",
    "STAGING_DIRECT_URL",
}  # fmt: skip
OURS = {
    "CRON_SECRET", "CSP_MODE", "TRIGGER_PROJECT_REF", "TRIGGER_ACCESS_TOKEN", "VERCEL_PREVIEW_TOKEN",
    "BACKUP_BUCKET_NAME", "BACKUP_ACCESS_KEY_ID", "BACKUP_SECRET_ACCESS_KEY", "BACKUP_PUBLIC_KEY",
}  # fmt: skip
SOURCES: dict[Source, set[str]] = {
    "secret": {
        "DATABASE_URL", "DIRECT_URL", "SUPABASE_SERVICE_ROLE_KEY", "OPENROUTER_API_KEY", "MATHPIX_APP_ID",
        "MATHPIX_APP_KEY", "TRIGGER_API_KEY", "TRIGGER_SECRET_KEY", "TRIGGER_ACCESS_TOKEN", "SUPER_ADMIN_PASSWORD",
        "RESEND_API_KEY", "SENTRY_AUTH_TOKEN", "VERCEL_TOKEN",
    },
    "config": {
        "NEXT_PUBLIC_SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_ANON_KEY", "TRIGGER_API_URL", "TRIGGER_PROJECT_REF",
        "SUPER_ADMIN_EMAIL", "EMAIL_FROM", "CSP_MODE",
    },
    "generated": {"CSRF_SECRET", "SESSION_SECRET", "CRON_SECRET"},
    "validated": {"NODE_ENV"},
    "wired": {
        "STAGING_DATABASE_URL", "STAGING_DIRECT_URL", "NEXT_PUBLIC_APP_URL", "R2_ACCOUNT_ID", "R2_ACCESS_KEY_ID",
        "R2_SECRET_ACCESS_KEY", "R2_BUCKET_NAME", "R2_PUBLIC_URL", "NEXT_PUBLIC_SENTRY_DSN", "SENTRY_ORG",
        "SENTRY_PROJECT", "VERCEL_PREVIEW_TOKEN", "VERCEL_ORG_ID", "VERCEL_PROJECT_ID", "BACKUP_BUCKET_NAME",
        "BACKUP_ACCESS_KEY_ID", "BACKUP_SECRET_ACCESS_KEY", "BACKUP_PUBLIC_KEY",
    },
}  # fmt: skip
FORMATS: dict[Format, str] = {
    "string": r"\S(.*\S)?",
    "url": r"https://[a-z0-9@.-]+(/\S*)?",
    "email": r"[^@\s]+@[a-z0-9.-]+",
    "postgresql": r"postgresql://[^:@/]+:[^@/]+@[a-z0-9.-]+:\d+/\w+(\?\S+)?",
    "base64": r"[A-Za-z0-9+/]{43}=",
}
NAMES = {variable.name for variable in CATALOGUE}


def named(*, required: str) -> set[str]:
    """Name the variables that are required so."""
    return {variable.name for variable in CATALOGUE if variable.required == required}


def test_every_variable_of_the_seed_is_in_the_catalogue_and_only_known_ones_beside_it() -> None:
    assert SEED_ALWAYS | SEED_PRODUCTION | SEED_GITHUB | OURS == NAMES, "the catalogue is the whole list"
    assert not OURS & (SEED_ALWAYS | SEED_PRODUCTION | SEED_GITHUB), "what is ours is not the seed's"


def test_variables_are_required_as_the_seed_lists_them() -> None:
    assert named(required="always") == SEED_ALWAYS, "required in all environments"
    assert named(required="production") - OURS == SEED_PRODUCTION, "required in production"


def test_names_are_unique() -> None:
    assert len(NAMES) == len(CATALOGUE), "a name written twice would have two values"


def test_the_rows_of_a_group_stand_together() -> None:
    groups = [group for group, _ in groupby(CATALOGUE, key=lambda variable: variable.group)]
    assert len(groups) == len(set(groups)), ".env.example prints one heading a group"


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_has_exactly_its_variables(source: Source) -> None:
    assert {variable.name for variable in CATALOGUE if variable.source == source} == SOURCES[source], source


def test_a_variable_is_public_exactly_if_its_name_says_so() -> None:
    public = {variable.name for variable in CATALOGUE if variable.kind == "public"}
    assert public == {name for name in NAMES if name.startswith("NEXT_PUBLIC_")}, (
        "Next.js bundles by the prefix: a secret behind it would be published"
    )


def test_a_provided_secret_is_never_anything_but_a_secret() -> None:
    kinds = {variable.kind for variable in CATALOGUE if variable.source in {"secret", "generated"}}
    assert kinds == {"secret"}, "a stack secret must arrive as a secret"


def test_no_secret_reaches_a_persons_machine() -> None:
    leaking = [v.name for v in CATALOGUE if v.kind == "secret" and "development" in v.vercel]
    assert leaking == [], "development is pulled to laptops"


def test_no_secret_key_of_production_reaches_pull_requests_by_github() -> None:
    shared = {v.name for v in CATALOGUE if v.kind == "secret" and {"production", "preview"} <= v.github}
    assert shared == {"VERCEL_ORG_ID", "VERCEL_PROJECT_ID"}, (
        "a pull request may know ids, and no credential of a release"
    )


@pytest.mark.parametrize("variable", CATALOGUE, ids=lambda variable: variable.name)
def test_an_example_has_its_own_format(variable: Variable) -> None:
    assert re.fullmatch(FORMATS[variable.format], variable.example), (
        "it is copied into .env.example and validated there"
    )
    assert variable.description.endswith("."), "the description is a sentence"


def test_a_borrowed_value_comes_from_a_variable_of_the_same_kind_and_format() -> None:
    rows = {variable.name: variable for variable in CATALOGUE}
    borrowers = {v.name: v.value_of for v in CATALOGUE if v.value_of}
    assert borrowers == {"STAGING_DATABASE_URL": "DATABASE_URL", "STAGING_DIRECT_URL": "DIRECT_URL"}, "exactly these"
    for name, lender in borrowers.items():
        assert (rows[name].kind, rows[name].format) == (rows[lender].kind, rows[lender].format), name


def test_what_is_only_validated_goes_nowhere() -> None:
    sent = [v.name for v in CATALOGUE if v.source == "validated" and (v.vercel or v.github or v.trigger)]
    assert sent == [], "NODE_ENV in Vercel's settings makes npm skip devDependencies"


def test_every_other_variable_has_a_place() -> None:
    lost = [v.name for v in CATALOGUE if v.source != "validated" and not (v.vercel or v.github or v.trigger)]
    assert lost == [], "a variable that goes nowhere is dead"


@pytest.mark.parametrize(
    ("stack", "missing"),
    [
        ("prod", {"NODE_ENV", "CRON_SECRET", "STAGING_DATABASE_URL", "STAGING_DIRECT_URL", "VERCEL_PREVIEW_TOKEN"}),
        (
            "staging",
            {"NODE_ENV", "CRON_SECRET", "BACKUP_BUCKET_NAME", "BACKUP_ACCESS_KEY_ID", "BACKUP_SECRET_ACCESS_KEY",
             "BACKUP_PUBLIC_KEY"},
        ),
    ],
)  # fmt: skip
def test_a_stack_has_every_variable_but_those_of_the_other(stack: str, missing: set[str]) -> None:
    platform = parse(raw_settings(stack), stack)
    assert {v.name for v in CATALOGUE if not applies(v, platform)} == missing, "exactly these do not apply"


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_both_stacks_are_asked_for_the_same_secrets(stack: str) -> None:
    asked = {variable.name for variable in provided_secrets(parse(raw_settings(stack), stack))}
    assert asked == SOURCES["secret"], "staging is a complete environment of its own"


def test_places_follow_the_stack_and_keep_its_order() -> None:
    platform = parse(raw_settings("staging"), "staging")
    row = next(variable for variable in CATALOGUE if variable.name == "SENTRY_ORG")
    assert vercel_targets(row, platform) == ["production", "preview", "development"], "the stack file's order"
    assert github_environments(row, platform) == ["staging"], "only the environments this stack owns"
