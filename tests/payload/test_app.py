"""A real Next.js app with the payload: types, lint, unit tests, build on Vercel's terms, and a real browser."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from payload.files import PayloadFile

from .node import run
from .workspace import CANARY, ENVIRONMENT, deliver, merged_package, started, vercel_build

pytestmark = pytest.mark.slow

Delivered = Mapping[str, PayloadFile]


@pytest.fixture(scope="module")
def app(delivered: Delivered) -> Path:
    return deliver(delivered)


@pytest.fixture(scope="module")
def built(app: Path) -> Path:
    done = vercel_build(app)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return app


@pytest.fixture(scope="module")
def output(built: Path) -> Path:
    return built / ".vercel" / "output"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with started(built) as url:
        yield url


def matches(route: Mapping[str, Any], path: str) -> bool:
    """Whether a route of Vercel's output takes a path; JavaScript writes groups' names without a P."""
    return re.search(re.sub(r"\(\?<(\w)", r"(?P<\1", route["src"]), path) is not None


def function(output: Path, name: str) -> dict[str, Any]:
    """Return what Vercel would configure for a function."""
    config: dict[str, Any] = json.loads((output / "functions" / f"{name}.func" / ".vc-config.json").read_text())
    return config


def test_the_app_is_tested_with_the_versions_that_are_delivered(delivered: Delivered) -> None:
    part = json.loads(delivered["package.json"].text)
    package = merged_package({})
    for key in ("dependencies", "devDependencies"):
        missing = set(part[key]) - set(package[key])
        assert missing <= {"trigger.dev"}, "only Trigger.dev's command line is too large to install for tests"
        wanted = {name: version for name, version in part[key].items() if name in package[key]}
        assert {name: package[key][name] for name in wanted} == wanted, "what is delivered is what is proved"


def test_the_types_are_right_in_strict_mode(app: Path) -> None:
    done = run(["npx", "--no-install", "tsc", "--noEmit"], app)
    assert done.returncode == 0, done.stdout


def test_eslint_has_nothing_to_say(app: Path) -> None:
    done = run(["npx", "--no-install", "eslint", ".", "--max-warnings", "0"], app)
    assert done.returncode == 0, done.stdout


def test_the_apps_own_unit_tests_pass_and_cover_the_library(app: Path) -> None:
    done = run(["npx", "--no-install", "vitest", "run", "--coverage"], app)
    assert done.returncode == 0, done.stdout[-6000:]
    summary = json.loads((app / "coverage" / "coverage-summary.json").read_text())
    assert summary["total"]["lines"]["pct"] > 90, "logger, Sentry, environment and policy are tested, not only called"


def test_the_build_command_generates_the_client_and_never_migrates(built: Path) -> None:
    log = json.loads((built / ".vercel" / "output" / "builds.json").read_text())
    assert "error" not in json.dumps(log), "the build is whole"
    assert (built / "src" / "generated").is_dir(), "prisma generate ran"
    assert "migrate" not in json.loads((built / "vercel.json").read_text())["buildCommand"], (
        "a preview build would change a database"
    )


def test_every_function_has_the_time_limit_of_the_most_specific_pattern(output: Path) -> None:
    limits = {
        name: function(output, name)["maxDuration"] for name in ("index", "api/files", "api/ai/chat", "api/extract")
    }
    assert limits == {"index": 30, "api/files": 30, "api/ai/chat": 60, "api/extract": 60}, (
        "30 s, 60 s for AI and extraction"
    )


def test_every_function_pattern_matches_a_file(built: Path) -> None:
    for pattern in json.loads((built / "vercel.json").read_text())["functions"]:
        assert list(built.glob(pattern)), f"Vercel accepts {pattern} in silence, although it matches nothing"


def test_the_functions_run_on_the_settings_node_version(output: Path) -> None:
    assert function(output, "index")["runtime"] == "nodejs24.x", "Node.js 20 is discontinued"


def test_the_headers_and_the_redirect_are_served(output: Path) -> None:
    paths = [route for route in json.loads((output / "config.json").read_text())["routes"] if "src" in route]

    def headers(path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for route in paths:
            if "headers" in route and "status" not in route and matches(route, path):
                found |= route["headers"]
        return {name: value for name, value in found.items() if name not in nextjs}

    nextjs = {"vary", "x-matched-path"}
    security = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-XSS-Protection": "1; mode=block",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    for path in ("/", "/decks/1"):
        assert headers(path) == security, f"{path} has the four security headers and no other"
    assert headers("/api/files") == security | {"Cache-Control": "no-store, max-age=0"}, (
        "no answer of the API is cached"
    )
    home = [route for route in paths if route.get("status") == 308 and matches(route, "/home")]
    assert [route["headers"] for route in home] == [{"Location": "/"}], "/home goes to / for good"


def test_no_server_value_reaches_the_browsers_code(built: Path) -> None:
    bundle = "".join(path.read_text() for path in (built / ".next" / "static").rglob("*.js"))
    assert ENVIRONMENT["NEXT_PUBLIC_APP_URL"] in bundle, "the public ones do"
    leaked = {name for name, value in ENVIRONMENT.items() if not name.startswith("NEXT_PUBLIC_") and value in bundle}
    assert leaked == set(), "a server-only value in the bundle is public"
    assert CANARY not in bundle, "nor does a part of one"


def test_no_source_map_is_served(built: Path) -> None:
    assert list((built / ".next" / "static").rglob("*.map")) == [], "source maps are for Sentry alone"


def fetch(address: str) -> tuple[int, Message]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.headers


def test_each_answer_has_its_own_nonce(address: str) -> None:
    policies = [str(fetch(address)[1]["content-security-policy"]) for _ in range(2)]
    nonces = {re.findall(r"'nonce-([^']+)'", policy)[0] for policy in policies}
    assert len(nonces) == 2, "a nonce that is known beforehand protects nothing"


def test_a_request_keeps_its_correlation_id_through_proxy_route_and_log(address: str, built: Path) -> None:
    request = urllib.request.Request(f"{address}api/files", headers={"x-correlation-id": "test-correlation-1"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.headers["x-correlation-id"] == "test-correlation-1", "the caller finds its request in the log"
    lines = [json.loads(line) for line in (built / "next.log").read_text().splitlines() if line.startswith("{")]
    mine = [line["message"] for line in lines if line["context"].get("correlationId") == "test-correlation-1"]
    assert mine == ["Listing files", "GET /api/files 200"], "every line of the request carries its id"


@pytest.fixture(scope="module")
def browser(address: str, built: Path) -> dict[str, Any]:
    done = run(["node", "browser/csp.mjs", address], built)
    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0, f"Chromium did not start (it needs the system package libnss3): {done.stdout[-1500:]}"
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def test_the_page_comes_alive_in_a_browser_without_a_violation(browser: dict[str, Any]) -> None:
    page = browser["plain"]
    assert page["violations"] == [], "the policy allows what the app itself does"
    assert page["failures"] == [], "no script fails"
    assert page["text"] == "1 clicks on https://luma.test", "a click is heard, so the page is hydrated"


def test_an_injected_script_does_not_run(browser: dict[str, Any]) -> None:
    page = browser["attacked"]
    assert page["injected"] is None, "neither the inline script nor the inline handler ran"
    assert page["violations"] == ["enforce script-src-elem inline", "enforce script-src-attr inline"], (
        "both were blocked"
    )
    assert page["alive"], "the app itself goes on"
