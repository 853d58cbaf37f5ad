"""The provider under the real engine, in a project that is not this one, with the services behind HTTP."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import toolchain
from localcloud import seed
from localcloud.core.entities import Json
from localcloud.core.faults import Fault, Faults, Kind
from localcloud.core.store import Store, open_store
from localcloud.github.entities import Repository as Entity
from localcloud.github.service import GitHubService
from localcloud.http import front
from localcloud.plugin.registry import load_all
from localcloud.sentry.alerting.entities import Detector, Workflow
from localcloud.sentry.service import ProjectChange, SentryService
from localcloud.trigger.entities import Variable
from tests.provider.repository import Repository
from tests.provider.world import ROOT, SEED
from tests.toolchain.project import RUNTIME, Project

pytestmark = pytest.mark.slow

CANARY = "canary-2f7d90b1"
URLS = {"sentry": "SENTRY_URL", "github": "GITHUB_API_URL", "trigger": "TRIGGER_API_URL"}
TOKENS = ("SENTRY_AUTH_TOKEN", "GITHUB_TOKEN", "TRIGGER_ACCESS_TOKEN")
PROVIDER = f"plugins: {{providers: [{{name: luma, path: '{ROOT / 'provider'}'}}]}}\n"


@dataclass(frozen=True)
class World:
    """A Pulumi project and the clouds it works on."""

    project: Project
    store: Store
    fronts: front.Fronts

    def up(self, *flags: str) -> str:
        """Run `up` and give what it printed."""
        return self.project.pulumi("up", "--yes", "--skip-preview", *flags)

    def unchanged(self, *flags: str) -> None:
        """Assert that a preview finds nothing to do."""
        self.project.pulumi("preview", "--expect-no-changes", *flags)

    def fault(self, kind: Kind, operation: str, times: int, seconds: float = 0.0) -> None:
        """Let every service misbehave."""
        for cloud in ("sentry", "github", "trigger"):
            Faults(self.store).add(Fault(kind, cloud, operation, seconds, times))

    def count(self) -> dict[str, int]:
        """Count what was made, Sentry's default monitors apart."""
        with self.store.transaction(write=False) as tx:
            monitors = [each for each in tx.all(Detector) if each.source]
            alerts, variables = tx.all(Workflow), tx.all(Variable)
            return {"alerts": len(alerts), "monitors": len(monitors), "variables": len(variables)}


def populate(store: Store) -> None:
    """Make what the program takes for granted: a Sentry project and a repository."""
    with store.transaction() as tx:
        sentry = SentryService(tx)
        sentry.create_team("luma", "Web", "web")
        sentry.create_project("luma", ProjectChange("luma-web", None, None, ("web",), None, None, None))
        repositories = GitHubService(tx, "luma-app").repositories
        repositories.initialise(repositories.create(Entity(id="", owner="luma-app", name="luma-web")))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Make a project that finds the provider in its folder and the services by the environment."""
    sections = tmp_path / "seed.json"
    sections.write_text(json.dumps(SEED))
    with open_store(tmp_path / "world.db") as store:
        seed.apply(store, sections, load_all())
        populate(store)
        fronts = front.start(store)
        for cloud, variable in URLS.items():
            monkeypatch.setenv(variable, fronts.servers[cloud].url)
        for variable in TOKENS:
            monkeypatch.setenv(variable, fronts.token)
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        project = Project(tmp_path / "project", toolchain.locate())
        project.folder.mkdir()
        project.create()
        project.write("Pulumi.yaml", f"name: tiny\n{RUNTIME}{PROVIDER}")
        project.write("__main__.py", (Path(__file__).parent / "project" / "__main__.py").read_text())
        project.pulumi("config", "set", "--secret", "value", CANARY)
        yield World(project, store, fronts)
        fronts.stop()


EVERYTHING = {"alerts": 2, "monitors": 3, "variables": 1}


def test_a_whole_life_under_the_engine(world: World) -> None:
    world.up()
    assert world.count() == EVERYTHING, "one of each that the program declares"
    assert Repository(world.store).head() == world.project.outputs()["commitSha"], "the files are committed"
    world.unchanged()
    world.unchanged("--refresh")

    world.project.pulumi("config", "set", "threshold", "20")
    assert "~ threshold: 10 => 20" in " ".join(world.project.pulumi("preview", "--diff").split())
    world.up()
    world.project.pulumi("config", "set", "--secret", "value", f"{CANARY}-2")
    world.up()
    assert world.count() == EVERYTHING, "updates make nothing new"
    world.unchanged("--refresh")

    world.project.pulumi("destroy", "--yes", "--skip-preview")
    assert world.count() == {"alerts": 0, "monitors": 0, "variables": 0}
    assert set(Repository(world.store).files()) == {"README.md", "src/lib/env.ts"}, "what is not ours stays"


def test_a_life_among_faults_is_the_same(world: World) -> None:
    world.fault("rate-limited", "create", times=3, seconds=0.1)
    world.fault("server-error", "read", times=3)
    world.fault("answer-lost", "create", times=3)
    world.up()
    assert world.count() == EVERYTHING, "nothing lost, nothing twice"
    world.fault("reordered", "read", times=99)
    world.unchanged("--refresh")


def test_drift_in_one_condition_is_shown_by_its_name(world: World) -> None:
    world.up()
    with world.store.transaction() as tx:
        alert = next(each for each in tx.all(Workflow) if each.name == "New issues")
        (only,) = alert.filters
        assert isinstance(only, dict)
        rarer: Json = {"value": 999, "interval": "1h"}
        found: Json = [
            {"type": "event_frequency_count", "comparison": rarer, "conditionResult": True},
            {"type": "level", "comparison": {"match": "gte", "level": 40}, "conditionResult": True},
        ]
        tx.put(replace(alert, filters=({**only, "conditions": found},)))
    Repository(world.store).edit("vercel.json", '{"public": true}\n')
    shown = " ".join(world.project.pulumi("preview", "--refresh", "--diff").split())
    assert "~ eventFrequency: { ~ count: 999 => 10 }" in shown, "the condition is named"
    assert "~ vercel.json: { ~ content: (json) { - public: true } }" in shown, "the hand edit can be read"
    world.up("--refresh")
    world.unchanged("--refresh")


def test_a_thing_is_imported_and_needs_nothing_more(world: World) -> None:
    world.up()
    with world.store.transaction(write=False) as tx:
        alert = next(each for each in tx.all(Workflow) if each.name == "New issues")
    flags = ("--yes", "--generate-code=false", "--protect=false")
    shown = world.project.pulumi("import", "luma:sentry:Alert", "again", f"luma/{alert.id}", *flags)
    assert "1 imported" in shown
    state = json.loads(world.project.pulumi("stack", "export"))
    inputs = {each["urn"].rsplit("::")[-1]: each.get("inputs") for each in state["deployment"]["resources"]}
    assert inputs["again"] == inputs["new"], "an import reads what the program declared, in its words"


def test_a_canary_stands_nowhere_in_plain_text(world: World) -> None:
    printed = [world.up("--show-config", "--show-sames", "--diff")]
    printed.append(world.project.pulumi("stack", "export"))
    world.project.pulumi("config", "set", "--secret", "value", f"<redacted> {CANARY}")
    world.project.pulumi("config", "set", "--secret", "value", "******")
    printed.append(world.project.refused("preview"))
    world.project.pulumi("config", "set", "--secret", "value", CANARY)
    world.fault("gone", "update", times=9)
    world.project.pulumi("config", "set", "--secret", "value", f"{CANARY}-3")
    printed.append(world.project.refused("up", "--yes", "--skip-preview"))
    assert "410" in printed[-1], "the failure is told"
    for text in printed:
        assert CANARY not in text, "a secret value is never printed"
        assert world.fronts.token not in text, "nor a token"
    state = "".join(path.read_text() for path in (world.project.folder / "state").rglob("*.json*"))
    assert CANARY not in state, "nor stored in plain text"
    with world.store.transaction(write=False) as tx:
        assert CANARY not in repr(tx.all(Variable)), "the cloud keeps a fingerprint"


def test_mistakes_are_told_without_a_traceback(world: World) -> None:
    world.project.pulumi("config", "set", "channel", "alert")
    shown = world.project.refused("up", "--yes", "--skip-preview")
    assert "there is no Slack channel 'alert' in workspace Luma (did you mean 'alerts'?)" in " ".join(shown.split())
    assert "Traceback" not in shown
    assert 'File "' not in shown


def test_the_schema_is_printed_from_the_folder(world: World) -> None:
    schema = json.loads(world.project.pulumi("package", "get-schema", str(ROOT / "provider")))
    assert set(schema["resources"]) == {
        "luma:github:Files",
        "luma:sentry:Alert",
        "luma:sentry:Monitor",
        "luma:trigger:EnvVar",
    }


def test_the_example_in_the_docs_works_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH")
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "provider.md").read_text(), re.DOTALL)
    assert len(example.strip().splitlines()) <= 10, "ten lines"
    world.project.write("__main__.py", example)
    world.up()
    assert world.count() == {"alerts": 1, "monitors": 0, "variables": 0}
    world.unchanged("--refresh")
