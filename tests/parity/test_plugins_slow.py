"""`./luma local --plugins real` with the real engine and a plugin that it starts itself.

The plugin on PATH is no vendor's, for none can be presumed: it serves the local cloud's own front end.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.engine import ROOT, Checkout

pytestmark = pytest.mark.slow

PLUGIN = """#!{python}
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from localcloud.core.store import open_store
from localcloud.plugin.registry import load_all
from localcloud.server import Server

here = Path(__file__).parent
with open_store(here / "world.db") as store:
    server = Server(store, load_all())
    (here / "started").touch()
    print(server.ports["random"], flush=True)
    sys.stdin.read()
"""


def test_the_engine_starts_the_plugin_that_is_there_and_the_local_cloud_serves_the_rest(tmp_path: Path) -> None:
    plugin = tmp_path / "bin" / "pulumi-resource-random"
    plugin.parent.mkdir()
    plugin.write_text(PLUGIN.format(python=sys.executable, root=str(ROOT)))
    plugin.chmod(0o700)
    checkout = Checkout.make(tmp_path / "luma")
    run = checkout.luma(
        *("local", "--plugins", "real", "preview", "--stack", "prod"),
        PATH=os.pathsep.join([str(plugin.parent), os.environ["PATH"]]),
        PULUMI_HOME=str(tmp_path / "nothing"),
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION="true",
    )
    assert run.code == 0, run.text
    line = "Real plugins: random (on PATH). Missing, so the local cloud stands in: cloudflare "
    assert run.err.count(line) == 1, "one line says which are real and which are missing"
    assert (plugin.parent / "started").exists(), "the engine started the plugin itself"
