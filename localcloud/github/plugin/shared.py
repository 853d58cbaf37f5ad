"""What the handlers of GitHub's resource types share: ids, checks, times.

Ids are the parts joined with colons; a colon within a part is spelled `??` (`github/util.go` of
integrations/terraform-provider-github).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from localcloud.github.entities import Repository
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.schema import Failure


def join(*parts: str) -> str:
    """Make an id."""
    return ":".join([*(part.replace(":", "??") for part in parts[:-1]), parts[-1]])


def split(resource_id: str, count: int) -> tuple[str, ...]:
    """Take an import id apart; one of another form gives empty parts, under which nothing is found."""
    parts = resource_id.split(":", count - 1)
    if len(parts) != count:
        return ("",) * count
    return (*(part.replace("??", ":") for part in parts[:-1]), parts[-1])


def one_of(inputs: Inputs, name: str, allowed: Collection[str]) -> Iterable[Failure]:
    """Refuse a text that is none of those the provider knows."""
    value = inputs.text_or_none(name)
    if value is not None and value not in allowed:
        yield Failure(name, f"must be one of {', '.join(sorted(allowed))}, not {value!r}")


def within(inputs: Inputs, name: str, least: int, most: int) -> Iterable[Failure]:
    """Refuse a number out of range."""
    value = inputs.integer_or_none(name)
    if value is not None and not least <= value <= most:
        yield Failure(name, f"must be from {least} to {most}, not {value}")


def spelled(timestamp: str) -> str:
    """Spell a time as the provider does (Go's `time.Time.String`)."""
    return datetime.fromisoformat(timestamp).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")


def open_repository(cloud: GitHubService, name: str) -> Repository | None:
    """Find a repository that still takes writes; what is in another one has nothing left to delete."""
    found = cloud.repositories.find(name)
    return found if found and not found.archived else None
