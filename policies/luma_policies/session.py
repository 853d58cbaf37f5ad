"""One run of the pack: resources come one by one, the stack comes last, and then the report is written."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Final

from .config import Config
from .engine import Report
from .evaluation import BY_ID
from .mending import Settings, mends
from .registry import RULE_SET, RULES
from .report import as_json, as_table
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
        self._lock = threading.Lock()
        self._write(complete=False)  # a report of an earlier run would pass for this one's

    def judge(self, resource: ResourceView) -> Report:
        """Judge one resource, and keep what was found.

        A breach can end the run before the stack is judged, so what is known then is written at once.
        """
        found = self._ledger.sift(RULE_SET.check_resource(resource, self.config))
        with self._lock:
            self._total.add(found)
            if found.violations:  # else a thousand resources would write it a thousand times
                self._write(complete=False)
        return found

    def mends(self, resource: ResourceView) -> Settings:
        """Return the properties that put a resource right, without keeping what was found: it is judged once more."""
        found = Ledger(self.config).sift(RULE_SET.check_resource(resource, self.config))
        return mends(found, self.config)

    def close(self, stack: StackView) -> Report:
        """Judge the stack and then the waivers, write the report of the whole run where it is asked for, and show it.

        Pulumi shows a pack's standard error among the diagnostics at the end of the run.
        """
        found = self._ledger.sift(RULE_SET.check_stack(stack, self.config))
        found.add(self._ledger.close(BY_ID))
        with self._lock:
            self._total.add(found)
            self._write(complete=True)
        sys.stderr.write(as_table(self._total, RULES, self.config) + "\n")
        sys.stderr.flush()
        return found

    def _write(self, *, complete: bool) -> None:
        path = os.environ.get(REPORT_VARIABLE)
        if path:
            text = json.dumps(as_json(self._total, RULES, self.config, complete=complete), indent=2)
            part = Path(f"{path}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)  # the engine ends this process at any moment
