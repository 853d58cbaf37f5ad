"""The tables of the page: environment variables, the policies' coverage, limits; and the search above a list."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from cli.graph.model import CLOUDS
from cli.report.content import Content

_SEVERITIES: Final = ("critical", "high", "medium", "low")
_STATUSES: Final = ("violated", "waived", "not evaluated", "passed", "not applicable", "disabled")
_LABELS: Final = {"same": "unchanged"}


def tools(of: str, buttons: str = "", **choices: Iterable[str]) -> str:
    """Return a search box and a list of choices for each attribute of the items in a section.

    Args:
        of: The section's anchor.
        buttons: More controls, as HTML.
        choices: By attribute, the values that its items have.
    """
    selects = "".join(
        f'<select name="{name}" aria-label="{name} in {of}"><option value="">every {name}</option>'
        + "".join(
            f'<option value="{escape(choice)}">{escape(_LABELS.get(choice, choice))}</option>' for choice in options
        )
        + "</select>"
        for name, options in choices.items()
    )
    return (
        f'<div class="tools" data-of="{of}"><input type="search" placeholder="Search" aria-label="search {of}">'
        f'{selects}{buttons}<output aria-live="polite"></output></div>'
    )


def coverage(content: Content) -> str:
    """Return what each rule of the pack did."""
    rules = content.rules
    if rules is None:
        return (
            '<p class="soft">Not recorded: run Pulumi with LUMA_POLICY_REPORT=FILE and report with --policies FILE.</p>'
        )
    counts = {status: sum(rule.status == status for rule in rules) for status in _STATUSES}
    found = {status: count for status, count in counts.items() if count}
    bar = "".join(f'<i class="{_class(status)}" style="flex:{count}"></i>' for status, count in found.items())
    legend = "".join(f'<li class="{_class(status)}">{count} {status}</li>' for status, count in found.items())
    rows = "\n".join(
        f'<tr data-status="{escape(rule.status)}" data-severity="{escape(rule.severity)}" '
        f'data-text="{escape(f"{rule.id} {rule.name}".lower())}"><th scope="row">{escape(rule.id)}</th>'
        f'<td><span class="pill {_class(rule.status)}">{escape(rule.status)}</span></td>'
        f'<td>{escape(rule.name)}</td><td>{escape(rule.severity)}</td><td class="wide">{escape(rule.level)}</td>'
        f'<td class="number">{rule.evaluated}</td></tr>'
        for rule in rules
    )
    head = _head(("rule", ""), ("status", ""), ("name", ""), ("severity", ""), ("level", "wide"), ("judged", "number"))
    early = "" if content.whole else '<p class="soft">The run ended before the whole stack was judged.</p>'
    return (
        f'{early}<div class="bar">{bar}</div><ul class="legend">{legend}</ul>'
        + tools("rules", status=found, severity=_SEVERITIES)
        + _table("Policy coverage", head, rows)
        + _frameworks(content)
    )


def _frameworks(content: Content) -> str:
    """Return which points of the frameworks the rules serve, and with what outcome, folded."""
    points = content.frameworks
    if not points:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(point)}</th><td>'
        + " ".join(
            f'<span class="pill {_class(status)}">{counts[status]} {status}</span>'
            for status in _STATUSES
            if counts.get(status)
        )
        + "</td></tr>"
        for point, counts in sorted(points.items())
    )
    return (
        f'<details class="item"><summary>What the rules serve: {len(points)} points of frameworks</summary>'
        + _table("Frameworks", _head(("point", ""), ("rules", "")), rows)
        + "</details>"
    )


def matrix(content: Content) -> str:
    """Return which variable is in which place; no value, no fingerprint."""
    found = content.matrix
    if found is None:
        return ""
    head = _head(
        ("variable", ""), *((f"{CLOUDS.get(place.service, place.service)} {place.name}", "") for place in found.places)
    )
    rows = []
    for name in found.variables:
        cells = [found.cells.get((name, place)) for place in found.places]
        marks = "".join(
            f'<td><span class="pill {cell.status}">{cell.status}</span></td>' if cell else '<td class="soft">-</td>'
            for cell in cells
        )
        rows.append(f'<tr data-text="{escape(name.lower())}"><th scope="row">{escape(name)}</th>{marks}</tr>')
    return tools("matrix") + _table("Environment variables", head, "".join(rows))


def limits(content: Content) -> str:
    """Return how much of each vendor's limit is used."""
    if not content.limits:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.what)}</th><td class="number">{each.used} of {each.allowed}</td>'
        f'<td><meter value="{each.used}" max="{each.allowed}" high="{each.allowed * 0.8:.0f}" '
        f'aria-label="{escape(each.what)}"></meter></td></tr>'
        for each in content.limits
    )
    return _table("Limits", _head(("what", ""), ("used", "number"), ("share", "")), rows)


def _table(name: str, head: str, rows: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{name}, scrollable">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(*columns: tuple[str, str]) -> str:
    return "".join(f'<th scope="col" class="{style}">{escape(text)}</th>' for text, style in columns)


def _class(status: str) -> str:
    return escape(status.split(maxsplit=1)[0])
