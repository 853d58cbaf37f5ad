"""Cases of the rules on workflow text, and on how it fits the rest of the stack."""

from __future__ import annotations

from luma_policies import kinds

from .case import Case, fires, refuses_unknown, silent
from .good_github import CALLED, WORKFLOW
from .world import Change, Item, add, both, put, unknown, without

CHECKOUT_SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1"
_ON = "on:\n  pull_request:\n  push:\n    branches: [main]\n"
_ACTION = Item(
    kinds.FILE,
    {
        "repository": "shop-web",
        "branch": "luma/platform",
        "file": ".github/actions/install/action.yml",
        "content": "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v6\n",
    },
)


def text(old: str, new: str) -> Change:
    """Change the workflow by one replacement."""
    assert old in WORKFLOW, f"the good workflow has {old!r}"
    return put("workflow", "content", WORKFLOW.replace(old, new, 1))


def called(old: str, new: str) -> Change:
    """Change the called workflow by one replacement."""
    assert old in CALLED, f"the good called workflow has {old!r}"
    return put("called", "content", CALLED.replace(old, new, 1))


def step(lines: str) -> Change:
    """Add a step to the deploying job; the lines are indented by eight blanks."""
    return put("workflow", "content", WORKFLOW + "".join(f"      {line}\n" for line in lines.splitlines()))


def deliver(content: str) -> Change:
    """Deliver a workflow by our own provider's resource."""
    file = {"content": content, "mode": "managed", "executable": False}
    return add("files", Item(kinds.FILES, {"repository": "shop-web", "files": {".github/workflows/other.yml": file}}))


_CONTRACTS: tuple[Case, ...] = (
    fires(
        "GHR-021",
        "ruleset",
        "a misspelt check",
        put("ruleset", "rules.requiredStatusChecks.requiredChecks[0].context", "test"),
        ("GHR-022", "workflow"),
    ),
    fires("GHR-021", "ruleset", "a renamed job", called("  checks:\n", "  suite:\n"), ("GHR-022", "workflow")),
    silent(
        "GHR-021",
        "a matrix",
        both(
            called("    timeout-minutes", "    strategy:\n      matrix:\n        node: [22, 24]\n    timeout-minutes"),
            put("ruleset", "rules.requiredStatusChecks.requiredChecks[0].context", "test / checks (24)"),
        ),
    ),
    silent(
        "GHR-021",
        "a name with an expression",
        both(
            called("    timeout-minutes", "    name: Node ${{ matrix.node }}\n    timeout-minutes"),
            put("ruleset", "rules.requiredStatusChecks.requiredChecks[0].context", "test / Node 24"),
        ),
    ),
    Case(
        "GHR-021",
        "text unknown is not evaluated",
        unknown("called", "content"),
        frozenset([("STK-004", "called")]),
        undecided=True,
    ),
    fires("GHR-022", "files", "a check that nobody requires", deliver(CALLED.replace("workflow_call", "pull_request"))),
    silent("GHR-022", "a workflow on main only", deliver(CALLED.replace("workflow_call", "push"))),
    fires(
        "GHS-004",
        "workflow",
        "a secret that is not there",
        text("secrets.VERCEL_TOKEN", "secrets.VERCEL_TOKENS"),
        ("GHS-005", "environment-secret"),
    ),
    fires("GHS-004", "workflow", "a secret that was removed", without("database-secret")),
    fires("GHS-004", "workflow", "a variable that is not there", text("vars.APP_URL", "vars['SITE_URL']")),
    silent(
        "GHS-004",
        "another stack's environment",
        both(
            put("environment", "environment", "backup"),
            put("environment-branch", "environment", "backup"),
            without("database-secret"),
        ),
    ),
    fires(
        "GHS-005",
        "environment-secret",
        "a secret that nothing reads",
        text("          VERCEL_TOKEN: ${{ secrets.VERCEL_TOKEN }}\n", ""),
    ),
)

_CHECKOUT = f"      - uses: actions/checkout@{CHECKOUT_SHA}\n        with:\n          persist-credentials: false\n"

CASES: tuple[Case, ...] = (
    *_CONTRACTS,
    fires("WFL-001", "workflow", "a tag", text(CHECKOUT_SHA, "v7")),
    fires(
        "WFL-001",
        "workflow",
        "a called workflow by its branch",
        text("./.github/workflows/test.yml", "shop/shared/.github/workflows/test.yml@main"),
        ("GHR-021", "ruleset"),
        ("GHR-022", "workflow"),
    ),
    fires("WFL-001", "action", "a tag in a composite action", add("action", _ACTION)),
    silent("WFL-001", "no uses in a script", called("vitest run", "vitest run # uses: actions/checkout@v1")),
    refuses_unknown("WFL-003", "workflow", "content"),
    fires("WFL-002", "workflow", "no permissions", text("permissions: {}\n", "")),
    fires("WFL-002", "workflow", "a token that writes all", text("permissions: {}\n", "permissions: write-all\n")),
    fires(
        "WFL-002",
        "workflow",
        "a token that writes for all jobs",
        text("permissions: {}\n", "permissions:\n  packages: write\n"),
    ),
    fires(
        "WFL-002",
        "called",
        "a job that writes all",
        called("    permissions:\n      contents: read\n", "    permissions: write-all\n"),
    ),
    silent("WFL-002", "a token that reads", text("permissions: {}\n", "permissions: read-all\n")),
    fires(
        "WFL-003",
        "files",
        "a stranger's code",
        deliver(
            CALLED.replace("workflow_call", "pull_request_target").replace(
                "      - run",
                f"{_CHECKOUT}          ref: ${{{{ github.event.pull_request.head.sha }}}}\n      - run",
            )
        ),
    ),
    fires(
        "WFL-003",
        "files",
        "a stranger's code by hand",
        deliver(
            CALLED.replace("workflow_call", "workflow_run").replace("npx --no-install vitest run", "gh pr checkout 1")
        ),
    ),
    silent("WFL-003", "the base's code", deliver(CALLED.replace("workflow_call", "pull_request_target"))),
    fires("WFL-004", "workflow", "a title in a script", step("- run: echo ${{ github.event.pull_request.title }}")),
    fires(
        "WFL-004",
        "workflow",
        "a branch in a script of an action",
        step(
            f"- uses: actions/github-script@{CHECKOUT_SHA}\n  with:\n    script: log('${{{{ github.head_ref || 1 }}}}')"
        ),
    ),
    fires(
        "WFL-004", "workflow", "a title in a format", step("- run: echo ${{ format('{0}', github.event.issue.title) }}")
    ),
    silent("WFL-004", "a number in a script", step("- run: echo ${{ github.event.pull_request.number }}")),
    silent("WFL-004", "our own secret in a script", step("- run: echo ${{ github.sha }}")),
    fires(
        "WFL-005",
        "workflow",
        "credentials kept",
        text("          persist-credentials: false\n", "          fetch-depth: 1\n"),
    ),
    fires(
        "WFL-005",
        "workflow",
        "no word on credentials",
        text("        with:\n          persist-credentials: false\n", ""),
    ),
    fires("WFL-006", "workflow", "a job without environment", text("    environment: production\n", "")),
    fires(
        "WFL-006",
        "called",
        "a secret without environment",
        called("- run", "- env: {A: '${{ secrets.VERCEL_TOKEN }}'}\n        run"),
    ),
    fires(
        "WFL-006",
        "called",
        "a secret for all jobs",
        called("jobs:\n", "env:\n  A: ${{ secrets.VERCEL_TOKEN }}\njobs:\n"),
    ),
    silent("WFL-006", "GitHub's own token", called("- run", "- env: {A: '${{ secrets.GITHUB_TOKEN }}'}\n        run")),
    silent(
        "WFL-006",
        "the caller's secret",
        put(
            "called",
            "content",
            CALLED.replace(
                "on: workflow_call\n",
                "on:\n  workflow_call:\n    secrets:\n      VERCEL_TOKEN:\n        required: true\n",
            ).replace("- run", "- env: {A: '${{ secrets.VERCEL_TOKEN }}'}\n        run"),
        ),
    ),
    fires(
        "WFL-007",
        "workflow",
        "all secrets passed on",
        text(
            "    uses: ./.github/workflows/test.yml\n", "    uses: ./.github/workflows/test.yml\n    secrets: inherit\n"
        ),
    ),
    fires("WFL-008", "workflow", "all secrets as text", step("- env: {ALL: '${{ toJSON(secrets) }}'}\n  run: ./x")),
    fires(
        "WFL-008",
        "workflow",
        "a part of a secret",
        step("- env: {PART: '${{ fromJSON(secrets.VERCEL_TOKEN).x }}'}\n  run: ./x"),
    ),
    fires("WFL-008", "workflow", "a computed secret", step("- env: {ANY: '${{ secrets[matrix.name] }}'}\n  run: ./x")),
    fires("WFL-009", "workflow", "the old command", step("- run: echo ::set-env name=A::b")),
    fires(
        "WFL-009",
        "workflow",
        "unsafe commands allowed",
        text("permissions: {}\n", "permissions: {}\nenv:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n"),
    ),
    fires(
        "WFL-009",
        "files",
        "the environment from a stranger",
        deliver(
            CALLED.replace("workflow_call", "pull_request_target").replace(
                "npx --no-install vitest run", "echo a=b >> $GITHUB_ENV"
            )
        ),
    ),
    silent("WFL-009", "the environment on main", step("- run: echo a=b >> $GITHUB_ENV")),
    fires(
        "WFL-014",
        "workflow",
        "the bot's name",
        text("if: github.event_name == 'push'", "if: github.event_name == 'push' && github.actor != 'dependabot[bot]'"),
    ),
    fires(
        "WFL-014",
        "workflow",
        "the bot's name first",
        text("if: github.event_name == 'push'", "if: github.event_name == 'push' && 'dependabot[bot]' == github.actor"),
    ),
    silent(
        "WFL-014",
        "the author's name",
        text(
            "if: github.event_name == 'push'",
            "if: github.event_name == 'push' && github.event.pull_request.user.login != 'dependabot[bot]'",
        ),
    ),
    fires(
        "WFL-018",
        "workflow",
        "an identity for a pull request",
        text("  test:\n    permissions:\n      contents: read\n", "  test:\n    permissions:\n      id-token: write\n"),
    ),
    fires("WFL-018", "workflow", "production for a pull request", text("    if: github.event_name == 'push'\n", "")),
    silent(
        "WFL-018",
        "never on pull requests",
        text(_ON, "on: push\n"),
    ),
)
