"""`github:index/repositoryPullRequest:RepositoryPullRequest`; its id is `owner:repository:number`.

Facts: `resource_github_repository_pull_request.go` of integrations/terraform-provider-github: a delete closes it.
"""

from typing import ClassVar

from localcloud.github.entities_git import PullRequest
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import join, open_repository, split
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State


@CLOUD.resource("github:index/repositoryPullRequest:RepositoryPullRequest")
class RepositoryPullRequest(Resource[GitHubService]):
    """A pull request."""

    REPLACE = frozenset({"baseRepository", "headRef", "owner"})
    DEFAULTS: ClassVar = {"body": "", "maintainerCanModify": False}
    VOLATILE = frozenset({"baseSha", "headSha", "updatedAt"})

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Open the pull request."""
        cloud = _of_owner(cloud, inputs)
        made = cloud.pulls.create(
            inputs.text("baseRepository"),
            title=inputs.text("title"),
            head=inputs.text("headRef"),
            base=inputs.text("baseRef"),
            body=inputs.text("body"),
            maintainer_can_modify=inputs.flag("maintainerCanModify"),
        )
        return _state(cloud, made, inputs.text("baseRepository"))

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the pull request, open or closed."""
        owner, repository, number = split(resource_id, 3)
        cloud = _of_owner(cloud, inputs) if inputs.values else GitHubService(cloud.world, owner)
        repository = inputs.text_or_none("baseRepository") or repository
        found = cloud.pulls.find(repository, int(number)) if number.isdigit() else None
        return _state(cloud, found, repository) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change title, body or base."""
        cloud, repository = _of_owner(cloud, new), new.text("baseRepository")
        changed = cloud.pulls.update(
            repository,
            int(split(resource_id, 3)[2]),
            title=new.text("title"),
            body=new.text("body"),
            base=new.text("baseRef"),
            maintainer_can_modify=new.flag("maintainerCanModify"),
        )
        return _state(cloud, changed, repository)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Close the pull request; nothing deletes one."""
        cloud, repository = _of_owner(cloud, inputs), inputs.text("baseRepository")
        number = int(split(resource_id, 3)[2])
        found = cloud.pulls.find(repository, number) if open_repository(cloud, repository) else None
        if found is not None and found.state == "open":
            cloud.pulls.update(repository, number, state="closed")


def _of_owner(cloud: GitHubService, inputs: Inputs) -> GitHubService:
    owner = inputs.text_or_none("owner")
    return GitHubService(cloud.world, owner) if owner else cloud


def _state(cloud: GitHubService, pull: PullRequest, repository: str) -> State:
    outputs: dict[str, Output] = {
        "baseRepository": repository,
        "baseRef": pull.base,
        "headRef": pull.head,
        "title": pull.title,
        "body": pull.body,
        "maintainerCanModify": pull.maintainer_can_modify,
        "number": pull.number,
        "state": pull.state,
        "draft": False,
        "labels": (),
        "baseSha": pull.base_sha,
        "headSha": pull.head_sha,
        "openedAt": pull.opened_at,
        "openedBy": pull.opened_by,
        "updatedAt": pull.updated_at,
    }
    owner = cloud.repositories.organization().login
    return State(join(owner, repository, str(pull.number)), outputs)
