"""`luma graph`: the state as few boxes in a sensible order, in Mermaid, SVG and JSON."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from cli.graph.mermaid import mermaid
from cli.graph.model import Thing, build, cloud_of, short_kind, things
from cli.graph.svg import svg
from tests.engine import Checkout

SVG = "{http://www.w3.org/2000/svg}"


def thing(name: str, *causes: str, kind: str = "vercel:index/project:Project", parent: str = "p") -> Thing:
    """Return a resource that needs others, by their names."""
    return Thing(f"urn::{name}", kind, parent, tuple(f"urn::{cause}" for cause in causes))


def names(found: list[Thing], *, whole: bool = False) -> set[tuple[str, str]]:
    """Return the edges of a graph by label."""
    graph = build(found, whole=whole)
    return {(graph.nodes[cause].label, graph.nodes[effect].label) for cause, effect in graph.edges}


def test_an_edge_that_a_longer_way_says_already_is_left_out() -> None:
    found = [thing("a"), thing("b", "a"), thing("c", "a", "b")]
    assert names(found) == {("a", "b"), ("b", "c")}, "a to c goes by b"
    assert [node.layer for node in build(found).nodes] == [0, 1, 2], "each is a step further"


def test_many_of_a_kind_are_one_box_and_whole_draws_each() -> None:
    found = [thing("a"), *(thing(f"v{place}", "a", kind="vercel:index/v:EnvVar") for place in range(4))]
    assert names(found) == {("a", "4 times env var")}, "a reader sees one box"
    assert names(found, whole=True) == {("a", f"v{place}") for place in range(4)}, "unless they ask for all"


def test_a_cycle_that_drawing_many_as_one_makes_is_broken() -> None:
    group = [thing(f"v{place}", kind="k:i/v:V") for place in range(4)]
    found = [*group, thing("b", "v0"), thing("v4", "b", kind="k:i/v:V")]
    assert len(names(found)) == 1, "one of the two directions stays"


def test_what_stands_for_nothing_in_a_cloud_is_left_out() -> None:
    state: list[dict[str, Any]] = [
        {"urn": "u::stack", "type": "pulumi:pulumi:Stack"},
        {"urn": "u::provider", "type": "pulumi:providers:vercel", "custom": True},
        {"urn": "u::component", "type": "luma:vercel:VercelHosting"},
        {"urn": "u::old", "type": "vercel:index/project:Project", "custom": True, "delete": True},
        {"urn": "u::project", "type": "vercel:index/project:Project", "custom": True, "dependencies": None},
    ]
    assert [each.name for each in things(state)] == ["project"], "exactly the one resource"


@pytest.mark.parametrize(
    ("kind", "cloud", "words"),
    [
        ("vercel:index/projectDomain:ProjectDomain", "vercel", "project domain"),
        ("luma:sentry:Alert", "sentry", "alert"),
        ("cloudflare:index/r2Bucket:R2Bucket", "cloudflare", "r2 bucket"),
    ],
)
def test_a_type_token_is_told_in_words(kind: str, cloud: str, words: str) -> None:
    assert (cloud_of(kind), short_kind(kind)) == (cloud, words), "its cloud, and what it is"


HOSTILE = 'a"<script>&#;'


def test_mermaid_escapes_names() -> None:
    text = mermaid(build([thing(HOSTILE)]))
    assert "a#34;#60;script#62;#38;#35;#59;" in text, "every sign that means something is spelled"
    assert "<script>" not in text, "and none is left"


def test_the_svg_is_well_formed_and_needs_nothing_else() -> None:
    text = svg(build([thing(HOSTILE), thing("b", HOSTILE, kind="github:index/repository:Repository")]))
    root = ET.fromstring(text)
    boxes = [each for each in root.iter(f"{SVG}g") if "node" in each.get("class", "")]
    assert {each.get("data-cloud") for each in boxes} == {"vercel", "github"}, "one box each, by cloud"
    assert len(list(root.iter(f"{SVG}path"))) == 1, "and the edge between them"
    assert text.count("http") == 1, "the name space alone: nothing is loaded from anywhere"


def test_what_a_run_changes_stands_by_itself_and_is_marked() -> None:
    many = [thing(f"v{place}", kind="vercel:index/v:EnvVar") for place in range(5)]
    graph = build([thing("a"), *many], {"urn::a": "delete", "urn::v3": "update"})
    labels = {(node.label, node.operation) for node in graph.nodes}
    expected = {("a", "delete"), ("v3", "update"), ("4 times env var", "same")}
    assert labels == expected, "the one that changes is not lost among many"
    boxes = ET.fromstring(svg(graph)).iter(f"{SVG}g")
    classes = {str(each.get("data-names")).split("\n")[0]: each.get("class") for each in boxes}
    assert classes == {"a": "node delete", "v3": "node update", "v0": "node same"}, "colours in the picture"
    text = mermaid(graph)
    assert '["a<br/>project, delete"]' in text, "a word in Mermaid's"
    assert re.search(r"class n\d delete\n", text), "and a class"


def test_the_same_box_is_a_button_only_on_a_page() -> None:
    alone, on_a_page = (svg(build([thing("a")]), anchors) for anchors in (None, {"urn::a": "change-7"}))
    assert "tabindex" not in alone, "a picture has nothing to press"
    assert 'data-changes="change-7" tabindex="0" role="button"' in on_a_page, "a page has"


def test_an_empty_graph_is_still_a_picture() -> None:
    ET.fromstring(svg(build([])))


@pytest.mark.slow
def test_the_built_platform_is_drawn_and_a_stack_without_a_state_is_a_plain_refusal(tmp_path: Path) -> None:
    checkout = Checkout.make(tmp_path / "luma")
    refused = checkout.luma("graph", "--local")
    assert (refused.code, "./luma local up --stack prod" in refused.err) == (2, True), refused.text
    assert "Traceback" not in refused.err, "a person's mistake is one message"
    checkout.up()
    drawn = json.loads(checkout.luma("graph", "--local", "--format", "json").out)
    members = [name for node in drawn["nodes"] for name in node["names"]]
    state = [each for each in checkout.state()["resources"] if each.get("custom")]
    own = [each["urn"].rsplit("::", 1)[-1] for each in state if not each["type"].startswith("pulumi:")]
    assert sorted(members) == sorted(own), "every resource is in exactly one box"
    done = checkout.luma("graph", "--local", "--format", "svg", "--output", "platform.svg")
    assert done.code == 0, done.text
    ET.fromstring((checkout.folder / "platform.svg").read_text())
    lost = checkout.luma("graph", "--local", "--format", "svg", "--output", "no/such/folder.svg")
    assert lost.code == 2, "a file that cannot be written is a mistake"
