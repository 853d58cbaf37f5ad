"""One local cloud serves several commands: the one that started it may be killed, and the others go on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.local import cloud
from cli.local.home import Home

pytestmark = pytest.mark.slow

OWNER = """\
import sys, time
from pathlib import Path
from cli.local import cloud
from cli.local.home import open_home
home = open_home()
with cloud.running(home, home.seed):
    print("up", flush=True)
    time.sleep(600)
"""
PATIENCE_SECONDS = 60


def test_a_killed_owner_cuts_nobody_off_and_the_last_user_ends_the_cloud(home: Home) -> None:
    variables = {**os.environ, "LUMA_LOCAL_HOME": str(home.folder)}
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=variables, text=True)
    assert owner.stdout is not None, "it is asked for"
    assert owner.stdout.readline() == "up\n", "the owner has started it"
    with cloud.running(home, home.seed) as used:
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
        time.sleep(2)  # several times as long as the cloud takes to see it
        assert cloud.found(home) == used, "who uses it goes on"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while cloud.found(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert cloud.found(home) is None, "nobody uses it any more"
    assert not Path(home.announce).exists(), "it ended in good order"
