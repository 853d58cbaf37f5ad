"""Sentry's resource types, through their whole life."""

import pytest

from localcloud.plugin.properties import Properties
from tests.localcloud.harness import Lifecycle, Plugin, Refusal, Update, run_lifecycle

TEAM = "sentry:index/sentryTeam:SentryTeam"
PROJECT = "sentry:index/sentryProject:SentryProject"
KEY = "sentry:index/sentryKey:SentryKey"
TEAM_INPUTS: Properties = {"organization": "luma", "name": "Web", "slug": "web"}
PROJECT_INPUTS: Properties = {
    "organization": "luma",
    "name": "luma-prod",
    "teams": ["{0.id}"],
    "platform": "javascript-nextjs",
}

ROWS = [
    Lifecycle(
        token=TEAM,
        inputs=TEAM_INPUTS,
        outputs={"slug": "web", "name": "Web"},
        computed=frozenset({"internalId"}),
        updates=(Update({"name": "Web apps"}, {"name": "update"}),),
        refusals=(
            Refusal({"organization": None}, "organization", "missing"),
            Refusal({"slugg": "web"}, "slugg", "did you mean slug?"),
            Refusal({"name": 3}, "name", "must be a string"),
        ),
        import_id="luma/{id}",
    ),
    Lifecycle(
        token=PROJECT,
        needs=((TEAM, TEAM_INPUTS),),
        inputs=PROJECT_INPUTS,
        outputs={"slug": "luma-prod", "digestsMinDelay": 300, "digestsMaxDelay": 1800, "resolveAge": 0},
        computed=frozenset({"internalId"}),
        updates=(
            Update({"resolveAge": 720}, {"resolveAge": "add"}),
            Update({"resolveAge": 24, "platform": "node"}, {"resolveAge": "update", "platform": "update"}),
        ),
        refusals=(Refusal({"teams": ["web", 3]}, "teams[1]", "must be a string"),),
        import_id="luma/{id}",
    ),
    Lifecycle(
        token=KEY,
        needs=((TEAM, TEAM_INPUTS), (PROJECT, {**PROJECT_INPUTS, "teams": ["web"]})),
        inputs={"organization": "luma", "project": "{1.id}", "name": "web"},
        outputs={"isActive": True, "rateLimitCount": 0},
        computed=frozenset({"dsnPublic", "dsnSecret", "public", "secret"}),
        secrets=frozenset({"dsnSecret", "secret"}),
        updates=(
            Update(
                {"rateLimitCount": 100, "rateLimitWindow": 60},
                {"rateLimitCount": "add", "rateLimitWindow": "add"},
            ),
        ),
        refusals=(Refusal({"rateLimitCount": "100"}, "rateLimitCount", "must be an integer"),),
        import_id="luma/luma-prod/{id}",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)
