"""The generated copy of a stack file, and the committed file that never changes."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.errors import UserError
from cli.local.copies import Copy, known_stacks, prepare
from cli.local.home import Home
from cli.stackfile import read_config
from settings.catalogue import CATALOGUE

SECRETS = {f"luma:{variable.name}" for variable in CATALOGUE if variable.source == "secret"}
FOREIGN = {"secure": "v1:Zm9yZWlnbg==:Zm9yZWlnbg=="}


def edit(checkout: Path, **changes: Any) -> bytes:
    """Change the committed file of prod: keys of `config`, or of the file for those that Pulumi keeps there."""
    path = checkout / "Pulumi.prod.yaml"
    content = yaml.safe_load(path.read_text())
    for key, value in changes.items():
        if key in {"encryptionsalt", "secretsprovider", "environment"}:
            content[key] = value
        else:
            content["config"][f"luma:{key}"] = value
    path.write_text(yaml.safe_dump(content))
    return path.read_bytes()


def set_in_copy(copy: Copy, key: str, value: Any) -> None:
    """Do what `pulumi config set --config-file` does."""
    content = yaml.safe_load(copy.stack_file.read_text())
    content["config"][f"luma:{key}"] = value
    copy.stack_file.write_text(yaml.safe_dump(content))


def test_the_copy_holds_the_settings_and_every_secret_encrypted(checkout: Path, home: Home) -> None:
    copy = prepare(home, "prod")
    config = read_config(copy.stack_file)
    assert set(config) == {"luma:platform", *SECRETS}, "the committed settings and all provided secrets"
    assert config["luma:platform"] == read_config(checkout / "Pulumi.prod.yaml")["luma:platform"], "as they stand"
    assert {tuple(config[name]) for name in SECRETS} == {("secure",)}, "a plain one would stand in the state's history"


def test_a_date_or_a_word_reads_as_pulumi_reads_it(checkout: Path, home: Home) -> None:
    edit(checkout, WORD="no")
    text = (
        (checkout / "Pulumi.prod.yaml").read_text().replace("luma:WORD: 'no'", "luma:WORD: no\n  luma:DAY: 2027-11-01")
    )
    (checkout / "Pulumi.prod.yaml").write_text(text)
    config = read_config(prepare(home, "prod").stack_file)
    assert (config["luma:WORD"], config["luma:DAY"]) == ("no", "2027-11-01"), "YAML 1.2 has no such booleans or dates"


def test_nothing_of_a_foreign_secrets_provider_is_copied(checkout: Path, home: Home) -> None:
    before = edit(
        checkout,
        encryptionsalt="v1:foreign",
        secretsprovider="awskms://alias/luma",
        RESEND_API_KEY=FOREIGN,
        EXTRA=FOREIGN,
    )
    copy = prepare(home, "prod")
    content = yaml.safe_load(copy.stack_file.read_text())
    assert set(content) == {"encryptionsalt", "config"}, "no secrets provider"
    assert content["encryptionsalt"] == home.salt_line, "the home's own salt"
    assert "luma:EXTRA" not in content["config"], "a secret nobody can decrypt here is left out"
    assert content["config"]["luma:RESEND_API_KEY"] != FOREIGN, "a known one gets a placeholder"
    assert (checkout / "Pulumi.prod.yaml").read_bytes() == before, "the committed file is byte-identical"


def test_every_generated_file_is_private(home: Home) -> None:
    copy = prepare(home, "prod")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (copy.stack_file, copy.policies, copy.seed, copy.record)}
    assert modes == {0o600}, "only their owner reads them"


def test_an_unchanged_stack_is_not_generated_again(home: Home) -> None:
    first = prepare(home, "prod").stack_file.stat().st_mtime_ns
    assert prepare(home, "prod").stack_file.stat().st_mtime_ns == first, "deriving the key takes half a second"


def test_an_edit_of_the_committed_file_takes_effect(checkout: Path, home: Home) -> None:
    prepare(home, "prod")
    platform = read_config(checkout / "Pulumi.prod.yaml")["luma:platform"]
    edit(checkout, platform={**platform, "protect": False})
    assert read_config(prepare(home, "prod").stack_file)["luma:platform"]["protect"] is False, "at the next command"


def test_a_secret_that_was_set_by_hand_stays(checkout: Path, home: Home) -> None:
    mine = {"secure": "v1:bWluZQ==:bWluZQ=="}
    set_in_copy(prepare(home, "prod"), "RESEND_API_KEY", mine)
    set_in_copy(prepare(home, "prod"), "EXTRA", "value")
    edit(checkout, NOTE="edited")
    config = read_config(prepare(home, "prod").stack_file)
    assert (config["luma:RESEND_API_KEY"], config["luma:EXTRA"]) == (mine, "value"), "`config set` in the copy is kept"
    assert config["luma:NOTE"] == "edited", "beside the committed file's edit"


def test_the_committed_file_wins_over_a_setting_in_the_copy(checkout: Path, home: Home) -> None:
    set_in_copy(prepare(home, "prod"), "platform", {"app": {}})
    edit(checkout, NOTE="edited")
    platform = read_config(prepare(home, "prod").stack_file)["luma:platform"]
    assert platform == read_config(checkout / "Pulumi.prod.yaml")["luma:platform"], "it is the truth about settings"


def test_a_key_that_leaves_the_committed_file_leaves_the_copy(checkout: Path, home: Home) -> None:
    text = (checkout / "Pulumi.prod.yaml").read_bytes()
    edit(checkout, NOTE="edited")
    set_in_copy(prepare(home, "prod"), "NOTE", "changed by hand")
    (checkout / "Pulumi.prod.yaml").write_bytes(text)
    assert "luma:NOTE" not in read_config(prepare(home, "prod").stack_file), "it was never the copy's own"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("config: [", "cannot be read as YAML"),
        ("name: luma", "no `config:` section"),
        ("config:\n  luma:platform: {app: 3}", "problems under luma:platform"),
        ("config:\n  luma:platform:\n    app: {name: {secure: x}}", "holds a `secure:` value"),
    ],
)
def test_a_stack_file_that_cannot_be_used_is_refused_before_pulumi_starts(
    checkout: Path, home: Home, text: str, says: str
) -> None:
    (checkout / "Pulumi.prod.yaml").write_text(text)
    with pytest.raises(UserError, match=says):
        prepare(home, "prod")
    assert not home.stack_file("prod").exists(), "no half-made copy is left"


def test_the_seed_is_what_only_a_person_can_make(home: Home) -> None:
    seed = json.loads(prepare(home, "prod").seed.read_text())
    assert seed == {
        "github": {
            "organization": "luma-app",
            "plan": "team",
            "secret-protection": False,
            "apps": ["vercel", "sentry"],
        },
        "vercel": {"team": "team_9wXqGv3kTzLrNpYh5JdB2mCs", "plan": "pro"},
        "cloudflare": {
            "account": "4f9a1c7e2b6d8035a1e4c9f7b3d26058",
            "zones": [{"id": "8c2e5b9f1a7d4063c8b1e6f4a9d37052", "name": "luma.example"}],
            "plan": "free",
        },
        "sentry": {
            "organization": "luma",
            "plan": "team",
            "slack": [{"workspace": "Luma", "channels": ["alerts"]}],
        },
        "trigger": {"project": "proj_kdwbqzpvhtmxrlcnfgys", "environments": ["dev", "staging", "prod"]},
    }, "accounts, plans, zones, the Slack workspace and the Trigger.dev project"


def test_the_policies_are_told_facts_of_the_stack(home: Home) -> None:
    found = json.loads(prepare(home, "staging").policies.read_text())
    facts = {
        "environment": "staging",
        "default-branch": "main",
        "github-plan": "team",
        "secret-protection": False,
        "vercel-plan": "pro",
    }
    assert {name: settings for name, settings in found.items() if settings != facts} == {}, "each gets the same facts"


def test_the_stacks_are_those_with_a_committed_file(checkout: Path) -> None:
    (checkout / "Pulumi.canary.yaml").write_text("config: {}\n")
    assert known_stacks() == ["canary", "prod", "staging"], "a new stack file is a new stack"
