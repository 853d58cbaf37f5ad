"""What the payload's tests share: Luma's production settings and the files they make."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from payload.files import PayloadFile
from payload.render import files
from settings.parse import parse
from settings.platform import Platform

from .postgres import Postgres, postgres

ROOT = Path(__file__).parents[2]


def stack(name: str) -> Platform:
    """Return the settings of a committed stack file."""
    raw = yaml.safe_load((ROOT / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
    return parse(raw["config"]["luma:platform"], name)


@pytest.fixture(scope="session")
def platform() -> Platform:
    return stack("prod")


@pytest.fixture(scope="session")
def delivered(platform: Platform) -> dict[str, PayloadFile]:
    return files(platform)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture
def database(server: Postgres) -> str:
    """Make a database with the kinds of data a dump could spoil."""
    name = "deck"
    server.sql(f"DROP DATABASE IF EXISTS {name}")
    server.sql(f"CREATE DATABASE {name}")
    server.sql(
        """
        CREATE TABLE "Deck" (id int PRIMARY KEY, note text);
        CREATE TABLE "Card" (id serial, deck int REFERENCES "Deck");
        INSERT INTO "Deck" VALUES (1, 'tab\there'), (2, E'line\nbreak'), (3, NULL), (4, 'COPY x FROM stdin;'),
            (5, '\\.');
        INSERT INTO "Card" (deck) SELECT 1 + n % 5 FROM generate_series(1, 500) n
        """,
        name,
    )
    return name
