"""Vercel's rules for environment variables: overlaps, names, branches, and values that are never shown again."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Invalid, NotFound
from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.plugin.properties import Properties, SecretValue, reveal
from localcloud.plugin.resource import CHANGED
from localcloud.vercel.entities import EnvironmentVariable, Project
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import GitRepository, ProjectSettings
from localcloud.vercel.variable_service import RESERVED, VariableChange, VariablePlaces
from tests.localcloud.harness import Plugin

PRODUCTION = VariablePlaces(("production",))
PREVIEW = VariablePlaces(("preview",))
CHANGE = VariableChange(PRODUCTION, "one", "", None)
TOKEN = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"


@pytest.fixture
def project(cloud: VercelService) -> Project:
    """Make a project with a repository."""
    connected = GitRepository(type="github", repo="luma-app/luma")
    return cloud.projects.create(None, "luma", ProjectSettings(git_repository=connected), None)


def make(cloud: VercelService, change: VariableChange = CHANGE, name: str = "KEY") -> EnvironmentVariable:
    """Make a sensitive variable of the project `luma`."""
    return cloud.variables.create(None, "luma", name, change, sensitive=True)


@pytest.mark.usefixtures("project")
def test_two_variables_of_a_name_cannot_share_a_target(cloud: VercelService) -> None:
    make(cloud, replace(CHANGE, places=VariablePlaces(("production", "preview"))))
    with pytest.raises(Invalid) as refused:
        make(cloud, replace(CHANGE, places=VariablePlaces(("preview", "development"))))
    assert (refused.value.http_status, refused.value.code, refused.value.message) == (
        400,
        "ENV_CONFLICT",
        "A variable with the name `KEY` already exists for the target preview on branch undefined",
    ), "Vercel's own words, which name the shared target"


@pytest.mark.usefixtures("project")
def test_an_update_cannot_move_a_variable_onto_another(cloud: VercelService) -> None:
    make(cloud)
    other = make(cloud, replace(CHANGE, places=PREVIEW))
    with pytest.raises(Invalid, match="already exists for the target production"):
        cloud.variables.update(None, "luma", other.id, CHANGE)


@pytest.mark.usefixtures("project")
def test_a_variable_does_not_conflict_with_itself(cloud: VercelService) -> None:
    variable = make(cloud)
    wider = replace(CHANGE, places=VariablePlaces(("production", "preview")))
    changed = cloud.variables.update(None, "luma", variable.id, wider)
    assert changed.targets == ("production", "preview"), "it takes another target"


@pytest.mark.usefixtures("project")
def test_a_branch_may_have_its_own_value(cloud: VercelService) -> None:
    make(cloud, replace(CHANGE, places=PREVIEW))
    branch = make(cloud, replace(CHANGE, places=replace(PREVIEW, git_branch="next")))
    assert branch.git_branch == "next", "the same name and target on a branch is another variable"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("places", "words"),
    [
        (replace(PREVIEW, git_branch="lost"), 'Branch "lost" not found in the connected Git repository'),
        (replace(PRODUCTION, git_branch="next"), "only target is `preview`"),
        (VariablePlaces(("preview", "production"), git_branch="next"), "only target is `preview`"),
        (VariablePlaces(), "At least one of"),
    ],
)
def test_a_variable_must_have_a_place_that_exists(cloud: VercelService, places: VariablePlaces, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        make(cloud, replace(CHANGE, places=places))


def test_a_project_without_a_repository_has_no_branches(cloud: VercelService) -> None:
    cloud.projects.create(None, "luma", ProjectSettings(), None)
    with pytest.raises(Invalid, match="not connected to a Git repository"):
        make(cloud, replace(CHANGE, places=replace(PREVIEW, git_branch="next")))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["1KEY", "MY-KEY", "MY KEY", "", "KÉY"])
def test_a_name_has_letters_digits_and_underscores_only(cloud: VercelService, name: str) -> None:
    with pytest.raises(Invalid, match="contains invalid characters"):
        make(cloud, name=name)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_name_that_the_runtime_uses_is_reserved(cloud: VercelService, name: str) -> None:
    with pytest.raises(Invalid, match="is reserved"):
        make(cloud, name=name)


@pytest.mark.usefixtures("project")
def test_a_value_has_at_most_64_kilobytes(cloud: VercelService) -> None:
    make(cloud, replace(CHANGE, value="x" * 65536))
    with pytest.raises(Invalid, match="larger than 64 KB"):
        make(cloud, replace(CHANGE, value="x" * 65537), "OTHER")


def test_a_variable_needs_a_project(cloud: VercelService) -> None:
    with pytest.raises(NotFound, match="Project not found"):
        make(cloud)


@pytest.mark.usefixtures("project")
def test_a_sensitive_value_is_kept_as_a_fingerprint_and_any_other_can_be_read(cloud: VercelService) -> None:
    readable = cloud.variables.create(None, "luma", "OPEN", CHANGE, sensitive=False)
    assert isinstance(make(cloud).value, Fingerprint), "nobody reads a sensitive value again"
    assert readable.value == Secret("one"), "any other value can be read"


@pytest.mark.usefixtures("project")
def test_an_update_without_a_value_leaves_it(cloud: VercelService) -> None:
    variable = make(cloud)
    changed = cloud.variables.update(None, "luma", variable.id, replace(CHANGE, value=None, comment="x"))
    assert changed == replace(variable, comment="x"), "only the comment changes"


@pytest.mark.usefixtures("project")
def test_a_variable_is_not_found_through_another_project(cloud: VercelService) -> None:
    variable = make(cloud)
    cloud.projects.create(None, "other", ProjectSettings(), None)
    assert cloud.variables.find(None, "other", variable.id) is None, "an id of another project finds nothing"
    with pytest.raises(NotFound, match="was not found"):
        cloud.variables.update(None, "other", variable.id, CHANGE)


def test_a_sensitive_value_that_another_wrote_shows_as_drift(plugin: Plugin) -> None:
    project = plugin.make("vercel:index/project:Project", {"name": "luma"})
    inputs: Properties = {"projectId": project.id, "key": "KEY", "targets": ["production"], "sensitive": True}
    made = plugin.make(TOKEN, {**inputs, "value": SecretValue("mine")})
    with plugin.store.transaction() as world:
        VercelService(world).variables.update(None, project.id, made.id, replace(CHANGE, value="theirs"))
    found = plugin.read(made)
    assert reveal(found.outputs["value"]) == CHANGED, "the plugin cannot read the value, but sees that it is another"
    assert reveal(found.inputs["value"]) == CHANGED, "so the next update writes the program's value again"


def test_a_value_that_is_written_only_is_in_no_output(plugin: Plugin) -> None:
    project = plugin.make("vercel:index/project:Project", {"name": "luma"})
    inputs: Properties = {"projectId": project.id, "key": "KEY", "targets": ["production"], "sensitive": False}
    made = plugin.make(TOKEN, {**inputs, "valueWo": SecretValue("mine"), "valueWoVersion": 1})
    shown = {name for name in ("value", "valueWo") if name in made.outputs}
    assert shown == set(), "neither the value nor its write-only form is an output"
    assert plugin.read(made) == made, "and a refresh does not show it either"
