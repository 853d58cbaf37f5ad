"""The Random provider's resource types, through their whole life."""

import grpc
import pytest

from localcloud.plugin.properties import Properties, reveal
from tests.localcloud.harness import Lifecycle, Made, Plugin, Refusal, Update, run_lifecycle

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
            Refusal({"lower": False, "upper": False, "numeric": False}, "numeric", "must be true"),
        ),
        import_id="",
        state_only=True,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.token for row in ROWS])
def test_a_type_lives_its_whole_life_as_the_vendor_has_it(plugin: Plugin, row: Lifecycle) -> None:
    run_lifecycle(plugin, row)


BYTES, ID, PASSWORD = (row.token for row in ROWS)


@pytest.mark.parametrize(
    ("token", "inputs", "import_id"),
    [
        (BYTES, {"length": 32}, "{base64}"),
        (ID, {"byteLength": 4}, "{b64Url}"),
        (ID, {"byteLength": 4, "prefix": "luma,"}, "luma,,{id}"),
        (PASSWORD, {"length": 24}, "{result}"),
    ],
    ids=["bytes", "id", "id with a prefix", "password"],
)
def test_a_value_is_imported_by_itself(plugin: Plugin, token: str, inputs: Properties, import_id: str) -> None:
    made = plugin.make(token, inputs)
    imported = plugin.import_(token, import_id.format(**_texts(made), id=made.id))
    assert imported.id == made.id, "with the id that the create gave"
    hashed = {"bcryptHash"}
    assert _without(imported.outputs, hashed) == _without(made.outputs, hashed), "and the same value in each spelling"
    assert plugin.diff(imported, plugin.check(token, inputs, imported.inputs)[0]) == {}, "the program's inputs fit"


@pytest.mark.parametrize("token", [BYTES, ID])
def test_what_is_no_value_cannot_be_imported(plugin: Plugin, token: str) -> None:
    with pytest.raises(grpc.RpcError, match="400 invalid: cannot be imported: this is not base64"):
        plugin.import_(token, "no value!")


def _texts(made: Made) -> dict[str, str]:
    return {name: str(reveal(value)) for name, value in made.outputs.items()}


def _without(properties: Properties, names: set[str]) -> Properties:
    return {name: value for name, value in properties.items() if name not in names}
