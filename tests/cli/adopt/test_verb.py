"""`luma adopt` changes nothing before a person agrees, and puts the state back where it must not go on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import cli.adopt.verb
from cli.__main__ import main
from cli.errors import FAILED, UserError
from cli.target import Target
from cli.vendors.existing import Existing
from tests.cli.adopt.samples import REPOSITORY, TOKEN, resource, thing

Json = dict[str, Any]
REPO = resource(REPOSITORY, "repo", name="luma-web")
EXISTS = thing(REPOSITORY, "luma-web", "luma-app/luma-web", name="luma-web")
OLD = thing(TOKEN, "account/1", "old-token", name="old")
WRITTEN = {"resources": [{"type": REPOSITORY, "name": "repo", "id": "<PLACEHOLDER>"}]}


def step(op: str, old: Json | None, new: Json | None, *told: str) -> Json:
    """Return what the engine logs before it does something to the repository."""
    sides = {"old": old and {"custom": True, "outputs": old}, "new": new and {"custom": True, "inputs": new}}
    return {
        "resourcePreEvent": {"metadata": {"op": op, "urn": REPO.urn, "type": REPOSITORY, "diffs": [*told], **sides}}
    }


MAKES = [step("create", None, {"name": "luma-web"})]
CHANGES = [step("update", {"name": "luma-web", "hasWiki": True}, {"name": "luma-web", "hasWiki": False}, "hasWiki")]
LOSES = [step("replace", {"name": "luma-web"}, {"name": "luma-web"}, "visibility")]
SAME = [step("same", {"name": "luma-web"}, {"name": "luma-web"})]


class Pulumi:
    """Stands for Pulumi on one stack: each preview answers with the next of `previews`; `ran` is what was run."""

    def __init__(self, *previews: list[Json], pending: bool = False, refuses: str = "") -> None:
        self.previews = [*previews]
        self.pending = pending
        self.refuses = refuses
        self.ran: list[str] = []

    def recorded(self, _: Target, *words: str) -> list[Json]:
        """Run a command that asks the providers."""
        self.ran.append(" ".join(word for word in words if word in {"import", "preview", "up", "--preview-only"}))
        if words[0] == self.refuses:
            raise UserError(f"prod: `{words[0]}` failed", FAILED)
        if words[0] == "preview":
            Path(words[words.index("--import-file") + 1]).write_text(json.dumps(WRITTEN), encoding="utf-8")
            return self.previews.pop(0)
        return []

    def output(self, _: Target, *words: str) -> str:
        """Run a command on the state."""
        self.ran.append(" ".join(words[:2]))
        return '{"deployment": {}}'

    def deployment(self, _: Target) -> Json:
        """Return the state."""
        return {"pending_operations": [{}]} if self.pending else {}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> Any:
    """Give a function that adopts with a Pulumi and returns the exit code."""
    origin = (
        (checkout / "Pulumi.prod.yaml")
        .read_text()
        .replace("      repository:\n", "      repository:\n        origin: adopt\n", 1)
    )

    def adopt(
        pulumi: Pulumi, *words: str, settings: str = origin, existing: tuple[Existing, ...] = (EXISTS, OLD)
    ) -> int:
        (checkout / "Pulumi.prod.yaml").write_text(settings)
        for name in ("recorded", "output", "deployment"):
            method = getattr(pulumi, name)
            monkeypatch.setattr(Target, name, lambda target, *words, method=method: method(target, *words))
        monkeypatch.setattr(Target, "require", lambda _: None)
        monkeypatch.setattr(Target, "resources", lambda _: [])
        monkeypatch.setattr(cli.adopt.verb, "asking", _nobody)
        monkeypatch.setattr(cli.adopt.verb, "everything", lambda *_: [*existing])
        monkeypatch.setattr("sys.argv", ["luma", "adopt", "--stack", "prod", *words])
        return main()

    return adopt


@contextlib.contextmanager
def _nobody(_: Target) -> Iterator[Mapping[str, str]]:
    yield {}


def test_differences_are_shown_before_they_are_applied_and_the_preview_is_empty_in_the_end(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    pulumi = Pulumi(MAKES, CHANGES, SAME)
    assert run(pulumi, "--yes") == 0, capsys.readouterr().err
    assert pulumi.ran == ["preview", "stack export", "import", "preview", "up", "preview"], "in this order"
    told = capsys.readouterr().out
    assert "repo (repository): hasWiki is true, declared false" in told, "what the update changes"
    assert "Cloudflare: old-token (account token)" in told, "what nobody declares"
    assert told.endswith("prod: adopted. The preview is empty: what is declared is what is there.\n"), "and the end"


def test_without_anybody_to_ask_nothing_is_imported(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pulumi = Pulumi(MAKES)
    assert (run(pulumi), pulumi.ran) == (2, ["preview"]), "a person has not agreed"
    assert "Add --yes" in capsys.readouterr().err, "what to do"


def test_a_dry_run_reads_and_writes_nothing(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pulumi = Pulumi(MAKES)
    assert run(pulumi, "--dry-run", "--json") == 0, "it could be done"
    assert pulumi.ran == ["preview", "import --preview-only"], "no state is written"
    told = json.loads(capsys.readouterr().out)
    assert (told["result"], told["coverage"]["github"]["take"]) == ("planned", 1), "what would be taken"
    assert [each["name"] for each in told["undeclared"]] == ["old-token"], "what nobody declares"


def test_what_the_update_would_replace_is_given_back_and_refused_by_name(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    pulumi = Pulumi(MAKES, LOSES)
    assert run(pulumi, "--yes") == 1, "something would be lost"
    assert pulumi.ran[-1] == "stack import", "the state is as it was: a later up would replace it too"
    assert "repo (github:index/repository:Repository)" in capsys.readouterr().err, "its name"


def test_an_import_that_pulumi_refuses_leaves_the_state_as_it_was(run: Any) -> None:
    pulumi = Pulumi(MAKES, refuses="import")
    assert (run(pulumi, "--yes"), pulumi.ran[-1]) == (1, "stack import"), "what was imported before is given back"


def test_a_stack_that_would_already_lose_something_is_not_touched(run: Any) -> None:
    pulumi = Pulumi(LOSES)
    assert (run(pulumi, "--yes"), pulumi.ran) == (1, ["preview"]), "adoption never deletes or replaces"


def test_an_update_that_leaves_a_difference_is_no_success(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Pulumi(MAKES, CHANGES, CHANGES), "--yes") == 1, "the preview is not empty"
    assert "prod: not adopted yet" in capsys.readouterr().out, "and it says so"


def test_a_stack_that_is_adopted_is_left_alone(run: Any) -> None:
    pulumi = Pulumi(SAME)
    assert (run(pulumi, "--yes", existing=()), pulumi.ran) == (0, ["preview"]), "there is nothing to do"


def test_a_stack_whose_run_was_cut_off_is_sent_to_recover(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pulumi = Pulumi(pending=True)
    assert (run(pulumi, "--yes"), pulumi.ran) == (2, []), "what exists is not known"
    assert "./luma recover --stack prod --real" in capsys.readouterr().err, "the way back"


def test_a_repository_that_exists_and_is_called_new_is_refused(
    run: Any, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pulumi = Pulumi(MAKES)
    assert run(pulumi, "--yes", settings=(checkout / "Pulumi.prod.yaml").read_text()) == 2, "nothing was changed"
    assert "github.repository.origin: adopt" in capsys.readouterr().err, "the line that is missing"


@pytest.mark.parametrize("word", ["repo", "repo=", "=1"])
def test_an_id_that_is_no_pair_is_one_message(run: Any, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    pulumi = Pulumi()
    assert (run(pulumi, "--id", word), pulumi.ran) == (2, []), "nothing was run"
    assert "not NAME=ID" in capsys.readouterr().err, "how it has to be"


@pytest.mark.parametrize(
    ("answers", "ran", "end"),
    [
        (["n"], ["preview"], "prod: nothing was changed."),
        (["y", ""], ["preview", "stack export", "import", "preview"], "prod: not adopted yet"),
        (["y", "y"], ["preview", "stack export", "import", "preview", "up", "preview"], "prod: adopted."),
    ],
    ids=["not-imported", "not-updated", "adopted"],
)
def test_a_person_is_asked_before_the_import_and_before_the_update(
    run: Any,
    *,
    answers: list[str],
    ran: list[str],
    end: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = iter(answers)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda _: next(given))
    pulumi = Pulumi(MAKES, CHANGES, SAME)
    assert run(pulumi) == (0 if answers == ["y", "y"] else 1), "anything but yes is no"
    assert pulumi.ran == ran, "no further than a person agreed"
    assert end in capsys.readouterr().out, "how it ended"
