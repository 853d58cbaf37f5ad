"""What each vendor's HTTP API is asked, in an order in which every route is asked in good order at least once."""

from tests.faults.front.script import Ask
from tests.faults.front.scripts import cloudflare, github, sentry, trigger, vercel

SCRIPTS: dict[str, tuple[Ask, ...]] = {
    "cloudflare": cloudflare.SCRIPT,
    "github": github.SCRIPT,
    "sentry": sentry.SCRIPT,
    "trigger": trigger.SCRIPT,
    "vercel": vercel.SCRIPT,
}
