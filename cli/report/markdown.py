"""The report as one comment: inside GitHub's limit, folded, and never cut in the middle of anything."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from cli.graph.model import CLOUDS
from cli.report.content import Content
from cli.report.events import Change, PolicyResult
from cli.report.properties import PropertyDiff
from cli.report.verdict import verdict

LIMIT: Final = 65_000
"""GitHub refuses a comment of more than 65,536 characters; a workflow may add a line, and we count bytes."""
MARKER: Final = "<!-- luma report: {stack} -->"
"""By this line a workflow finds the comment it updates in place."""
_SIGNS: Final = {"delete": "-", "replace": "-+", "update": "~", "import": "=", "create": "+"}
_DONE: Final = {"succeeded": "succeeded", "failed": "**failed**"}
_ALERTS: Final = {"danger": "CAUTION", "caution": "WARNING", "calm": "NOTE"}
"""GitHub's alert blocks (docs.github.com, "Basic writing and formatting syntax")."""
_OPEN: Final = 10
"""Lines of a list that are not folded."""
_NAMES: Final = 60
"""Names in one line."""
Detail = Literal["all", "changed", "names"]


def markdown(content: Content) -> str:
    """Return the comment. Where not all fits, less is told of each change, then of fewer; the page has it all."""
    for detail in ("all", "changed", "names"):
        text = _comment(content, detail, None)
        if len(text.encode()) <= LIMIT:
            return text
    most = len(content.run.changes) + len(content.run.policies) + len(content.run.errors)
    while len(text.encode()) > LIMIT and most:
        most //= 2
        text = _comment(content, "names", most)
    return text


def _comment(content: Content, detail: Detail, most: int | None) -> str:
    run = content.run
    result = _DONE.get(run.result, f"**{_prose(run.result)}**")
    parts = [
        MARKER.format(stack=run.stack),
        f"### {_prose(content.title)}",
        f"The {'preview' if run.preview else 'run'} {result} after {run.seconds} s.",
        _verdict(content),
        *_alerts(content, most),
        *_changes(content, detail, most),
        *_rest(content, most),
    ]
    if detail != "all":
        parts.append(
            "Not every detail fits into a comment"
            + (f": at most {most} lines of each kind are shown" if most is not None else "")
            + ". The page in the run's artifacts is complete."
        )
    return "\n\n".join(parts) + "\n"


def _verdict(content: Content) -> str:
    found = verdict(content)
    return "\n".join([f"> [!{_ALERTS[found.level]}]", *(f"> - {_prose(reason)}" for reason in found.reasons)])


def _alerts(content: Content, most: int | None) -> Iterator[str]:
    """Yield what nobody may overlook: a milder judge, errors, what would be lost, what the policies refuse."""
    run = content.run
    if content.judges:
        lines = [f"- {'**weaker:** ' if each.weaker else ''}{_prose(each.text)}" for each in content.judges]
        yield from _listed("How the base branch's policies judge otherwise", lines, most)
    if run.errors:
        yield from _listed("Errors", [_block(each) for each in run.errors], most)
    if content.radius:
        lines = [_loss(change, lost) for change, lost in content.radius]
        grave = sum(1 for _, lost in content.radius if lost)
        title = f"Blast radius: {len(lines)} deleted or replaced, something is lost with {grave}"
        yield from _listed(title, lines, most, open_lines=min(grave, _OPEN))
    if run.unprotected:
        lines = [f"- {_code(name)}" for name in sorted(run.unprotected)]
        yield from _listed(f"Protection is taken off: {len(lines)}", lines, most)
    refused = [each for each in run.policies if each.mandatory]
    if refused:
        yield from _listed(f"Policies refuse this: {len(refused)}", list(map(_violation, refused)), most)


def _changes(content: Content, detail: Detail, most: int | None) -> Iterator[str]:
    """Yield one folded section a cloud."""
    ordered = content.run.ordered
    known = [*CLOUDS, *sorted({each.cloud for each in ordered} - set(CLOUDS))]
    for cloud in known:
        own = [each for each in ordered if each.cloud == cloud]
        if own:
            counts = ", ".join(
                f"{sum(1 for each in own if each.operation == kind)} {kind}"
                for kind in _SIGNS
                if any(each.operation == kind for each in own)
            )
            yield _folded(
                f"{CLOUDS.get(cloud, cloud)}: {counts}",
                "\n".join(_few([_change(each, detail) for each in own], most)),
            )


def _rest(content: Content, most: int | None) -> Iterator[str]:
    """Yield what follows from the change, and what is good to know."""
    advice = [each for each in content.run.policies if not each.mandatory]
    if content.redeploys:
        yield "#### Takes effect with the next deployment\n\n" + "\n".join(
            f"- {_prose(_shortened(each))}" for each in content.redeploys
        )
    if advice:
        yield _folded(f"Advice of the policies: {len(advice)}", "\n".join(_few(list(map(_violation, advice)), most)))
    if content.waived:
        lines = [f"- {_prose(each)}" for each in content.waived]
        yield _folded(f"Waived: {len(lines)}", "\n".join(_few(lines, most)))
    if content.rules is not None:
        yield _coverage(content)
    if content.matrix and (holes := content.matrix.having("hole")):
        lines = [f"- {_prose(cell.variable)}: not in {_prose(str(cell.place))}" for cell in holes]
        yield _folded(f"Environment variables that are nowhere yet: {len(lines)}", "\n".join(_few(lines, most)))
    if content.run.warnings:
        yield _folded(
            f"Warnings: {len(content.run.warnings)}", "\n".join(_few(list(map(_block, content.run.warnings)), most))
        )
    if content.limits:
        rows = [f"| {_prose(each.what)} | {each.used} | {each.allowed} |" for each in content.limits]
        yield _folded("Limits", "| what | used | allowed |\n|---|---|---|\n" + "\n".join(rows))


def _coverage(content: Content) -> str:
    rules = content.rules or ()
    counts = {status: sum(1 for rule in rules if rule.status == status) for status in sorted({r.status for r in rules})}
    return (
        f"Policies: {len(rules)} rules: "
        + ", ".join(f"{count} {status}" for status, count in counts.items())
        + "."
        + ("" if content.whole else " The run ended before the whole stack was judged.")
    )


def _loss(change: Change, lost: str) -> str:
    guarded = "; protected, so it is refused" if change.protected else ""
    means = f": {_prose(lost)}" if lost else ""
    return f"- **{change.operation}** {_code(change.name)} ({change.kind}){means}{guarded}"


def _violation(found: PolicyResult) -> str:
    return f"- {_prose(found.message)}"


def _change(change: Change, detail: Detail) -> str:
    head = f"- `{_SIGNS[change.operation]}` {_code(change.name)} ({change.kind})"
    if detail == "names" or (detail == "changed" and change.operation != "update") or not change.properties:
        return head
    lines = [line for each in change.properties for line in _property(each, change)]
    return f"{head}\n{_block(chr(10).join(lines), 'diff', '  ')}"


def _property(found: PropertyDiff, change: Change) -> Iterator[str]:
    """Yield one property as lines of a diff."""
    note = "  # replaces the resource" if found.replaces and change.operation == "replace" else ""
    before, after = found.before, found.after
    if before is not None and after is not None and ("\n" in before or "\n" in after):
        yield f"# {found.path}{note}"
        unified = difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
        yield from list(unified)[2:]
        return
    for sign, value in (("-", before), ("+", after)):
        if value is not None:
            first, *rest = value.splitlines() or [""]
            yield f"{sign} {found.path}: {first}{note}"
            yield from (f"{sign}   {line}" for line in rest)


def _listed(title: str, lines: Sequence[str], most: int | None, *, open_lines: int = _OPEN) -> Iterator[str]:
    """Yield a list under a title, its first lines open and the others folded."""
    shown = open_lines if most is None else min(open_lines, most)
    yield "\n\n".join([f"#### {title}", "\n".join(lines[:shown])]).rstrip()
    if rest := lines[shown:]:
        yield _folded(f"{len(rest)} {'more' if shown else 'of them'}", "\n".join(_few(rest, most)))


def _few(lines: Sequence[str], most: int | None) -> list[str]:
    """Return the first lines and a count of the others."""
    if most is None or len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"- … and {len(lines) - most} more, in the page of the run's artifacts"]


def _shortened(line: str) -> str:
    """Return a list of names with the first of them and a count of the others."""
    names = line.split(", ")
    others = len(names) - _NAMES
    return line if others <= 0 else ", ".join(names[:_NAMES]) + f" and {others} more"


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{_prose(title)}</summary>\n\n{text}\n\n</details>"


def _block(text: str, language: str = "", indent: str = "") -> str:
    """Return a fenced block whose fence is longer than any within."""
    longest = max((len(found) for found in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    lines = [f"{fence}{language}", *text.splitlines(), fence]
    return "\n".join(indent + line for line in lines)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def _prose(text: str) -> str:
    """Return text that is no markup, calls nobody, and stays on its line."""
    escaped = (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|").replace("](", "]\\(")
    )
    return re.sub(r"@(?=\w)", "@\u200b", " ".join(escaped.split()))
