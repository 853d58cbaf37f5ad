"""How a secret looks: by the name of its variable, and by the shape of its value.

Sources: the key formats that Stripe, GitHub, Sentry, Slack, OpenAI and Trigger.dev document; Vercel's April 2026
bulletin, which made every readable variable with a secret's name a leak.
"""

from __future__ import annotations

import base64
import re
from typing import Final

_SECRET_WORDS: Final = frozenset(
    ["SECRET", "SECRETS", "TOKEN", "TOKENS", "KEY", "KEYS", "APIKEY", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIALS"]
)
_SECRET_NAMES: Final = frozenset(["DATABASE_URL", "DIRECT_URL", "REDIS_URL", "CONNECTION_STRING", "DSN_SECRET"])
_PUBLIC_WORDS: Final = frozenset(["PUBLIC", "PUBLISHABLE", "ANON"])

_SECRET_VALUE: Final = re.compile(
    r"""sk_(live|test)_\w{8} | rk_live_\w{8} | gh[pousr]_[A-Za-z0-9]{20} | github_pat_\w{20}
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY | sntry[su]_\w{10} | xox[abprs]-[\w-]{10} | tr_(prod|stg|dev|preview)_\w{8}
    | sk-[A-Za-z0-9_-]{20} | AKIA[0-9A-Z]{16} | \bre_\w{20} | (postgres(ql)?|mysql|redis)://[^:/@\s]*:[^@/\s]+@""",
    re.VERBOSE,
)


SHORTEST_SECRET: Final = 16
"""Characters that a shared secret needs at least (vercel.com/docs/cron-jobs/manage-cron-jobs)."""

_JWT: Final = re.compile(r"eyJ[\w-]{10,4096}\.(eyJ[\w-]{10,4096})\.[\w-]{20}")


def secret_name(name: str) -> bool:
    """Whether a variable's name says that its value is a secret, unless it says that it is public, too."""
    words = name.upper().split("_")
    if name.upper() in _SECRET_NAMES or any(name.upper().endswith("_" + secret) for secret in _SECRET_NAMES):
        return True
    if _PUBLIC_WORDS.intersection(words):
        return False
    return bool(_SECRET_WORDS.intersection(words))


def secret_value(value: str) -> bool:
    """Whether a value has the shape of a known credential; Supabase's anon key, which is public, has not."""
    return bool(_SECRET_VALUE.search(value)) or any(map(_service_role, _JWT.findall(value)))


def _service_role(claims: str) -> bool:
    """Whether the claims of a JSON web token name Supabase's service role, which passes every row-level rule."""
    padded = claims + "=" * (-len(claims) % 4)
    return b"service_role" in base64.urlsafe_b64decode(padded)


def public_secret(name: str) -> bool:
    """Whether a browser-visible variable carries a secret's name: what `secret_name` says without its prefix."""
    bare = re.sub(r"^NEXT_PUBLIC_", "", name.upper())
    return secret_name(bare)
