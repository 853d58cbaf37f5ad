"""The small app with the payload delivered into it, as the app's repository would hold it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from payload.files import PayloadFile

from .node import APP, environment, modules

CANARY: Final = "c4nary-of-a-server-value"
ENVIRONMENT: Final = {
    "DATABASE_URL": f"postgresql://luma:{CANARY}@127.0.0.1:5432/luma",
    "DIRECT_URL": f"postgresql://luma:{CANARY}@127.0.0.1:5432/luma",
    "SUPABASE_SERVICE_ROLE_KEY": CANARY,
    "SUPER_ADMIN_PASSWORD": CANARY,
    "CSRF_SECRET": "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80=",
    "SESSION_SECRET": "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80=",
    "NEXT_PUBLIC_SUPABASE_URL": "https://abc.supabase.co",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY": "anonymous",
    "NEXT_PUBLIC_APP_URL": "https://luma.test",
    "NEXT_PUBLIC_SENTRY_DSN": "https://key@o1.ingest.us.sentry.io/7",
    "NEXT_PUBLIC_RELEASE": "f00ba4",
}
"""What the app finds in its environment while it is built and while it runs."""

_PROJECT: Final = {
    "projectId": "prj_test",
    "orgId": "team_test",
    "projectName": "luma-web",
    "settings": {"framework": "nextjs", "nodeVersion": "24.x"},
}


def merged_package(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the app's package.json with the platform's keys in it."""
    package: dict[str, Any] = json.loads((APP / "package.json").read_text(encoding="utf-8"))
    for key, values in part.items():
        package[key] = package.get(key, {}) | values
    return package


def deliver(delivered: Mapping[str, PayloadFile]) -> Path:
    """Put the app and the payload beside the installed packages, which Turbopack wants in the same folder."""
    folder = modules().parent
    for old in folder.iterdir():
        if old.name == "node_modules":
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(APP, folder, dirs_exist_ok=True)
    for path, file in delivered.items():
        text = file.text
        if path == "package.json":
            text = json.dumps(merged_package(json.loads(text)))
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def vercel_build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build as Vercel would, offline: the packages are there already, so the installation is a no-op."""
    document = json.loads((folder / "vercel.json").read_text(encoding="utf-8"))
    (folder / "vercel.json").write_text(json.dumps(document | {"installCommand": "true"}), encoding="utf-8")
    (folder / ".vercel").mkdir(exist_ok=True)
    (folder / ".vercel" / "project.json").write_text(json.dumps(_PROJECT), encoding="utf-8")
    return subprocess.run(
        ["npx", "--no-install", "vercel", "build", "--yes", "--prod", "--token", "none"],
        cwd=folder,
        env=environment(**ENVIRONMENT),
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Serve the built app; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["node", "node_modules/next/dist/bin/next", "start", "--port", str(port), "--hostname", "127.0.0.1"]
    with (folder / "next.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment(**ENVIRONMENT), stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/api/files", folder / "next.log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(10)


def _wait(address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the built app does not answer: {log.read_text(encoding='utf-8')[-2000:]}")
