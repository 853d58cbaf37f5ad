"""The committed tables of what must exist, and what every variable's value must be.

`python -m tests.platform.inventory` builds both stacks and rewrites the tables: read the difference, then commit it.
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cli.local.placeholders import placeholder
from settings.catalogue import CATALOGUE
from settings.parse import parse
from settings.places import applies, github_environments, vercel_targets
from settings.platform import Platform
from settings.variable import Variable
from tests.engine import Checkout
from tests.settings.conftest import raw_settings

TABLES = Path(__file__).parent / "tables"
Things = Counter[tuple[str, str, str]]
Place = tuple[str, str, str]


def lines(things: Things) -> list[str]:
    """Return things as sorted lines: cloud, type, name."""
    return sorted(" ".join(thing) for thing in things.elements())


def table(stack: str) -> Path:
    """Return where the table of a stack is: all of prod, and what staging adds to it."""
    return TABLES / f"{stack}.txt"


def platform(stack: str) -> Platform:
    """Return the settings of a stack as committed."""
    return parse(raw_settings(stack), stack)


def places(stack: str) -> dict[Place, Variable]:
    """Return every place of every variable a stack has: cloud, type and name of the thing that carries it."""
    settings = platform(stack)
    return {place: each for each in CATALOGUE if applies(each, settings) for place in _places(each, settings)}


def _places(variable: Variable, settings: Platform) -> Iterator[Place]:
    for target in vercel_targets(variable, settings):
        yield "vercel", "variable", f"{settings.vercel.project}/{variable.name}/{target}"
    kind = "secret" if variable.kind == "secret" else "variable"
    for environment in github_environments(variable, settings):
        yield "github", kind, f"{environment}/{variable.name}"
    if variable.trigger:
        project = settings.variables["TRIGGER_PROJECT_REF"]
        yield "trigger", "variable", f"{project}/{settings.trigger.environment}/{variable.name}"


def values(checkout: Checkout, stack: str) -> dict[str, str]:
    """Return what each variable of a stack must be, from the settings, the placeholders and the resources' outputs."""
    settings = platform(stack)
    made = outputs(checkout, stack)
    found = {
        **_provided(settings, stack),
        **settings.variables,
        "NEXT_PUBLIC_APP_URL": settings.app.url,
        "NEXT_PUBLIC_SENTRY_DSN": made["sentry-key"]["dsnPublic"],
        "SENTRY_ORG": settings.sentry.organization,
        "SENTRY_PROJECT": settings.sentry.project,
        "VERCEL_ORG_ID": settings.vercel.team,
        "VERCEL_PROJECT_ID": made["vercel-project"]["id"],
        **{name: made[f"secrets-{name}"]["base64"] for name in ("CSRF_SECRET", "SESSION_SECRET")},
        "R2_ACCOUNT_ID": settings.cloudflare.account_id,
        "R2_BUCKET_NAME": settings.r2.images.name,
        "R2_PUBLIC_URL": f"https://{settings.r2.images.host}",
        **_key_pair(made["r2-images-token"], "R2"),
    }
    if settings.r2.backups:
        found |= {"BACKUP_BUCKET_NAME": settings.r2.backups.name, "BACKUP_PUBLIC_KEY": settings.r2.backups.public_key}
        found |= _key_pair(made["r2-backups-token"], "BACKUP")
    if "vercel-preview-token" in made:
        found["VERCEL_PREVIEW_TOKEN"] = made["vercel-preview-token"]["bearerToken"]
    return found | {each.name: found[each.value_of] for each in CATALOGUE if each.value_of}


def _provided(settings: Platform, stack: str) -> dict[str, str]:
    secrets = [each for each in CATALOGUE if each.source == "secret"]
    return {each.name: placeholder(each, stack, settings.app.environment) for each in secrets}


def _key_pair(token: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the S3 key pair of a Cloudflare token: its id, and the SHA-256 of its value."""
    secret = hashlib.sha256(token["value"].encode()).hexdigest()
    return {f"{prefix}_ACCESS_KEY_ID": token["id"], f"{prefix}_SECRET_ACCESS_KEY": secret}


def outputs(checkout: Checkout, stack: str) -> dict[str, dict[str, Any]]:
    """Return the decrypted outputs of a stack's resources by name, with their ids."""
    run = checkout.luma("local", "stack", "export", "--show-secrets", "--stack", stack)
    resources = json.loads(run.out)["deployment"]["resources"]
    return {
        each["urn"].rsplit("::", 1)[-1]: {**_plain(each.get("outputs", {})), "id": each["id"]}
        for each in resources
        if each["custom"]
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if "plaintext" in value:
            return json.loads(value["plaintext"])
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def main() -> None:
    """Build both stacks and rewrite the tables."""
    TABLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = Checkout.make(Path(folder) / "luma")
        made.up()
        prod = made.things()
        made.up(stack="staging")
        table("prod").write_text("\n".join(lines(prod)) + "\n")
        table("staging").write_text("\n".join(lines(made.things() - prod)) + "\n")


if __name__ == "__main__":
    main()
