"""The files that a stack delivers into the app's repository, whichever resource delivers them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .kinds import FILE, FILES
from .view import Known, Node, ResourceView, StackView


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file: its path in the repository, its text (None while unknown), and where in which resource it stands."""

    resource: ResourceView
    path: str
    text: str | None
    setting: str


def delivered_files(stack: StackView) -> list[DeliveredFile]:
    """Return the files of all resources that deliver any; one whose path is not known yet is left out."""
    return [file for view in stack.of(FILE, FILES) for file in files_of(view)]


def files_of(view: ResourceView) -> Iterator[DeliveredFile]:
    """Yield the files that one resource delivers: one for a RepositoryFile, each of the set for `luma:github:Files`."""
    if view.type == FILE:
        yield from _file(view, view, "file")
        return
    found = view.lookup("files")
    if isinstance(found, Known):
        for item in view.items("files"):
            yield from _file(view, item, "path")


def _file(view: ResourceView, node: Node, name: str) -> Iterator[DeliveredFile]:
    path = node.known_text(name)
    if path is not None:
        yield DeliveredFile(view, path, node.known_text("content"), node.path("content"))
