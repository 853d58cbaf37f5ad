"""The provider is ready soon: each preview waits for it."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "provider"
PROGRAM = "import sys, luma_provider.resources, luma_provider.serve; print('httpx' in sys.modules)"


def test_no_http_client_is_loaded_before_a_request_needs_one() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=FOLDER, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n", "it takes 0.1 s, which a preview without requests would wait for nothing"
