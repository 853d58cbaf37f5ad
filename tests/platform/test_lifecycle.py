"""From nothing to everything and back: preview, up, refresh, destroy, alone and side by side."""

import pytest

from tests.engine import Checkout

STACKS = pytest.mark.parametrize("stack", ["prod", "staging"])


def test_the_first_preview_passes_with_the_policy_pack_and_changes_nothing(empty: Checkout) -> None:
    run = empty.local("preview")
    assert run.code == 0, run.text
    assert "luma@v" in run.out, "the policy pack took part"
    assert set(run.changes()) == {"create"}, "everything is to be made"
    assert not empty.things(), "a preview makes nothing"


@STACKS
def test_a_second_up_changes_nothing(both: Checkout, stack: str) -> None:
    before = both.world()
    run = both.up("--expect-no-changes", stack=stack)
    assert run.changes() == {}, "everything is as the stack file says"
    assert both.world() == before, "no call changed anything either"


@STACKS
def test_a_refresh_finds_no_drift(both: Checkout, stack: str) -> None:
    run = both.local("refresh", "--yes", "--skip-preview", "--expect-no-changes", stack=stack)
    assert run.code == 0, run.text
    assert run.diffs() == {}, "what was written is what is read"


@STACKS
def test_a_preview_after_a_refresh_is_empty(both: Checkout, stack: str) -> None:
    run = both.local("preview", "--refresh", "--expect-no-changes", stack=stack)
    assert run.code == 0, run.text


def test_a_plain_destroy_of_prod_is_refused_and_changes_nothing(prod: Checkout) -> None:
    world, resources = prod.world(), prod.state()["resources"]
    run = prod.local("destroy", "--yes")
    assert run.code != 0, "protected resources stop it"
    assert "protected" in run.text, "the reason is told"
    assert prod.world() == world, "nothing was deleted"
    assert [each["urn"] for each in prod.state()["resources"]] == [each["urn"] for each in resources], "nor forgotten"


def test_a_destroy_that_ignores_protection_leaves_the_local_cloud_empty(prod: Checkout) -> None:
    run = prod.local("destroy", "--yes", "--skip-preview", "--ignore-protect")
    assert run.code == 0, run.text
    assert not prod.things(), "nothing is left behind"
    assert not prod.state().get("resources"), "nor in the state"


def test_staging_comes_and_goes_beside_prod_without_touching_it(both: Checkout, prod_built: Checkout) -> None:
    run = both.local("destroy", "--yes", "--skip-preview", stack="staging")
    assert run.code == 0, "staging is not protected\n" + run.text
    assert both.things() == prod_built.things(), "prod is as it was before staging came"
    assert both.up("--expect-no-changes").changes() == {}, "and needs no change"


def test_both_stacks_are_separate_but_for_the_repository(both_built: Checkout, prod_built: Checkout) -> None:
    assert not prod_built.things() - both_built.things(), "staging took nothing away from prod"
    added = both_built.things() - prod_built.things()
    assert {cloud for cloud, _, _ in added} == {"vercel", "github", "cloudflare", "sentry", "trigger"}, (
        "staging is complete"
    )
    assert not [name for cloud, kind, name in added if (cloud, kind) == ("github", "repository")], "one repository"


def test_staging_without_prod_says_which_stack_goes_up_first(empty: Checkout) -> None:
    run = empty.local("up", "--yes", "--skip-preview", stack="staging")
    assert run.code != 0, "there is no repository to hang on"
    assert "does not exist" in run.text, "what is missing"
    assert "pulumi up --stack prod" in run.text, "what to do first"
    assert "Traceback" not in run.text, "and no traceback"
    assert not empty.things(), "nothing was half made"
