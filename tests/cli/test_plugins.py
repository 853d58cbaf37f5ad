"""Which provider plugins `./luma local --plugins real` finds, and how it leads them to the local cloud."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from cli.errors import UserError
from cli.local import plugins
from cli.local.cloud import Cloud
from cli.local.home import Home
from components.resources import cloudflare, github, random, sentry, vercel

PORTS = {"cloudflare": 1, "github": 2, "random": 3, "sentry": 4, "vercel": 5, "luma": 6}
CLOUD = Cloud(1, PORTS, {"cloudflare": 11, "github": 12, "sentry": 13, "vercel": 14}, {}, "http://local:x@y", "ca.pem")
VERSIONS = {
    each.Provider.PLUGIN.name: each.Provider.PLUGIN.version for each in (cloudflare, github, random, sentry, vercel)
}


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of the user's own Pulumi, on a machine with no plugin on PATH and no internet."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "theirs"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true")
    return tmp_path / "theirs"


def never(words: Sequence[str]) -> None:
    """Refuse to run Pulumi."""
    raise AssertionError(f"nothing is downloaded here: {words}")


def install(home: Path, name: str, version: str) -> Path:
    """Put a plugin where Pulumi puts it."""
    binary = home / "plugins" / f"resource-{name}-v{version}" / f"pulumi-resource-{name}"
    binary.parent.mkdir(parents=True)
    binary.write_text("#!/bin/sh\n")
    binary.chmod(0o700)
    return binary


def attached(variables: dict[str, str]) -> set[str]:
    """Give the providers that stand-ins serve."""
    return {each.split(":")[0] for each in variables["PULUMI_DEBUG_PROVIDERS"].split(",")}


@pytest.mark.parametrize(
    ("words", "real", "rest"),
    [
        (["up", "--yes"], False, ["up", "--yes"]),
        (["--plugins", "real", "up"], True, ["up"]),
        (["up", "--plugins=real", "--yes"], True, ["up", "--yes"]),
        (["--plugins", "local", "up"], False, ["up"]),
    ],
)
def test_the_flag_is_taken_off_wherever_it_stands(words: list[str], *, real: bool, rest: list[str]) -> None:
    assert plugins.split(words) == (real, rest), "Pulumi never sees it"


@pytest.mark.parametrize("words", [["--plugins"], ["--plugins=", "up"], ["--plugins", "mine", "up"]])
def test_another_value_is_refused_with_those_there_are(words: list[str]) -> None:
    with pytest.raises(UserError, match="Say --plugins real"):
        plugins.split(words)


def test_an_installed_plugin_is_used_and_the_others_keep_their_stand_ins(
    home: Home, theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary = install(theirs, "github", VERSIONS["github"])
    variables = plugins.prepare(home, CLOUD, never)
    linked = home.pulumi / "plugins" / binary.parent.name / binary.name
    assert linked.resolve() == binary.resolve(), "the local run has a Pulumi home of its own, and finds it there"
    assert attached(variables) == {"cloudflare", "random", "sentry", "vercel", "luma"}, "github alone is real"
    assert variables["GITHUB_BASE_URL"] == "http://127.0.0.1:12/", "it speaks to the local cloud"
    assert "CLOUDFLARE_BASE_URL" not in variables, "what a stand-in serves needs no address"
    missing = ", ".join(f"{name} {version}" for name, version in sorted(VERSIONS.items()) if name != "github")
    said = f"Real plugins: github ({VERSIONS['github']}). Missing, so the local cloud stands in: {missing}.\n"
    assert capsys.readouterr().err == said, "one line says which are real and which are missing"


def test_all_of_them_leave_only_our_own_attached(home: Home, theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, version in VERSIONS.items():
        install(theirs, name, version)
    variables = plugins.prepare(home, CLOUD, never)
    assert attached(variables) == {"luma"}, "no vendor's provider is a stand-in"
    assert variables["CLOUDFLARE_BASE_URL"] == "http://127.0.0.1:11/client/v4", "Cloudflare's SDK adds no version"
    assert variables["SENTRY_BASE_URL"] == "http://127.0.0.1:13/api/", "Sentry's SDK adds the version alone"
    assert variables["HTTPS_PROXY"] == CLOUD.proxy, "Vercel's plugin takes no address"
    assert capsys.readouterr().err.endswith("None is missing.\n"), "and it says so"


def test_a_plugin_of_another_version_is_no_plugin(home: Home, theirs: Path) -> None:
    install(theirs, "sentry", "0.0.1")
    with pytest.raises(UserError) as caught:
        plugins.prepare(home, CLOUD, never)
    wanted = f"pulumi plugin install resource sentry {VERSIONS['sentry']} --server github://api.github.com/pulumiverse"
    assert wanted in str(caught.value), "with none at all, it says how to install each"


def test_a_plugin_on_path_is_used_whatever_its_version(home: Home, theirs: Path, tmp_path: Path) -> None:
    binary = tmp_path / "bin" / "pulumi-resource-random"
    binary.parent.mkdir()
    binary.write_text("#!/bin/sh\n")
    binary.chmod(0o700)
    assert "random" not in attached(plugins.prepare(home, CLOUD, never)), "the engine takes it from there itself"


@pytest.mark.parametrize(
    ("outputs", "refused"), [({"name": "images"}, True), ({"name": "images", "__meta": "{}"}, False)]
)
def test_a_stack_of_the_stand_ins_is_refused_before_cloudflares_plugin_fails_on_it(
    tmp_path: Path, outputs: dict[str, str], *, refused: bool
) -> None:
    urn = "urn:pulumi:prod::luma::luma:cloudflare:R2Storage$cloudflare:index/r2Bucket:R2Bucket::r2-images"
    resources = [{"urn": urn, "custom": True, "outputs": outputs}]
    checkpoint = tmp_path / "prod.json"
    checkpoint.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    with pytest.raises(UserError, match=r"such as r2-images.*Destroy the stack first") if refused else nullcontext():
        plugins.refuse_stand_ins_state(checkpoint)


def test_a_stack_that_is_not_there_yet_is_nobodys(tmp_path: Path) -> None:
    plugins.refuse_stand_ins_state(tmp_path / "prod.json")
    (tmp_path / "empty.json").write_text(json.dumps({"checkpoint": {"latest": None}}))
    plugins.refuse_stand_ins_state(tmp_path / "empty.json")


def test_missing_plugins_are_downloaded_where_there_is_internet(
    home: Home, theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "_online", lambda: True)
    asked: list[str] = []

    def pulumi(words: Sequence[str]) -> None:
        assert list(words[:3]) == ["plugin", "install", "resource"], "by Pulumi itself"
        asked.append(words[3])
        if words[3] == "random":
            install(home.pulumi, words[3], words[4])

    assert "random" not in attached(plugins.prepare(home, CLOUD, pulumi)), "what arrived is used in this run"
    assert asked == sorted(VERSIONS), "each missing one is asked for once"
