"""The verb `./luma state bootstrap`: an R2 bucket for the state, and how to log in to it."""

from __future__ import annotations

import sys
from typing import Final

from cli.errors import OK
from cli.local.generate import plain_config, platform_of
from cli.state.bucket import ensure, usual_name
from cli.target import targets
from cli.vendors.cloudflare import place
from cli.vendors.http import client_for
from cli.vendors.listing import asking

_NEXT: Final = """\
Next:
  1. Make an S3 token for this bucket alone, "Object Read & Write":
     https://dash.cloudflare.com/{account}/r2/api-tokens
  2. export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...
  3. pulumi login '{address}'
  4. pulumi stack init {stack}      (asks for the passphrase that encrypts the stack's secrets; keep it well)
"""


def bootstrap(stack: str, bucket: str | None, *, local: bool) -> int:
    """Make the bucket, or mend it, and say how to use it; return the exit code.

    Args:
        stack: Name of a stack; its settings tell the account, and the bucket's name where none is given.
        bucket: Name of the bucket.
        local: Whether the local cloud's Cloudflare is meant.

    Raises:
        UserError: the settings cannot be used, or Cloudflare refuses.
    """
    (target,) = targets([stack], local=local)
    platform = platform_of(stack, plain_config(stack))
    name, where = bucket or usual_name(platform.app.name), place(platform)
    with asking(target) as variables:
        done = list(ensure(client_for("cloudflare", variables), where, name))
    for each in done or [f"{name} is as it should be"]:
        sys.stdout.write(f"{each}\n")
    host = (
        f"{where.account}.{'' if where.jurisdiction == 'default' else f'{where.jurisdiction}.'}r2.cloudflarestorage.com"
    )
    address = f"s3://{name}?endpoint=https://{host}&region=auto&s3ForcePathStyle=true"
    sys.stdout.write(_NEXT.format(account=where.account, address=address, stack=stack))
    return OK
