"""The verb `./luma drift`: what was changed, removed or added behind Pulumi's back, in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from cli.drift.undeclared import is_ignored, undeclared
from cli.errors import FAILED, OK, UserError
from cli.graph.model import CLOUDS, cloud_of, short_kind
from cli.local.copies import committed, known_stacks
from cli.local.generate import platform_of
from cli.report.properties import PropertyDiff, differences
from cli.stackfile import read_config
from cli.state.bucket import keepers
from cli.target import Target, targets
from cli.vendors.existing import Existing
from cli.vendors.listing import asking, everything


@dataclass(frozen=True, slots=True)
class Drift:
    """One finding: what became of a thing, and how it differs from what was declared."""

    cloud: str
    what: Literal["changed", "missing", "undeclared"]
    kind: str
    name: str
    properties: tuple[PropertyDiff, ...] = ()

    @property
    def words(self) -> str:
        """The finding in words."""
        if self.what == "missing":
            return f"{self.name} ({self.kind}) is gone"
        if self.what == "undeclared":
            return f"{self.name} ({self.kind}) is there, but no stack declares it"
        told = "; ".join(
            f"{each.path} is {_value(each.after)}, declared {_value(each.before)}" for each in self.properties
        )
        return f"{self.name} ({self.kind}): {told or 'changed'}"


def drift(stacks: Sequence[str], *, local: bool, fail: bool, as_json: bool, ignore: Sequence[str] = ()) -> int:
    """Look for drift of some stacks, or of all that are up.

    Returns:
        1 where `fail` is asked for and there is drift, otherwise 0.

    Raises:
        UserError: no stack is up, or Pulumi could not look.
    """
    from rich.console import Console

    found: dict[str, list[Drift]] = {}
    with Console(stderr=True).status("Looking at the stacks") as status:
        up = [target for target in targets(stacks, local=local) if target.exists()]
        if not up:
            where = "in the local home" if local else "in the backend; add --local for the local cloud"
            raise UserError(f"None of the stacks is up {where}, so nothing can have drifted.")
        for target in up:
            status.update(f"Comparing {target.stack} with what is there")
            found[target.stack] = compared(target.recorded("refresh", "--preview-only"))
        status.update("Asking the vendors what nobody declares")
        others = strangers(up, ignore)
    _write(found, others, as_json=as_json, local=local)
    return FAILED if fail and (others or any(found.values())) else OK


def compared(events: Sequence[Mapping[str, Any]]) -> list[Drift]:
    """Return what a refresh found changed or missing, from the engine's events."""
    found = []
    for event in events:
        step = (event.get("resOutputsEvent") or {}).get("metadata") or {}
        kind, name = str(step.get("type")), str(step.get("urn", "")).rsplit("::", 1)[-1]
        if step.get("op") == "delete":
            found.append(Drift(cloud_of(kind), "missing", short_kind(kind), name))
        elif step.get("op") == "update":
            found.append(Drift(cloud_of(kind), "changed", short_kind(kind), name, _properties(step)))
    return sorted(found, key=lambda each: (each.cloud, each.what, each.name))


def strangers(up: Sequence[Target], ignore: Sequence[str] = ()) -> list[Drift]:
    """Return what is in the accounts of some stacks and in no stack's state, but for what nobody has to declare.

    That is what a vendor makes by itself, what a person names by `ignore`, and the bucket that keeps the states.

    Raises:
        UserError: a vendor or a state could not be asked.
    """
    states = [each for name in known_stacks() for each in Target(name, up[0].local).resources() or ()]
    found: dict[tuple[str, str, str], Existing] = {}
    kept = set(ignore)
    for target in up:
        platform = platform_of(target.stack, read_config(committed(target.stack)))
        with asking(target) as variables:
            found |= {(each.type, each.import_id, each.name): each for each in everything(platform, variables)}
        of_state = keepers(platform.app.name, platform.cloudflare.account_id, target.backend())
        kept |= {f"cloudflare:{name}" for name in of_state}
    by_hand = [each for each in undeclared(found.values(), states) if not is_ignored(each, kept)]
    others = [Drift(each.cloud, "undeclared", short_kind(each.type), each.name) for each in by_hand]
    return sorted(others, key=lambda each: (each.cloud, each.kind, each.name))


def _properties(step: Mapping[str, Any]) -> tuple[PropertyDiff, ...]:
    """Return the properties the engine calls different; what a vendor only computes is left out."""
    told = list(step.get("detailedDiff") or step.get("diffs") or ())
    roots = {each.split(".")[0].split("[")[0] for each in told}
    states = [(step.get(side) or {}).get("outputs") or {} for side in ("old", "new")]
    found = differences(states[0], states[1], told=told)
    return tuple(each for each in found if each.path.split(".")[0].split("[")[0] in roots)


def _value(text: str | None) -> str:
    return "absent" if text is None else text


def _write(found: Mapping[str, list[Drift]], others: Sequence[Drift], *, as_json: bool, local: bool) -> None:
    if as_json:
        content = {
            "stacks": {stack: [asdict(each) for each in drifts] for stack, drifts in found.items()},
            "undeclared": [asdict(each) for each in others],
        }
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
        return
    for stack, drifts in found.items():
        _section(f"{stack}: {len(drifts)} changed or missing" if drifts else f"{stack}: as declared", drifts)
        if drifts:
            command = "./luma local" if local else "pulumi"
            sys.stdout.write(f"  Put it back: {command} up --refresh --stack {stack}\n")
    _section(f"Undeclared: {len(others)}" if others else "Undeclared: nothing", others)


def _section(title: str, drifts: Sequence[Drift]) -> None:
    sys.stdout.write(f"{title}\n")
    for cloud in sorted({each.cloud for each in drifts}):
        sys.stdout.write(f"  {CLOUDS.get(cloud, cloud)}\n")
        sys.stdout.writelines(f"    - {each.words}\n" for each in drifts if each.cloud == cloud)
