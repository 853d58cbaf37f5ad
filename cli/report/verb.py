"""The verb `./luma report`: one run as a comment for a pull request and as a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.errors import OK, UserError
from cli.report.content import Content, content
from cli.report.events import ORDER, read
from cli.report.markdown import markdown
from cli.report.page import page
from cli.report.verdict import verdict


def report(
    events: Path,
    comment: Path | None,
    html: Path | None,
    policies: Path | None,
    base: Path | None = None,
    *,
    as_json: bool = False,
) -> int:
    """Write the report of a run to files, or the comment to standard output where none is named.

    Args:
        events: The engine's event log.
        comment: File for the comment.
        html: File for the page.
        policies: The pack's report of the run.
        base: The report of the base branch's pack on the same run.
        as_json: Write the verdict and the counts to standard output, for a workflow that decides by them.

    Raises:
        UserError: a file cannot be read or written.
    """
    if base and not policies:
        raise UserError(
            f"--base-policies {base}: there is nothing to compare it with, so a weaker judge would not be seen. "
            "Give the run's own report, too: --policies FILE"
        )
    found = content(read(events), policies, base)
    if comment is None and html is None and not as_json:
        sys.stdout.write(markdown(found))
        return OK
    texts = {path: write(found) for path, write in ((comment, markdown), (html, page)) if path}
    _write(texts)
    if as_json:
        sys.stdout.write(json.dumps(_as_object(found), indent=2) + "\n")
        return OK
    for path, text in texts.items():
        sys.stdout.write(f"{path}: {len(text.encode())} bytes\n")
    sys.stdout.write(f"{found.title}\n")
    return OK


def _as_object(found: Content) -> Mapping[str, object]:
    run, judged = found.run, verdict(found)
    return {
        "title": found.title,
        "stack": run.stack,
        "preview": run.preview,
        "result": run.result,
        "verdict": judged.level,
        "reasons": list(judged.reasons),
        "counts": {kind: run.counts[kind] for kind in (*ORDER, "same")},
        "violations": sum(each.mandatory for each in run.policies),
        "weaker": sum(each.weaker for each in found.judges or ()),
    }


def _write(texts: Mapping[Path, str]) -> None:
    failed = []
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            failed.append(f"{path}: cannot be written ({error.strerror}), so the report is lost. Name another file.")
    if failed:
        raise UserError("\n".join(sorted(failed)))
