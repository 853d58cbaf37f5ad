"""A change of prod that makes, changes and removes something in almost every cloud, as one pull request might."""

from __future__ import annotations

from typing import Any, Final

from tests.engine import Checkout

CATALOGUE: Final = "settings/catalogue.py"
NEW: Final = """\
    Variable("SUPPORT_EMAIL", "Where users write to.", "help@luma.example", "config", "config", _EMAIL, "optional",
             "email", EVERYWHERE, DEPLOY, trigger=True),
"""
GONE: Final = {"MATHPIX_APP_ID": ", trigger=True", "MATHPIX_APP_KEY": "vercel=RUNTIME, "}


def change(checkout: Checkout) -> None:
    """Add a variable, take two from where they were, rotate a secret, rename a job, drop the mail records, and more."""
    checkout.edit("prod", _settings)
    path = checkout.folder / CATALOGUE
    rows = [_row(line) for line in path.read_text().splitlines(keepends=True)]
    path.write_text("".join(rows))


def _settings(settings: dict[str, Any]) -> None:
    settings["vercel"]["default-timeout"] = 45
    settings["github"]["repository"]["description"] = "Other."
    settings["r2"]["token-expires"] = "2027-10-01T00:00:00Z"
    settings["dns"].pop("resend")
    settings["sentry"]["rate-limit"]["count"] = 500
    settings["trigger"]["scheduled-jobs"][0]["name"] = "quota-renewal"
    settings["rotations"] = {"SESSION_SECRET": 1}
    settings["variables"] |= {
        "EMAIL_FROM": "hello@luma.example",
        "SUPPORT_EMAIL": "help@luma.example",
        "TRIGGER_API_URL": "https://trigger.luma.example",
    }


def _row(line: str) -> str:
    """Give a line of the catalogue as it is after the change."""
    name = line.strip().removeprefix('Variable("').split('"', 1)[0]
    if name == "RESEND_API_KEY":
        return NEW + line
    return line.replace(GONE.get(name, "nothing of the kind"), "")
