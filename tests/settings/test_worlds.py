"""Real accounts and the local cloud never meet."""

import pytest

from settings.errors import SettingsError
from settings.worlds import refuse_mixed_worlds

LOCAL = {"LUMA_LOCAL_HOME": "/home/me/.local", "PULUMI_BACKEND_URL": "file:///home/me/.local/state"}
ATTACHED = {"PULUMI_DEBUG_PROVIDERS": "cloudflare:1,github:2,random:3,sentry:4,vercel:5"}
LED = {
    "CLOUDFLARE_BASE_URL": "http://127.0.0.1:1/client/v4",
    "GITHUB_BASE_URL": "http://127.0.0.1:2/",
    "SENTRY_BASE_URL": "http://127.0.0.1:3/api/",
    "HTTPS_PROXY": "http://local:token@127.0.0.1:4",
}
REAL = {"PULUMI_BACKEND_URL": "s3://states"}


def refusal(environment: dict[str, str]) -> str:
    """Give the message of the refusal, empty when there is none."""
    try:
        refuse_mixed_worlds(environment)
    except SettingsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "environment",
    [{}, REAL, {**LOCAL, **ATTACHED}, {"PULUMI_DEBUG_PROVIDERS": "aws:1"}, {**LOCAL, **LED}],
    ids=["none", "real", "local", "other", "real-plugins-led-to-the-local-cloud"],
)
def test_one_world_alone_is_accepted(environment: dict[str, str]) -> None:
    assert refusal(environment) == "", "there is nothing to mix"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        pytest.param({**REAL, **ATTACHED}, "the state is not a local one", id="local-cloud-on-a-real-state"),
        pytest.param(ATTACHED, "the state is not a local one", id="local-cloud-on-the-default-state"),
        pytest.param({**REAL, "PULUMI_DEBUG_PROVIDERS": "github:2"}, "attaches github", id="one-provider-is-enough"),
        pytest.param(LOCAL, "cloudflare, github, sentry, vercel would be real accounts", id="real-on-a-local-state"),
        pytest.param(
            {**LOCAL, "PULUMI_DEBUG_PROVIDERS": "github:2,cloudflare:1,sentry:3"},
            "but vercel would be real accounts",
            id="one-real-provider",
        ),
        pytest.param(
            {**LOCAL, **LED, "HTTPS_PROXY": "http://127.0.0.1:3128", "GITHUB_BASE_URL": "https://github.example"},
            "but github, vercel would be real accounts",
            id="led-elsewhere",
        ),
    ],
)
def test_two_worlds_at_once_are_refused(environment: dict[str, str], says: str) -> None:
    assert says in refusal(environment), "what would meet what"
    assert "Nothing was changed. Run it as ./luma local" in refusal(environment), "how to go on"
