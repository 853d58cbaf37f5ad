"""One run of the pack: resources come one by one, the stack comes last, and then the report is written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from .config import Config
from .engine import Report
from .evaluation import BY_ID
from .mending import Settings, mends
from .registry import RULE_SET, RULES
from .report import as_json
from .view import ResourceView, StackView
from .waivers import Ledger

REPORT_VARIABLE: Final = "LUMA_POLICY_REPORT"
"""Environment variable that names the file to which the report of a run is written as JSON."""


class Session:
    """One configuration and everything that was found under it."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._ledger = Ledger(config)
        self._total = Report()

    def judge(self, resource: ResourceView) -> Report:
        """Judge one resource, and keep what was found."""
        return self._keep(self._ledger.sift(RULE_SET.check_resource(resource, self.config)))

    def mends(self, resource: ResourceView) -> Settings:
        """Return the properties that put a resource right, without keeping what was found: it is judged once more."""
        found = Ledger(self.config).sift(RULE_SET.check_resource(resource, self.config))
        return mends(found, self.config)

    def close(self, stack: StackView) -> Report:
        """Judge the stack and then the waivers, and write the report of the whole run where it is asked for."""
        found = self._ledger.sift(RULE_SET.check_stack(stack, self.config))
        found.add(self._ledger.close(BY_ID))
        self._keep(found)
        path = os.environ.get(REPORT_VARIABLE)
        if path:
            Path(path).write_text(json.dumps(as_json(self._total, RULES, self.config), indent=2), encoding="utf-8")
        return found

    def _keep(self, found: Report) -> Report:
        self._total.add(found)
        return found
