"""`luma init`: two stack files that are good, of this app alone, and nothing overwritten by chance."""

import builtins
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.check.verb import check
from cli.errors import UserError
from cli.init import QUESTIONS
from cli.local.copies import committed, known_stacks
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from tests.engine import Checkout

ANSWERS = {
    "name": "nova",
    "domain": "nova.app",
    "organization": "nova-org",
    "vercel-team": "team_NovaNovaNovaNova",
    "cloudflare-account": "a" * 32,
    "cloudflare-zone": "b" * 32,
    "sentry-organization": "nova-sentry",
    "trigger-project": "proj_novanovanovanova",
    "supabase-url": "https://nova.supabase.co",
    "supabase-anon-key": "sb_publishable_production",
    "staging-supabase-url": "https://nova-staging.supabase.co",
    "staging-supabase-anon-key": "sb_publishable_staging",
}
KEY = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"


def typed(monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], *words: str) -> int:
    """Run `luma init` with answers as flags."""
    flags = [part for flag, answer in answers.items() for part in (f"--{flag}", answer)]
    monkeypatch.setattr("sys.argv", ["luma", "init", *flags, *words])
    return main()


@pytest.mark.parametrize("more", [(), ("--backup-public-key", KEY)], ids=["no-backups", "backups"])
def test_flags_make_two_good_files_of_this_app_alone(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    monkeypatch.setattr("cli.init.ROOT", checkout)
    assert typed(monkeypatch, ANSWERS, "--force", *more) == 0, "all is given"
    assert check([]) == 0, "both can be used"
    prod, staging = (
        platform_of(stack, {PLATFORM: read_config(checkout / f"Pulumi.{stack}.yaml")[PLATFORM]})
        for stack in ("prod", "staging")
    )
    assert (prod.vercel.project, staging.vercel.project) == ("nova-web", "nova-web-staging"), "names follow the app's"
    assert (prod.app.domain, staging.app.domain) == ("nova.app", "staging.nova.app"), "each has its own"
    assert prod.variables["NEXT_PUBLIC_SUPABASE_URL"] != staging.variables["NEXT_PUBLIC_SUPABASE_URL"], "databases, too"
    assert (prod.r2.backups is not None) is bool(more), "never encrypted to a key that nobody has"
    text = "".join(path.read_text() for path in checkout.glob("Pulumi.*.yaml"))
    assert "luma.example" not in text, "nothing of the example's names"
    assert "luma-app" not in text, "nor of its accounts"


def test_files_that_exist_are_not_overwritten_by_chance(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cli.init.ROOT", checkout)
    before = (checkout / "Pulumi.prod.yaml").read_bytes()
    assert typed(monkeypatch, ANSWERS) == 2, "they are somebody's settings"
    assert (checkout / "Pulumi.prod.yaml").read_bytes() == before, "as they were"
    assert "--force" in capsys.readouterr().err, "the way on"


def test_every_wrong_answer_is_told_and_nothing_is_written(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**ANSWERS, "cloudflare-account": "short", "vercel-team": "nova"}
    assert typed(monkeypatch, wrong, "--output", str(tmp_path)) == 2, "no account has such ids"
    error = capsys.readouterr().err
    assert ("account-id" in error, "vercel.team" in error) == (True, True), "both, at once"
    assert list(tmp_path.glob("Pulumi*")) == [], "nothing was written"


def test_a_further_app_gets_a_folder_and_stacks_of_its_own(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cli.init.ROOT", checkout)
    assert typed(monkeypatch, ANSWERS, "--output", str(checkout / "apps" / "nova")) == 0, "the folder is made"
    assert known_stacks() == ["nova-prod", "nova-staging", "prod", "staging"], "beside the first app's"
    assert committed("nova-prod") == checkout / "apps" / "nova" / "Pulumi.nova-prod.yaml", "in its folder"
    assert "$schema=../../settings/schema.json" in committed("nova-prod").read_text(), "editors find the schema"
    assert "--stack nova-prod" in capsys.readouterr().out, "the next step names it"


def test_two_files_of_one_stack_are_refused(checkout: Path) -> None:
    (checkout / "apps" / "nova").mkdir(parents=True)
    (checkout / "apps" / "nova" / "Pulumi.prod.yaml").write_bytes((checkout / "Pulumi.prod.yaml").read_bytes())
    with pytest.raises(UserError, match="two files of one stack") as refused:
        known_stacks()
    assert "Pulumi.nova-prod.yaml" in str(refused.value), "a name that is free"


def test_without_a_terminal_all_missing_answers_are_listed(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert typed(monkeypatch, {"name": "nova"}, "--output", str(tmp_path)) == 2, "nobody can be asked"
    listed = {line.strip().split(":")[0] for line in capsys.readouterr().err.splitlines()[1:]}
    assert listed == {f"--{each.flag}" for each in QUESTIONS} - {"--name"}, "exactly what is missing"


class Terminal(io.StringIO):
    """A standard input where somebody answers."""

    def isatty(self) -> bool:
        return True


def test_questions_are_asked_for_what_no_flag_gives(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"name": "nova"}
    answers: Iterator[str] = iter(["", *(answer for flag, answer in ANSWERS.items() if flag not in given)])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(builtins, "input", lambda _: next(answers))
    assert typed(monkeypatch, given, "--output", str(tmp_path)) == 0, "an empty answer is asked for again"
    assert sorted(path.name for path in tmp_path.glob("Pulumi.*")) == ["Pulumi.prod.yaml", "Pulumi.staging.yaml"], (
        "both"
    )
    assert list(answers) == [], "each was asked once"


@pytest.mark.slow
def test_two_apps_come_up_side_by_side_from_one_checkout(tmp_path: Path) -> None:
    made = Checkout.make(tmp_path / "luma")
    flags = [part for flag, answer in ANSWERS.items() for part in (f"--{flag}", answer)]
    done = made.luma("init", *flags, "--output", "apps/nova")
    assert done.code == 0, done.text
    made.up()
    made.up(stack="nova-prod")
    listed = made.luma("stacks", "--environment", "production", "--json")
    assert [(each["stack"], each["file"], each["app"]) for each in json.loads(listed.out)] == [
        ("nova-prod", "apps/nova/Pulumi.nova-prod.yaml", "nova"),
        ("prod", "Pulumi.prod.yaml", "luma"),
    ], "what a workflow's matrix runs over"
    names = {each["name"].rsplit("/", 1)[-1] for each in made.world()["github"] if each["type"] == "repository"}
    assert names == {"luma-web", "nova-web"}, "each has a repository of its own"
    again = made.local("preview", stack="prod")
    assert (again.code, again.changes()) == (0, {}), "the second app changed nothing of the first"


@pytest.mark.slow
def test_a_new_app_comes_up_on_the_local_cloud_under_its_own_names(tmp_path: Path) -> None:
    made = Checkout.make(tmp_path / "luma")
    flags = [part for flag, answer in ANSWERS.items() for part in (f"--{flag}", answer)]
    done = made.luma("init", *flags, "--backup-public-key", KEY, "--force")
    assert done.code == 0, done.text
    made.up()
    buckets = {each["properties"]["name"] for each in made.world()["cloudflare"] if each["type"] == "bucket"}
    assert buckets == {"nova-images", "nova-backups"}, "the whole platform has the new name"
