"""The environment in which Pulumi runs against the local cloud."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.local.home import PASSPHRASE, ROOT, Home
from cli.vendors.addresses import VENDORS
from toolchain import shim

if TYPE_CHECKING:
    from cli.local.cloud import Cloud
    from cli.local.copies import Copy

_TOKENS: Final = {
    "VERCEL_API_TOKEN": "localcloudlocalcloud0000",  # the provider wants 24 letters and digits
    "GITHUB_TOKEN": "ghp_localcloud",
    "CLOUDFLARE_API_TOKEN": "localcloudlocalcloudlocalcloudlocalcloud",
    "SENTRY_AUTH_TOKEN": "sntrys_localcloud",
    "TRIGGER_ACCESS_TOKEN": "tr_pat_localcloud",
}
"""They replace a person's real tokens: those never reach a local run."""
_DROPPED: Final = (
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_API_USER_SERVICE_KEY",
    "CLOUDFLARE_EMAIL",
    "GH_TOKEN",
    "GITHUB_BASE_URL",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PYTHONDONTWRITEBYTECODE",  # compiled byte code halves the time of every start
    "SENTRY_TOKEN",
)
_SETTINGS: Final = {
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
    "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
}


def base_variables(home: Home) -> dict[str, str]:
    """Return the variables that every local run has, whatever the stack."""
    return {
        **_TOKENS,
        **_SETTINGS,
        "LUMA_LOCAL_HOME": str(home.folder),
        "PULUMI_HOME": str(home.pulumi),
        "PULUMI_BACKEND_URL": f"file://{home.state}",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
    }


def stack_variables(copy: Copy, *, policy_pack: bool = True) -> dict[str, str]:
    """Return the variables that make Pulumi use a stack's generated files.

    Args:
        copy: The generated files.
        policy_pack: Whether our pack judges. A pack on the command line would run beside it and not in its place, and
            both would write the one report.
    """
    ours = {
        "PULUMI_OPTION_POLICY_PACK": str(ROOT / "policies"),
        "PULUMI_OPTION_POLICY_PACK_CONFIG": str(copy.policies),
    }
    return {"PULUMI_OPTION_CONFIG_FILE": str(copy.stack_file), **(ours if policy_pack else {})}


def cloud_variables(cloud: Cloud) -> dict[str, str]:
    """Return the variables that lead the engine's providers, and requests to the vendors, to the local cloud.

    They are those of `cli.vendors.addresses`, with the token that the local cloud made for each API.
    """
    variables = {"PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in sorted(cloud.ports.items()))}
    for name, port in cloud.http.items():
        variables[VENDORS[name].url_variable] = f"http://127.0.0.1:{port}"
        variables[VENDORS[name].token_variable] = cloud.tokens[name]
    return variables


def proxy_variables(cloud: Cloud) -> dict[str, str]:
    """Return the variables that lead a plugin whose vendor's address is fixed to the local cloud, and nowhere else.

    What has an address on this machine goes past it.
    """
    past = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return {"HTTPS_PROXY": cloud.proxy, "SSL_CERT_FILE": cloud.authority, **past}


def pulumi_environment(home: Home, tools: Path, *parts: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a Pulumi process: this one's, with the local run's variables over it.

    Args:
        home: The local home.
        tools: Folder of the Pulumi CLI; it comes first on PATH.
        parts: More variables.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    variables = base_variables(home)
    for part in parts:
        variables.update(part)
    return {
        **kept,
        **variables,
        "PATH": os.pathsep.join([str(tools), str(Path(sys.executable).parent), shim.path_without_shims()]),
    }


def shims(home: Home) -> Path:
    """Return the folder that `./luma local env` puts on PATH: its `pulumi` is `./luma local`."""
    return home.folder / "bin"
