"""The records of the app's domain: where browsers find it, and who may send mail in its name."""

from __future__ import annotations

import pulumi

from components._base import Component
from components.resources.cloudflare import DnsRecord
from settings.cloudflare import Cloudflare, Dns, Resend
from settings.platform import App

VERCEL_ADDRESS = "76.76.21.21"
"""Vercel's address for a zone's own name, which can have no CNAME (vercel.com/docs/domains/add-a-domain)."""

VERCEL_HOST = "cname.vercel-dns.com"
"""Vercel's target for every other host (same source)."""

AUTOMATIC_TTL = 1
"""Cloudflare's word for a lifetime that it chooses itself."""

TXT_STRING_BYTES = 255
"""Longest character-string of a TXT record (RFC 1035, 3.3); Cloudflare splits longer ones, which then is drift."""


class DnsRecords(Component):
    """Type token `luma:cloudflare:DnsRecords`.

    Produces:
        - `DnsRecord` of the app, to Vercel: an A record on the zone's own name, a CNAME elsewhere.
        - `DnsRecord` of the www host, where it redirects.
        - `DnsRecord` for the mail's return path (MX and SPF), DKIM and DMARC, where the stack sends mail.

    It does not own the zone, nor the record of a bucket's custom domain, which Cloudflare adds itself.

    Args:
        name: Name of the component.
        settings: Mail records and the DMARC policy.
        zone: The zone.
        app: The app, for its domain.
        opts: Options with an explicit Cloudflare provider.
    """

    CLOUD = "cloudflare"

    def __init__(self, name: str, settings: Dns, *, zone: Cloudflare, app: App, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, opts)
        self._zone = zone
        self._create_app(app)
        if settings.resend:
            self._create_mail(app.domain, settings.resend, settings.dmarc)
        self.register_outputs({})

    def _create_app(self, app: App) -> None:
        self._record_to_vercel("app", app.domain)
        if app.redirect_www:
            self._record_to_vercel("www", f"www.{app.domain}")

    def _record_to_vercel(self, role: str, host: str) -> None:
        """Create a record that Cloudflare does not proxy: Vercel must see the visitor and issue the certificate."""
        at_apex = host == self._zone.zone
        self._record(role, host, "A" if at_apex else "CNAME", VERCEL_ADDRESS if at_apex else VERCEL_HOST)

    def _create_mail(self, domain: str, resend: Resend, dmarc: str) -> None:
        """Create the records that Resend asks for (resend.com/docs/dashboard/domains/introduction)."""
        return_path = f"{resend.subdomain}.{domain}"
        self._record("return-path", return_path, "MX", f"feedback-smtp.{resend.region}.amazonses.com", priority=10)
        self._record("spf", return_path, "TXT", quoted("v=spf1 include:amazonses.com ~all"))
        self._record("dkim", f"resend._domainkey.{domain}", "TXT", quoted(resend.dkim))
        self._record("dmarc", f"_dmarc.{domain}", "TXT", quoted(dmarc))

    def _record(self, role: str, host: str, kind: str, content: str, *, priority: int | None = None) -> None:
        DnsRecord(
            self.child_name(role),
            self.child_opts(),
            zone_id=self._zone.zone_id,
            name=host,
            type=kind,
            content=content,
            proxied=False,
            ttl=AUTOMATIC_TTL,
            priority=priority,
        )


def quoted(text: str) -> str:
    """Return a TXT record's content as Cloudflare stores it: quoted strings of at most 255 bytes."""
    parts = [text[start : start + TXT_STRING_BYTES] for start in range(0, len(text), TXT_STRING_BYTES)]
    return " ".join(f'"{part}"' for part in parts)
