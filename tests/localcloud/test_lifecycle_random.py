"""The Random provider's resource types, through their whole life."""

import pytest

from tests.localcloud.harness import Lifecycle, Plugin, Refusal, Update, run_lifecycle

ROWS = [
    Lifecycle(
        token="random:index/randomBytes:RandomBytes",
        inputs={"length": 32, "keepers": {"rotation": "1"}},
        computed=frozenset({"base64", "hex"}),
        secrets=frozenset({"base64", "hex"}),
        replaces=(
            Update({"keepers": {"rotation": "2"}}, {"keepers.rotation": "update_replace"}),
            Update({"length": 48}, {"length": "update_replace"}),
        ),
        refusals=(
            Refusal({"length": 0}, "length", "at least 1"),
            Refusal({"keepers": {"rotation": 1}}, "keepers.rotation", "must be a string"),
        ),
        import_id="",
        state_only=True,
    ),
    Lifecycle(
        token="random:index/randomId:RandomId",
        inputs={"byteLength": 4, "prefix": "luma-"},
        computed=frozenset({"b64Std", "b64Url", "dec", "hex"}),
        replaces=(Update({"prefix": None}, {"prefix": "delete_replace"}),),
        refusals=(Refusal({"byteLength": 2.5}, "byteLength", "must be an integer"),),
        import_id="",
        state_only=True,
    ),
    Lifecycle(
        token="random:index/randomPassword:RandomPassword",
        inputs={"length": 24, "special": False, "minNumeric": 2},
        outputs={"lower": True, "special": False, "minNumeric": 2},
        computed=frozenset({"bcryptHash", "result"}),
        secrets=frozenset({"bcryptHash", "result"}),
        replaces=(
            Update({"minNumeric": None}, {"minNumeric": "delete_replace"}),
            Update({"keepers": {"rotation": "1"}}, {"keepers": "add_replace"}),
        ),
        refusals=(
            Refusal({"minNumeric": 30}, "length", "at least 30"),
            Refusal({"lower": False, "upper": False, "numeric": False}, "special", "must be true"),
        ),
        import_id="",
        state_only=True,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)
