"""How files reach the app's repository: the first ones straight to the branch, every later change by pull request.

`direct` writes to the default branch before its ruleset exists. `pull-request` writes to the branch `luma/platform` and
opens one pull request. The first files are never deleted by this program: a ruleset guards them, so they go by pull
request, too, or with the repository.

A file's mode says whose it is: `managed` files are the platform's own; a `scaffold` is given once to an empty
repository and is the app developers' from then on; `merged` files, which others write in, are left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import pulumi

from components._base import Component
from components.resources.github import Branch, RepositoryFile, RepositoryPullRequest
from settings.github import GitHub

BRANCH: Final = "luma/platform"
"""The branch with proposed changes."""

_BODY: Final = """This pull request brings the files that the platform program delivers to their present state.

Merge it as it is; whatever should be different is changed in the program, which updates this branch.
"""


class File(Protocol):
    """A file to deliver."""

    @property
    def text(self) -> str:
        """The whole text."""

    @property
    def mode(self) -> Literal["managed", "merged", "scaffold"]:
        """Whose the file is."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered: the files on the default branch, and the pull request where there is one."""

    first: Sequence[pulumi.Resource]
    pull_request: RepositoryPullRequest | None


def deliver(
    component: Component, settings: GitHub, files: Mapping[str, File], repository: pulumi.Resource
) -> Delivered:
    """Deliver `files` (by path) as children of `component`, once `repository` exists."""
    managed = {path: file.text for path, file in files.items() if file.mode == "managed"}
    if settings.repository.delivery == "pull-request":
        opts = _kept(component, _create_branch(component, settings, repository))
        proposed = [_write(component, path, text, settings, opts) for path, text in managed.items()]
        return Delivered([], _propose(component, settings, proposed))
    opts = _kept(component, repository)
    first = [_write(component, path, text, settings, opts) for path, text in managed.items()]
    if settings.repository.starts_empty:
        once = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=["content"]))
        scaffolds = {path: file.text for path, file in files.items() if file.mode == "scaffold"}
        first += [_write(component, path, text, settings, once) for path, text in scaffolds.items()]
    return Delivered(first, None)


def _kept(component: Component, after: pulumi.Resource) -> pulumi.ResourceOptions:
    return component.child_opts(pulumi.ResourceOptions(retain_on_delete=True), after=[after])


def _create_branch(component: Component, settings: GitHub, repository: pulumi.Resource) -> Branch:
    return Branch(
        component.child_name("branch"),
        component.child_opts(after=[repository]),
        repository=settings.repository.name,
        branch=BRANCH,
        source_branch=settings.default_branch,
    )


def _write(
    component: Component, path: str, text: str, settings: GitHub, opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    """Write one file; the logical name tells the branch, so that a first file is never moved to the other one."""
    direct = settings.repository.delivery == "direct"
    return RepositoryFile(
        component.child_name(f"{'file' if direct else 'proposed'}-{path}"),
        opts,
        repository=settings.repository.name,
        branch=settings.default_branch if direct else BRANCH,
        file=path,
        content=text,
        commit_message=f"Deliver {path}",
        overwrite_on_create=True,
    )


def _propose(component: Component, settings: GitHub, files: Sequence[pulumi.Resource]) -> RepositoryPullRequest:
    return RepositoryPullRequest(
        component.child_name("pull-request"),
        component.child_opts(after=files),
        base_repository=settings.repository.name,
        base_ref=settings.default_branch,
        head_ref=BRANCH,
        title="Update what the platform delivers",
        body=_BODY,
        maintainer_can_modify=False,
    )
