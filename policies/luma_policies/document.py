"""Writes the page of all rules, one row a rule, and the table of settings: `python -m luma_policies.document`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Final

from .config import PROPERTIES
from .registry import RULES
from .rule import ANY_TYPE, Rule

_TITLES: Final = {
    "VCL": "Vercel",
    "HDR": "Response headers",
    "CRN": "Scheduled requests",
    "VJS": "Who deploys",
    "GHR": "GitHub repository and rulesets",
    "GHA": "GitHub Actions settings",
    "GHE": "GitHub environments",
    "GHS": "GitHub secrets and variables",
    "WFL": "Workflow text",
    "R2": "Cloudflare R2",
    "CFT": "Cloudflare tokens",
    "SEN": "Sentry",
    "TRG": "Trigger.dev",
    "STK": "The stack as a whole",
}

_HEAD: Final = """# Policies

Generated from the rules in `policies/luma_policies` by `make generate`; edit those instead.

A *mandatory* rule stops a change, an *advisory* one only speaks. **R** marks a rule that can put the breach right
where `remediate` is on. A property that a rule has to know and that a preview cannot know yet is a breach of STK-004;
every other unknown property leaves the rule *not evaluated* until the update.

[policy-pack.md](policy-pack.md) says how the pack is used, alone and elsewhere, configured, reported and compared.
"""

_COLUMNS: Final = "| rule | judges | severity, level | what must hold, and why | fix | serves, source |\n"

_SETTINGS: Final = """## Settings

They stand in the stack file under `<project>:policies`, or come by `--policy-pack-config`, which goes before it. What
is wrong there is refused with every problem named before any rule runs. A waiver needs all of its five fields.

| setting | meaning | default |
|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, f"{len(RULES)} rules.\n"]
    for family, title in _TITLES.items():
        rules = sorted((rule for rule in RULES if rule.family == family), key=lambda rule: rule.id)
        parts.append(f"## {title}\n\n{_table(rules)}")
    parts.append(_SETTINGS + "".join(_setting(name) for name in PROPERTIES))
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    rows = "".join(_row(rule) for rule in rules)
    return f"{_COLUMNS}|---|---|---|---|---|---|\n{rows}"


def _row(rule: Rule) -> str:
    level = f"{rule.severity}, {rule.level}{' **R**' if rule.mend else ''}"
    note = f" *{rule.note}*" if rule.note else ""
    serves = "<br>".join((*rule.frameworks, rule.source))
    cells = (f"**{rule.id}**<br>`{rule.name}`", _types(rule), level, f"{rule.must} {rule.why}{note}", rule.fix, serves)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _types(rule: Rule) -> str:
    return "<br>".join("any" if kind == ANY_TYPE else kind.rsplit(":", 1)[-1] for kind in rule.types)


def _setting(name: str) -> str:
    schema = PROPERTIES[name]
    choices = schema.get("enum")
    meaning = str(schema["description"])
    if isinstance(choices, list):
        meaning += f" One of {', '.join(f'`{choice}`' for choice in choices)}."
    return f"| `{name}` | {meaning} | `{json.dumps(schema['default'])}` |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
