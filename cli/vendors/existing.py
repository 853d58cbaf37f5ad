"""What exists in a vendor's account, in the words that adoption, drift and status share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Existing:
    """One thing of an account, of a type that the program uses.

    `cloud`: vercel, github, cloudflare, sentry or trigger. `type`: the Pulumi type token. `import_id`:
    what `pulumi import` asks for, "" where the type cannot be imported. `name`: for a person.
    `by_itself`: whether the vendor made it along with something else, such as a project's default monitor.
    """

    cloud: str
    type: str
    import_id: str
    name: str
    by_itself: bool
