"""What a rule is, and the small vocabulary in which rules are declared.

A rule says in data what it looks at, how grave a breach is, why it matters, what must hold and how to mend it; its
check is a pure function that yields one `Finding` for each breach. A finding names a setting and describes what is
wrong in the rule's own words: it never carries a property's value, because policies see secrets in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from .view import ResourceView, StackView, UnknownProperty

if TYPE_CHECKING:
    from .config import Config


class Severity(StrEnum):
    """How grave a breach is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Level(StrEnum):
    """What a breach does: a mandatory rule stops the change, an advisory one only speaks."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


CLOUDS: Final = ("vercel", "github", "cloudflare", "sentry", "trigger", "stack")
VERBS: Final = ("require", "forbid", "enable", "disable", "limit", "match", "pin")

FAMILIES: Final[Mapping[str, str]] = {
    "VCL": "vercel",
    "HDR": "vercel",
    "CRN": "vercel",
    "VJS": "vercel",
    "GHR": "github",
    "GHA": "github",
    "GHE": "github",
    "GHS": "github",
    "WFL": "github",
    "R2": "cloudflare",
    "CFT": "cloudflare",
    "SEN": "sentry",
    "TRG": "trigger",
    "STK": "stack",
}
"""Each rule family and the cloud its names begin with."""

ANY_TYPE: Final = "*"


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: the resource (None for the stack itself), the path of the setting, and what is wrong with it.

    `found` continues a sentence whose subject is the setting ("is missing", "is false", "has 12 characters").
    """

    resource: ResourceView | None
    setting: str
    found: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """A resource that a rule could not judge, because the property under `path` is not known yet."""

    resource: ResourceView | None
    path: str


Outcome: TypeAlias = Finding | Undecided
ResourceCheck: TypeAlias = "Callable[[ResourceView, Config], Iterable[Finding]]"
StackCheck: TypeAlias = "Callable[[StackView, Config], Iterable[Outcome]]"
Mend: TypeAlias = Mapping[str, bool | str]


def _everywhere(_resource: ResourceView) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the pack.

    `types` are the resource types it judges (`ANY_TYPE` for all); `where` narrows them further. `check` sees one
    resource's inputs, `stack_check` the whole stack's outputs; a rule has either or both. The stack is judged when it
    has a resource of `stack_types`, or of `types` where that is empty. `must_be_known` lists
    properties (without list indexes) that the program computes from settings alone: when one of them is unknown, the
    rule fails closed. `mend` gives the properties that put a breach right, for remediation. `note` says where the
    rule differs from what one would expect.
    """

    id: str
    name: str
    types: tuple[str, ...]
    severity: Severity
    level: Level
    why: str
    must: str
    fix: str
    source: str
    check: ResourceCheck | None = None
    stack_check: StackCheck | None = None
    stack_types: tuple[str, ...] = ()
    where: Callable[[ResourceView], bool] = _everywhere
    must_be_known: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    mend: Mend = field(default_factory=dict)
    note: str = ""

    @property
    def family(self) -> str:
        """The part of the id before the dash."""
        return self.id.split("-", maxsplit=1)[0]

    def needs(self, path: str) -> bool:
        """Whether the property under `path`, or one above or below it, must be known for this rule to let go."""
        return any(path == known or path.startswith(known + ".") for known in self.must_be_known)

    def message(self, finding: Finding) -> str:
        """Return whole sentences: what is wrong where, what must hold, what it would cause, how to mend it."""
        subject = finding.resource.name if finding.resource else "this stack"
        return (
            f"[{self.id}] {subject}: `{finding.setting}` {finding.found}. {self.must} {self.why} "
            f"Fix: {self.fix} ({self.severity} severity, {self.name})"
        )


def must_not_be_used(setting: str, found: str) -> ResourceCheck:
    """Make a check that finds every resource; `setting` and `found` say what is wrong with using it."""

    def check(view: ResourceView, _config: Config) -> Iterator[Finding]:
        yield Finding(view, setting, found)

    return check


def must_exist(owner: str, kind: str, setting: str) -> StackCheck:
    """Make a check that a stack which has a resource of type `owner` has one of type `kind`; `setting` names it."""

    def check(stack: StackView, _config: Config) -> Iterator[Finding]:
        if not stack.of(kind):
            yield from (Finding(resource, setting, "is managed by no resource") for resource in stack.of(owner))

    return check


def each(resources: Iterable[ResourceView], check: Callable[[ResourceView], Iterable[Finding]]) -> Iterator[Outcome]:
    """Run a check over resources; one whose properties are unknown is undecided and does not stop the others."""
    for resource in resources:
        try:
            yield from check(resource)
        except UnknownProperty as unknown:
            yield Undecided(resource, unknown.path)


def must_equal(path: str, expected: bool | str) -> ResourceCheck:
    """Make a check that the property is there and equals a constant."""
    wanted = str(expected).lower() if isinstance(expected, bool) else f"`{expected}`"

    def check(view: ResourceView, _config: Config) -> Iterator[Finding]:
        value = view.value(path)
        if value is None:
            yield Finding(view, path, "is missing")
        elif type(value) is not type(expected) or value != expected:
            yield Finding(view, path, f"is not {wanted}")

    return check


def must_not_equal(path: str, forbidden: bool | str) -> ResourceCheck:
    """Make a check that the property does not equal a constant; absence passes."""
    said = str(forbidden).lower() if isinstance(forbidden, bool) else f"`{forbidden}`"

    def check(view: ResourceView, _config: Config) -> Iterator[Finding]:
        value = view.value(path)
        if type(value) is type(forbidden) and value == forbidden:
            yield Finding(view, path, f"is {said}")

    return check


def must_be_present(*paths: str) -> ResourceCheck:
    """Make a check that each property has a value that is not empty."""

    def check(view: ResourceView, _config: Config) -> Iterator[Finding]:
        for path in paths:
            value = view.value(path)
            if value is None:
                yield Finding(view, path, "is missing")
            elif value in ("", [], {}):
                yield Finding(view, path, "is empty")

    return check


def must_be_one_of(path: str, allowed: Callable[[Config], Iterable[str]]) -> ResourceCheck:
    """Make a check that the property is there and among what the configuration allows."""

    def check(view: ResourceView, config: Config) -> Iterator[Finding]:
        value = view.value(path)
        if value is None:
            yield Finding(view, path, "is missing")
        elif not isinstance(value, str) or value not in allowed(config):
            yield Finding(view, path, "has a value that is not allowed")

    return check


_GITHUB_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,79}\Z")


def named(name: str) -> str:
    """Return a name for a message: quoted when it is a plain identifier or file path, otherwise only its length."""
    return f"`{name}`" if _GITHUB_NAME.match(name) else f"(a name of {len(name)} characters)"
