"""What Vercel sees of the Git hosts."""

from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.vercel.entities import Project


class GitHost:
    """The repositories that projects connect to."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def connect(self, host: str, full_name: str, plan: str) -> str:
        """Give the default branch of a repository to connect; raises `Invalid`."""
        del plan
        if host != "github":
            raise Invalid(f"Failed to link {full_name}. You need to add a Login Connection to {host} first.", status=400)
        return "main"

    def require_branch(self, project: Project, branch: str) -> None:
        """Refuse a branch of a project without a repository; raises `Invalid`."""
        if project.settings.git_repository is None:
            raise Invalid(f"The project has no Git repository with a branch {branch}.", status=400)
