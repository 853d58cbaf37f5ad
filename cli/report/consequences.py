"""What a change would mean: what is lost, what must be deployed again, which limits come near."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cli.report.events import Change, Run

LOST: Final[Mapping[str, str]] = {
    "r2Bucket:R2Bucket": "every object in it",
    "r2BucketLock:R2BucketLock": "the guard that keeps backups from being deleted",
    "project:Project": "its deployments, domains and variables",
    "projectDomain:ProjectDomain": "the address, until it is set again",
    "repository:Repository": "the source with its issues and pull requests",
    "repositoryRuleset:RepositoryRuleset": "the protection of the branch or tags",
    "repositoryEnvironment:RepositoryEnvironment": "its secrets, variables and history",
    "sentryProject:SentryProject": "its errors and history",
    "sentryKey:SentryKey": "the reports of every client that was shipped with it",
    "randomBytes:RandomBytes": "what was signed with it, such as every session",
    "accountToken:AccountToken": "the access of whoever still uses the old key",
    "dnsRecord:DnsRecord": "what the name resolves to",
}
"""By the end of a type token, what goes with a resource that is deleted or replaced."""
_BUILD_SETTINGS: Final = ("buildCommand", "framework", "nodeVersion", "resourceConfig", "gitRepository")


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a vendor's limit is used after the run."""

    what: str
    used: int
    allowed: int


def blast_radius(run: Run) -> list[tuple[Change, str]]:
    """Return each delete and replacement with what is lost, those that hold data first."""
    ending = [each for each in run.ordered if each.operation in {"delete", "replace"}]
    found = [(each, LOST.get(each.type.rsplit("/", 1)[-1], "")) for each in ending]
    places = list(LOST.values())
    return sorted(
        found, key=lambda each: (places.index(each[1]) if each[1] else len(places), each[0].operation, each[0].name)
    )


def redeploys(run: Run) -> list[str]:
    """Return what must be deployed again to take effect: Vercel gives variables and settings to new deployments alone.

    Source: vercel.com/docs/environment-variables, vercel.com/docs/project-configuration.
    """
    variables: dict[str, set[str]] = {}
    settings: set[str] = set()
    for each in run.changes.values():
        if each.type.endswith(":ProjectEnvironmentVariable"):
            for target in each.inputs.get("targets") or ("?",):
                variables.setdefault(str(target), set()).add(str(each.inputs.get("key")))
        elif each.type == "vercel:index/project:Project" and each.operation == "update":
            settings |= {diff.path for diff in each.properties if diff.path.startswith(_BUILD_SETTINGS)}
    lines = [f"Vercel {target}: {', '.join(sorted(names))}" for target, names in sorted(variables.items())]
    return lines + ([f"Vercel, every target: {', '.join(sorted(settings))}"] if settings else [])


def limits(run: Run) -> list[Usage]:
    """Return how much of the vendors' limits is used, the fullest first.

    Sources: vercel.com/docs/limits (1,000 variables a target), docs.github.com "Secrets reference" (100 secrets an
    environment) and "Variables reference" (100 variables an environment).
    """
    used = _used((thing.type, inputs) for thing, inputs, _ in run.present.values())
    found = [Usage(what, count, 1000 if what.startswith("Vercel") else 100) for what, count in used.items()]
    return sorted(found, key=lambda each: (-each.used / each.allowed, each.what))


def _used(resources: Iterable[tuple[str, Mapping[str, Any]]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind, inputs in resources:
        shape = kind.rsplit(":", 1)[-1]
        if shape == "ProjectEnvironmentVariable":
            found.update(f"Vercel variables, {target}" for target in inputs.get("targets") or ())
        elif shape == "ActionsEnvironmentSecret":
            found[f"GitHub secrets, {inputs.get('environment')}"] += 1
        elif shape == "ActionsEnvironmentVariable":
            found[f"GitHub variables, {inputs.get('environment')}"] += 1
    return found
