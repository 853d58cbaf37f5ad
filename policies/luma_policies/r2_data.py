"""Rules on what can be lost or linger in R2: protection, place, lifecycle and lock of buckets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import BUCKET, BUCKET_LIFECYCLE, BUCKET_LOCK
from .r2 import is_private
from .rule import Finding, Level, Outcome, Rule, Severity, each
from .view import ResourceView, StackView

_DAY: Final = 24 * 3600


def _unprotected(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production and not view.protect:
        yield Finding(view, "protect", "is not set")


def _place(view: ResourceView, config: Config) -> Iterator[Finding]:
    location = view.text("location")
    if location is None:
        yield Finding(view, "location", "is missing")
    elif location.lower() not in config.r2_locations:
        yield Finding(view, "location", "is a place that is not allowed here")
    if (view.text("jurisdiction") or "default") not in config.r2_jurisdictions:
        yield Finding(view, "jurisdiction", "is a jurisdiction that is not allowed here")


def _mass_deletion(view: ResourceView, config: Config) -> Iterator[Finding]:
    for rule in view.items("rules"):
        if rule.flag("enabled") is False or not rule.has("deleteObjectsTransition"):
            continue
        if config.production and not rule.text("conditions.prefix"):
            yield Finding(view, rule.path("conditions.prefix"), "is empty, so every object is deleted")
        age = rule.number("deleteObjectsTransition.condition.maxAge")
        if age is not None and age < _DAY:
            yield Finding(view, rule.path("deleteObjectsTransition.condition.maxAge"), "is less than a day")


def _served(stack: StackView, kind: str) -> set[str]:
    """Return the names of the buckets that a resource of this type with an enabled rule belongs to."""
    names = set()
    for view in stack.of(kind):
        name = view.known_text("bucketName")
        if name is not None and any(rule.flag("enabled") is not False for rule in view.items("rules")):
            names.add(name)
    return names


def _no_abort(stack: StackView, _config: Config) -> Iterator[Outcome]:
    ending: set[str | None] = set()
    for view in stack.of(BUCKET_LIFECYCLE):
        if any(rule.has("abortMultipartUploadsTransition") for rule in view.items("rules")):
            ending.add(view.text("bucketName"))

    def check(view: ResourceView) -> Iterator[Finding]:
        if view.text("name") not in ending:
            yield Finding(view, "lifecycle", "has no rule that ends unfinished uploads")

    yield from each(stack.of(BUCKET), check)


def _no_lock(stack: StackView, config: Config) -> Iterator[Outcome]:
    locked = _served(stack, BUCKET_LOCK)

    def check(view: ResourceView) -> Iterator[Finding]:
        if is_private(view.text("name"), config) and view.text("name") not in locked:
            yield Finding(view, "lock", "is missing, although the bucket is private")

    yield from each(stack.of(BUCKET), check)


RULES: Final = (
    Rule(
        id="R2-008",
        name="cloudflare-bucket-require-protection",
        types=(BUCKET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A `destroy`, or a change that replaces it, would delete every object in it.",
        must="In production a bucket must be protected.",
        fix="set the option `protect`.",
        source="Pulumi: protect",
        check=_unprotected,
        frameworks=("SOC 2 A1.2",),
    ),
    Rule(
        id="R2-009",
        name="cloudflare-bucket-limit-location",
        types=(BUCKET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Files would lie where nobody agreed to it, and a bucket cannot be moved.",
        must="A bucket must say where it is, and be in an allowed place.",
        fix="set `location` and `jurisdiction` to allowed ones.",
        source="Cloudflare R2: data location",
        check=_place,
        frameworks=("SOC 2 C1.1",),
    ),
    Rule(
        id="R2-010",
        name="cloudflare-bucket-limit-unfinished-uploads",
        types=(BUCKET,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="Parts of uploads that nobody finished are paid for ever.",
        must="A bucket must end unfinished uploads.",
        fix="add an R2BucketLifecycle rule with `abortMultipartUploadsTransition`.",
        source="Cloudflare R2: object lifecycles",
        stack_check=_no_abort,
    ),
    Rule(
        id="R2-011",
        name="cloudflare-lifecycle-limit-deletion",
        types=(BUCKET_LIFECYCLE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Every object in the bucket would be gone within the day, without a way back.",
        must="A lifecycle must delete only below a prefix in production, and nothing younger than a day.",
        fix="set `conditions.prefix`, and a `maxAge` of 86400 or more.",
        source="Cloudflare R2: object lifecycles",
        check=_mass_deletion,
        must_be_known=("rules",),
        frameworks=("SOC 2 A1.2",),
    ),
    Rule(
        id="R2-013",
        name="cloudflare-bucket-require-lock",
        types=(BUCKET,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="Whoever gets at the key, or at the database that is backed up, could destroy the backups, too.",
        must="A private bucket must be locked against deletion.",
        fix="add an R2BucketLock with an enabled rule.",
        source="Cloudflare R2: bucket locks",
        stack_check=_no_lock,
        frameworks=("SOC 2 A1.2",),
    ),
)
