"""`github:index/branch:Branch`; its id is `repository:branch`, its import id may end in `:source`.

Facts: `resource_github_branch.go` of integrations/terraform-provider-github, which takes over a branch that exists.
"""

from typing import ClassVar

from localcloud.github.entities_git import Ref
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import open_repository
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State


@CLOUD.resource("github:index/branch:Branch")
class Branch(Resource[GitHubService]):
    """A branch; a change of its name renames it."""

    REPLACE = frozenset({"repository", "sourceBranch", "sourceSha"})
    DEFAULTS: ClassVar = {"sourceBranch": "main"}
    CHECKED = frozenset({"sourceBranch"})
    FILLED = frozenset({"etag", "sourceSha"})
    ONCE = frozenset({"sourceSha"})
    VOLATILE = frozenset({"ref"})

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make the branch where its source stands, or take over the one of that name."""
        repository, branch = inputs.text("repository"), inputs.text("branch")
        sha = inputs.text_or_none("sourceSha")
        sha = sha or cloud.refs.require(repository, f"heads/{inputs.text('sourceBranch')}").sha
        known = cloud.refs.ref(repository, f"heads/{branch}")
        ref = known or cloud.refs.create_ref(repository, f"refs/heads/{branch}", sha)
        return _state(ref, repository, {"sourceBranch": inputs.text("sourceBranch"), "sourceSha": sha})

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the branch."""
        repository, _, rest = resource_id.partition(":")
        branch, _, source = rest.partition(":")
        if inputs.values:
            repository, branch, source = (inputs.text(each) for each in ("repository", "branch", "sourceBranch"))
        found = cloud.refs.ref(repository, f"heads/{branch}")
        return _state(found, repository, {"sourceBranch": source or "main"}) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Rename the branch."""
        repository = new.text("repository")
        renamed = cloud.refs.rename_branch(repository, old.text("branch"), new.text("branch"))
        return _state(renamed, repository, {"sourceBranch": new.text("sourceBranch")})

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the branch; GitHub keeps the default one."""
        repository, branch = inputs.text("repository"), inputs.text("branch")
        if open_repository(cloud, repository) and cloud.refs.ref(repository, f"heads/{branch}"):
            cloud.refs.delete_ref(repository, f"heads/{branch}")


def _state(ref: Ref, repository: str, source: dict[str, Output]) -> State:
    branch = ref.name.removeprefix("heads/")
    outputs: dict[str, Output] = {
        "repository": repository,
        "branch": branch,
        "ref": f"refs/{ref.name}",
        "sha": ref.sha,
        **source,
    }
    return State(f"{repository}:{branch}", outputs)
