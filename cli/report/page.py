"""The report as one page that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from cli.graph.model import CLOUDS
from cli.graph.svg import svg
from cli.report.content import Content
from cli.report.events import ORDER, Change

_FOLDER: Final = Path(__file__).parent
_SEVERITIES: Final = ("critical", "high", "medium", "low")
_STATUSES: Final = ("violated", "waived", "not evaluated", "passed", "not applicable", "disabled")


def page(content: Content) -> str:
    """Return the whole page; everything that was found is in it."""
    run = content.run
    sections = [(name, title, body) for name, title, body in _sections(content) if body]
    return Template(_part("page.html")).substitute(
        title=escape(content.title),
        result="failed" if run.result == "failed" else "done",
        outcome=escape(f"{'Preview' if run.preview else 'Run'} {run.result} after {run.seconds} s."),
        navigation=" ".join(f'<a href="#{name}">{escape(title)}</a>' for name, title, _ in sections),
        sections="\n".join(
            f'<section id="{name}"><h2>{escape(title)}</h2>\n{body}\n</section>' for name, title, body in sections
        ),
        style=_part("page.css"),
        script=_part("page.js"),
    )


def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _sections(content: Content) -> Iterator[tuple[str, str, str]]:
    """Yield each section: its anchor, title and body; an empty body is left out."""
    run = content.run
    yield "errors", "Errors", "\n".join(f"<pre>{escape(each)}</pre>" for each in run.errors)
    yield "radius", "Blast radius", _radius(content)
    yield "changes", "Changes", _changes(run.ordered)
    yield "redeploy", "Takes effect with the next deployment", _plain(content.redeploys)
    yield "findings", "Policies", _findings(content)
    yield "waived", "Waived", _plain(content.waived)
    yield "rules", "Policy coverage", _rules(content)
    yield "graph", "Resources", f'<div class="scroll">{svg(content.graph, _operations(run.ordered))}</div>'
    yield "matrix", "Environment variables", _matrix(content)
    yield "limits", "Limits", _limits(content)
    yield "warnings", "Warnings", "\n".join(f"<pre>{escape(each)}</pre>" for each in run.warnings)


def _operations(changes: Iterable[Change]) -> dict[str, str]:
    return {each.urn: "create" if each.operation == "import" else each.operation for each in changes}


def _plain(lines: Sequence[str]) -> str:
    return "\n".join(f'<div class="item plain">{escape(line)}</div>' for line in lines)


def _radius(content: Content) -> str:
    return "\n".join(
        f'<div class="item plain {change.operation}"><span class="op">{change.operation}</span> '
        f'{escape(change.name)} <span class="soft">{escape(change.kind)}</span>'
        f"{': ' + escape(lost) if lost else ''}{'; protected, so it is refused' if change.protected else ''}</div>"
        for change, lost in content.radius
    )


def _tools(of: str, **choices: Iterable[str]) -> str:
    """Return a search box and a list of choices for each attribute of a section's items."""
    selects = "".join(
        f'<select name="{name}" aria-label="{name}"><option value="">every {name}</option>'
        + "".join(f"<option>{escape(choice)}</option>" for choice in options)
        + "</select>"
        for name, options in choices.items()
    )
    return (
        f'<div class="tools" data-of="{of}"><input type="search" placeholder="search" aria-label="search {of}">'
        f"{selects}<output></output></div>"
    )


def _changes(changes: Sequence[Change]) -> str:
    if not changes:
        return '<p class="soft">Nothing changes.</p>'
    clouds = [cloud for cloud in CLOUDS if any(each.cloud == cloud for each in changes)]
    clouds += sorted({each.cloud for each in changes} - set(clouds))
    operations = [kind for kind in ORDER if any(each.operation == kind for each in changes)]
    return "\n".join([_tools("changes", cloud=clouds, operation=operations), *map(_change, changes)])


def _change(change: Change) -> str:
    lines = []
    for each in change.properties:
        note = " (replaces the resource)" if each.replaces and change.operation == "replace" else ""
        if each.before is not None:
            lines.append(f'<span class="minus">- {escape(each.path)}: {escape(each.before)}{note}</span>')
        if each.after is not None:
            lines.append(f'<span class="plus">+ {escape(each.path)}: {escape(each.after)}{note}</span>')
    return (
        f'<details class="item {change.operation}" data-cloud="{escape(change.cloud)}" '
        f'data-operation="{change.operation}" data-text="{escape(f"{change.name} {change.kind}".lower())}">'
        f'<summary><span class="op">{change.operation}</span> {escape(change.name)} '
        f'<span class="soft">{escape(change.kind)}</span></summary><pre>{chr(10).join(lines)}</pre></details>'
    )


def _findings(content: Content) -> str:
    found = sorted(content.run.policies, key=lambda each: (not each.mandatory, each.rule, each.resource))
    if not found:
        return '<p class="soft">No rule was violated.</p>'
    return "\n".join(
        f'<div class="item plain {"mandatory" if each.mandatory else "advisory"}">'
        f"<b>{'refused' if each.mandatory else 'advice'}</b> {escape(each.message)}</div>"
        for each in found
    )


def _rules(content: Content) -> str:
    if content.rules is None:
        return (
            '<p class="soft">Not recorded: run Pulumi with LUMA_POLICY_REPORT=FILE and report with --policies FILE.</p>'
        )
    statuses = [status for status in _STATUSES if any(rule.status == status for rule in content.rules)]
    rows = "\n".join(
        f'<tr data-status="{escape(rule.status)}" data-severity="{escape(rule.severity)}" '
        f'data-text="{escape(f"{rule.id} {rule.name}".lower())}"><td>{escape(rule.id)}</td>'
        f"<td>{escape(rule.name)}</td><td>{escape(rule.severity)}</td><td>{escape(rule.level)}</td>"
        f'<td class="{escape(rule.status.split()[0])}">{escape(rule.status)}</td><td>{rule.evaluated}</td></tr>'
        for rule in content.rules
    )
    head = _row("th", ("rule", "name", "severity", "level", "status", "judged"))
    return (
        _tools("rules", status=statuses, severity=_SEVERITIES)
        + f'<div class="scroll"><table>{head}{rows}</table></div>'
    )


def _matrix(content: Content) -> str:
    found = content.matrix
    if found is None:
        return ""
    head = _row("th", ("variable", *(f"{place.service} {place.name}" for place in found.places)))
    rows = []
    for name in found.variables:
        cells = [found.cells.get((name, place)) for place in found.places]
        marks = "".join(f'<td class="{cell.status}">{cell.status}</td>' if cell else "<td>-</td>" for cell in cells)
        rows.append(f'<tr data-text="{escape(name.lower())}"><td>{escape(name)}</td>{marks}</tr>')
    return _tools("matrix") + f'<div class="scroll"><table>{head}{"".join(rows)}</table></div>'


def _limits(content: Content) -> str:
    if not content.limits:
        return ""
    rows = "".join(_row("td", (each.what, str(each.used), str(each.allowed))) for each in content.limits)
    return f'<div class="scroll"><table>{_row("th", ("what", "used", "allowed"))}{rows}</table></div>'


def _row(tag: str, texts: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"
