"""The report as one page that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from cli.graph.model import CLOUDS
from cli.graph.svg import svg
from cli.report.content import Content
from cli.report.events import ORDER, Change
from cli.report.page_tables import coverage, limits, matrix, tools
from cli.report.verdict import verdict

_FOLDER: Final = Path(__file__).parent
_TITLES: Final = {"danger": "Look before you go on", "caution": "Look twice", "calm": "Nothing dangerous"}
_DONE: Final = {
    "delete": "deleted",
    "replace": "replaced",
    "update": "updated",
    "import": "imported",
    "create": "created",
}
Section = tuple[str, str, int | None, str]
"""Anchor, title, how many things are in it, and body."""


def page(content: Content) -> str:
    """Return the whole page; everything that was found is in it."""
    run = content.run
    sections = [each for each in _sections(content) if each[3]]
    return Template(_part("page.html")).substitute(
        title=escape(content.title),
        heading=escape(f"{'Preview' if run.preview else 'Run'} of {run.stack}"),
        kicker=escape(f"{run.result} after {run.seconds} s"),
        summary=_summary(content),
        navigation="".join(
            f'<a href="#{name}">{escape(title)}{f" <span>{count}</span>" if count else ""}</a>'
            for name, title, count, _ in sections
        ),
        sections="\n".join(
            f'<section id="{name}"><h2>{escape(title)}</h2>\n{body}\n</section>' for name, title, _, body in sections
        ),
        style=_part("page.css"),
        script=_part("page.js"),
    )


def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _summary(content: Content) -> str:
    """Return what happens and what is dangerous, before anything else."""
    found = verdict(content)
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in found.reasons)
    counts = content.run.counts
    tiles = "".join(
        f'<li class="{kind}{"" if counts[kind] else " none"}"><b>{counts[kind]}</b>'
        f"<span>{f'to {kind}' if content.run.preview else done}</span></li>"
        for kind, done in _DONE.items()
        if counts[kind] or kind != "import"
    )
    return (
        f'<div class="verdict {found.level}"><strong>{_TITLES[found.level]}</strong><ul>{reasons}</ul></div>'
        f'<ul class="tiles">{tiles}<li class="same"><b>{counts["same"]}</b><span>unchanged</span></li></ul>'
    )


def _sections(content: Content) -> Iterator[Section]:
    """Yield each section in the order of its weight; an empty body is left out."""
    run = content.run
    anchors = {change.urn: f"change-{index}" for index, change in enumerate(run.ordered)}
    yield "errors", "Errors", len(run.errors), _texts(run.errors)
    yield "judges", "The base branch's policies judge otherwise", len(content.judges or ()), _judges(content)
    yield "radius", "Blast radius", len(content.radius), _radius(content, anchors)
    yield "unprotected", "Protection taken off", len(run.unprotected), _plain(sorted(run.unprotected))
    yield "findings", "Policies", len(run.policies), _findings(content)
    yield "graph", "Graph", None, _graph(content, anchors)
    yield "changes", "Changes", len(run.changes), _changes(run.ordered, anchors)
    yield "redeploy", "Needs a new deployment", len(content.redeploys), _plain(content.redeploys)
    yield "matrix", "Environment variables", None, matrix(content)
    yield "rules", "Policy coverage", None, coverage(content)
    yield "waived", "Waivers", len(content.waived), _plain(content.waived)
    yield "limits", "Limits", None, limits(content)
    yield "warnings", "Warnings", len(run.warnings), _texts(run.warnings)


def _texts(texts: Sequence[str]) -> str:
    return "\n".join(f"<pre>{escape(each)}</pre>" for each in texts)


def _plain(lines: Sequence[str]) -> str:
    return "\n".join(f'<div class="item plain">{escape(line)}</div>' for line in lines)


def _judges(content: Content) -> str:
    return "\n".join(
        f'<div class="item plain"><span class="pill {"weaker" if each.weaker else "stricter"}">'
        f"{'weaker' if each.weaker else 'not weaker'}</span> {escape(each.text)}</div>"
        for each in content.judges or ()
    )


def _radius(content: Content, anchors: Mapping[str, str]) -> str:
    return "\n".join(
        f'<div class="item plain {change.operation}{" grave" if lost else ""}">'
        f'<span class="pill op">{change.operation}</span> '
        f'<a href="#{anchors[change.urn]}">{escape(change.name)}</a> <span class="soft">{escape(change.kind)}</span>'
        f"{' loses ' + escape(lost) if lost else ''}"
        f"{'; protected, so it is refused' if change.protected else ''}</div>"
        for change, lost in content.radius
    )


def _findings(content: Content) -> str:
    found = sorted(content.run.policies, key=lambda each: (not each.mandatory, each.rule, each.resource))
    if not found:
        return '<p class="soft">No rule was violated.</p>'
    return "\n".join(
        f'<div class="item plain"><span class="pill {"refused" if each.mandatory else "advice"}">'
        f"{'refused' if each.mandatory else 'advice'}</span> {escape(each.message)}</div>"
        for each in found
    )


def _graph(content: Content, anchors: Mapping[str, str]) -> str:
    shown = sorted({node.operation for node in content.graph.nodes})
    zooms = "".join(
        f'<button type="button" data-zoom="{name}" aria-label="{label}">{text}</button>'
        for name, label, text in (
            ("out", "Zoom out", "-"),
            ("in", "Zoom in", "+"),
            ("fit", "Fit the width", "Fit"),
            ("whole", "Show the whole graph", "Whole"),
        )
    )
    return (
        tools("graph", zooms, cloud=content.graph.clouds, operation=shown)
        + '<div class="picture"><div class="canvas" tabindex="0" role="group" aria-label="Graph, scrollable">'
        + svg(content.graph, anchors)
        + '</div><div class="panel" role="status" aria-label="The chosen box">'
        '<p class="soft">Choose a box to see what happens to it. What depends on it lies to its right.</p></div></div>'
    )


def _changes(changes: Sequence[Change], anchors: Mapping[str, str]) -> str:
    """Return a list a cloud."""
    if not changes:
        return '<p class="soft">Nothing changes.</p>'
    clouds = [cloud for cloud in CLOUDS if any(each.cloud == cloud for each in changes)]
    clouds += sorted({each.cloud for each in changes} - set(clouds))
    operations = [kind for kind in ORDER if any(each.operation == kind for each in changes)]
    lists = []
    for cloud in clouds:
        own = [each for each in changes if each.cloud == cloud]
        counts = ((kind, sum(each.operation == kind for each in own)) for kind in ORDER)
        pills = " ".join(f'<span class="pill {kind}">{count} {kind}</span>' for kind, count in counts if count)
        items = "\n".join(_change(each, anchors[each.urn]) for each in own)
        lists.append(
            f'<div class="group"><h3 class="cloud">{escape(CLOUDS.get(cloud, cloud))} {pills}</h3>\n{items}</div>'
        )
    return tools("changes", cloud=clouds, operation=operations) + "\n".join(lists)


def _change(change: Change, anchor: str) -> str:
    text = escape(f"{change.name} {change.kind}".lower())
    return (
        f'<details class="item {change.operation}" id="{anchor}" data-cloud="{escape(change.cloud)}" '
        f'data-operation="{change.operation}" data-name="{escape(change.name)}" data-text="{text}">'
        f'<summary><span class="pill op">{change.operation}</span> {escape(change.name)} '
        f'<span class="soft">{escape(change.kind)}</span></summary><pre>{"".join(_lines(change))}</pre></details>'
    )


def _lines(change: Change) -> Iterable[str]:
    if not change.properties:
        yield "No property of it is told."
    for each in change.properties:
        note = " (replaces the resource)" if each.replaces and change.operation == "replace" else ""
        if each.before is not None:
            yield f'<span class="minus">&minus;&nbsp;{escape(each.path)}: {escape(each.before)}{note}</span>'
        if each.after is not None:
            yield f'<span class="plus">+&nbsp;{escape(each.path)}: {escape(each.after)}{note}</span>'
