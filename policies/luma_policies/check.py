"""Judges a saved state without an engine: `pulumi stack export | python -m luma_policies.check -`.

Exit code 0: no mandatory rule is broken. 1: one is. 2: the document or the configuration cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .config import BadConfiguration, Config, load
from .engine import Report
from .registry import RULES
from .report import as_json, as_table
from .rule import Level
from .schema import Json
from .state import BadState, evaluate_plain, evaluate_state


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m luma_policies.check", description=__doc__)
    parser.add_argument("document", help="saved state, or a JSON list of resources; - reads standard input")
    parser.add_argument("--config", help="JSON file with the policies' settings")
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    given = parser.parse_args(arguments)
    try:
        config = _config(given.config)
        report = _judge(_read(given.document), config)
    except (BadConfiguration, BadState) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    _print(report, config, as_object=given.json)
    return int(any(violation.level is Level.MANDATORY for violation in report.violations))


def _config(path: str | None) -> Config:
    settings = _read(path) if path else {}
    if not isinstance(settings, dict):
        raise BadConfiguration(f"{path}: is no JSON object, so no setting could be read. Write one such as {{}}.")
    return load(settings, RULES)


def _read(path: str) -> Json:
    try:
        found: Json = json.loads(sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        name = type(problem).__name__
        raise BadState(f"{path}: cannot be read as JSON ({name}), so nothing was judged. Correct the file.") from None
    return found


def _judge(document: Json, config: Config) -> Report:
    if isinstance(document, dict):
        return evaluate_state(document, config)
    if isinstance(document, list) and all(isinstance(item, dict) for item in document):
        return evaluate_plain([item for item in document if isinstance(item, dict)], config)
    raise BadState(
        "The document is neither saved state nor a list of resources. Give it `pulumi stack export`'s output."
    )


def _print(report: Report, config: Config, *, as_object: bool) -> None:
    if as_object:
        sys.stdout.write(json.dumps(as_json(report, RULES, config), indent=2) + "\n")
        return
    for violation in report.violations:
        sys.stdout.write(f"{violation.level}: {violation.message}\n")
    sys.stdout.write(as_table(report, RULES, config) + "\n")


if __name__ == "__main__":
    sys.exit(main())
