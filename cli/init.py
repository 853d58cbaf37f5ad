"""The verb `./luma init`: the stack files of a new app, by flags or by questions."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from cli.errors import OK, UserError
from cli.files import write_private
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.local.home import ROOT
from cli.stackfile import read_config

_HEADER: Final = """\
# yaml-language-server: $schema={schema}
# Secrets are keys of their own beside luma:platform: ./luma secrets import FILE --stack {stack}
"""
STACKS: Final = ("prod", "staging")
_FILE_MODE: Final = 0o644


@dataclass(frozen=True, slots=True)
class Question:
    """One thing only a person knows: the flag, and the question."""

    flag: str
    text: str


QUESTIONS: Final = (
    Question("name", "Name of the app, such as luma"),
    Question("domain", "Domain of production, such as luma.app"),
    Question("organization", "GitHub organization, in lower case"),
    Question("vercel-team", "Id of the Vercel team: team_..."),
    Question("cloudflare-account", "Cloudflare account id: 32 hexadecimal digits"),
    Question("cloudflare-zone", "Cloudflare zone id of the domain: 32 hexadecimal digits"),
    Question("sentry-organization", "Sentry organization"),
    Question("trigger-project", "Trigger.dev project: proj_..."),
    Question("supabase-url", "Supabase address of production: https://..."),
    Question("supabase-anon-key", "Supabase's public (anon) key of production"),
    Question("staging-supabase-url", "Supabase address of staging: https://..."),
    Question("staging-supabase-anon-key", "Supabase's public (anon) key of staging"),
)


def init(given: Mapping[str, str | None], backup_key: str | None, folder: Path | None, *, force: bool) -> int:
    """Write the stack files of a new app: Pulumi.prod.yaml and Pulumi.staging.yaml.

    In a folder below `apps/`, which is made, they carry the folder's name: one checkout may hold several apps.

    Args:
        given: Answers by flag; None where none was given.
        backup_key: Public age key that dumps are encrypted to; without one there are no backups.
        folder: Where the files go; the checkout when None.
        force: Overwrite files that exist.

    Raises:
        UserError: an answer is missing or wrong, every one is listed; or a file would be overwritten.
    """
    place = folder.absolute() if folder else ROOT
    prefix = f"{place.name}-" if place.parent == ROOT / "apps" else ""
    if prefix:
        place.mkdir(parents=True, exist_ok=True)
    paths = {stack: place / f"Pulumi.{prefix}{stack}.yaml" for stack in STACKS}
    if not place.is_dir():
        raise UserError(f"{place}: no such folder, so there is nowhere to write. Name one that exists.")
    if not force and (there := sorted(path.name for path in paths.values() if path.exists())):
        raise UserError(
            f"{', '.join(there)}: already in {place}, and with them the settings of an app. "
            "Add --force to overwrite them, or --output FOLDER to write elsewhere."
        )
    answers = _answers(given)
    settings = {stack: settings_of(stack, answers, backup_key) for stack in STACKS}
    _validate(settings)
    for stack, path in paths.items():
        content = yaml.safe_dump(
            {"config": {PLATFORM: settings[stack]}}, sort_keys=False, width=120, allow_unicode=True
        )
        write_private(path, _HEADER.format(schema=_schema(path), stack=f"{prefix}{stack}") + content)
        path.chmod(_FILE_MODE)
    sys.stdout.write(_done(paths, prefix, backup_key))
    return OK


def _schema(path: Path) -> str:
    """Return where an editor finds the schema, as seen from a stack file."""
    return os.path.relpath(ROOT / "settings" / "schema.json", path.parent)


def settings_of(stack: str, answers: Mapping[str, str], backup_key: str | None) -> dict[str, Any]:
    """Return the settings of a stack: the example's choices, and the answers in place of its names and ids."""
    found: dict[str, Any] = copy.deepcopy(read_config(committed(stack))[PLATFORM])
    production = stack == "prod"
    domain = answers["domain"]
    host = domain if production else f"staging.{domain}"
    prefix = "" if production else "staging-"
    found["app"] |= {"name": answers["name"], "domain": host}
    found["vercel"]["team"] = answers["vercel-team"]
    found["github"] |= {"organization": answers["organization"], "code-owners": []}
    if production:
        found["github"]["repository"] |= {"description": "", "topics": [answers["name"]]}
    found["cloudflare"] = {
        "account-id": answers["cloudflare-account"],
        "zone-id": answers["cloudflare-zone"],
        "zone": domain,
    }
    found["r2"]["images"]["host"] = f"images.{host}"
    found.pop("dns", None)  # the example's mail key is nobody's
    found["sentry"]["organization"] = answers["sentry-organization"]
    found["variables"] |= {
        "NEXT_PUBLIC_SUPABASE_URL": answers[f"{prefix}supabase-url"],
        "NEXT_PUBLIC_SUPABASE_ANON_KEY": answers[f"{prefix}supabase-anon-key"],
        "TRIGGER_PROJECT_REF": answers["trigger-project"],
        "SUPER_ADMIN_EMAIL": f"admin@{domain}",
        "EMAIL_FROM": f"noreply@{domain}",
    }
    _set_backups(found, backup_key)
    return found


def _set_backups(found: dict[str, Any], key: str | None) -> None:
    """Encrypt backups to the person's own key, or have none: to the example's key nobody could open them."""
    if "backups" not in found["r2"]:
        return
    if key:
        found["r2"]["backups"]["public-key"] = key
        return
    del found["r2"]["backups"]
    found["github"]["environments"] = [name for name in found["github"]["environments"] if name != "backup"]


def _answers(given: Mapping[str, str | None]) -> dict[str, str]:
    """Return every answer, asked for where there is somebody to ask."""
    missing = [each for each in QUESTIONS if not given.get(each.flag)]
    if missing and not sys.stdin.isatty():
        listed = "\n".join(f"  --{each.flag}: {each.text}" for each in missing)
        raise UserError(f"Nobody is there to ask, so nothing was written. Add what is missing:\n{listed}")
    asked = {each.flag: _ask(each) for each in missing}
    return {each.flag: (given.get(each.flag) or asked[each.flag]).strip() for each in QUESTIONS}


def _ask(question: Question) -> str:
    while not (answer := input(f"{question.text}: ").strip()):
        sys.stdout.write("An answer is needed.\n")
    return answer


def _validate(settings: Mapping[str, dict[str, Any]]) -> None:
    """Refuse settings that could not be used.

    Raises:
        UserError: with every offender of both stacks.
    """
    wrong = []
    for stack, found in settings.items():
        try:
            platform_of(stack, {PLATFORM: copy.deepcopy(found)})
        except UserError as error:
            wrong.append(str(error))
    if wrong:
        raise UserError("\n".join(wrong))


def _done(paths: Mapping[str, Path], prefix: str, backup_key: str | None) -> str:
    lines = [f"{path}: written" for path in paths.values()]
    lines += ["Plans, regions, headers and limits are the example's: read them through, then:"]
    lines += [
        "  ./luma check",
        f"  ./luma local up --stack {prefix}prod",
        f"  ./luma secrets import FILE --stack {prefix}prod",
    ]
    if not backup_key:
        lines += ["There are no backups: make a key by age-keygen, and give its public part by --backup-public-key."]
    return "\n".join(lines) + "\n"
