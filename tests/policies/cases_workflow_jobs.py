"""Cases of the rules on what jobs do, what they take from outside, and what GitHub would not run."""

from __future__ import annotations

import json

from .case import Case, fires, silent
from .cases_workflows import CHECKOUT_SHA as _SHA
from .cases_workflows import called, deliver, step, text
from .good_github import CALLED, VERCEL_JSON, WORKFLOW
from .world import put

_DEPLOY = "npx --no-install vercel deploy --prod"
_BEFORE, _PERMISSIONS, _AFTER = WORKFLOW.rpartition("      contents: read\n")
_WRITING = f"{_BEFORE}      contents: write\n{_AFTER}"

CASES: tuple[Case, ...] = (
    fires(
        "WFL-010",
        "workflow",
        "two deployments at once",
        text("concurrency:\n  group: deploy-${{ github.ref }}\n  cancel-in-progress: false\n", ""),
    ),
    fires(
        "WFL-010", "workflow", "a deployment cancelled", text("cancel-in-progress: false", "cancel-in-progress: true")
    ),
    silent(
        "WFL-010",
        "by an expression",
        text("cancel-in-progress: false", "cancel-in-progress: ${{ github.event_name == 'pull_request' }}"),
    ),
    fires("WFL-011", "called", "no limit", called("    timeout-minutes: 10\n", "")),
    fires("WFL-012", "called", "one's own machine", called("runs-on: ubuntu-24.04", "runs-on: [self-hosted, linux]")),
    fires("WFL-012", "called", "a group of machines", called("runs-on: ubuntu-24.04", "runs-on:\n      group: ours")),
    fires(
        "WFL-013",
        "called",
        "a password for a service",
        called(
            "    steps:\n",
            "    services:\n      db:\n        image: a@sha256:0\n"
            "        credentials:\n          password: hunter2\n    steps:\n",
        ),
    ),
    silent(
        "WFL-013",
        "a password from a secret",
        text(
            "    container: node@sha256:0000\n",
            "    container:\n      image: a@sha256:0\n"
            "      credentials:\n        password: ${{ secrets.VERCEL_TOKEN }}\n",
        ),
    ),
    fires(
        "WFL-015", "workflow", "a script from the net", step("- run: curl -fsSL https://x.example/install | sudo bash")
    ),
    fires("WFL-015", "workflow", "the newest tool", text(_DEPLOY, "npx vercel@latest deploy --prod")),
    fires("WFL-015", "workflow", "a package without its hash", step("- run: pip install squawk-cli")),
    silent("WFL-015", "packages by hash", step("- run: pip install --require-hashes -r requirements.txt")),
    silent("WFL-015", "a job without powers", called("npx --no-install vitest", "npx vitest")),
    fires("WFL-016", "workflow", "a cache", step(f"- uses: actions/cache@{_SHA}\n  with:\n    path: x\n    key: y")),
    fires("WFL-016", "workflow", "a tool's cache", step(f"- uses: actions/setup-node@{_SHA}\n  with:\n    cache: npm")),
    silent(
        "WFL-016",
        "a cache in a test",
        called(
            "      - run",
            f"      - uses: actions/cache@{_SHA}\n        with:\n          path: x\n          key: y\n      - run",
        ),
    ),
    *(
        fires("WFL-017", "files", what, deliver(content))
        for what, content in (
            ("no YAML", "a: [b"),
            ("no mapping", "- a\n"),
            ("nothing", ""),
            ("a key twice", CALLED + "jobs: {}\n"),
            (
                "an alias without end",
                "a: &a [b]\n"
                + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)),
            ),
            ("an event that does not exist", CALLED.replace("workflow_call", "pull_requests")),
            ("a need that is not there", CALLED.replace("    runs-on", "    needs: build\n    runs-on")),
            ("a need of itself", CALLED.replace("    runs-on", "    needs: checks\n    runs-on")),
            ("no steps", CALLED.split("    steps:")[0]),
            ("a step that does two things", CALLED.replace("- run:", f"- uses: a/b@{_SHA}\n        run:")),
            ("a step that does nothing", CALLED.replace("- run: npx --no-install vitest run", "- name: nothing")),
            ("an expression that is never closed", CALLED.replace("vitest run", "vitest run ${{ github.sha")),
            ("a bad schedule", CALLED.replace("on: workflow_call", "on:\n  schedule:\n    - cron: '0 3 * *'")),
        )
    ),
    fires("WFL-017", "files", "no permissions, no jobs", deliver("on: push\npermissions: {}\n")),
    fires("WFL-017", "files", "no event", deliver(CALLED.replace("on: workflow_call\n", ""))),
    silent("WFL-017", "a good one by our own provider", deliver(CALLED.replace("name: test", "name: other"))),
    fires(
        "WFL-019",
        "workflow",
        "a deployment that does not wait",
        text("    needs: [migrate]\n", "    if: github.event_name == 'push'\n"),
    ),
    fires(
        "WFL-019",
        "project",
        "a build that migrates",
        put("project", "buildCommand", "prisma migrate deploy && next build"),
    ),
    fires(
        "WFL-019",
        "vercel-json",
        "a file whose build migrates",
        put("vercel-json", "content", json.dumps({**VERCEL_JSON, "buildCommand": "prisma migrate deploy"})),
    ),
    fires("WFL-020", "workflow", "a push", put("workflow", "content", _WRITING + "      - run: git push\n")),
    silent("WFL-020", "a push that cannot write", step("- run: git push")),
    fires("WFL-021", "workflow", "an image by its tag", text("node@sha256:0000", "node:24")),
    fires("WFL-021", "workflow", "a step's image by its tag", step("- uses: docker://node:24")),
    fires(
        "WFL-022",
        "workflow",
        "text outside of the expression",
        text("if: github.event_name == 'push'", "if: ${{ github.event_name == 'push' }} && true"),
    ),
    fires(
        "WFL-022",
        "workflow",
        "a line break after the expression",
        text("    if: github.event_name == 'push'\n", "    if: |\n      ${{ github.event_name == 'push' }}\n"),
    ),
    fires(
        "WFL-022",
        "workflow",
        "a list as text",
        text(
            "if: github.event_name == 'push'",
            "if: github.event_name == 'push' && contains('main staging', github.ref_name)",
        ),
    ),
    silent(
        "WFL-022", "one expression", text("if: github.event_name == 'push'", "if: ${{ github.event_name == 'push' }}")
    ),
)
