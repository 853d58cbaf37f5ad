"""The page of all rules is generated, whole and up to date."""

from __future__ import annotations

import re
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
