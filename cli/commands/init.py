"""The command line of `luma init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.root import app


@app.command(
    epilog="Examples: luma init | luma init --name shop --domain shop.app --organization shop ... --output apps/shop"
)
def init(
    *,
    name: Annotated[str | None, typer.Option(help="Name of the app.")] = None,
    domain: Annotated[str | None, typer.Option(help="Domain of production.")] = None,
    organization: Annotated[str | None, typer.Option(help="GitHub organization.")] = None,
    vercel_team: Annotated[str | None, typer.Option(help="Id of the Vercel team.")] = None,
    cloudflare_account: Annotated[str | None, typer.Option(help="Cloudflare account id.")] = None,
    cloudflare_zone: Annotated[str | None, typer.Option(help="Cloudflare zone id.")] = None,
    sentry_organization: Annotated[str | None, typer.Option(help="Sentry organization.")] = None,
    trigger_project: Annotated[str | None, typer.Option(help="Trigger.dev project.")] = None,
    supabase_url: Annotated[str | None, typer.Option(help="Supabase address of production.")] = None,
    supabase_anon_key: Annotated[str | None, typer.Option(help="Supabase's public key of production.")] = None,
    staging_supabase_url: Annotated[str | None, typer.Option(help="Supabase address of staging.")] = None,
    staging_supabase_anon_key: Annotated[str | None, typer.Option(help="Supabase's public key of staging.")] = None,
    backup_public_key: Annotated[str | None, typer.Option(help="Public age key for backups; none without.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder; apps/NAME for a further app.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite stack files that exist.")] = False,
) -> int:
    """Write the stack files of a new app, by flags or by questions."""
    from cli.init import init as run_init

    answers = {
        "name": name,
        "domain": domain,
        "organization": organization,
        "vercel-team": vercel_team,
        "cloudflare-account": cloudflare_account,
        "cloudflare-zone": cloudflare_zone,
        "sentry-organization": sentry_organization,
        "trigger-project": trigger_project,
        "supabase-url": supabase_url,
        "supabase-anon-key": supabase_anon_key,
        "staging-supabase-url": staging_supabase_url,
        "staging-supabase-anon-key": staging_supabase_anon_key,
    }
    return run_init(answers, backup_public_key, output, force=force)
