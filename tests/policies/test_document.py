"""The page of all rules is generated, whole and up to date."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path

from luma_policies.config import PROPERTIES
from luma_policies.document import page
from luma_policies.registry import RULES

COMMITTED = Path(__file__).parents[2] / "docs" / "policies.md"


def test_the_committed_page_is_up_to_date() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == page(), "run `make generate` and commit docs/policies.md"


def test_the_page_has_one_row_for_each_rule() -> None:
    rows = re.findall(r"^\| \*\*([A-Z0-9]+-\d{3})\*\*<br>`([a-z0-9-]+)` \|", page(), re.MULTILINE)
    assert sorted(rows) == sorted((rule.id, rule.name) for rule in RULES), "one row a rule"


def test_the_page_has_one_row_for_each_setting() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", page(), re.MULTILINE)
    assert rows == list(PROPERTIES), "one row a setting"


def test_no_cell_breaks_its_row() -> None:
    for row in page().splitlines():
        if row.startswith("| **"):
            assert len(re.findall(r"(?<!\\)\|", row)) == 7, "six cells"


def test_the_pack_says_what_it_needs_where_it_is_alone() -> None:
    pack = COMMITTED.parents[1] / "policies"
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in pack.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) if not node.level}
    assert imported - sys.stdlib_module_names == {"luma_policies", "pulumi", "pulumi_policy", "yaml"}, "and no more"
    pins = [line for line in (pack / "requirements.in").read_text().splitlines() if not line.startswith("#")]
    assert {pin.split("==")[0] for pin in pins} == {"pulumi", "pulumi-policy", "PyYAML"}, "each has its package"
    ours = (pack.parent / "requirements.in").read_text().splitlines()
    assert [pin for pin in pins if pin not in ours] == [], "at the versions that the tests run with"


def test_the_page_on_the_pack_tells_the_number_of_rules_and_commands_that_exist() -> None:
    text = (COMMITTED.parent / "policy-pack.md").read_text(encoding="utf-8")
    assert f"{len(RULES)} rules over" in text, "as many as there are"
    modules = set(re.findall(r"python -m luma_policies\.(\w+)", text))
    assert modules == {"check", "compare", "packconfig"}, "the pack's own commands, all of them"
    for module in modules:
        assert callable(importlib.import_module(f"luma_policies.{module}").main), f"{module} is a command"
