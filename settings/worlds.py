"""Keeps the real accounts and the local cloud apart."""

from collections.abc import Mapping
from typing import Final

from settings.errors import SettingsError

_CLOUDS: Final = frozenset({"vercel", "github", "cloudflare", "sentry"})
_LED: Final = {
    "cloudflare": ("CLOUDFLARE_BASE_URL", "http://127.0.0.1:"),
    "github": ("GITHUB_BASE_URL", "http://127.0.0.1:"),
    "sentry": ("SENTRY_BASE_URL", "http://127.0.0.1:"),
    "vercel": ("HTTPS_PROXY", "http://local:"),
}
"""What leads a vendor's own plugin to the local cloud: a variable, and how its value begins. The proxy's user is the
local cloud's own, so that no other proxy is taken for it."""


def refuse_mixed_worlds(environment: Mapping[str, str]) -> None:
    """Refuse to run providers of one world on the state of the other.

    `./luma local` names its home, keeps the state in it and attaches the providers to the local cloud, or leads the
    vendors' own plugins there: all three, or none of them.

    Args:
        environment: The process's environment variables.

    Raises:
        SettingsError: ids of the local cloud would get into a real state, or real ones into a local state.
    """
    home, backend = environment.get("LUMA_LOCAL_HOME"), environment.get("PULUMI_BACKEND_URL", "")
    local_state = bool(home) and backend == f"file://{home}/state"
    attached = {each.split(":")[0] for each in environment.get("PULUMI_DEBUG_PROVIDERS", "").split(",")} & _CLOUDS
    if attached and not local_state:
        raise SettingsError(
            f"PULUMI_DEBUG_PROVIDERS attaches {', '.join(sorted(attached))} to the local cloud, but the state is not a "
            "local one; it would come to hold ids that exist in no account. Nothing was changed. Run it as "
            "./luma local …, or unset PULUMI_DEBUG_PROVIDERS."
        )
    led = {name for name, (variable, start) in _LED.items() if environment.get(variable, "").startswith(start)}
    real = _CLOUDS - attached - led
    if local_state and real:
        raise SettingsError(
            f"{backend} is the local cloud's state, but {', '.join(sorted(real))} would be real "
            "accounts; what is made there would be forgotten with the local state. Nothing was changed. Run it as "
            "./luma local …, or choose your own backend by `pulumi login`."
        )
