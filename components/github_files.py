"""How files reach the app's repository: all of them in one commit, by our own provider.

It goes straight to a branch that nothing guards yet and by one pull request later on, and knows by each file's mode
whose the file is: `managed` files are the platform's own; of a `merged` file only a part is; a `scaffold` is made once
and is the app developers' from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import pulumi

from components._base import Component
from components.resources.luma import Files
from settings.github import GitHub


class File(Protocol):
    """A file to deliver."""

    @property
    def text(self) -> str:
        """The whole text, or of a merged file the platform's part."""

    @property
    def mode(self) -> Literal["managed", "merged", "scaffold"]:
        """Whose the file is."""

    @property
    def executable(self) -> bool:
        """Whether the file is run."""


def deliver(
    component: Component, settings: GitHub, files: Mapping[str, File], *, domain: str, repository: pulumi.Resource
) -> Files:
    """Deliver `files` (by path) as one child of `component`, once `repository` exists; `domain` signs them off."""
    return Files(
        component.child_name("files"),
        component.child_opts(after=[repository]),
        owner=settings.organization,
        repository=settings.repository.name,
        branch=settings.default_branch,
        title="Update what the platform delivers",
        author={"name": "Platform", "email": f"platform@{domain}"},
        files={
            path: {"content": file.text, "mode": file.mode, "executable": file.executable}
            for path, file in files.items()
        },
    )
