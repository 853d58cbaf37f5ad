"""With canaries as secrets, none appears in plain text in any place that keeps, shows or answers anything."""

import contextlib
import hashlib
import threading
import time
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

import pytest

from cli.local.placeholders import placeholder
from settings.catalogue import CATALOGUE
from tests.engine import Checkout, Run, descendants, kill_tree

CANARIES = {
    variable.name: placeholder(variable, "canary", "production")
    for variable in CATALOGUE
    if variable.source == "secret"
}
RULESET = "github:index/repositoryRuleset:RepositoryRuleset"


def tells(name: str) -> list[bytes]:
    """Return what would give a canary away: its value, the part of it that is its own, and both in base64."""
    digest = hashlib.sha256(f"canary/{name}".encode()).hexdigest()
    own = next(digest[:length] for length in (40, 24, 16, 8, 6) if digest[:length] in CANARIES[name])
    plain = [CANARIES[name].encode(), own.encode()] if len(own) > 8 else [CANARIES[name].encode()]
    return [*plain, *(b64encode(each).rstrip(b"=")[:-1] for each in plain)]


TELLS = {name: tells(name) for name in CANARIES}


def found_in(content: bytes) -> set[str]:
    """Return the canaries that a content gives away."""
    return {name for name, signs in TELLS.items() if any(sign in content for sign in signs)}


def leaks(files: Iterable[Path]) -> dict[str, set[str]]:
    """Return the files that give canaries away, and which."""
    found = {str(path): found_in(path.read_bytes()) for path in files if path.is_file()}
    return {path: names for path, names in found.items() if names}


@pytest.fixture
def guarded(empty: Checkout) -> Checkout:
    """Give a checkout with an empty local cloud, whose stack has canaries as secrets."""
    pairs = [word for name, value in CANARIES.items() for word in ("--secret", f"{name}={value}")]
    done = empty.luma("local", "config", "set-all", *pairs, "--stack", "prod")
    assert done.code == 0, done.text
    return empty


def require_silence(checkout: Checkout, run: Run) -> None:
    """Require that neither the command nor anything in the local home gives a canary away."""
    assert found_in(run.text.encode()) == set(), f"{run.words[0]}: what the console shows"
    assert leaks(checkout.home.rglob("*")) == {}, f"{run.words[0]}: state, history, database, logs, event log"
    assert leaks(checkout.folder.glob("events-*.jsonl")) == {}, f"{run.words[0]}: the event log"


def test_the_search_itself_finds_a_canary(guarded: Checkout) -> None:
    shown = guarded.luma("local", "config", "--show-secrets", "--stack", "prod")
    assert found_in(shown.out.encode()) == set(CANARIES), "a search that finds nothing would prove nothing"
    assert found_in(b64encode(CANARIES["RESEND_API_KEY"].encode())) == {"RESEND_API_KEY"}, "nor one that misses base64"


def test_no_canary_leaves_the_engine_in_the_life_of_a_platform(guarded: Checkout) -> None:
    for words in (("preview",), ("up", "--yes"), ("refresh", "--yes"), ("preview", "--refresh", "--diff")):
        run = guarded.local(*words)
        assert run.code == 0, run.text
        require_silence(guarded, run)
    exported = guarded.luma("local", "stack", "export", "--stack", "prod")
    assert found_in(exported.out.encode()) == set(), "an exported state is encrypted"
    assert found_in(guarded.cloud("dump").stdout.encode()) == set(), "the local cloud answers with fingerprints"
    assert found_in(guarded.luma("local", "stack", "output", "--json", "--stack", "prod").out.encode()) == set(), (
        "outputs"
    )


def test_no_canary_leaves_the_engine_when_an_up_fails(guarded: Checkout) -> None:
    guarded.local("preview")
    guarded.cloud("fault", "server-error", "--target", RULESET, "--operation", "create")
    run = guarded.local("up", "--yes", "--skip-preview")
    assert run.code != 0, "the cloud was told to fail"
    require_silence(guarded, run)


def test_no_canary_leaves_the_engine_when_a_policy_refuses(guarded: Checkout) -> None:
    guarded.edit("prod", lambda settings: settings["vercel"].update(regions=["fra1"]))
    run = guarded.local("up", "--yes")
    assert ("VCL-011", "vercel-project") in run.violations(), run.text
    require_silence(guarded, run)


def test_no_canary_is_in_the_write_ahead_log_or_in_an_argument(guarded: Checkout, prod_built: Checkout) -> None:
    seen: dict[int, set[str]] = {}
    process = guarded.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    watcher = threading.Thread(target=watch, args=(process.pid, seen))
    watcher.start()
    while guarded.size() < prod_built.size() - 1 and process.poll() is None:
        time.sleep(0.01)
    kill_tree(process)
    watcher.join()
    assert seen == {}, "everybody on the machine can read a process's arguments"
    assert (guarded.home / "cloud.sqlite-wal").stat().st_size > 0, "a killed cloud leaves its log behind"
    assert leaks(guarded.home.rglob("*")) == {}, "the log holds fingerprints alone"


def watch(process: int, seen: dict[int, set[str]]) -> None:
    """Look into the arguments of a process's descendants for as long as it runs."""
    while Path(f"/proc/{process}/exe").exists():
        for each in descendants(process):
            with contextlib.suppress(OSError):
                if names := found_in(Path(f"/proc/{each}/cmdline").read_bytes()):
                    seen[each] = names
        time.sleep(0.1)
