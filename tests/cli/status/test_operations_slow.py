"""`luma status` and `luma rollback` on a built platform, with deployments made as the workflow makes them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from cli.local.generate import PLATFORM, platform_of
from cli.lockdown.attack import find_project
from cli.stackfile import read_config
from cli.target import Target
from cli.vendors.http import Client, Json, client_for
from cli.vendors.listing import asking
from cli.verify.checks import Check
from tests.engine import Checkout

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
PROD = platform_of("prod", {PLATFORM: read_config(ROOT / "Pulumi.prod.yaml")[PLATFORM]})
REPOSITORY = f"/repos/{PROD.github.organization}/{PROD.github.repository.name}"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Give a checkout with prod up."""
    made = Checkout.make(tmp_path_factory.mktemp("operations") / "luma")
    made.up()
    return made


@pytest.fixture
def clients(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Client, Client]]:
    """Give clients of that checkout's Vercel and GitHub, and let the verbs of this process use its home."""
    monkeypatch.setenv("LUMA_LOCAL_HOME", str(checkout.home))
    with asking(Target("prod", local=True)) as variables:
        yield client_for("vercel", variables), client_for("github", variables)


def luma(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a verb on the local cloud; return its exit code and the JSON it wrote."""
    monkeypatch.setattr("sys.argv", ["luma", *words, "--local", "--stack", "prod", "--json"])
    capsys.readouterr()
    code = main()
    written = capsys.readouterr()
    return code, json.loads(written.out) if written.out else written.err


def field(data: Json, *names: str) -> str:
    """Return a text within an answer."""
    for name in names:
        assert isinstance(data, dict), f"no {name} in an answer"
        data = data[name]
    return str(data)


def commit(github: Client, *migrations: str) -> str:
    """Make a commit of the default branch's files with migrations, on no branch; return its sha."""
    head = field(github.get(f"{REPOSITORY}/git/ref/heads/main"), "object", "sha")
    tree: Json = [
        {"path": f"prisma/migrations/{name}/migration.sql", "mode": "100644", "type": "blob", "content": "--"}
        for name in migrations
    ]
    made = field(github.post(f"{REPOSITORY}/git/trees", {"base_tree": head, "tree": tree}), "sha") if tree else head
    body: Json = {"message": f"With {len(migrations)} migrations", "tree": made, "parents": [head]}
    return field(github.post(f"{REPOSITORY}/git/commits", body), "sha") if tree else head


def deploy(vercel: Client, sha: str) -> str:
    """Deploy a commit to production; return the deployment's id."""
    project = find_project(vercel, PROD.vercel)
    meta: Json = {"githubCommitSha": sha, "githubCommitRef": "main", "githubCommitMessage": f"Deploy {sha[:7]}"}
    body: Json = {"name": project.name, "project": project.id, "target": "production", "meta": meta}
    number = field(vercel.post("/v13/deployments", body, {"teamId": project.team}), "id")
    query = {"teamId": project.team}
    vercel.post(f"/v10/projects/{project.id}/promote/{number}", {}, query)
    return number


def test_a_rollback_serves_the_previous_deployment_and_names_the_migrations_between(
    clients: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vercel, github = clients
    code, told = luma(monkeypatch, capsys, "rollback", "--yes")
    assert (code, "Nothing serves production" in told) == (2, True), "there is nothing yet"
    first = deploy(vercel, commit(github, "1_begin"))
    second = deploy(vercel, commit(github, "1_begin", "2_more", "3_most"))
    assert luma(monkeypatch, capsys, "rollback")[0] == 2, "nobody is there to ask"
    code, told = luma(monkeypatch, capsys, "rollback", "--yes")
    assert (code, told["from"], told["to"], told["serves"]) == (0, second, first, True), "back by one"
    assert told["migrations"] == ["2_more", "3_most"], "exactly those between"
    assert {"headers", "redirects", "tls"} <= {each["area"] for each in told["checks"]}, "the site was looked at"
    code, told = luma(monkeypatch, capsys, "rollback", "--to", second, "--yes", "--no-verify")
    assert (code, told["to"], told["migrations"]) == (0, second, []), "and forward again, by name"
    assert told["checks"] is None, "unasked, as it was told"
    wrong = Check("headers", "luma.example", good=False, words="no CSP")
    monkeypatch.setattr("cli.rollback.verb.look", lambda *_: iter([wrong]))
    code, told = luma(monkeypatch, capsys, "rollback", "--yes")
    assert (code, told["serves"], told["checks"]) == (1, True, [asdict(wrong)]), "it serves, but not as declared"


def test_status_tells_each_part_and_a_cloud_that_fails_is_one_line(
    checkout: Checkout,
    clients: tuple[Client, Client],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deploy(clients[0], commit(clients[1]))
    code, told = luma(monkeypatch, capsys, "status", "--drift")
    states = {part: each["state"] for part, each in told["prod"].items()}
    good = dict.fromkeys(("addresses", "deployment", "alerts", "lockdown", "drift"), "good")
    assert (code, states) == (0, {**good, "backup": "bad"}), "all is well, but no backup was ever taken"
    assert luma(monkeypatch, capsys, "lockdown", "--reason", "A test", "--yes")[0] == 0, "locked"
    checkout.cloud("fault", "server-error", "--target", "sentry", "--operation", "read")
    code, told = luma(monkeypatch, capsys, "status", "--fail")
    checkout.cloud("fault", "--clear")
    states = {part: each["state"] for part, each in told["prod"].items()}
    assert (code, states["alerts"], states["lockdown"], states["deployment"]) == (1, "unknown", "bad", "good"), told
    assert "A test" in told["prod"]["lockdown"]["words"], "why it is locked"
    assert luma(monkeypatch, capsys, "unlock", "--yes")[0] == 0, "unlocked again"


def test_verify_finds_exactly_what_was_changed_in_the_clouds(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LUMA_LOCAL_HOME", str(checkout.home))
    code, told = luma(monkeypatch, capsys, "verify")
    assert (code, told["findings"]) == (0, []), "what was built is as declared"
    rows = {each["name"]: each for each in checkout.world()["cloudflare"] if each["type"] == "bucket"}
    bucket = next(name for name in rows if name.endswith(f"/{PROD.r2.backups.name if PROD.r2.backups else ''}"))
    checkout.cloud("drift", "cloudflare", "bucket", bucket, "managed_domain=true")
    rulesets = [each for each in checkout.world()["github"] if each["type"] == "ruleset"]
    branch = next(each for each in rulesets if each["properties"]["target"] == "branch")
    checkout.cloud("drift", "github", "ruleset", branch["name"], "enforcement=disabled")
    code, told = luma(monkeypatch, capsys, "verify")
    found = {(each["area"], each["subject"]) for each in told["findings"]}
    rules = {"deletion", "non_fast_forward", "pull_request", "required_linear_history", "required_status_checks"}
    expected = {("r2.dev", "luma-backups")} | {("rules", f"main {rule}") for rule in rules}
    assert (code, found) == (1, expected), "exactly those"
