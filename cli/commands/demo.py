"""The command line of `luma demo`."""

from __future__ import annotations

from cli.commands.root import app


@app.command(epilog="Example: luma demo")
def demo() -> int:
    """Bring the whole platform up on the local cloud, and show what was built."""
    from cli.demo import demo as run_demo

    return run_demo()
