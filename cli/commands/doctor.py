"""The command line of `luma doctor`."""

from __future__ import annotations

from cli.commands.options import AsJson, Local, Stacks
from cli.commands.root import app


@app.command(
    epilog="Examples: luma doctor | luma doctor --stack prod --json | luma doctor --local. "
    "Exit codes: 1 where an error was found."
)
def doctor(stack: Stacks = None, local: Local = False, as_json: AsJson = False) -> int:
    """Find what stands in the way: tools, tokens, backend, locks, plans, and what only a person can do."""
    from cli.doctor.verb import doctor as run_doctor

    return run_doctor(stack or [], local=local, as_json=as_json)
