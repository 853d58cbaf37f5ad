"""Functions (`Invoke`) of the GitHub provider that the project calls."""

from localcloud.github.entities import Repository
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.repository import addresses
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.properties import Properties


@CLOUD.function("github:index/getRepository:getRepository")
def get_repository(cloud: GitHubService, inputs: Inputs) -> Properties:
    """Look a repository up by `name` or `fullName`; where there is none every output stays empty, as in the provider.

    Facts: `data_source_github_repository.go` of integrations/terraform-provider-github.
    """
    owner, slash, name = (inputs.text_or_none("fullName") or "").partition("/")
    if slash:
        found = GitHubService(cloud.world, owner).repositories.find(name)
    else:
        found = cloud.repositories.find(inputs.text_or_none("name") or "")
    return _described(found) if found else {"id": "", "name": name or inputs.text_or_none("name")}


def _described(repository: Repository) -> Properties:
    named = {key: value for key, value in addresses(repository).items() if isinstance(value, str | int)}
    return {
        **named,
        "id": repository.name,
        "name": repository.name,
        "description": repository.description,
        "homepageUrl": repository.homepage,
        "visibility": repository.visibility,
        "private": repository.visibility != "public",
        "defaultBranch": repository.default_branch,
        "archived": repository.archived,
        "isTemplate": repository.is_template,
        "topics": list(repository.topics),
        "hasIssues": repository.has_issues,
        "hasDiscussions": repository.has_discussions,
        "hasProjects": repository.has_projects,
        "hasWiki": repository.has_wiki,
        "fork": False,
    }
