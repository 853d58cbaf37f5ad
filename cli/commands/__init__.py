"""The operator's verbs on typer, one module a verb.

Each loads what it needs when it runs, so that `--help` is quick.
"""

from cli.commands import (
    check,
    demo,
    doctor,
    drift,
    env,
    graph,
    init,
    local,
    recover,
    rehearsal,
    report,
    rotate,
    secrets,
    stacks,
)

__all__ = [
    "check",
    "demo",
    "doctor",
    "drift",
    "env",
    "graph",
    "init",
    "local",
    "recover",
    "rehearsal",
    "report",
    "rotate",
    "secrets",
    "stacks",
]
