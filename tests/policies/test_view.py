"""The three outcomes of a property."""

from __future__ import annotations

import pytest
from luma_policies.view import UNKNOWN, Known, Missing, Node, ResourceView, StackView, UnknownProperty

NODE = Node(
    {"a": {"b": 1, "none": None, "u": UNKNOWN}, "list": [{"x": "one"}, UNKNOWN], "texts": ["a", 1, "b"], "u": UNKNOWN}
)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("a.b", Known(1)),
        ("a.none", Missing.ABSENT),
        ("a.c", Missing.ABSENT),
        ("a.b.c", Missing.ABSENT),
        ("a.u", Missing.UNKNOWN),
        ("u.anything.below", Missing.UNKNOWN),
        ("list.x", Missing.ABSENT),
    ],
)
def test_a_property_is_known_absent_or_unknown(path: str, outcome: Known | Missing) -> None:
    assert NODE.lookup(path) == outcome, f"{path} has exactly one of the three outcomes"


def test_a_reader_names_the_whole_path_of_what_is_unknown() -> None:
    with pytest.raises(UnknownProperty) as raised:
        NODE.items("list")[1].text("x")
    assert raised.value.path == "list[1].x", "the path leads to the property from the resource"


@pytest.mark.parametrize("read", ["text", "flag", "number"])
def test_a_reader_treats_a_value_of_another_type_as_absent(read: str) -> None:
    node = Node({"v": {"an": "object"}})
    assert getattr(node, read)("v") is None, "a value of the wrong type satisfies no rule"


def test_a_boolean_is_no_number() -> None:
    assert Node({"v": True}).number("v") is None, "true must not pass for 1"


def test_one_object_stands_for_a_list_of_one() -> None:
    assert [item.number("b") for item in NODE.items("a")] == [1.0], "a flattened block is read as its only element"


def test_only_strings_are_texts() -> None:
    assert NODE.texts("texts") == ["a", "b"], "other elements are left out"
    assert Node({"v": "abc"}).texts("v") == [], "a string is no list of letters"


def test_a_stack_finds_its_resources_by_type_in_their_order() -> None:
    one, two, three = (ResourceView(kind, name, {}) for kind, name in [("a", "1"), ("b", "2"), ("a", "3")])
    stack = StackView((one, two, three))
    assert stack.of("a") == [one, three], "in order"
    assert stack.of("a", "b") == [one, two, three], "in order across types"
    assert stack.of("c") == [], "none is no error"
