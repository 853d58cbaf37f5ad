"""Pulumi's state in an S3-compatible bucket: secrets sealed, one run at a time, every state there was kept."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from toolchain import locate

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
BUCKET = "luma-pulumi-state"
STACK_FILE = ".pulumi/stacks/tiny/prod.json"
CANARY = "canary-in-the-coal-mine"
PROGRAM = """\
import os, pathlib, time
import pulumi
pulumi.export("greeting", pulumi.Config().require("greeting"))
pulumi.export("secret", pulumi.Config().require_secret("secret"))
if os.environ.get("STARTED"):
    pathlib.Path(os.environ["STARTED"]).touch()
    time.sleep(60)
"""


@dataclass(frozen=True)
class Platform:
    """A small program whose state is in a bucket: its folder, the CLI, and the environment that says where."""

    folder: Path
    cli: Path
    variables: dict[str, str]

    def pulumi(self, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run Pulumi on the stack prod."""
        return subprocess.run(
            [self.cli, *words, "--non-interactive", "--stack", "prod"],
            cwd=self.folder, env={**self.variables, **more}, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def up(self, greeting: str) -> None:
        """Change the stack's output, which must succeed."""
        for words in (("config", "set", "greeting", greeting), ("up", "--yes", "--skip-preview")):
            done = self.pulumi(*words)
            assert done.returncode == 0, done.stdout + done.stderr

    def objects(self) -> dict[str, bytes]:
        """Return what is in the bucket, by key."""
        client = s3(self.variables["ENDPOINT"])
        listed = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"]: client.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in listed}


def s3(endpoint: str) -> Any:
    """Return an S3 client for the local server."""
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Serve the S3 API on loopback, with one empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(port)
        s3(address).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.kill()
        server.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the S3 server did not start")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> Platform:
    """Give a program with a stack prod in the bucket, up once."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: {name: python, options: {virtualenv: .venv}}\n")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    found = locate()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "AWS_"))}
    variables = {
        **kept,
        "PATH": f"{found.folder}{os.pathsep}{os.environ['PATH']}",
        "ENDPOINT": endpoint,
        "PULUMI_BACKEND_URL": f"s3://{BUCKET}?endpoint={endpoint}&region=auto&s3ForcePathStyle=true",
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_HOME": str(tmp_path_factory.mktemp("home")),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    made = Platform(folder, found.pulumi, variables)
    for words, given in ((("stack", "init", "prod"), ""), (("config", "set", "secret", "--secret"), CANARY)):
        line = [found.pulumi, *words, "--non-interactive", *([] if "init" in words else ["--stack", "prod"])]
        done = subprocess.run(line, cwd=folder, env=variables, input=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    made.up("first")
    return made


def test_the_state_is_in_the_bucket_and_its_secrets_are_sealed(platform: Platform) -> None:
    found = platform.objects()
    assert STACK_FILE in found, "the state"
    assert any(key.startswith(".pulumi/history/tiny/prod/") for key in found), "and what there was"
    assert [key for key, content in found.items() if CANARY.encode() in content] == [], "no object shows a secret"
    assert CANARY not in (platform.folder / "Pulumi.prod.yaml").read_text(), "nor does the stack file"


def test_without_the_passphrase_nothing_is_read_and_nothing_changes(platform: Platform) -> None:
    before = platform.objects()
    done = platform.pulumi("up", "--yes", "--skip-preview", PULUMI_CONFIG_PASSPHRASE="wrong")
    assert done.returncode != 0, "who holds the bucket does not hold the secrets"
    assert "incorrect passphrase" in done.stderr, "it says why"
    assert platform.objects() == before, "byte for byte"


def test_of_two_runs_at_once_one_waits_its_turn(platform: Platform, tmp_path: Path) -> None:
    started = tmp_path / "started"
    first = subprocess.Popen(
        [platform.cli, "up", "--yes", "--skip-preview", "--non-interactive", "--stack", "prod"],
        cwd=platform.folder, env={**platform.variables, "STARTED": str(started)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not started.exists():
            assert first.poll() is None, "the first run works"
            time.sleep(0.1)
        second = platform.pulumi("up", "--yes", "--skip-preview")
        assert second.returncode != 0, "two writers would lose one's work"
        assert "the stack is currently locked by 1 lock(s)" in second.stderr, "and it names the lock"
    finally:
        first.kill()
        first.wait()
    released = platform.pulumi("cancel", "--yes")
    assert released.returncode == 0, released.stderr
    platform.up("first")


def test_a_state_that_was_damaged_comes_back_from_the_history(platform: Platform, tmp_path: Path) -> None:
    platform.up("second")
    found = platform.objects()
    last = max(key for key in found if key.startswith(".pulumi/history/") and key.endswith(".checkpoint.json"))
    s3(platform.variables["ENDPOINT"]).put_object(Bucket=BUCKET, Key=STACK_FILE, Body=b"{")
    assert platform.pulumi("stack", "output", "greeting").returncode != 0, "a damaged state is an error, never empty"
    checkpoint = json.loads(found[last])["checkpoint"]
    restored = {"version": 3, "deployment": checkpoint["latest"]}
    s3(platform.variables["ENDPOINT"]).put_object(Bucket=BUCKET, Key=STACK_FILE, Body=found[last])
    assert platform.pulumi("stack", "output", "greeting").stdout.strip() == "second", "the last good state"
    (tmp_path / "state.json").write_text(json.dumps(restored))
    imported = platform.pulumi("stack", "import", "--file", str(tmp_path / "state.json"))
    assert imported.returncode == 0, imported.stderr
    assert platform.pulumi("preview", "--expect-no-changes").returncode == 0, "and it is the stack's"
