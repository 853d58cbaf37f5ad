"""Where a platform's account, zone and buckets stand in Cloudflare's API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from cli.vendors.http import Client

if TYPE_CHECKING:
    from settings.platform import Platform


@dataclass(frozen=True, slots=True)
class Place:
    """An account, a zone (their ids), and the jurisdiction of the buckets."""

    account: str
    zone: str
    jurisdiction: str = "default"

    @property
    def root(self) -> str:
        """The path in front of everything in the account."""
        return f"/client/v4/accounts/{quote(self.account, safe='')}"

    @property
    def records(self) -> str:
        """The path of the zone's records."""
        return f"/client/v4/zones/{quote(self.zone, safe='')}/dns_records"

    def buckets(self, name: str = "") -> str:
        """Spell the path of the buckets, or of one."""
        return "/".join(filter(None, (f"{self.root}/r2/buckets", quote(name, safe=""))))

    def of_buckets(self, client: Client) -> Client:
        """Return the client that finds buckets of this jurisdiction: to Cloudflare there are no others."""
        return client if self.jurisdiction == "default" else client.sending({"cf-r2-jurisdiction": self.jurisdiction})


def place(platform: Platform) -> Place:
    """Return where a platform's things stand."""
    return Place(platform.cloudflare.account_id, platform.cloudflare.zone_id, platform.r2.jurisdiction)
