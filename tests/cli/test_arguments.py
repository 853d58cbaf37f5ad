"""What is read off a Pulumi command line."""

import pytest

from cli.local.arguments import read

TABLE = [
    # command line, stack named, engine calls providers, works on a stack, runs in the shadow project
    ("up", None, True, True, False),
    ("up --yes --stack prod", "prod", True, True, False),
    ("up --stack=prod", "prod", True, True, False),
    ("up -s prod", "prod", True, True, False),
    ("up -sprod", "prod", True, True, False),
    ("up -s=prod", "prod", True, True, False),
    ("--stack prod up", "prod", True, True, False),
    ("-C elsewhere preview", None, True, True, False),
    ("--color never preview", None, True, True, False),
    ("preview --stack organization/luma/prod", "prod", True, True, False),
    ("refresh", None, True, True, False),
    ("destroy", None, True, True, False),
    ("import", None, True, True, False),
    ("watch", None, True, True, False),
    ("up --help", None, False, False, False),
    ("config", None, False, True, False),
    ("config set --secret NAME --stack prod", "prod", False, True, False),
    ("stack", None, False, True, False),
    ("stack output --json", None, False, True, False),
    ("stack select prod", "prod", False, True, False),
    ("stack ls", None, False, False, False),
    ("stack init prod", "prod", False, False, True),
    ("stack rm prod --yes", "prod", False, False, True),
    ("stack rename other --stack prod", "prod", False, False, True),
    ("stack change-secrets-provider passphrase", None, False, False, True),
    ("cancel prod", "prod", False, True, False),
    ("cancel", None, False, True, False),
    ("version", None, False, False, False),
    ("", None, False, False, False),
]


@pytest.mark.parametrize(
    ("line", "stack", "cloud", "works", "shadowed"), TABLE, ids=[row[0] or "none" for row in TABLE]
)
def test_a_command_line_tells_what_the_run_needs(
    line: str, stack: str | None, cloud: bool, works: bool, shadowed: bool
) -> None:
    found = read(line.split())
    assert (found.named_stack, found.needs_cloud, found.needs_stack, found.shadowed) == (
        stack,
        cloud,
        works,
        shadowed,
    ), "stack, local cloud, stack file, shadow project"


def test_words_after_two_dashes_are_the_programs_own() -> None:
    assert read(["up", "--", "--stack", "prod"]).named_stack is None, "they are no flags of Pulumi's"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("up", False),
        ("up --policy-pack other", True),
        ("up --policy-pack=other", True),
        ("up --policy-pack-config x", False),
    ],
)
def test_a_pack_on_the_command_line_is_noticed(line: str, named: bool) -> None:
    assert read(line.split()).policy_pack is named, "it judges in place of ours"
