"""The command lines `dump`, `fault` and `drift`, used beside a running server."""

import json
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest

from localcloud.__main__ import main
from localcloud.core.inspection import dump
from localcloud.plugin.properties import Properties, SecretValue, Value, reveal
from tests.localcloud.harness import Made, Plugin
from tests.localcloud.test_lifecycle_cloudflare import ROWS as CLOUDFLARE

TEAM = "sentry:index/sentryTeam:SentryTeam"
PROJECT = "sentry:index/sentryProject:SentryProject"
KEY = "sentry:index/sentryKey:SentryKey"
TEAM_INPUTS: Properties = {"organization": "luma", "name": "Web", "slug": "web"}
TOKEN_ROW = next(row for row in CLOUDFLARE if row.token.endswith(":AccountToken"))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(plugin: Plugin, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the served world: exit code, standard output, standard error."""

    def command(name: str, *arguments: str) -> tuple[int, str, str]:
        code = main([name, "--database", str(plugin.store.path), *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def make_key(plugin: Plugin) -> Made:
    """Make a Sentry key, which holds readable secrets, with the team and project it needs."""
    plugin.make(TEAM, TEAM_INPUTS)
    plugin.make(PROJECT, {"organization": "luma", "name": "luma", "teams": ["web"]})
    return plugin.make(KEY, {"organization": "luma", "project": "luma", "name": "web"})


def secrets_of(made: Made) -> list[str]:
    """Give the text of every secret output."""
    found: list[Value] = [reveal(value) for value in made.outputs.values() if isinstance(value, SecretValue)]
    return [value for value in found if isinstance(value, str)]


def test_dump_shows_the_whole_world_and_no_secret_value(plugin: Plugin, run: Run) -> None:
    key = make_key(plugin)
    token = plugin.make(TOKEN_ROW.token, TOKEN_ROW.inputs)
    code, printed, complaint = run("dump")
    assert (code, complaint) == (0, ""), "the server keeps running while the world is read"
    assert json.loads(printed) == dump(plugin.store), "the world as it is, as JSON"
    shown = {secret for secret in (*secrets_of(key), *secrets_of(token)) if secret in printed}
    assert shown == set(), "no secret is printed"
    kept = {each["type"]: each["properties"] for cloud in json.loads(printed).values() for each in cloud}
    assert kept["key"]["secret"] == "[secret]", "a readable secret shows that there is one"
    assert set(kept["token"]["value"]) == {"$fingerprint"}, "a write-only value shows as its fingerprint"


def test_a_write_only_value_is_not_in_the_files_of_the_store(plugin: Plugin) -> None:
    (value,) = secrets_of(plugin.make(TOKEN_ROW.token, TOKEN_ROW.inputs))
    files = [each for each in plugin.store.path.parent.iterdir() if each.name.startswith("world.db")]
    assert {each.name for each in files if value.encode() in each.read_bytes()} == set(), "neither database nor log"


def test_a_fault_set_beside_the_server_happens_as_often_as_asked(plugin: Plugin, run: Run) -> None:
    assert run(
        "fault", "rate-limited", "--target", TEAM, "--operation", "create", "--seconds", "7", "--times", "1"
    ) == (
        0,
        "",
        "",
    )
    with pytest.raises(grpc.RpcError) as refused:
        plugin.make(TEAM, TEAM_INPUTS)
    assert refused.value.details() == "429 rate_limited: too many requests: retry after 7 s", "as the vendor says it"
    assert plugin.make(TEAM, TEAM_INPUTS).id == "web", "once and no more"


def test_clear_ends_every_fault(plugin: Plugin, run: Run) -> None:
    run("fault", "server-error")
    assert run("fault", "--clear") == (0, "", ""), "nothing to say"
    assert plugin.make(TEAM, TEAM_INPUTS).id == "web", "the cloud behaves again"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give a fault, or --clear"),
        (("latency", "--clear"), "give a fault, or --clear"),
        (("latency", "--target", "sentry:index/sentryTeem:SentryTeam"), f"did you mean {TEAM}?"),
        (("latency", "--seconds=-1"), "seconds must be 0 or more"),
        (("latency", "--seconds", "inf"), "seconds must be 0 or more"),
        (("latency", "--times", "0"), "times must be 1 or more"),
    ],
)
def test_a_fault_that_could_never_happen_is_refused(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, printed, complaint = run("fault", *arguments)
    assert (code, printed) == (2, ""), "nothing was set"
    assert words in complaint, "the complaint says what is wrong"
    assert complaint.count("\n") == 1, "in one line"


def test_drift_shows_in_the_next_read_property_by_property(plugin: Plugin, run: Run) -> None:
    made = plugin.make(TEAM, TEAM_INPUTS)
    assert run("drift", "sentry", "team", "luma/web", "name=Website") == (0, "", ""), "nothing to say"
    read = plugin.read(made)
    assert read.inputs == {**made.inputs, "name": "Website"}, "exactly that property has drifted"
    assert plugin.diff(read, made.inputs) == {"name": "update"}, "and the program's value would mend it"


def test_a_drift_that_renames_a_thing_makes_it_missing_under_its_old_name(plugin: Plugin, run: Run) -> None:
    made = plugin.make(TEAM, TEAM_INPUTS)
    run("drift", "sentry", "team", "luma/web", "slug=site")
    assert plugin.read(made).id == "", "who looks for the old name finds nothing"
    assert plugin.import_(TEAM, "luma/site").id == "site", "it is there under the new one"


def test_delete_removes_a_thing_behind_pulumis_back(plugin: Plugin, run: Run) -> None:
    made = plugin.make(TEAM, TEAM_INPUTS)
    assert run("drift", "sentry", "team", "luma/web", "--delete") == (0, "", ""), "nothing to say"
    assert plugin.read(made).id == "", "it is gone"


def test_delete_takes_along_what_belongs_to_the_thing(plugin: Plugin, run: Run) -> None:
    key = make_key(plugin)
    run("drift", "sentry", "project", "luma/luma", "--delete")
    assert plugin.read(key).id == "", "its keys are gone"
    left = {each["type"] for each in dump(plugin.store)["sentry"]}
    assert left == {"organization", "team"}, "and its monitors; the team is not the project's"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("sentry", "team", "luma/wep", "name=x"),
            "sentry has no team luma/wep: it has organization luma, team luma/web",
        ),
        (("sentri", "team", "luma/web", "name=x"), "sentri has no team luma/web: it has nothing"),
        (("sentry", "team", "luma/web", "nam=x"), "Team has no field nam: it has id, organization, slug, name"),
        (("sentry", "team", "luma/web", "name=3"), "Team.name must be str, not int"),
        (("sentry", "team", "luma/web", "id=3"), "id cannot change"),
        (("sentry", "team", "luma/web"), "give either field=value pairs or --delete"),
        (("sentry", "team", "luma/web", "name=x", "--delete"), "give either field=value pairs or --delete"),
        (("sentry", "team", "luma/web", "name"), "each change must be field=value"),
        (("sentry", "team", "luma/web", "name=x", "name=y"), "each field once"),
        (("sentry", "team", "luma/web", "slug=docs"), "team luma/docs exists already"),
    ],
)
def test_a_drift_that_does_not_fit_is_refused_and_changes_nothing(
    plugin: Plugin, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    plugin.make(TEAM, TEAM_INPUTS)
    if "slug=docs" in arguments:
        plugin.make(TEAM, {**TEAM_INPUTS, "slug": "docs"})
    before = dump(plugin.store)
    code, printed, complaint = run("drift", *arguments)
    assert (code, printed) == (2, ""), "it was refused"
    assert words in complaint, "the complaint says what is wrong"
    assert dump(plugin.store) == before, "and the world is as it was"


def test_a_world_that_does_not_exist_is_not_made_by_looking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.db"
    codes = {main([*command, "--database", str(path)]) for command in (["dump"], ["fault", "--clear"])}
    assert codes == {2}, "there is nothing to look at"
    expected = f"localcloud: {path} does not exist: start `python -m localcloud serve` first\n"
    assert capsys.readouterr().err == expected * 2, "one line each, with the cure"
    assert list(tmp_path.iterdir()) == [], "nothing was made"
