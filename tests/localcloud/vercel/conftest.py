"""A Vercel team on every plan, and a GitHub organization with Vercel's app and one private repository."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localcloud.core.clock import Clock
from localcloud.core.store import open_store
from localcloud.github.entities import Organization, Repository
from localcloud.github.entities_git import Ref
from localcloud.vercel.service import VercelService

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[VercelService]:
    """Open a new world for one operation, whose usual team is on the Pro plan."""
    store = open_store(tmp_path / "world.db", clock=Clock(lambda: NOW))
    with store.transaction() as world:
        service = VercelService(world, "team_pro")
        for plan in ("hobby", "pro", "enterprise"):
            service.scope.seed_team(f"team_{plan}", plan)
        world.add(Organization(id="1", login="luma-app", plan="team", apps=("vercel",)))
        world.add(Organization(id="2", login="other", plan="team"))
        world.add(Repository(id="10", owner="luma-app", name="luma", visibility="private", default_branch="trunk"))
        world.add(Ref(id="heads/next", repository="10", name="heads/next", sha="a" * 40))
        yield service
    store.close()
