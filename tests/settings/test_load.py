"""The boundary to Pulumi's configuration, with Pulumi's runtime in this process."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pulumi
import pulumi.runtime
import pytest

from settings.errors import SettingsError
from settings.load import load
from settings.places import provided_secrets
from tests.settings.conftest import Raw

NAMES = ["DATABASE_URL", "DIRECT_URL"]


class Mocks(pulumi.runtime.Mocks):
    """Pulumi wants some; no resource is made here."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Refuse: these tests make no resource."""
        raise AssertionError(args.typ)

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], None]:
        """Refuse: these tests call no function."""
        raise AssertionError(args.token)


@pytest.fixture(autouse=True)
def runtime() -> Iterator[None]:
    """Give Pulumi's runtime a stack of its own, and an empty configuration afterwards."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    pulumi.runtime.set_mocks(Mocks(), project="luma", stack="prod")
    yield
    pulumi.runtime.set_all_config({})


def configure(raw: Raw, secrets: dict[str, str], also_secret: tuple[str, ...] = ()) -> None:
    """Configure Pulumi as the engine would."""
    values = {"luma:platform": json.dumps(raw), **{f"luma:{name}": value for name, value in secrets.items()}}
    pulumi.runtime.set_all_config(values, [*(f"luma:{name}" for name in secrets), *also_secret])


def every_secret(raw: Raw) -> dict[str, str]:
    """Give a value for each secret the stack needs."""
    from settings.parse import parse  # noqa: PLC0415 - beside its one use

    return {variable.name: f"value of {variable.name}" for variable in provided_secrets(parse(raw, "prod"))}


def test_settings_and_secrets_are_loaded(prod: Raw) -> None:
    secrets = every_secret(prod)
    configure(prod, secrets)
    found = load()
    assert found.platform.app.name == "luma", "the settings"
    assert set(found.secrets) == set(secrets), "a value for each provided secret"


def test_a_secret_stays_an_output_and_stays_secret(prod: Raw) -> None:
    configure(prod, every_secret(prod))
    value = load().secrets["DATABASE_URL"]
    assert isinstance(value, pulumi.Output), "a plain value could end in a log"
    assert asyncio.get_event_loop().run_until_complete(value.is_secret()), "Pulumi must encrypt it in the state"


def test_all_missing_secrets_are_named_in_one_error_with_their_commands(prod: Raw) -> None:
    secrets = every_secret(prod)
    configure(prod, {name: value for name, value in secrets.items() if name not in NAMES})
    with pytest.raises(SettingsError) as caught:
        load()
    commands = [line.strip() for line in str(caught.value).split("\n")[1:]]
    assert commands == [f"pulumi config set --stack prod --secret {name}" for name in NAMES], "exactly the missing ones"
    assert not [value for value in secrets.values() if value in str(caught.value)], "no value of another is shown"


def test_a_secret_among_the_settings_is_refused(prod: Raw) -> None:
    configure(prod, every_secret(prod), also_secret=("luma:platform",))
    with pytest.raises(SettingsError, match="holds a `secure:` value") as caught:
        load()
    assert "pulumi config set --stack prod --secret NAME" in str(caught.value), "where it belongs"
