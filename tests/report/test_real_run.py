"""A real preview of production, as a comment, as a page in a real Chromium, and as a graph that real Mermaid draws."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.payload.node import modules, run
from tests.report.conftest import Reported, secrets
from tests.report.mermaid import library

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
Seen = Mapping[str, Any]


def browser(script: str, *words: str) -> str:
    """Run a script that drives Chromium; return what it printed."""
    done = run(["node", str(FOLDER / script), str(modules()), *words], FOLDER)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def seen(reported: Reported) -> Seen:
    """Open and use the page once; every test looks at what was seen."""
    found: Seen = json.loads(browser("browser.mjs", str(reported.page)))
    return found


def test_the_comment_tells_the_change_and_what_the_pack_judged(reported: Reported) -> None:
    text = reported.comment.read_text()
    assert "### prod preview: 4 to delete, 3 to update, 1 to create" in text, "the run in one line"
    assert "> [!CAUTION]\n> - Something is lost with 4 of what is deleted or replaced: dns-dkim" in text, "danger first"
    assert re.search(r"Policies: \d+ rules: .*\d+ passed", text), "what the pack judged"
    assert "- Vercel production: CSP_MODE" in text, "what must be deployed"


def test_no_secret_of_the_state_is_in_the_report(reported: Reported) -> None:
    found = secrets(reported.checkout)
    assert len(found) > 10, "the state holds secrets"
    told = reported.comment.read_text() + reported.page.read_text()
    assert [value for value in found if value in told] == [], "none of them is in the report"


def test_the_page_asks_nothing_of_anybody_and_says_nothing_on_the_console(reported: Reported, seen: Seen) -> None:
    everywhere = [*seen["views"].values(), seen["used"]]
    assert [each["said"] for each in everywhere] == [[]] * 5, "no error, no warning"
    assert {url for each in everywhere for url in each["requests"]} == {f"file://{reported.page}"}, "itself alone"


@pytest.mark.parametrize("view", ["desk light", "desk dark", "phone light", "phone dark"])
def test_the_page_reads_on_a_desk_and_on_a_phone_in_light_and_dark(seen: Seen, view: str) -> None:
    found = seen["views"][view]
    assert (found["wide"], found["wideOpened"]) == (0, 0), "nothing is wider than the screen, folded or opened"
    assert found["texts"] > 500, "texts were looked at"
    assert found["faint"] == [], "each text's contrast with what is behind it is at least 4.5"
    assert found["broken"] == [], "axe finds nothing against WCAG 2.1 A and AA"
    assert ("251" in found["background"]) is view.endswith("light"), "it follows the reader's scheme"


def test_the_graph_is_there_with_every_box_and_edge(reported: Reported, seen: Seen) -> None:
    content = reported.content
    expected = {
        "nodes": len(content.graph.nodes),
        "edges": len(content.graph.edges),
        "changes": len(content.run.changes),
    }
    assert seen["used"]["all"] == expected, "what the page shows is what the run says"


def test_search_and_filters_leave_exactly_what_fits(seen: Seen) -> None:
    used = seen["used"]
    assert used["searched"] == ["vercel-firewall"], "a word searches the changes"
    assert used["filtered"] == ["dns-dkim", "dns-dmarc", "dns-return-path", "dns-spf"], "a cloud filters them"
    updated = [names.split("\n")[0] for names in used["graph"]]
    assert updated == ["vercel-env-CSP_MODE-production", "vercel-firewall", "alerts-errors"], "boxes fade but these"
    assert used["revealed"], "and the first of them is in view"
    assert used["matrix"] == ["database_url"], "the variables are searched, whatever the case"
    assert used["rules"] == ["vcl-001 vercel-variable-require-sensitive"], "and the rules"


def test_a_box_shows_its_change_by_mouse_and_by_keys(seen: Seen) -> None:
    panel = seen["used"]["panel"].replace("\u00a0", " ").replace("\u2212", "-")
    assert "- rules.rules[0].action.rateLimit.limit: 100" in panel, "what it was"
    assert "+ rules.rules[0].action.rateLimit.limit: 200" in panel, "what it will be"
    keyed = seen["keyed"]
    stops = ["skip", "theme", "a", "input", "select", "button", "canvas", "node"]
    assert [stop for stop in keyed["stops"] if stop in stops] == stops, "Tab reaches every control on the way to a box"
    assert keyed["panel"].startswith(keyed["name"]), "and Enter chooses it"


def test_the_graph_is_zoomed_and_moved_and_the_scheme_is_switched(seen: Seen) -> None:
    used = seen["used"]
    assert used["zoomed"] == pytest.approx(1.25), "the plus makes it larger"
    assert used["moved"] == 100, "it follows the mouse"
    assert used["dark"] == seen["views"]["desk dark"]["background"], "the button turns the page dark"


def test_mermaid_draws_the_plan_and_marks_what_changes(reported: Reported, tmp_path: Path) -> None:
    plan = reported.checkout.luma("graph", "--events", str(reported.log))
    assert plan.code == 0, plan.text
    source = tmp_path / "plan.mmd"
    source.write_text(plan.out)
    drawn = json.loads(browser("mermaid.mjs", str(library()), str(source)))
    graph = reported.content.graph
    assert (drawn["nodes"], drawn["edges"]) == (len(graph.nodes), len(graph.edges)), "Mermaid finds every box and edge"
    marked = {
        "create": ["vercel-route-redirect-/docsproject route, create"],
        "update": [
            "alerts-errorsmonitor, update",
            "vercel-env-CSP_MODE-productionproject environment variable, update",
            "vercel-firewallfirewall config, update",
        ],
        "delete": ["4 times dns recorddelete"],
    }
    assert drawn["marked"] == marked, "exactly what changes says so and has a colour"


def test_the_pictures_in_the_docs_are_of_this_page_and_small() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    names = ["report-dark.png", "report-light.png", "report-phone.png"]
    assert [each.name for each in pictures] == names, "light, dark, and a phone's"
    large = [each.name for each in pictures if each.stat().st_size > 200_000]
    assert large == [], "a clone stays small"
