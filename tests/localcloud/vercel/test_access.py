"""Vercel's rules for API tokens, for secrets that bypass protection, and for deployment checks."""

import re
from dataclasses import replace

import pytest

from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.inspection import dump
from localcloud.plugin.properties import SecretValue, reveal
from localcloud.vercel.check_service import CheckChange
from localcloud.vercel.entities import CheckSource, ProtectionBypass
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import ProjectSettings
from tests.localcloud.harness import Plugin
from tests.localcloud.vercel.conftest import NOW

TOKEN = "vercel:index/userToken:UserToken"
MILLISECONDS = int(NOW.timestamp() * 1000)
SOURCE = CheckSource(kind="git-provider", provider="github", external_check_name="test")
CHECK = CheckChange("test", "build-ready", None, False, (), None)


@pytest.fixture
def luma(cloud: VercelService) -> VercelService:
    """Make the project `luma`."""
    cloud.projects.create(None, "luma", ProjectSettings(), None)
    return cloud


def bypass(cloud: VercelService, *, secret: str | None = None, is_env_var: bool | None = None) -> ProtectionBypass:
    """Make a bypass of `luma`."""
    return cloud.bypasses.create(None, "luma", secret, None, is_env_var=is_env_var)


def in_environment(cloud: VercelService) -> set[str]:
    """Tell which bypasses are in the environment of deployments, by id."""
    return {each.id for each in cloud.scope.world.all(ProtectionBypass) if each.is_env_var}


@pytest.mark.parametrize("expires", [MILLISECONDS, MILLISECONDS - 1])
def test_a_token_cannot_end_before_it_begins(luma: VercelService, expires: int) -> None:
    with pytest.raises(Invalid, match="must be in the future"):
        luma.tokens.create(None, "previews", None, expires)
    assert luma.tokens.create(None, "previews", None, MILLISECONDS + 1).token.expires == MILLISECONDS + 1, (
        "later is fine"
    )


@pytest.mark.parametrize("name", ["", " ", " previews", "previews "])
def test_a_token_needs_a_trimmed_name(luma: VercelService, name: str) -> None:
    with pytest.raises(Invalid, match="must not be empty"):
        luma.tokens.create(None, name, None, None)


def test_a_token_can_be_limited_to_a_project_that_exists(luma: VercelService) -> None:
    with pytest.raises(NotFound, match="Project not found"):
        luma.tokens.create(None, "previews", "prj_gone", None)


def test_tokens_of_one_name_are_different_tokens(luma: VercelService) -> None:
    first, second = (luma.tokens.create(None, "previews", None, None) for _ in range(2))
    assert first.token.id != second.token.id, "creates are not idempotent"
    assert first.text != second.text, "nor is a token's text given out twice"


def test_a_tokens_text_is_shown_once_and_stored_nowhere(plugin: Plugin) -> None:
    made = plugin.make(TOKEN, {"name": "previews"})
    text = reveal(made.outputs["bearerToken"])
    assert isinstance(made.outputs["bearerToken"], SecretValue), "the text is secret"
    assert re.fullmatch("vcp_[A-Za-z0-9]{52}", str(text)), "and looks like Vercel's"
    assert plugin.read(made) == made, "a refresh keeps what Pulumi's state holds"
    assert "bearerToken" not in plugin.import_(TOKEN, made.id).outputs, "an import cannot know it"
    assert str(text) not in str(dump(plugin.store)), "the world does not hold it"


def test_the_first_bypass_is_in_the_environment_and_the_next_is_not(luma: VercelService) -> None:
    first, second = bypass(luma), bypass(luma)
    assert in_environment(luma) == {first.id}, "exactly one is"
    assert not second.is_env_var, "and the answer says so"


def test_a_bypass_takes_the_place_of_another_when_asked(luma: VercelService) -> None:
    bypass(luma)
    second = bypass(luma, is_env_var=True)
    assert in_environment(luma) == {second.id}, "the new one is in, the old one out"


def test_the_only_bypass_cannot_stay_out_of_the_environment(luma: VercelService) -> None:
    with pytest.raises(Invalid, match="exactly one bypass per project"):
        bypass(luma, is_env_var=False)
    only = bypass(luma)
    with pytest.raises(Invalid, match="exactly one bypass per project"):
        luma.bypasses.update(None, "luma", only.secret.value, None, is_env_var=False)


def test_a_bypass_that_leaves_the_environment_is_replaced_there(luma: VercelService) -> None:
    first, second = bypass(luma), bypass(luma)
    assert not luma.bypasses.update(None, "luma", first.secret.value, None, is_env_var=False).is_env_var, "it left"
    assert in_environment(luma) == {second.id}, "the other is in its place"
    luma.bypasses.delete(None, "luma", second.secret.value)
    assert in_environment(luma) == {first.id}, "and when that one goes, the first is back"


def test_a_bypass_secret_is_unique_in_its_project(luma: VercelService) -> None:
    bypass(luma, secret="a" * 32)
    with pytest.raises(Conflict, match="already exists"):
        bypass(luma, secret="a" * 32)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, "`source` is required"),
        (replace(SOURCE, provider="gitlab"), "supports the provider github"),
        (replace(SOURCE, external_check_name=None), "requires `externalCheckName`"),
        (CheckSource(kind="webhook"), "requires `webhookId`"),
        (CheckSource(kind="integration"), "requires an integration token"),
    ],
)
def test_a_check_needs_a_source_that_can_report(luma: VercelService, source: CheckSource | None, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        luma.checks.create(None, "luma", source, CHECK)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (replace(CHECK, is_rerequestable=True), "cannot be rerequestable"),
        (replace(CHECK, targets=("all", "production")), "all cannot be combined"),
        (replace(CHECK, requires="none"), "cannot be changed to none"),
    ],
)
def test_a_check_cannot_become_one_that_cannot_work(luma: VercelService, change: CheckChange, words: str) -> None:
    check = luma.checks.create(None, "luma", SOURCE, CHECK)
    with pytest.raises(Invalid, match=words):
        luma.checks.update(None, "luma", check.id, change)


def test_an_update_leaves_of_a_check_what_it_does_not_say(luma: VercelService) -> None:
    check = luma.checks.create(None, "luma", SOURCE, replace(CHECK, blocks="none", targets=("preview",), timeout=60))
    changed = luma.checks.update(None, "luma", check.id, replace(CHECK, name="tests"))
    assert changed == replace(check, name="tests"), "only the name changes"
