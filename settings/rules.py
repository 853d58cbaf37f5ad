"""Rules that span settings: contradictions, and what an account's plan cannot have.

Each message has three parts: what is wrong and where, what it would cause, how to fix it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.catalogue import CATALOGUE
from settings.places import applies
from settings.variable import Variable

if TYPE_CHECKING:
    from settings.platform import Platform
    from settings.vercel import Vercel


def conflicts(platform: Platform) -> list[str]:
    """Return a message for each setting that contradicts another or the plan, sorted."""
    found = [
        *_vercel(platform),
        *_owners(platform.vercel),
        *_github(platform),
        *_cloudflare(platform),
        *_sentry(platform),
        *_variables(platform),
    ]
    return sorted(found)


def _vercel(platform: Platform) -> Iterator[str]:
    vercel = platform.vercel
    limit = platform.plan.max_function_seconds
    for where, seconds in _timeouts(platform):
        if seconds > limit:
            yield (
                f"{where}: {seconds} s is more than plan.vercel {platform.plan.vercel!r} allows ({limit} s); "
                f"Vercel would refuse the deployment. Use at most {limit}, or raise plan.vercel."
            )
    window, longest = vercel.rate_limit.window_seconds, platform.plan.max_rate_limit_seconds
    if window > longest:
        yield (
            f"vercel.rate-limit.window-seconds: {window} is more than plan.vercel {platform.plan.vercel!r} allows "
            f"({longest}); Vercel would refuse the firewall. Use at most {longest}, or raise plan.vercel."
        )
    if "preview" in vercel.targets and platform.app.environment == "production":
        yield (
            "vercel.targets: production's project serves 'preview'; pull requests would run with production's secrets. "
            "Use [production]; pull requests are previews of the staging stack's project."
        )
    if "preview" in platform.github.environments and vercel.preview_token_expires is None:
        yield (
            "vercel.preview-token-expires: missing, but this stack owns the GitHub environment 'preview'; "
            "its deploy token would never end. Set a date such as 2027-06-30T00:00:00Z."
        )
    if "preview" not in platform.github.environments and vercel.preview_token_expires is not None:
        yield (
            "vercel.preview-token-expires: set, but this stack does not own the GitHub environment 'preview'; "
            "a deploy token would be made and stored nowhere. Remove it, or add 'preview' to github.environments."
        )


def _timeouts(platform: Platform) -> Iterator[tuple[str, int]]:
    yield "vercel.default-timeout", platform.vercel.default_timeout
    for index, timeout in enumerate(platform.vercel.function_timeouts):
        yield f"vercel.function-timeouts[{index}].seconds", timeout.seconds


def _owners(vercel: Vercel) -> Iterator[str]:
    headers = Counter((header.source, header.name.lower()) for header in vercel.headers)
    for source, name in sorted(key for key, count in headers.items() if count > 1):
        yield (
            f"vercel.headers: {name!r} on {source!r} is there more than once; which value a browser gets would depend "
            "on who answers first. Keep one, with one owner."
        )
    redirects = Counter(redirect.source for redirect in vercel.redirects)
    for source in sorted(source for source, count in redirects.items() if count > 1):
        yield (
            f"vercel.redirects: {source!r} is redirected more than once; only one of them could win. "
            "Keep one, with one owner."
        )


def _github(platform: Platform) -> Iterator[str]:
    github = platform.github
    if not platform.plan.has_environments:
        yield (
            "plan.github: 'free' has no environments and no rulesets for a private repository; main would stay open "
            "to every push. Use 'team' or 'enterprise'."
        )
    if github.reviewer_teams and not platform.plan.has_reviewers:
        yield (
            f"github.reviewer-teams: plan.github {platform.plan.github!r} has no reviewers for a private repository; "
            "GitHub would answer 422. Remove the teams (branch policy and ruleset reviews guard a release instead), "
            "or set plan.github to 'enterprise'."
        )
    if platform.plan.has_reviewers and "production" in github.environments and not github.reviewer_teams:
        yield (
            "github.reviewer-teams: empty, although plan.github 'enterprise' has reviewers; "
            "a release would need nobody's approval. Name at least one team's id."
        )
    allowed = {"production": {"production", "backup"}, "staging": {"staging", "preview"}}[platform.app.environment]
    for name in sorted(set(github.environments) - allowed):
        yield (
            f"github.environments: {name!r} does not belong to a {platform.app.environment} stack; "
            f"two stacks would write the same secrets. Use only {', '.join(sorted(allowed))}."
        )


def _cloudflare(platform: Platform) -> Iterator[str]:
    zone = platform.cloudflare.zone
    hosts = [("app.domain", platform.app.domain), ("r2.images.host", platform.r2.images.host)]
    for where, host in hosts:
        if host != zone and not host.endswith("." + zone):
            yield (
                f"{where}: {host!r} is not in the zone {zone!r}; its record would be refused. "
                f"Use a host that ends in .{zone}, or change cloudflare.zone."
            )
    backups = platform.r2.backups
    if backups and backups.expire_days <= backups.lock_days:
        yield (
            f"r2.backups.expire-days: {backups.expire_days} is not more than lock-days ({backups.lock_days}); "
            "the lock would keep what the lifecycle deletes. Use a larger number."
        )
    if (backups is None) == ("backup" in platform.github.environments):
        yield (
            "r2.backups: a stack has a backup bucket and the GitHub environment 'backup' together or neither; "
            "dumps would have no place or no writer. Add the missing one."
        )


def _sentry(platform: Platform) -> Iterator[str]:
    notifications = platform.sentry.alerts.notifications
    if not notifications.email and notifications.slack is None:
        yield (
            "sentry.alerts.notifications: neither email nor slack; alerts would tell nobody. "
            "Set email: true, or name a Slack workspace and channel."
        )
    repeated = Counter(job.name for job in platform.trigger.scheduled_jobs)
    for name in sorted(name for name, count in repeated.items() if count > 1):
        yield (
            f"trigger.scheduled-jobs: {name!r} is there more than once; both would check in with one monitor. Keep one."
        )


def _variables(platform: Platform) -> Iterator[str]:
    known: dict[str, Variable] = {
        variable.name: variable for variable in CATALOGUE if variable.source == "config" and applies(variable, platform)
    }
    for name in sorted(set(platform.variables) - set(known)):
        yield (
            f"variables.{name}: not a configured variable of this stack's catalogue; nothing would read it. "
            "Remove it, or add it to settings/catalogue.py; a secret goes by `pulumi config set --secret`."
        )
    for name, variable in known.items():
        if name not in platform.variables:
            yield (
                f"variables.{name}: missing; {variable.description.rstrip('.')} would be empty in the app. "
                f"Add it under luma:platform.variables, such as {variable.example!r}."
            )
    generated = {variable.name for variable in CATALOGUE if variable.source == "generated"}
    for name in sorted(set(platform.rotations) - generated):
        yield (
            f"rotations.{name}: no generated secret of the catalogue; nothing would rotate. "
            f"Use one of {', '.join(sorted(generated))}."
        )
