"""The verb `./luma report`: one run as a comment for a pull request and as a page."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from cli.errors import OK, UserError
from cli.report.content import content
from cli.report.events import read
from cli.report.markdown import markdown
from cli.report.page import page


def report(events: Path, comment: Path | None, html: Path | None, policies: Path | None) -> int:
    """Write the report of a run to files, or the comment to standard output where none is named.

    Raises:
        UserError: a file cannot be read or written.
    """
    found = content(read(events), policies)
    if comment is None and html is None:
        sys.stdout.write(markdown(found))
        return OK
    texts = {path: write(found) for path, write in ((comment, markdown), (html, page)) if path}
    _write(texts)
    for path, text in texts.items():
        sys.stdout.write(f"{path}: {len(text.encode())} bytes\n")
    sys.stdout.write(f"{found.title}\n")
    return OK


def _write(texts: Mapping[Path, str]) -> None:
    failed = []
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            failed.append(f"{path}: cannot be written ({error.strerror}), so the report is lost. Name another file.")
    if failed:
        raise UserError("\n".join(sorted(failed)))
