"""What must follow a rotation: what has to be deployed again, who reads the value, what becomes of the old one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml

from cli.rotate.plan import Plan
from payload.render import files
from settings.platform import Platform
from settings.variable import Variable

_SUPABASE: Final = "https://supabase.com/dashboard/project/_/settings"
_TRIGGER_KEYS: Final = "Regenerate it under the project's API keys: https://cloud.trigger.dev"
_DATABASE: Final = (
    "It ends when the database's password is reset, and both DATABASE_URL and DIRECT_URL carry that password: "
    f"rotate the other one too. {_SUPABASE}/database"
)
OLD_VALUES: Final = {
    "DATABASE_URL": _DATABASE,
    "DIRECT_URL": _DATABASE,
    "SUPABASE_SERVICE_ROLE_KEY": f"Revoke it: {_SUPABASE}/api-keys",
    "OPENROUTER_API_KEY": "Delete it: https://openrouter.ai/settings/keys",
    "MATHPIX_APP_ID": "Delete the old app: https://console.mathpix.com",
    "MATHPIX_APP_KEY": "Delete it: https://console.mathpix.com",
    "TRIGGER_API_KEY": _TRIGGER_KEYS,
    "TRIGGER_SECRET_KEY": _TRIGGER_KEYS,
    "TRIGGER_ACCESS_TOKEN": "Revoke it: https://cloud.trigger.dev/account/tokens",
    "SUPER_ADMIN_PASSWORD": "The variable is for the first start alone: change the account's password in the app too.",
    "RESEND_API_KEY": "Delete it: https://resend.com/api-keys",
    "SENTRY_AUTH_TOKEN": "Revoke it: https://sentry.io/orgredirect/organizations/:orgslug/settings/auth-tokens/",
    "VERCEL_TOKEN": "Delete it: https://vercel.com/account/settings/tokens",
    "CSRF_SECRET": "Nothing to revoke. With the deployment, forms that are open are refused once.",
    "SESSION_SECRET": "Nothing to revoke. With the deployment, everybody has to log in again.",
    "CRON_SECRET": "Nothing to revoke. Vercel sends the new one with the deployment.",
}
"""By variable, what ends the old value; the provided ones only after everything runs with the new one."""
_REPLACED: Final = "The vendor has ended it already: what still runs with it fails until it is deployed again."


def redeploys(plan: Plan) -> list[str]:
    """Return what must be deployed again: Vercel gives variables to new deployments alone.

    Nothing is deployed with the development target's: a person pulls those.
    Source: vercel.com/docs/environment-variables; trigger.dev/docs/deploy-environment-variables.
    """
    places = {(place.service, place.name) for each in plan.touched for place in each.places}
    names = {"vercel": "Vercel", "trigger": "Trigger.dev"}
    deployed = sorted((each for each in places if each != ("vercel", "development")), reverse=True)
    return [f"{names[service]} {name}" for service, name in deployed if service in names]


def command(platform: Platform) -> str:
    """Return what deploys a stack again: the last run of the deploy workflow for the default branch, once more."""
    github = platform.github
    repository = f"--repo {github.organization}/{github.repository.name}"
    found = f"gh run list {repository} --workflow deploy.yml --branch {github.default_branch} --event push --limit 1"
    return f"gh run rerun {repository} $({found} --json databaseId --jq '.[0].databaseId')"


def readers(plan: Plan) -> list[str]:
    """Return the jobs of the delivered workflows that read what changes, from an environment where it changes."""
    changed = {
        (each.variable, place.name) for each in plan.touched for place in each.places if place.service == "github"
    }
    return sorted({line for name, environment in changed for line in _jobs(plan.platform, name, environment)})


def old_value(variable: Variable, plans: Sequence[Plan]) -> str:
    """Return what to do with the old value."""
    if any(each.way == "replaced" for each in plans):
        return _REPLACED
    return OLD_VALUES[variable.name]


def _jobs(platform: Platform, name: str, environment: str) -> Iterator[str]:
    pattern = re.compile(rf"\b(?:secrets|vars)\.{name}\b")
    for path, file in files(platform).items():
        if not path.startswith(".github/workflows/"):
            continue
        for job, body in yaml.safe_load(file.text)["jobs"].items():
            if _environment(body) == environment and pattern.search(yaml.safe_dump(body)):
                yield f"{path.rsplit('/', 1)[-1]}: {job} ({environment})"


def _environment(job: dict[str, Any]) -> str:
    named = job.get("environment", "")
    return str(named.get("name", "") if isinstance(named, dict) else named)
