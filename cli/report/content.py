"""Everything a report tells, gathered once for the comment and the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from luma_policies.compare import Difference, differences

from cli.env.matrix import Matrix, StackFacts, matrix
from cli.env.values import Fingerprints, stored
from cli.errors import UserError
from cli.graph.model import Graph, Thing, build
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import project_name
from cli.report.consequences import Usage, blast_radius, limits, redeploys
from cli.report.events import Change, Run

_ANCHORS: Final = frozenset({"Repository", "R2Bucket", "Project", "SentryProject", "SentryTeam"})
"""Resources that others name by their id or name."""
_NAMING: Final = ("projectId", "repository", "bucketName", "project", "organization", "team", "teams")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule of the pack did in the run."""

    id: str
    name: str
    severity: str
    level: str
    status: str
    evaluated: int


@dataclass(frozen=True, slots=True)
class Content:
    """A report's content.

    `rules` is None where the pack's own report was not given, `matrix` where the run's settings cannot be read.
    `whole` says that the pack judged the whole stack; `judges` how the base branch's policies judge otherwise, None
    where their report was not given. `frameworks` counts by point of a framework the rules that serve it, by status.
    """

    run: Run
    radius: Sequence[tuple[Change, str]]
    redeploys: Sequence[str]
    limits: Sequence[Usage]
    rules: Sequence[RuleLine] | None
    whole: bool
    waived: Sequence[str]
    judges: Sequence[Difference] | None
    frameworks: Mapping[str, Mapping[str, int]]
    matrix: Matrix | None
    graph: Graph

    @property
    def title(self) -> str:
        """The run in one line."""
        what = "preview" if self.run.preview else "run"
        counts = ", ".join(
            f"{self.run.counts[kind]} to {kind}" if self.run.preview else f"{self.run.counts[kind]} {kind}"
            for kind in ("delete", "replace", "update", "import", "create")
            if self.run.counts[kind]
        )
        return f"{self.run.stack} {what}: {counts or 'no change'}, {self.run.counts['same']} the same"


def content(run: Run, policies: Path | None, base: Path | None = None) -> Content:
    """Gather what a run means.

    Args:
        run: The run.
        policies: The pack's own report, which it writes to the file that LUMA_POLICY_REPORT names; there is none
            where a refused resource ended the run before the stack was judged.
        base: The same report by the base branch's pack and waivers, for a pull request that may have changed its own;
            compared only where there is an own one.

    Raises:
        UserError: a pack's report cannot be read.
    """
    given = _policy_report(policies) if policies and policies.exists() else {}
    rules = [_rule(each) for each in given["rules"]] if given else None
    whole = given.get("complete") is True
    waived = [str(each["message"]) for each in given.get("waived", ())]
    frameworks = {str(point): dict(counts) for point, counts in given.get("frameworks", {}).items()}
    judges = _judges(base, given) if base and given else None
    return Content(
        run,
        blast_radius(run),
        redeploys(run),
        limits(run),
        rules,
        whole,
        waived,
        judges,
        frameworks,
        _matrix(run),
        _graph(run),
    )


def _graph(run: Run) -> Graph:
    return build(things(run), {each.urn: each.operation for each in run.ordered})


def _judges(base: Path, own: Mapping[str, Any]) -> list[Difference]:
    if not base.exists():
        text = "The base branch's policies made no report, so they refused a resource early, or did not run"
        return [Difference(text, weaker=True)]
    return differences(_policy_report(base), own)


def _policy_report(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found["rules"], list):
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise UserError(
        f"{path}: no report of the policy pack, so what the rules judged is not known. Run Pulumi with "
        f"LUMA_POLICY_REPORT={path.absolute()}, or leave the option out."
    )


def _rule(found: Mapping[str, Any]) -> RuleLine:
    return RuleLine(
        id=str(found["id"]),
        name=str(found["name"]),
        severity=str(found["severity"]),
        level=str(found["level"]),
        status=str(found["status"]),
        evaluated=int(found["evaluated"]),
    )


def _matrix(run: Run) -> Matrix | None:
    """Return the run's variables by place; the log holds no secret, so their fingerprints are not known."""
    try:
        platform = platform_of(run.stack, {PLATFORM: json.loads(run.config[PLATFORM])})
    except (KeyError, ValueError, UserError):
        return None
    resources = [{"type": thing.type, "inputs": inputs} for thing, inputs, _ in run.present.values()]
    given = frozenset(key.removeprefix(f"{project_name()}:") for key in run.config)
    return matrix([StackFacts(run.stack, platform, given, list(stored(run.stack, resources, Fingerprints())))])


def things(run: Run) -> list[Thing]:
    """Return the resources with what they name of their own cloud: an event log does not tell dependencies."""
    anchors: dict[tuple[str, str], str] = {}
    for thing, inputs, own_id in run.present.values():
        if thing.type.rsplit(":", 1)[-1] in _ANCHORS:
            for key in (own_id, inputs.get("name"), inputs.get("slug")):
                if isinstance(key, str) and key:
                    anchors.setdefault((thing.type.split(":")[0], key), thing.urn)
    found = []
    for thing, inputs, _ in run.present.values():
        named = [value for name in _NAMING for value in _texts(inputs.get(name))]
        causes = {anchors.get((thing.type.split(":")[0], name)) for name in named} - {None, thing.urn}
        found.append(Thing(thing.urn, thing.type, thing.parent, tuple(sorted(filter(None, causes)))))
    gone = [Thing(each.urn, each.type) for each in run.ordered if each.urn not in run.present]
    return found + gone


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    return [value] if isinstance(value, str) else []
