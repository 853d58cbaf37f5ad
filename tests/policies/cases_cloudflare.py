"""Cases of the rules on Cloudflare R2 and its tokens."""

from __future__ import annotations

from .case import Case, fires, refuses_unknown, silent, tolerates_unknown
from .world import drop, put

_ORIGINS = "rules[0].allowed.origins"

CASES: tuple[Case, ...] = (
    fires("R2-001", "public-address", "the r2.dev address on", put("public-address", "enabled", True)),
    fires("R2-001", "public-address", "no word on the address", drop("public-address", "enabled")),
    tolerates_unknown("R2-001", "public-address", "enabled"),
    fires("R2-002", "cors", "any site writes", put("cors", _ORIGINS, ["*"])),
    silent("R2-002", "no rules allow nobody", drop("cors", "rules")),
    refuses_unknown("R2-002", "cors", _ORIGINS),
    fires("R2-006", "image-domain", "TLS 1.0", put("image-domain", "minTls", "1.0")),
    fires("R2-006", "image-domain", "no minimum", drop("image-domain", "minTls")),
    silent("R2-006", "TLS 1.3", put("image-domain", "minTls", "1.3")),
    tolerates_unknown("R2-006", "image-domain", "minTls"),
)
