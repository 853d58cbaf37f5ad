"""The environment of a local run."""

import os

import pytest

from cli.local.cloud import Cloud
from cli.local.environment import base_variables, cloud_variables, proxy_variables, pulumi_environment, shims
from cli.local.home import ROOT, Home
from toolchain import shim

REAL = {
    "VERCEL_API_TOKEN": "real",
    "GITHUB_TOKEN": "real",
    "GH_TOKEN": "real",
    "CLOUDFLARE_API_TOKEN": "real",
    "CLOUDFLARE_API_KEY": "real",
    "CLOUDFLARE_API_USER_SERVICE_KEY": "real",
    "SENTRY_AUTH_TOKEN": "real",
    "SENTRY_TOKEN": "real",
    "PULUMI_ACCESS_TOKEN": "real",
    "TRIGGER_ACCESS_TOKEN": "real",
    "PULUMI_BACKEND_URL": "s3://real",
    "PULUMI_CONFIG_PASSPHRASE": "real",
    "PULUMI_CONFIG_PASSPHRASE_FILE": "real",
    "PULUMI_HOME": "real",
}


def test_no_real_credential_or_backend_reaches_a_local_run(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    found = pulumi_environment(home, home.folder)
    leaking = sorted(name for name, value in REAL.items() if found.get(name) == value)
    assert leaking == [], "a local run must not be able to reach an account"


def test_the_backend_and_the_plugins_are_the_homes_own(home: Home) -> None:
    found = base_variables(home)
    assert found["PULUMI_BACKEND_URL"] == f"file://{home.folder}/state", "the state is in the home"
    assert found["PULUMI_HOME"] == f"{home.folder}/pulumi", "and so is what Pulumi keeps"


def test_vercels_token_has_the_shape_its_provider_asks_for(home: Home) -> None:
    token = base_variables(home)["VERCEL_API_TOKEN"]
    assert token.isalnum(), "letters and digits"
    assert len(token) == 24, "24 of them, or the provider refuses before any call"


def test_byte_code_is_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in pulumi_environment(home, home.folder), "without it every start is slow"


def test_the_tools_come_first_on_path_and_our_own_pulumi_is_not_on_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim.write(shims(home), ROOT / "luma")
    monkeypatch.setenv("PATH", os.pathsep.join([str(shims(home)), "/usr/bin"]))
    path = pulumi_environment(home, home.folder / "tools")["PATH"].split(os.pathsep)
    assert path[0] == str(home.folder / "tools"), "the CLI finds its language host there"
    assert str(shims(home)) not in path, "`pulumi` of `./luma local env` would only call itself"


def test_providers_are_attached_by_port() -> None:
    http, tokens = {"sentry": 3, "vercel": 4}, {"sentry": "t0k3n", "vercel": "t" * 24}
    cloud = Cloud(7, {"vercel": 2, "github": 1}, http, tokens)
    assert cloud_variables(cloud) == {
        "PULUMI_DEBUG_PROVIDERS": "github:1,vercel:2",
        "SENTRY_URL": "http://127.0.0.1:3",
        "SENTRY_AUTH_TOKEN": "t0k3n",
        "VERCEL_API_URL": "http://127.0.0.1:4",
        "VERCEL_API_TOKEN": "t" * 24,
    }, "each API's address with its own token"


def test_a_plugin_with_a_fixed_address_is_led_through_the_proxy() -> None:
    cloud = Cloud(7, {}, proxy="http://local:t0k3n@127.0.0.1:5", authority="/home/authority.pem")
    assert proxy_variables(cloud) == {
        "HTTPS_PROXY": "http://local:t0k3n@127.0.0.1:5",
        "SSL_CERT_FILE": "/home/authority.pem",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }, "and no setting of the machine's leads past it"
