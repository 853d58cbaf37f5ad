"""The configuration of the policies is checked as a whole before any rule runs."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest
from luma_policies.config import PROPERTIES, BadConfiguration, Config, Waiver, load
from luma_policies.registry import RULES
from luma_policies.rule import Level
from luma_policies.schema import Json

WAIVER: dict[str, Json] = {
    "rule": "VCL-007",
    "resource": "shop-*",
    "reason": "a demo",
    "owner": "ops",
    "expires": "2027-03-01",
}


def test_nothing_configured_is_the_defaults() -> None:
    assert load({}, RULES).environment == "production", "the default is the stricter environment"


def test_every_setting_reaches_its_field() -> None:
    config = load(
        {
            "environment": "staging",
            "levels": {"VCL": "advisory", "VCL-001": "mandatory"},
            "regions": ["fra1"],
            "minimum-reviews": 2.0,
            "waivers": [WAIVER],
        },
        RULES,
    )
    assert config.levels == {"VCL": Level.ADVISORY, "VCL-001": Level.MANDATORY}, "levels by family and by rule"
    assert config.regions == ("fra1",), "lists become tuples"
    assert (config.minimum_reviews, type(config.minimum_reviews)) == (2, int), "the engine sends numbers as floats"
    assert config.waivers == (Waiver("VCL-007", "shop-*", "a demo", "ops", "2027-03-01"),), "waivers become objects"
    assert not config.production, "staging is not production"


def test_the_schema_and_the_fields_agree_in_names_and_defaults() -> None:
    declared = {field.name: field for field in fields(Config) if field.name != "today"}
    assert {name.replace("-", "_") for name in PROPERTIES} == set(declared), "each setting has its field"
    for name, schema in PROPERTIES.items():
        field = declared[name.replace("-", "_")]
        default = (
            field.default_factory() if field.default is MISSING and callable(field.default_factory) else field.default
        )
        shown = list(default) if isinstance(default, tuple) else default
        assert shown == schema["default"], f"the default of {name} is the same in both places"
        assert schema["description"], f"{name} is described"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"environment": "produktion"}, "policies.environment: must be one of production, staging"),
        ({"region": ["iad1"]}, "policies.region: is no such setting; use one of "),
        ({"minimum-reviews": 0}, "policies.minimum-reviews: must be at least 1"),
        ({"minimum-reviews": 7}, "policies.minimum-reviews: must be at most 6"),
        ({"minimum-reviews": True}, "policies.minimum-reviews: must be of type integer"),
        ({"minimum-reviews": 1.5}, "policies.minimum-reviews: must be of type integer"),
        ({"remediate": "yes"}, "policies.remediate: must be of type boolean"),
        ({"regions": "iad1"}, "policies.regions: must be of type array"),
        ({"regions": ["iad1", 7]}, "policies.regions[1]: must be of type string"),
        ({"levels": {"VCL-001": "off"}}, "policies.levels.VCL-001: must be one of mandatory, advisory, disabled"),
        ({"levels": {"VCL-999": "disabled"}}, "policies.levels.VCL-999: no such rule or family"),
        ({"waivers": [{**WAIVER, "rule": "VCL-999"}]}, "policies.waivers[0].rule: no such rule"),
        ({"waivers": [{"rule": "VCL-007"}]}, "policies.waivers[0].resource: is missing"),
        ({"waivers": [{**WAIVER, "expires": "soon"}]}, "policies.waivers[0].expires: must match "),
    ],
)
def test_a_bad_setting_is_refused_by_name(settings: dict[str, Json], problem: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        load(settings, RULES)
    lines = [line.strip() for line in str(refused.value).splitlines()[1:]]
    assert len(lines) == 1, "one problem, one line"
    assert lines[0].startswith(problem), "the line says where and what"


def test_all_problems_are_named_at_once_and_sorted() -> None:
    with pytest.raises(BadConfiguration) as refused:
        load({"zone": 1, "remediate": 1, "minimum-reviews": 0}, RULES)
    lines = [line.strip().split(":")[0] for line in str(refused.value).splitlines()[1:]]
    assert lines == ["policies.minimum-reviews", "policies.remediate", "policies.zone"], "every problem, in order"


def test_no_problem_prints_a_value() -> None:
    with pytest.raises(BadConfiguration) as refused:
        load({"environment": "hunter2-canary", "regions": ["ok", {"hunter2-canary": 1}]}, RULES)
    assert "hunter2-canary" not in str(refused.value), "a misplaced secret is not repeated"
