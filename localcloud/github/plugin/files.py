"""`github:index/repositoryFile:RepositoryFile`; its id is `repository:path:branch`.

Facts: `resource_github_repository_file.go` of integrations/terraform-provider-github; each write is one commit. That
provider sends the blob's sha it saw last with an update; here an update overwrites what is there.
"""

from collections.abc import Iterable
from typing import ClassVar

from localcloud.core.errors import Invalid, NotFound
from localcloud.github.contents import Content
from localcloud.github.entities_git import Signature
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import join, open_repository, split
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure


@CLOUD.resource("github:index/repositoryFile:RepositoryFile")
class RepositoryFile(Resource[GitHubService]):
    """A file on a branch."""

    REPLACE = frozenset({"branch", "file"})
    DEFAULTS: ClassVar = {
        "autocreateBranch": False,
        "overwriteOnCreate": False,
    }
    FILLED = frozenset({"autocreateBranchSourceSha", "branch", "commitMessage"})
    VOLATILE = frozenset({"commitMessage", "commitSha", "sha"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse an author without an address, and the reverse."""
        for name, other in (("commitAuthor", "commitEmail"), ("commitEmail", "commitAuthor")):
            if name in inputs and other not in inputs and not inputs.unknown(other):
                yield Failure(name, f"needs {other} as well")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Commit the file; one that exists is overwritten only where the program says so."""
        repository, path = inputs.text("repository"), inputs.text("file")
        branch = _branch(cloud, inputs)
        known = cloud.contents.file(repository, path, branch)
        if known is not None and not inputs.flag("overwriteOnCreate"):
            raise Invalid("refusing to overwrite existing file: configure `overwrite_on_create` to `true` to override")
        return self._write(cloud, inputs, branch, f"Add {path}", known)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the file; on import without a branch, on the default one."""
        repository, path, branch = split(resource_id, 3)
        if inputs.values:
            repository, path = inputs.text("repository"), inputs.text("file")
        found = cloud.contents.file(repository, path, branch)
        return _state(cloud, found, repository, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Commit the file's new content."""
        branch = split(resource_id, 3)[2]
        known = cloud.contents.file(new.text("repository"), new.text("file"), branch)
        return self._write(cloud, new, branch, f"Update {new.text('file')}", known)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Commit the file's removal."""
        repository, path, branch = inputs.text("repository"), inputs.text("file"), split(resource_id, 3)[2]
        known = cloud.contents.file(repository, path, branch) if open_repository(cloud, repository) else None
        if known is not None:
            message = inputs.text_or_none("commitMessage") or f"Delete {path}"
            cloud.contents.delete_file(
                repository, path, message=message, sha=known.blob.sha, branch=branch, author=_author(cloud, inputs)
            )

    def _write(self, cloud: GitHubService, inputs: Inputs, branch: str, message: str, known: Content | None) -> State:
        repository, path = inputs.text("repository"), inputs.text("file")
        cloud.contents.put_file(
            repository,
            path,
            inputs.text("content").encode(),
            message=inputs.text_or_none("commitMessage") or message,
            branch=branch,
            sha=known.blob.sha if known else None,
            author=_author(cloud, inputs),
        )
        written = cloud.contents.file(repository, path, branch)
        if written is None:
            raise NotFound(f"{path} is not on {branch} after it was written")
        return _state(cloud, written, repository, inputs)


def _branch(cloud: GitHubService, inputs: Inputs) -> str:
    """Give the branch to write to, made from another where the program says so; raises `NotFound`, `Conflict`."""
    repository, branch = cloud.repositories.require(inputs.text("repository")), inputs.text_or_none("branch")
    if branch is None:
        return repository.default_branch
    if cloud.refs.ref(repository.name, f"heads/{branch}") is None:
        if not inputs.flag("autocreateBranch"):
            raise NotFound(
                f"branch {branch} not found in repository {repository.full_name} or repository is not readable"
            )
        parent = inputs.text_or_none("autocreateBranchSourceBranch") or "main"
        source = inputs.text_or_none("autocreateBranchSourceSha")
        source = source or cloud.refs.require(repository.name, f"heads/{parent}").sha
        cloud.refs.create_ref(repository.name, f"refs/heads/{branch}", source)
    return branch


def _author(cloud: GitHubService, inputs: Inputs) -> Signature | None:
    name, email = inputs.text_or_none("commitAuthor"), inputs.text_or_none("commitEmail")
    return Signature(name, email, cloud.world.clock.timestamp()) if name and email else None


def _state(cloud: GitHubService, content: Content, repository: str, inputs: Inputs) -> State:
    """Answer with the file; a commit message that the program gives is echoed, for a later one may be another's."""
    outputs: dict[str, Output] = {
        "repository": repository,
        "repositoryId": int(cloud.repositories.require(repository).id),
        "file": content.path,
        "content": content.blob.data.decode(errors="replace"),
        "branch": content.branch,
        "ref": content.branch,
        "sha": content.blob.sha,
        "commitSha": content.commit.sha,
    }
    if "commitMessage" not in inputs:
        outputs["commitMessage"] = content.commit.message
    return State(join(repository, content.path, content.branch), outputs)
