"""Renaming the app in the stack file gives a whole platform under the new name; nothing else needs an edit."""

import json
import re

from tests.engine import Checkout

FOLLOWS = re.compile(r"\bluma(?=-web|-images|-backups|$)")
"""The app's own name in a thing's label; the organization, the team and the domain have names of their own."""


def renamed(thing: tuple[str, str, str]) -> tuple[str, str, str]:
    """Return what a thing is called when the app is called nova."""
    cloud, kind, name = thing
    return cloud, kind, FOLLOWS.sub("nova", name)


def test_a_renamed_app_gives_a_whole_platform_under_the_new_name(empty: Checkout, prod_built: Checkout) -> None:
    empty.edit("prod", lambda settings: settings["app"].update(name="nova"))
    empty.up()
    expected = sorted(renamed(each) for each in prod_built.things().elements())
    assert sorted(empty.things().elements()) == expected, "every name follows"
    left = re.findall(r"luma-(?:web|images|backups)\S{0,20}", json.dumps(empty.world()))
    assert left == [], "no file, address or setting still says the old name"
    assert empty.up("--expect-no-changes").changes() == {}, "and it is as stable"
