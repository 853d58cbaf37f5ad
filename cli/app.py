"""The operator's verbs on typer. Each loads what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.exceptions import TyperException

from cli.errors import FAILED, INTERRUPTED, MISTAKE, OK

app = typer.Typer(
    name="luma",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Exit codes: {OK} done; {FAILED} tried and failed; {MISTAKE} the request or a file cannot be used, "
    f"nothing was tried; {INTERRUPTED} interrupted. `luma local` ends with Pulumi's own.",
)

secrets = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The stack's secrets.",
    epilog="Example: luma secrets import .env.production --stack prod",
)
app.add_typer(secrets, name="secrets")

Stack = Annotated[str, typer.Option("--stack", "-s", help="Name of the stack.")]
Stacks = Annotated[list[str] | None, typer.Option("--stack", "-s", help="Only this stack; may be repeated.")]
Local = Annotated[bool, typer.Option("--local", help="The local cloud's stack instead of the real accounts'.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.callback()
def root() -> None:
    """Everything an operator does with the platform. Begin with `luma demo`: it needs no account."""


@app.command(epilog="Example: luma demo")
def demo() -> int:
    """Bring the whole platform up on the local cloud, and show what was built."""
    from cli.demo import demo as run_demo

    return run_demo()


@app.command(
    epilog="Examples: luma local up --stack prod --yes | luma local preview --stack staging | luma local --help",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def local(context: typer.Context) -> int:
    """Run any Pulumi command against the local cloud; also env, stop, dump and reset."""
    from cli.verbs import local as run_local

    return run_local(context.args)


@app.command(epilog="Examples: luma check | luma check --stack prod")
def check(
    stack: Annotated[list[str] | None, typer.Option("--stack", "-s", help="Only this stack; may be repeated.")] = None,
) -> int:
    """Check the stack files before Pulumi starts."""
    from cli.check import check as run_check

    return run_check(stack or [])


@app.command(epilog="Examples: luma recover --stack prod | luma recover --stack prod --yes")
def recover(
    stack: Stack = "prod",
    yes: Yes = False,
    real: Annotated[bool, typer.Option("--real", help="The real accounts' stack, not the local cloud's.")] = False,
    ids: Annotated[
        list[str] | None, typer.Option("--id", help="What you looked up, as NAME=ID or NAME=none; may be repeated.")
    ] = None,
) -> int:
    """Find the way back after a killed run: nothing made twice, nothing lost."""
    from cli.recovering import recover as run_recover

    return run_recover(stack, yes=yes, real=real, ids=ids or [])


@app.command(
    epilog="Examples: luma env | luma env --stack prod --json | luma env --local --fail. "
    "Exit codes: 1 with --fail and something missing, undeclared, shared or not known."
)
def env(
    stack: Stacks = None,
    local: Local = False,
    as_json: AsJson = False,
    fail: Annotated[bool, typer.Option("--fail", help="End with 1 when there is a finding.")] = False,
) -> int:
    """Show which variable is in which place: holes and shared values, by fingerprint, never by value."""
    from cli.env import env as run_env

    return run_env(stack or [], local=local, as_json=as_json, fail=fail)


@app.command(epilog="Examples: luma graph --local > platform.mmd | luma graph --format svg --output platform.svg")
def graph(
    stack: Stack = "prod",
    form: Annotated[
        Literal["mermaid", "svg", "json"], typer.Option("--format", "-f", help="What is written.")
    ] = "mermaid",
    local: Local = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Draw every resource, not many of a kind as one.")] = False,
) -> int:
    """Draw the platform as a stack's state has it, grouped by cloud."""
    from cli.graph import graph as run_graph

    return run_graph(stack, form, local=local, output=output, whole=whole)


@app.command(
    epilog="Examples: PULUMI_DEBUG_COMMANDS=true LUMA_POLICY_REPORT=policies.json luma local preview --event-log "
    "events.jsonl | luma report events.jsonl --policies policies.json --markdown comment.md --html report.html"
)
def report(
    events: Annotated[Path, typer.Argument(help="The engine's event log: pulumi ... --event-log FILE.")],
    comment: Annotated[Path | None, typer.Option("--markdown", help="Write the comment to this file.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page to this file.")] = None,
    policies: Annotated[
        Path | None, typer.Option("--policies", help="The pack's report, from LUMA_POLICY_REPORT=FILE.")
    ] = None,
) -> int:
    """Tell a run in one comment for a pull request and one page; secrets are never shown."""
    from cli.report.verb import report as run_report

    return run_report(events, comment, html, policies)


@app.command(
    epilog="Examples: luma doctor | luma doctor --stack prod --json | luma doctor --local. "
    "Exit codes: 1 where an error was found."
)
def doctor(stack: Stacks = None, local: Local = False, as_json: AsJson = False) -> int:
    """Find what stands in the way: tools, tokens, backend, locks, plans, and what only a person can do."""
    from cli.doctor import doctor as run_doctor

    return run_doctor(stack or [], local=local, as_json=as_json)


@app.command(
    epilog="Examples: luma drift --local | luma drift --stack prod --fail --json. "
    "Exit codes: 1 with --fail and drift, or where Pulumi could not look."
)
def drift(
    stack: Stacks = None,
    local: Local = False,
    fail: Annotated[bool, typer.Option("--fail", help="End with 1 when there is drift.")] = False,
    as_json: AsJson = False,
) -> int:
    """Tell what was changed, removed or added behind Pulumi's back."""
    from cli.drift import drift as run_drift

    return run_drift(stack or [], local=local, fail=fail, as_json=as_json)


@app.command(
    epilog="Examples: luma init | luma init --name luma --domain luma.app --organization luma-app ... --output stacks"
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
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write to.")] = None,
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


@secrets.command(
    "import",
    epilog="Examples: luma secrets import .env.production --stack prod | vault-cli export | luma secrets import - "
    "--stack staging | luma secrets import .env --local --check",
)
def import_secrets(
    file: Annotated[str, typer.Argument(help="A dotenv file, or - for standard input.")],
    stack: Stack = "prod",
    local: Local = False,
    check: Annotated[bool, typer.Option("--check", help="Only check the values; set nothing.")] = False,
) -> int:
    """Take the values of a dotenv file as the stack's secrets: checked first, encrypted, never shown."""
    from cli.secrets_import import import_secrets as run_import

    return run_import(file, stack, local=local, check=check)


def run(words: Sequence[str]) -> int:
    """Run the command line and return its exit code; a mistake in it is one message."""
    try:
        return int(app(list(words), prog_name="luma", standalone_mode=False) or OK)
    except TyperException as error:
        sys.stderr.write(f"error: {error.format_message()} See luma --help.\n")
        return MISTAKE
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
