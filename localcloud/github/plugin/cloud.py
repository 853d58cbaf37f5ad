"""GitHub's entry in the registry, and its section of the seed file."""

from localcloud.core.transaction import Transaction
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.registry import Cloud


def _service(transaction: Transaction, settings: Inputs) -> GitHubService:
    owner = settings.text_or_none("owner") or settings.text_or_none("organization")
    return GitHubService(transaction, owner or "")


def _seed(service: GitHubService, section: Inputs) -> None:
    """Make the organization and its template repositories (`templates`, names; optional)."""
    login = section.text("organization")
    service.seed_organization(
        login,
        section.text("plan"),
        secret_protection=section.flag_or_none("secret-protection") or False,
        apps=section.texts("apps"),
    )
    for name in section.texts("templates"):
        service.seed_template(login, name)


CLOUD = Cloud("github", _service, _seed)
