"""The base branch's settings, stated whole, so that a pull request's own stack file has no say in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from luma_policies.config import ENGINE_POLICIES, PROPERTIES, load
from luma_policies.packconfig import main
from luma_policies.registry import RULES

ROOT = Path(__file__).parents[2]
WAIVED = """
config:
  shop:policies:
    regions: [fra1]
    waivers:
      - {rule: VCL-013, resource: project, reason: a move, owner: ops, expires: 2999-12-31}
"""


def written(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the one object that every policy gets."""
    assert main([str(file)]) == 0, "the file can be used"
    given = json.loads(capsys.readouterr().out)
    assert set(given) == set(ENGINE_POLICIES), "each policy of the pack gets the settings"
    first: dict[str, Any] = given[ENGINE_POLICIES[0]]
    assert all(each == first for each in given.values()), "the same ones"
    return first


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_every_setting_is_stated(stack: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = written(ROOT / f"Pulumi.{stack}.yaml", capsys)
    assert set(found) == set(PROPERTIES), "what is left out could be given by the stack file that is judged"
    assert found["environment"] == {"prod": "production", "staging": "staging"}[stack], "facts come from the platform"
    load(found, RULES)


@pytest.mark.parametrize("text", [WAIVED, 'config:\n  shop:policies: \'{"regions": ["fra1"], "waivers": [%s]}\'\n'])
def test_what_the_file_says_goes_before_the_defaults(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = {"rule": "VCL-013", "resource": "project", "reason": "a move", "owner": "ops", "expires": "2999-12-31"}
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text(text % json.dumps(waiver) if "%s" in text else text)
    found = written(file, capsys)
    assert (found["regions"], found["waivers"]) == (["fra1"], [waiver]), "a date stays the text that it is"
    assert found["environment"] == "production", "the stricter default holds where nothing is said"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no valid YAML"),
        ("name: shop\n", "has no `config:` section"),
        ("config:\n  shop:policies: [1]\n", "`policies` is no object"),
        ("config:\n  shop:policies: '{'\n", "`policies` is no object"),
        ("config:\n  shop:policies: {environment: prod, x: 1}\n", "policies.environment: must be one of"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    text: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    if text is not None:
        file.write_text(text)
    assert main([str(file)]) == 2, "nothing is written that could be taken for the base's settings"
    told = capsys.readouterr()
    assert (said in told.err, told.out) == (True, ""), "it says why"
