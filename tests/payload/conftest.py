"""What the payload's tests share: Luma's production settings and the files they make."""

from pathlib import Path

import pytest
import yaml

from payload.files import PayloadFile
from payload.render import files
from settings.load import parse
from settings.platform import Platform

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
