"""The committed stack files, and the names that follow from the app's."""

import pytest

from settings.parse import parse
from tests.settings.conftest import Raw, raw_settings

STACKS = ("prod", "staging")


@pytest.mark.parametrize("stack", STACKS)
def test_a_committed_stack_file_is_accepted(stack: str) -> None:
    assert parse(raw_settings(stack), stack).app.name == "luma", "the committed files are the example that must work"


def test_the_stacks_share_the_repository_and_no_other_name() -> None:
    prod, staging = (parse(raw_settings(stack), stack) for stack in STACKS)
    names = [
        (each.vercel.project, each.r2.images.name, each.sentry.team, each.sentry.project) for each in (prod, staging)
    ]
    assert names == [
        ("luma-web", "luma-images", "luma", "luma-web"),
        ("luma-web-staging", "luma-images-staging", "luma-staging", "luma-web-staging"),
    ], "the seed's names in production, a suffix in staging"
    assert prod.github.repository.name == staging.github.repository.name == "luma-web", "there is one repository"
    assert prod.r2.backups is not None, "production is backed up"
    assert prod.r2.backups.name == "luma-backups", "the backup bucket follows the app as well"


def test_exactly_one_stack_owns_the_repository() -> None:
    owners = [stack for stack in STACKS if parse(raw_settings(stack), stack).github.owns_repository]
    assert owners == ["prod"], "two owners would undo each other's changes, and none would create it"


def test_renaming_the_app_renames_everything_that_was_left_out(prod: Raw) -> None:
    prod["app"]["name"] = "nova"
    platform = parse(prod, "prod")
    assert platform.r2.backups is not None, "the fixture has backups"
    assert [
        platform.vercel.project,
        platform.github.repository.name,
        platform.r2.images.name,
        platform.r2.backups.name,
        platform.sentry.team,
        platform.sentry.project,
    ] == ["nova-web", "nova-web", "nova-images", "nova-backups", "nova", "nova-web"], "one edit renames the platform"


def test_a_name_that_was_given_wins_over_the_app(prod: Raw) -> None:
    prod["vercel"]["project"] = "old-name"
    assert parse(prod, "prod").vercel.project == "old-name", "an adopted project keeps its name"


def test_parsing_leaves_the_raw_settings_as_they_were(prod: Raw) -> None:
    parse(prod, "prod")
    assert prod == raw_settings("prod"), "filled-in names must not reach the caller's object"


def test_settings_cannot_be_changed_after_validation(prod: Raw) -> None:
    with pytest.raises(ValueError, match="frozen"):
        parse(prod, "prod").app.name = "nova"  # type: ignore[misc]  # that is the test
