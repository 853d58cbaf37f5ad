"""Vercel's rules for projects: names, plans, repositories, what is kept, and what a project takes along."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Conflict, Forbidden, Invalid, NotFound
from localcloud.vercel.check_service import CheckChange
from localcloud.vercel.domain_service import DomainChange
from localcloud.vercel.entities import CheckSource, GitCommit, Project, ProjectItem, UserToken
from localcloud.vercel.firewall_rules import FirewallSettings
from localcloud.vercel.project_service import ITEMS, Password
from localcloud.vercel.route_rules import RouteRule
from localcloud.vercel.route_service import RouteChange
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import (
    GitProviderOptions,
    GitRepository,
    Passport,
    ProjectSettings,
    ResourceConfig,
    TrustedAddress,
    TrustedIps,
    VercelAuthentication,
)
from localcloud.vercel.variable_service import VariableChange, VariablePlaces

BLANK = ProjectSettings()
LUMA = GitRepository(type="github", repo="luma-app/luma")
PASSWORD = Password("all_deployments", "hunter2")


def make(cloud: VercelService, settings: ProjectSettings = BLANK, team: str = "team_pro") -> Project:
    """Make the project `luma`."""
    return cloud.projects.create(team, "luma", settings, None)


def test_a_team_has_one_project_of_a_name(cloud: VercelService) -> None:
    make(cloud)
    with pytest.raises(Conflict, match="Project “luma” already exists") as refused:
        make(cloud)
    assert refused.value.http_status == 409, "Vercel answers a taken name with 409"


def test_another_team_may_have_a_project_of_the_same_name(cloud: VercelService) -> None:
    assert make(cloud).id != make(cloud, team="team_hobby").id, "names are unique within a team only"


def test_a_project_cannot_take_anothers_name(cloud: VercelService) -> None:
    make(cloud)
    other = cloud.projects.create(None, "other", BLANK, None)
    with pytest.raises(Conflict, match="“luma” already exists"):
        cloud.projects.update(None, other.id, "luma", BLANK, None)


def test_a_team_is_invisible_to_those_who_are_not_in_it(cloud: VercelService) -> None:
    with pytest.raises(Forbidden, match="Not authorized"):
        make(cloud, team="team_strangers")


def test_a_project_is_not_found_through_another_team(cloud: VercelService) -> None:
    project = make(cloud)
    assert cloud.scope.find_project("team_hobby", project.id) is None, "an id of another team's project finds nothing"
    with pytest.raises(NotFound, match="Project not found"):
        cloud.projects.update("team_hobby", project.id, "luma", BLANK, None)


def test_the_usual_team_is_that_of_the_providers_settings(cloud: VercelService) -> None:
    assert cloud.projects.create(None, "luma", BLANK, None).team == "team_pro", "no team said: the usual one"


def test_without_a_usual_team_the_users_own_is_meant(cloud: VercelService) -> None:
    assert VercelService(cloud.scope.world).scope.team().id == "team_hobby", "the first team is the user's own"


def test_what_an_update_leaves_out_stays_where_vercel_chose_it(cloud: VercelService) -> None:
    project = make(cloud, ProjectSettings(node_version="22.x", git_lfs=True, build_command="next build"))
    changed = cloud.projects.update(None, project.id, "luma", BLANK, None)
    assert changed.settings == replace(project.settings, build_command=None), "only the build command is taken away"


def test_a_part_of_a_nested_setting_changes_only_that_part(cloud: VercelService) -> None:
    project = make(cloud, ProjectSettings(resource_config=ResourceConfig(function_default_timeout=30)))
    wanted = ProjectSettings(git_provider_options=GitProviderOptions(create_deployments=False))
    changed = cloud.projects.update(None, project.id, "luma", wanted, None).settings
    assert changed.resource_config == project.settings.resource_config, "what was not mentioned stays"
    assert changed.git_provider_options == GitProviderOptions(
        create_deployments=False,
        git_commit_status=True,
        repository_dispatch_events=True,
        require_verified_commits=False,
    ), "the other options stay as a new project has them"


def test_a_repository_is_connected_with_its_default_branch(cloud: VercelService) -> None:
    connected = make(cloud, ProjectSettings(git_repository=LUMA)).settings.git_repository
    assert connected == replace(LUMA, production_branch="trunk"), "production is the default branch unless said"


@pytest.mark.parametrize(
    ("repository", "words"),
    [
        (replace(LUMA, repo="other/luma"), "You need to install the Vercel GitHub app in other first"),
        (replace(LUMA, repo="luma-app/lost"), "The repository couldn't be found"),
        (replace(LUMA, repo="luma"), "The repository couldn't be found|You need to install"),
        (replace(LUMA, type="gitlab"), "add a Login Connection to your gitlab account"),
    ],
)
def test_a_repository_that_vercel_does_not_see_cannot_be_connected(
    cloud: VercelService, repository: GitRepository, words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        make(cloud, ProjectSettings(git_repository=repository))
    assert refused.value.http_status == 400, "Vercel answers 400"


def test_the_hobby_plan_has_no_private_repositories_of_organizations(cloud: VercelService) -> None:
    with pytest.raises(Forbidden, match="Upgrade to Pro"):
        make(cloud, ProjectSettings(git_repository=LUMA), "team_hobby")


CONFIG = ResourceConfig(fluid=True)
PROTECTED = TrustedIps(addresses=(TrustedAddress(value="192.0.2.1"),), deployment_type="all_deployments")
BEYOND = [
    ("team_hobby", ProjectSettings(resource_config=replace(CONFIG, function_default_timeout=301)), "1 second and 300"),
    ("team_pro", ProjectSettings(resource_config=replace(CONFIG, function_default_timeout=801)), "1 second and 800"),
    ("team_enterprise", ProjectSettings(resource_config=replace(CONFIG, function_default_timeout=801)), "and 800"),
    ("team_hobby", ProjectSettings(resource_config=ResourceConfig(fluid=False, function_default_timeout=61)), "and 60"),
    ("team_pro", ProjectSettings(resource_config=ResourceConfig(fluid=False, function_default_timeout=301)), "and 300"),
    (
        "team_hobby",
        ProjectSettings(resource_config=replace(CONFIG, function_default_regions=("iad1", "fra1"))),
        "multiple regions",
    ),
    (
        "team_pro",
        ProjectSettings(resource_config=replace(CONFIG, function_default_cpu_type="standard_legacy")),
        "Fluid compute is only supported",
    ),
    ("team_hobby", ProjectSettings(skew_protection="12 hours"), "Skew Protection requires the Pro plan"),
    ("team_hobby", ProjectSettings(on_demand_concurrent_builds=True), "concurrent builds requires the Pro plan"),
    ("team_hobby", ProjectSettings(build_machine_type="turbo"), "build machine turbo requires the Pro plan"),
    ("team_hobby", ProjectSettings(preview_deployment_suffix="x.example"), "Suffix requires the Pro plan"),
    (
        "team_hobby",
        ProjectSettings(vercel_authentication=VercelAuthentication(deployment_type="all_deployments")),
        "all deployments requires the Pro plan",
    ),
    ("team_pro", ProjectSettings(function_failover=True), "Function failover requires the Enterprise plan"),
    ("team_pro", ProjectSettings(trusted_ips=PROTECTED), "Trusted IPs requires the Enterprise plan"),
    ("team_pro", ProjectSettings(passport=Passport(enabled=True)), "Passport requires the Enterprise plan"),
]


@pytest.mark.parametrize(("team", "settings", "words"), BEYOND, ids=[words for _, _, words in BEYOND])
def test_a_setting_beyond_the_plan_is_refused(
    cloud: VercelService, team: str, settings: ProjectSettings, words: str
) -> None:
    with pytest.raises((Forbidden, Invalid), match=words):
        make(cloud, settings, team)


def test_the_longest_duration_of_a_plan_is_allowed(cloud: VercelService) -> None:
    for team, seconds in (("team_hobby", 300), ("team_pro", 800), ("team_enterprise", 800)):
        config = replace(CONFIG, function_default_timeout=seconds)
        made = make(cloud, ProjectSettings(resource_config=config), team)
        assert made.settings.resource_config is not None, "a new project has a configuration"
        assert made.settings.resource_config.function_default_timeout == seconds, f"{team} has {seconds} seconds"


def test_password_protection_is_for_the_enterprise_plan(cloud: VercelService) -> None:
    with pytest.raises(Forbidden, match="Password Protection requires the Enterprise plan"):
        cloud.projects.create("team_pro", "luma", BLANK, PASSWORD)


def test_a_password_is_never_stored(cloud: VercelService) -> None:
    project = cloud.projects.create("team_enterprise", "luma", BLANK, PASSWORD)
    fingerprint = cloud.scope.world.fingerprints.of("hunter2")
    assert project.password_protection is not None, "the project is protected"
    assert project.password_protection.password == fingerprint, "only the fingerprint is kept"


def test_deleting_a_project_takes_everything_along(cloud: VercelService) -> None:
    project = make(cloud)
    variable = VariableChange(VariablePlaces(("production",)), "1", "", None)
    cloud.variables.create(None, project.id, "A", variable, sensitive=True)
    cloud.domains.create(None, project.id, "luma.example", DomainChange())
    cloud.routes.create(None, project.id, RouteChange("home", "", True, None, RouteRule(src="/home", dest="/")))
    cloud.firewalls.write(None, project.id, FirewallSettings())
    source = CheckSource(kind="git-provider", provider="github", external_check_name="test")
    cloud.checks.create(None, project.id, source, CheckChange("test", "build-ready", None, False, (), None))
    cloud.bypasses.create(None, project.id, None, None, is_env_var=None)
    cloud.deployments.create(None, project.id, "production", GitCommit())
    token = cloud.tokens.create(None, "previews", project.id, None).token
    kinds: tuple[type[ProjectItem], ...] = ITEMS
    assert all(cloud.scope.world.all(kind) for kind in kinds), "there is one of each to take along"
    cloud.projects.delete(None, project.id)
    assert [kind.__name__ for kind in kinds if cloud.scope.world.all(kind)] == [], "nothing of the project is left"
    assert cloud.scope.world.by_id(UserToken, token.id) is None, "a token for the project alone goes too"


def test_deleting_a_project_that_is_gone_changes_nothing(cloud: VercelService) -> None:
    make(cloud)
    cloud.projects.delete(None, "prj_gone")
    assert [each.name for each in cloud.scope.world.all(Project)] == ["luma"], "the other project stays"


def test_a_project_born_again_has_another_id(cloud: VercelService) -> None:
    first = make(cloud)
    cloud.projects.delete(None, first.id)
    assert make(cloud).id != first.id, "Vercel never gives an id out twice"
