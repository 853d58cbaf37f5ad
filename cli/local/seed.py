"""What only a person can make in a real account, computed from settings, for the local cloud to start with."""

from settings.platform import Platform


def seed(platform: Platform) -> dict[str, dict[str, object]]:
    """Return the local cloud's seed for one stack."""
    plan, cloudflare = platform.plan, platform.cloudflare
    slack = platform.sentry.alerts.notifications.slack
    return {
        "github": {
            "organization": platform.github.organization,
            "plan": plan.github,
            "secret-protection": plan.github_secret_protection,
            "apps": ["vercel", "sentry"],
        },
        "vercel": {"team": platform.vercel.team, "plan": plan.vercel},
        "cloudflare": {
            "account": cloudflare.account_id,
            "zones": [{"id": cloudflare.zone_id, "name": cloudflare.zone}],
            "plan": plan.cloudflare,
        },
        "sentry": {
            "organization": platform.sentry.organization,
            "plan": plan.sentry,
            "slack": [{"workspace": slack.workspace, "channels": [slack.channel]}] if slack else [],
        },
        "trigger": {
            "project": platform.variables["TRIGGER_PROJECT_REF"],
            "environments": ["dev", "staging", "prod"],
        },
    }
