"""What the variable catalogue makes for the app: `env.generated.ts`, `.env.example`, `app.generated.ts`."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Final

from settings.catalogue import CATALOGUE

if TYPE_CHECKING:
    from settings.platform import Platform
    from settings.variable import Variable

GENERATED: Final = "// Computed by the platform from its settings: a change by hand is undone.\n"
_SCHEMAS: Final = {"string": "text"}
"""Catalogue formats whose zod schema has another name in `env-reader.ts`; the others have their own."""


def app_variables(platform: Platform) -> list[Variable]:
    """Return the variables the app reads, in the catalogue's order: on Vercel, on Trigger.dev, or only checked."""
    return [
        variable
        for variable in CATALOGUE
        if (variable.vercel or variable.trigger or variable.source == "validated")
        and (variable.condition != "crons" or platform.vercel.crons)
    ]


def env_generated_ts(platform: Platform) -> str:
    """Return `src/lib/env.generated.ts`."""
    variables = app_variables(platform)
    schemas = sorted({_schema(variable) for variable in variables})
    rows = "".join(f"  /** {variable.description} */\n  {variable.name}: {_row(variable)},\n" for variable in variables)
    public = "".join(f"  {v.name}: process.env.{v.name},\n" for v in variables if v.kind == "public")
    return (
        f"{GENERATED}import {{ {', '.join(schemas)}, variable }} from './env-reader'\n\n"
        "/** The variables that the platform sets, and where the app needs them. */\n"
        f"export const platformVariables = {{\n{rows}}}\n\n"
        "/** The public ones; the bundler replaces names that are written out. */\n"
        f"export const publicValues = {{\n{public}}}\n"
    )


def app_generated_ts(platform: Platform) -> str:
    """Return `src/lib/app.generated.ts`, in which the app knows its own name, and what watches its schedules."""
    scheduled = [*(job.name for job in platform.trigger.scheduled_jobs), *(cron.path for cron in platform.vercel.crons)]
    rows = "".join(f"  {_quoted(each)}: {_quoted(platform.sentry.monitor(each))},\n" for each in scheduled)
    monitors = f"{{\n{rows}}}" if rows else "{}"
    return (
        f"{GENERATED}export const APP_NAME = {_quoted(platform.vercel.project)}\n\n"
        "/** Sentry's monitor of each scheduled job, by its id, and of each scheduled request, by its path. */\n"
        f"export const MONITORS: Readonly<Record<string, string>> = {monitors}\n"
    )


def _quoted(text: str) -> str:
    """Return a text as a literal of TypeScript: whatever is in it, it ends where it ends."""
    inner = json.dumps(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def env_example(platform: Platform) -> str:
    """Return the platform's part of `.env.example`: every variable of the app, grouped, with an example in <>.

    The env code refuses a value in <>, so that an example copied unchanged cannot pass for a value.
    """
    blocks = []
    for group, variables in groupby(app_variables(platform), key=lambda variable: variable.group):
        lines = [line for variable in variables for line in _example(variable)]
        blocks.append("\n".join([f"# {group}", *lines]))
    head = "# Copy to .env.local and replace what stands in <>. .env.local is never committed."
    return "\n\n".join([head, *blocks]) + "\n"


def _example(variable: Variable) -> list[str]:
    needed = {"always": "", "production": " (needed where the app is live)", "optional": " (optional)"}
    if variable.source == "validated":
        return [f"# {variable.name}: {variable.description}"]
    return [f"# {variable.description}{needed[variable.required]}", f'{variable.name}="<{variable.example}>"']


def _row(variable: Variable) -> str:
    places = [name for name, there in (("app", bool(variable.vercel)), ("jobs", variable.trigger)) if there]
    given = [_schema(variable), f"'{variable.required}'"]
    if places != ["app"]:
        given.append(f"[{', '.join(repr(place) for place in places or ['app', 'jobs'])}]")
    return f"variable({', '.join(given)})"


def _schema(variable: Variable) -> str:
    return _SCHEMAS.get(variable.format, variable.format)
