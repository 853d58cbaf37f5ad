"""What Vercel sees of the Git hosts: the repositories of this world's GitHub, where its app is installed."""

from localcloud.core.errors import Forbidden, Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Organization, Repository
from localcloud.github.entities_git import Ref
from localcloud.vercel.entities import Project


class GitHost:
    """The repositories that projects connect to."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def connect(self, host: str, full_name: str, plan: str) -> str:
        """Give the default branch of a repository to connect.

        Raises `Invalid` where Vercel's app does not see it, `Forbidden` where the plan does not allow it.
        """
        if host != "github":
            raise _refused(full_name, f"You need to add a Login Connection to your {host} account first.")
        owner, _, name = full_name.partition("/")
        organization = self.world.get(Organization, owner.lower())
        if organization is None or "vercel" not in organization.apps:
            raise _refused(full_name, f"You need to install the Vercel GitHub app in {owner} first.")
        repository = self.world.get(Repository, owner.lower(), name.lower())
        if repository is None:
            raise _refused(full_name, "The repository couldn't be found in your linked Git providers.")
        if plan == "hobby" and repository.visibility != "public":
            raise Forbidden(
                f"Failed to link {full_name}. The Hobby plan does not connect private repositories of an organization. "
                "Upgrade to Pro."
            )
        return repository.default_branch

    def require_branch(self, project: Project, branch: str) -> None:
        """Refuse a branch that the project's repository does not have; raises `Invalid`."""
        connected = project.settings.git_repository
        if connected is None:
            raise Invalid("The project is not connected to a Git repository.", status=400)
        owner, _, name = connected.repo.partition("/")
        repository = self.world.get(Repository, owner.lower(), name.lower())
        if repository is None or self.world.get(Ref, repository.id, f"heads/{branch}") is None:
            raise Invalid(
                f'Branch "{branch}" not found in the connected Git repository.', code="branch_not_found", status=400
            )


def _refused(full_name: str, reason: str) -> Invalid:
    return Invalid(f"Failed to link {full_name}. {reason}", status=400)
