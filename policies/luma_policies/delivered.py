"""The files that a stack delivers into the app's repository, whichever resource delivers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    path, found = view.known_text("file"), view.lookup("files")
    if view.type == FILE and path is not None:
        yield _file(view, path, view)
    elif view.type == FILES and isinstance(found, Known) and isinstance(found.value, Mapping):
        for name, file in found.value.items():
            yield _file(view, name, Node(file, f'files["{name}"]'))


def _file(view: ResourceView, path: str, node: Node) -> DeliveredFile:
    return DeliveredFile(view, path, node.known_text("content"), node.path("content"))
