"""What exists in a vendor's account, in the words that adoption, drift and status share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Existing:
    """One thing of an account, of a type that the program uses.

    `cloud`: vercel, github, cloudflare, sentry or trigger. `type`: the Pulumi type token. `import_id`:
    what `pulumi import` asks for, "" where the type cannot be imported. `name`: for a person.
    `by_itself`: whether the vendor made it along with something else, such as a project's default monitor.

    `inputs`: what identifies it among its kind, by the names of the type's own inputs, as the program would declare it:
    a variable's `projectId`, `key` and `targets`; a secret's `repository`, `environment` and `secretName`; a record's
    `zoneId`, `name`, `type` and `content`. Of a type that cannot be imported (a bucket's CORS, lifecycle, lock,
    its domains) every input, so that it can be proved equal to what is declared. Never a value that may be secret.
    """

    cloud: str
    type: str
    import_id: str
    name: str
    by_itself: bool
    inputs: Mapping[str, Any] = field(default_factory=dict)
