"""Every variable of the catalogue is in each of its places, with the value that belongs to it, and in no other."""

import asyncio
import hashlib

import pulumi
import pytest

from components import variables
from components.r2 import s3_secret
from settings.catalogue import CATALOGUE
from tests.components import stacks
from tests.components.recorder import Recorder

# Where each value that a component makes comes from, as the recorder answers it.
MADE = {
    "CSRF_SECRET": "secrets-CSRF_SECRET.base64",
    "SESSION_SECRET": "secrets-SESSION_SECRET.base64",
    "NEXT_PUBLIC_SENTRY_DSN": "sentry-key.dsnPublic",
    "R2_ACCESS_KEY_ID": "r2-images-token.id",
    "R2_SECRET_ACCESS_KEY": hashlib.sha256(b"r2-images-token.value").hexdigest(),
    "BACKUP_ACCESS_KEY_ID": "r2-backups-token.id",
    "BACKUP_SECRET_ACCESS_KEY": hashlib.sha256(b"r2-backups-token.value").hexdigest(),
    "VERCEL_PROJECT_ID": "vercel-project.id",
    "VERCEL_PREVIEW_TOKEN": "vercel-preview-token.bearerToken",
}
SET_FOR_PROD = {
    "NEXT_PUBLIC_APP_URL": "https://luma.example",
    "R2_ACCOUNT_ID": "4f9a1c7e2b6d8035a1e4c9f7b3d26058",
    "R2_BUCKET_NAME": "luma-images",
    "R2_PUBLIC_URL": "https://images.luma.example",
    "SENTRY_ORG": "luma",
    "SENTRY_PROJECT": "luma-web",
    "VERCEL_ORG_ID": "team_9wXqGv3kTzLrNpYh5JdB2mCs",
    "BACKUP_BUCKET_NAME": "luma-backups",
    "BACKUP_PUBLIC_KEY": "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq",
}
SET_FOR_STAGING = {
    **SET_FOR_PROD,
    "NEXT_PUBLIC_APP_URL": "https://staging.luma.example",
    "R2_BUCKET_NAME": "luma-images-staging",
    "R2_PUBLIC_URL": "https://images.staging.luma.example",
    "SENTRY_PROJECT": "luma-web-staging",
    "STAGING_DATABASE_URL": stacks.secret("DATABASE_URL"),
    "STAGING_DIRECT_URL": stacks.secret("DIRECT_URL"),
}
SET = {"prod": SET_FOR_PROD, "staging": SET_FOR_STAGING}


def expected_value(name: str, stack: str) -> str:
    """Work out what a variable's value must be, without asking a component."""
    known = {**MADE, **SET[stack], **stacks.raw(stack)["variables"]}
    return str(known.get(name, stacks.secret(name)))


def expected_places(stack: str) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """Work out (name, place, value) on Vercel and on GitHub from the catalogue and the stack file alone."""
    raw = stacks.raw(stack)
    absent = {"crons": True, "backups": stack != "prod", "previews": stack != "staging"}
    rows = [row for row in CATALOGUE if row.condition is None or not absent[row.condition]]
    on_vercel = {(row.name, place) for row in rows for place in raw["vercel"]["targets"] if place in row.vercel}
    on_github = {(row.name, place) for row in rows for place in raw["github"]["environments"] if place in row.github}
    return (
        {(name, place, expected_value(name, stack)) for name, place in on_vercel},
        {(name, place, expected_value(name, stack)) for name, place in on_github},
    )


class TestPlaces:
    """The catalogue alone says where a variable goes."""

    @pytest.mark.parametrize("stack", ["prod", "staging"])
    def test_vercel_has_exactly_the_catalogues_variables_and_values(self, stack: str) -> None:
        found = {
            (one.inputs["key"], target, one.inputs["value"])
            for one in stacks.build(stack).of("ProjectEnvironmentVariable")
            for target in one.inputs["targets"]
        }
        assert found == expected_places(stack)[0], "one missing is a broken app, one more a leak"

    @pytest.mark.parametrize("stack", ["prod", "staging"])
    def test_github_has_exactly_the_catalogues_variables_and_values(self, stack: str) -> None:
        built = stacks.build(stack)
        found = {
            (one.inputs[key], one.inputs["environment"], one.inputs["value"])
            for kind, key in (
                ("ActionsEnvironmentSecret", "secretName"),
                ("ActionsEnvironmentVariable", "variableName"),
            )
            for one in built.of(kind)
        }
        assert found == expected_places(stack)[1], "one missing is a broken workflow, one more a leak"

    def test_each_key_and_target_has_a_resource_of_its_own(self, each_stack: Recorder) -> None:
        shared = [one.name for one in each_stack.of("ProjectEnvironmentVariable") if len(one.inputs["targets"]) != 1]
        assert shared == [], "two targets of one resource share one secret"

    def test_nothing_is_kept_at_the_repositorys_level(self, each_stack: Recorder) -> None:
        found = each_stack.of("ActionsSecret") + each_stack.of("ActionsVariable")
        assert found == [], "every workflow of every branch could read it"


class TestKinds:
    """A secret is sensitive on Vercel and a secret on GitHub; everything else can be read by the team."""

    def test_vercel_is_told_the_kind_of_each_variable(self, each_stack: Recorder) -> None:
        kinds = {row.name: row.kind for row in CATALOGUE}
        wrong = [
            one.name
            for one in each_stack.of("ProjectEnvironmentVariable")
            if (one.inputs["sensitive"], one.inputs["visibility"])
            != ((True, "secret") if kinds[one.inputs["key"]] == "secret" else (False, "config"))
        ]
        assert wrong == [], "only variables that were not sensitive leaked in 2026"

    def test_no_secret_reaches_the_development_target(self, staging: Recorder) -> None:
        kinds = {row.name: row.kind for row in CATALOGUE}
        found = [
            one.name
            for one in staging.of("ProjectEnvironmentVariable")
            if one.inputs["targets"] == ["development"] and kinds[one.inputs["key"]] == "secret"
        ]
        assert found == [], "a person's machine has secrets of its own"

    def test_githubs_secrets_are_exactly_the_catalogues(self, each_stack: Recorder) -> None:
        found = {one.inputs["secretName"] for one in each_stack.of("ActionsEnvironmentSecret")}
        variables_ = {one.inputs["variableName"] for one in each_stack.of("ActionsEnvironmentVariable")}
        secret = {row.name for row in CATALOGUE if row.kind == "secret"}
        assert found <= secret, "a plain value as a secret cannot be read when debugging"
        assert not variables_ & secret, "a secret as a variable is in plain text"


class TestSecrecy:
    """A secret is a secret on its whole way: no plain copy reaches the engine."""

    def test_every_input_that_holds_a_secret_travels_as_one(self, each_stack: Recorder) -> None:
        canaries = [stacks.secret(row.name) for row in CATALOGUE if row.source == "secret"]
        canaries += [
            value for name, value in MADE.items() if name not in {"NEXT_PUBLIC_SENTRY_DSN", "VERCEL_PROJECT_ID"}
        ]
        plain = sorted(
            f"{one.name}.{key}"
            for one in each_stack.registered
            for key, value in one.inputs.items()
            if key not in one.secrets and any(canary in str(value) for canary in canaries)
        )
        assert plain == [], "a plain copy would be readable in the state and in previews"

    def test_what_services_make_secret_stays_secret_in_the_state(self, prod: Recorder) -> None:
        found = {one.type.rsplit(":", 1)[-1]: one.secret_outputs for one in prod.by_name.values() if one.secret_outputs}
        assert found == {
            "AccountToken": {"value"},
            "ActionsEnvironmentSecret": {"encryptedValue", "plaintextValue", "value", "valueEncrypted"},
            "EnvVar": {"fingerprint", "value"},
            "ProjectEnvironmentVariable": {"value", "valueWo"},
            "RandomBytes": {"base64", "hex"},
            "SentryKey": {"dsnSecret", "secret"},
        }, "as the SDKs declare them"

    def test_no_output_of_a_stack_is_a_secret_or_holds_one(self) -> None:
        found: dict[str, pulumi.Input[object]] = {}
        stacks.build("prod", {}, found)
        marked = sorted(name for name, value in found.items() if isinstance(value, pulumi.Output) and is_secret(value))
        assert marked == [], "outputs are for reading; nothing secret is among them"

    def test_the_s3_secret_is_the_sha_256_of_the_token(self) -> None:
        assert s3_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", (
            "FIPS 180's example"
        )


def is_secret(value: pulumi.Output[object]) -> bool:
    """Ask an output that has come in whether it is a secret."""
    return asyncio.get_event_loop().run_until_complete(value.is_secret())


class TestRotation:
    """A generated secret changes when its number is raised, and only then."""

    def test_raising_a_rotation_changes_one_keeper(self, prod: Recorder) -> None:
        rotated = stacks.build("prod", {"rotations": {"CSRF_SECRET": 3}})
        changed = {
            name: one.inputs["keepers"]
            for name, one in rotated.by_name.items()
            if one.inputs != prod.by_name[name].inputs
        }
        assert changed == {"secrets-CSRF_SECRET": {"rotation": "3"}}, "every other secret keeps its value"

    def test_a_secret_has_32_random_bytes(self, prod: Recorder) -> None:
        assert {one.inputs["length"] for one in prod.of("RandomBytes")} == {32}, "as openssl rand -base64 32"

    def test_a_cron_brings_its_secret(self) -> None:
        crons = [{"path": "/api/cron/quota", "schedule": "0 3 * * *"}]
        found = stacks.build("prod", {"vercel.crons": crons}).by_name
        assert "vercel-env-CRON_SECRET-production" in found, "without it anyone could start the job"


class TestCompleteness:
    """A disagreement between catalogue and components is found before anything is registered."""

    PLATFORM = stacks.changed("prod", {})

    def values(self) -> dict[str, str]:
        return {row.name: "value" for row in CATALOGUE if row.source != "validated" and not row.value_of}

    def test_a_variable_without_a_value_is_named_with_its_source(self) -> None:
        values = self.values()
        del values["SENTRY_ORG"], values["DATABASE_URL"]
        with pytest.raises(variables.IncompleteValuesError) as caught:
            variables.for_vercel(self.PLATFORM, values)
        lines = [line for line in str(caught.value).splitlines() if line.startswith("  - ")]
        assert lines == [
            "  - DATABASE_URL: its source is secret, but nothing gives it",
            "  - SENTRY_ORG: its source is wired, but nothing gives it",
        ], "all offenders at once, sorted"

    def test_a_value_that_no_row_asks_for_is_refused(self) -> None:
        with pytest.raises(variables.IncompleteValuesError, match="TYPO: made, but"):
            variables.merge(self.values(), {"TYPO": "value"})

    def test_a_name_that_two_components_make_is_refused(self) -> None:
        with pytest.raises(variables.IncompleteValuesError, match="SENTRY_ORG: made by two"):
            variables.merge(self.values(), {"SENTRY_ORG": "other"})

    def test_complete_values_pass(self) -> None:
        merged = variables.merge(self.values())
        assert len(variables.for_vercel(self.PLATFORM, merged)) > 0, "the checks do not refuse everything"
