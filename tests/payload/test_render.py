"""The set of delivered files, and what of them follows from the settings."""

import json
import subprocess
import sys
from typing import Any

import pytest

from payload.files import STATIC, PayloadFile
from payload.render import COMPUTED, ROOT, files
from settings.platform import Platform
from settings.vercel import Cron, FunctionTimeout

from .conftest import stack


def vercel_json(platform: Platform) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files(platform)["vercel.json"].text)
    return document


def with_vercel(platform: Platform, **changes: object) -> Platform:
    return platform.model_copy(update={"vercel": platform.vercel.model_copy(update=changes)})


def test_the_table_lists_exactly_the_committed_files() -> None:
    committed = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()}
    assert committed == {delivery.path for delivery in STATIC}, "a file without a row would never be delivered"


def test_no_path_is_delivered_twice() -> None:
    paths = [delivery.path for delivery in STATIC] + [delivery.path for delivery, _ in COMPUTED]
    assert len(paths) == len(set(paths)), "two rows for one path would overwrite each other"


def test_every_script_with_a_shebang_is_executable_and_nothing_else_is(delivered: dict[str, PayloadFile]) -> None:
    scripts = {path for path, file in delivered.items() if file.text.startswith("#!")}
    assert {path for path, file in delivered.items() if file.executable} == scripts, "the mode must say what is run"


def test_every_file_is_text_that_ends_with_one_newline(delivered: dict[str, PayloadFile]) -> None:
    wrong = {path for path, file in delivered.items() if not file.text.endswith("\n") or file.text.endswith("\n\n")}
    assert wrong == set(), "editors would add the newline and the file would drift"


def test_the_same_settings_give_the_same_files(platform: Platform) -> None:
    assert files(platform) == files(platform), "a second preview must show no change"


def test_importing_the_renderer_reads_no_yaml_and_no_pulumi() -> None:
    code = "import sys, payload.render; print([m for m in ('yaml', 'pulumi', 'rich', 'httpx') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT.parents[1], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]", "the program imports the renderer at every preview"


def test_vercel_json_is_the_seeds(platform: Platform) -> None:
    assert vercel_json(platform) == {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "framework": "nextjs",
        "buildCommand": "prisma generate && next build",
        "regions": ["iad1"],
        "functions": {
            "src/app/api/extract/**/*.ts": {"maxDuration": 60},
            "src/app/api/ai/**/*.ts": {"maxDuration": 60},
            "src/app/**/*": {"maxDuration": 30},
        },
        "headers": [
            {
                "source": "/(.*)",
                "headers": [
                    {"key": "X-Content-Type-Options", "value": "nosniff"},
                    {"key": "X-Frame-Options", "value": "DENY"},
                    {"key": "X-XSS-Protection", "value": "1; mode=block"},
                    {"key": "Referrer-Policy", "value": "strict-origin-when-cross-origin"},
                ],
            },
            {"source": "/api/(.*)", "headers": [{"key": "Cache-Control", "value": "no-store, max-age=0"}]},
        ],
        "redirects": [{"source": "/home", "destination": "/", "permanent": True}],
        "git": {"deploymentEnabled": False},
    }, "the seed's timeouts, region, headers and redirect reach the app"


def test_a_header_of_a_project_route_is_left_to_the_route(platform: Platform) -> None:
    owned = {header.name for header in platform.vercel.headers if header.owner == "project-route"}
    written = {header["key"] for block in vercel_json(platform)["headers"] for header in block["headers"]}
    assert owned == {"Strict-Transport-Security", "Permissions-Policy"}, "the good fixture has such headers"
    assert owned & written == set(), "a header with two owners would be sent twice"


def test_function_patterns_go_from_the_most_specific_to_the_default(platform: Platform) -> None:
    patterns = ["src/app/**/*.ts", "src/app/api/ai/**/*.ts", "src/app/api/ai/chat/route.ts", "src/app/api/**/*.ts"]
    timeouts = tuple(FunctionTimeout(pattern=pattern, seconds=60) for pattern in patterns)
    assert list(vercel_json(with_vercel(platform, function_timeouts=timeouts))["functions"]) == [
        "src/app/api/ai/chat/route.ts",
        "src/app/api/ai/**/*.ts",
        "src/app/api/**/*.ts",
        "src/app/**/*.ts",
        "src/app/**/*",
    ], "Vercel takes the first pattern that matches"


def test_crons_are_written_only_where_a_stack_has_some(platform: Platform) -> None:
    cron = Cron(path="/api/cron/cleanup", schedule="0 3 * * *")
    assert "crons" not in vercel_json(platform), "Luma's jobs are Trigger.dev's"
    assert vercel_json(with_vercel(platform, crons=(cron,)))["crons"] == [
        {"path": "/api/cron/cleanup", "schedule": "0 3 * * *"}
    ], "a stack's cron reaches the file"


def test_vercels_git_integration_stays_on_where_it_deploys(platform: Platform) -> None:
    assert "git" not in vercel_json(with_vercel(platform, deploy_by="git")), "nobody would deploy"


def test_the_workflows_follow_the_default_branch(platform: Platform) -> None:
    trunk = platform.model_copy(update={"github": platform.github.model_copy(update={"default_branch": "trunk"})})
    assert 'branches: ["trunk"]' in files(trunk)[".github/workflows/deploy.yml"].text, "pushes to trunk are deployed"
    assert "branches: [main]" not in files(trunk)[".github/workflows/deploy.yml"].text, "main is another branch there"


def test_a_stack_without_a_backup_bucket_gets_no_backup_workflow(platform: Platform) -> None:
    bare = platform.model_copy(update={"r2": platform.r2.model_copy(update={"backups": None})})
    left_out = {".github/workflows/backup.yml", ".github/scripts/store-backup.sh"}
    assert set(files(platform)) - set(files(bare)) == left_out, "it would fail every night"


def test_the_backup_goes_to_the_buckets_jurisdiction(platform: Platform) -> None:
    europe = platform.model_copy(update={"r2": platform.r2.model_copy(update={"jurisdiction": "eu"})})
    text = files(europe)[".github/workflows/backup.yml"].text
    assert "R2_ENDPOINT: https://${{ vars.R2_ACCOUNT_ID }}.eu.r2.cloudflarestorage.com" in text, (
        "a bucket of a jurisdiction answers only on its own host"
    )


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_both_stacks_name_the_same_functions(name: str) -> None:
    assert vercel_json(stack(name)) == vercel_json(stack("prod")), (
        "one vercel.json serves both projects, so the stack files must agree on what it says"
    )
