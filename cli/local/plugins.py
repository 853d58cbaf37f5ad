"""`./luma local --plugins real`: the vendors' own provider plugins, where installed, against the local cloud.

A plugin is found on PATH (`pulumi-resource-<name>`, whatever its version) or in PULUMI_HOME/plugins in the version
that requirements.txt asks for; missing ones are downloaded where that is possible. Base URLs lead them to the local
cloud's HTTP front ends. Vercel's knows no base URL, and validators ask small sites of Vercel's and Sentry's: a proxy
answers for their hosts and refuses every other.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import sysconfig
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.errors import UserError
from cli.local import environment
from toolchain import shim

if TYPE_CHECKING:
    from cli.local.cloud import Cloud
    from cli.local.home import Home

FLAG: Final = "--plugins"
_DOWNLOADS: Final = "get.pulumi.com"
_NOTE: Final = "__meta"
"""What a bridged plugin notes in its outputs: the version of its state's schema (pulumi-terraform-bridge)."""
VENDORS: Final = ("cloudflare", "github", "random", "sentry", "vercel")
_BASE_URLS: Final = {
    "cloudflare": ("CLOUDFLARE_BASE_URL", "/client/v4"),
    "github": ("GITHUB_BASE_URL", "/"),
    "sentry": ("SENTRY_BASE_URL", "/api/"),
}
"""The variable that each plugin reads its base URL from, and the path it expects there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plugin that the program's SDK asks for; `server` is where Pulumi downloads it, empty for its own place."""

    name: str
    version: str
    server: str

    @property
    def folder(self) -> str:
        """The plugin's folder in PULUMI_HOME/plugins."""
        return f"resource-{self.name}-v{self.version}"

    @property
    def binary(self) -> str:
        """The file name of its program."""
        return f"pulumi-resource-{self.name}"

    @property
    def install(self) -> list[str]:
        """The words after `pulumi` that install it."""
        server = ["--server", self.server] if self.server else []
        return ["plugin", "install", "resource", self.name, self.version, *server]


def split(words: Sequence[str]) -> tuple[bool, list[str]]:
    """Take `--plugins real` (or `--plugins local`, the default) off a command line.

    Raises:
        UserError: the flag has no value, or another one.
    """
    joined = [word.removeprefix(f"{FLAG}=") for word in words if word.startswith(f"{FLAG}=")]
    rest = [word for word in words if not word.startswith(f"{FLAG}=")]
    while FLAG in rest:
        at = rest.index(FLAG)
        joined += rest[at + 1 : at + 2] or [""]
        del rest[at : at + 2]
    wrong = sorted({value for value in joined if value not in {"real", "local"}})
    if wrong:
        raise UserError(
            f"{FLAG} {wrong[0]}: which provider plugins should run? Say {FLAG} real for the vendors' own, as far as "
            f"they are installed, or leave it out for the local cloud's stand-ins."
        )
    return "real" in joined[-1:], rest


def prepare(home: Home, cloud: Cloud, pulumi: Callable[[Sequence[str]], object]) -> dict[str, str]:
    """Let the real plugins that are installed serve their providers, and say which these are.

    Args:
        home: The local home.
        cloud: The running local cloud.
        pulumi: Runs a Pulumi command line; with it missing plugins are downloaded, where there is internet.

    Returns:
        The variables that go over those of a run with the stand-ins alone.

    Raises:
        UserError: none is installed.
    """
    asked = _asked()
    found = _installed(home, asked)
    missing = [each for each in asked if each.name not in found]
    if missing and _online():
        for each in missing:
            pulumi(each.install)
        found = _installed(home, asked)
        missing = [each for each in asked if each.name not in found]
    if not found:
        raise UserError(
            f"{FLAG} real: no provider plugin of a vendor is installed, so nothing real would run. "
            f"Install one, or more of them:\n" + "\n".join(f"  pulumi {' '.join(each.install)}" for each in missing)
        )
    sys.stderr.write(_line(found, missing))
    return variables(cloud, found)


def refuse_stand_ins_state(checkpoint: Path) -> None:
    """Refuse a stack that the stand-ins made: Cloudflare's plugin cannot read a state without its own note in it.

    Raises:
        UserError: the stack holds such a resource.
    """
    try:
        latest = json.loads(checkpoint.read_text())["checkpoint"]["latest"] or {}
        outputs = {each["urn"]: each.get("outputs", {}) for each in latest.get("resources", []) if each.get("custom")}
    except (OSError, ValueError, KeyError, TypeError):
        return  # there is none, or Pulumi itself says what is wrong with it
    foreign = sorted(urn for urn, each in outputs.items() if "cloudflare:index/" in urn and _NOTE not in each)
    if foreign:
        raise UserError(
            f"{checkpoint}: this stack was made by the local cloud's stand-ins (such as {foreign[0].split('::')[-1]}); "
            "Cloudflare's own plugin could not read it and would fail in the middle of a run. Destroy the stack first "
            "without --plugins real, or set LUMA_LOCAL_HOME to an empty folder."
        )


def variables(cloud: Cloud, real: Collection[str]) -> dict[str, str]:
    """Return the variables that lead real plugins to a local cloud's HTTP front ends, and the others to its own."""
    stand_ins = ",".join(f"{name}:{port}" for name, port in sorted(cloud.ports.items()) if name not in real)
    urls = {
        variable: f"http://127.0.0.1:{cloud.http[name]}{path}"
        for name, (variable, path) in _BASE_URLS.items()
        if name in real and name in cloud.http
    }
    return {"PULUMI_DEBUG_PROVIDERS": stand_ins, **urls, **environment.proxy_variables(cloud)}


def _asked() -> list[Asked]:
    """Read which plugins the installed SDKs ask for: what the language host tells the engine."""
    files = Path(sysconfig.get_path("purelib")).glob("*/pulumi-plugin.json")
    told = [json.loads(file.read_text()) for file in files]
    asked = [Asked(each["name"], each["version"], each.get("server", "")) for each in told if each["resource"]]
    return sorted((each for each in asked if each.name in VENDORS), key=lambda each: each.name)


def _installed(home: Home, asked: Sequence[Asked]) -> dict[str, str]:
    """Find the plugins, and make those of the user's own Pulumi known to the local one; by name, their version."""
    path = shim.path_without_shims()
    ambient = {each.name: "on PATH" for each in asked if shutil.which(f"pulumi-resource-{each.name}", path=path)}
    return {each.name: each.version for each in asked if _linked(home, each)} | ambient


def _linked(home: Home, plugin: Asked) -> bool:
    """Tell whether Pulumi's plugin folder holds a plugin; the user's is linked into the local run's.

    The engine overlooks a linked folder, so the folder is real and the program in it a link.
    """
    own, theirs = (place / "plugins" / plugin.folder / plugin.binary for place in (home.pulumi, _user_home()))
    if not own.exists() and theirs.exists():
        own.unlink(missing_ok=True)
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.symlink_to(theirs.absolute())
    return own.exists()


def _online() -> bool:
    """Tell whether Pulumi may download plugins, and can; behind a proxy that is taken for granted."""
    if os.environ.get("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION") == "true":
        return False
    if os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return True
    with suppress(OSError), socket.create_connection((_DOWNLOADS, 443), timeout=2):
        return True
    return False


def _user_home() -> Path:
    return Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")


def _line(found: Mapping[str, str], missing: Sequence[Asked]) -> str:
    real = ", ".join(f"{name} ({version})" for name, version in sorted(found.items()))
    if not missing:
        return f"Real plugins: {real}. None is missing.\n"
    names = ", ".join(f"{each.name} {each.version}" for each in missing)
    return f"Real plugins: {real}. Missing, so the local cloud stands in: {names}.\n"
