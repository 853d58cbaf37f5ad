"""All files delivered into the app's repository, as one stack's settings make them.

Only the stack that owns the repository delivers, so what depends on a stack comes from that stack's settings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from payload.docs import deployment_md
from payload.env_files import app_generated_ts, env_example, env_generated_ts
from payload.files import STATIC, Delivery, PayloadFile
from payload.package import package_json
from payload.repository import codeowners, dependabot
from payload.vercel_json import vercel_json

if TYPE_CHECKING:
    from settings.platform import Platform

ROOT: Final = Path(__file__).parent / "files"
DEPLOY_BY_GIT: Final = Path(__file__).parent / "variants/git/.github/workflows/deploy.yml"
"""What stands in for the deploy workflow where Vercel's Git integration deploys: two deployments would race."""

BACKUP_ONLY: Final = frozenset({".github/workflows/backup.yml", ".github/scripts/store-backup.sh"})
"""Files of the nightly backup, for a stack that has a bucket for it."""

DEPLOYMENT: Final = "docs/DEPLOYMENT.md"
"""The document that describes the delivered files, and is one of them."""

Render = Callable[["Platform"], str]

COMPUTED: Final[tuple[tuple[Delivery, Render], ...]] = (
    (Delivery(".env.example", "merged"), env_example),
    (Delivery(".github/CODEOWNERS", "managed"), codeowners),
    (Delivery(".github/dependabot.yml", "managed"), dependabot),
    (Delivery("package.json", "merged"), package_json),
    (Delivery("src/lib/app.generated.ts", "managed"), app_generated_ts),
    (Delivery("src/lib/env.generated.ts", "managed"), env_generated_ts),
    (Delivery("vercel.json", "managed"), vercel_json),
)
"""The files computed from settings."""


def files(platform: Platform) -> dict[str, PayloadFile]:
    """Return every file for the app's repository by its path there, sorted by path."""
    texts = [(delivery, _static(delivery.path, platform)) for delivery in STATIC]
    texts += [(delivery, render(platform)) for delivery, render in COMPUTED]
    delivered = {
        delivery.path: PayloadFile(text, delivery.mode, delivery.executable)
        for delivery, text in sorted(texts, key=lambda pair: pair[0].path)
        if _wanted(delivery.path, platform)
    }
    document = delivered[DEPLOYMENT]
    return delivered | {DEPLOYMENT: replace(document, text=deployment_md(document.text, delivered))}


def _wanted(path: str, platform: Platform) -> bool:
    """Return whether a stack has what the file serves."""
    if path == ".github/CODEOWNERS":
        return bool(platform.github.code_owners)
    return path not in BACKUP_ONLY or platform.r2.backups is not None


def _static(path: str, platform: Platform) -> str:
    """Return a committed file's text; the workflows name what the stack calls its branch and its storage."""
    by_git = path == ".github/workflows/deploy.yml" and platform.vercel.deploy_by == "git"
    text = (DEPLOY_BY_GIT if by_git else ROOT / path).read_text(encoding="utf-8")
    if not path.startswith(".github/workflows/"):
        return text
    branch = platform.github.default_branch
    name = branch if branch == "main" else json.dumps(branch)  # YAML takes a bare 1.0, true or null for something else
    jurisdiction = "" if platform.r2.jurisdiction == "default" else f".{platform.r2.jurisdiction}"
    return text.replace("branches: [main]", f"branches: [{name}]").replace(
        ".r2.cloudflarestorage.com", f"{jurisdiction}.r2.cloudflarestorage.com"
    )
