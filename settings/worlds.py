"""Keeps the real accounts and the local cloud apart."""

from collections.abc import Mapping
from typing import Final

from settings.errors import SettingsError

_CLOUDS: Final = frozenset({"vercel", "github", "cloudflare", "sentry"})


def refuse_mixed_worlds(environment: Mapping[str, str]) -> None:
    """Refuse to run providers of one world on the state of the other.

    `./luma local` names its home, keeps the state in it and attaches the providers to the local cloud: all three, or
    none of them.

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
    if local_state and attached != _CLOUDS:
        raise SettingsError(
            f"{backend} is the local cloud's state, but {', '.join(sorted(_CLOUDS - attached))} would be real "
            "accounts; what is made there would be forgotten with the local state. Nothing was changed. Run it as "
            "./luma local …, or choose your own backend by `pulumi login`."
        )
