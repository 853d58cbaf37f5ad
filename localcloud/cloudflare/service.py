"""Cloudflare's API as one object: accounts and zones, and the services of its products."""

from localcloud.cloudflare.dns_service import DnsService
from localcloud.cloudflare.entities import Account, Zone
from localcloud.cloudflare.object_service import ObjectService
from localcloud.cloudflare.r2_service import R2Service
from localcloud.cloudflare.token_service import TokenService
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction


class CloudflareService:
    """Cloudflare, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction
        self.dns = DnsService(transaction)
        self.r2 = R2Service(transaction, self.dns)
        self.objects = ObjectService(transaction, self.r2)
        self.tokens = TokenService(transaction)

    def seed_account(self, account_id: str, plan: str) -> Account:
        """Make or update the account, as a person would."""
        account = Account(id=account_id, plan=plan)
        known = self.world.by_id(Account, account_id)
        return self.world.put(account) if known else self.world.add(account)

    def seed_zone(self, account_id: str, zone_id: str, name: str) -> Zone:
        """Make or rename a zone, as a person would at the registrar."""
        known = self.world.by_id(Zone, zone_id)
        zone = Zone(id=zone_id, account=account_id, name=name)
        return self.world.put(zone) if known else self.world.add(zone)

    def account(self, account_id: str) -> Account:
        """Find an account; raises `NotFound`."""
        found = self.world.by_id(Account, account_id)
        if found is None:
            raise NotFound("Could not route to account, perhaps your object identifier is invalid?", code="7003")
        return found

    def zones(self, account_id: str | None, name: str | None) -> list[Zone]:
        """List the zones, of one account or name where given."""
        found = self.world.all(Zone)
        return [each for each in found if account_id in (None, each.account) and name in (None, each.name)]
