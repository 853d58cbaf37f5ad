"""Generates docs/policies.md from the rules of the policy pack."""

import subprocess
import sys
from pathlib import Path

_PACK = Path(__file__).resolve().parent.parent / "policies"


def generate() -> dict[Path, str]:
    """Return the page of all rules; the pack, which is not importable from here, writes it in its own process."""
    command = [sys.executable, "-m", "luma_policies.document"]
    done = subprocess.run(command, cwd=_PACK, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return {Path("docs/policies.md"): done.stdout}
