"""Cloudflare's entry in the registry, and its section of the seed file."""

from localcloud.cloudflare.service import CloudflareService
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.registry import Cloud


def _service(transaction: Transaction, settings: Inputs) -> CloudflareService:
    del settings
    return CloudflareService(transaction)


def _seed(service: CloudflareService, section: Inputs) -> None:
    account = section.text("account")
    service.seed_account(account, section.text("plan"))
    for zone in section.items("zones"):
        entry = Inputs(zone)
        service.seed_zone(account, entry.text("id"), entry.text("name"))


CLOUD = Cloud("cloudflare", _service, _seed)
