"""How the components hang together: which waits for which, what is protected, what a rename touches."""

from typing import Any

from tests.components import stacks
from tests.components.recorder import Recorder

PROTECTED = {
    "github-repository",
    "r2-backups",
    "r2-images",
    "sentry-key",
    "sentry-project",
    "vercel-domain",
    "vercel-domain-www",
    "vercel-project",
}


def component_of(name: str, recorder: Recorder) -> str:
    """Name of the component that a resource is in."""
    return recorder.by_name[name].parent_name


def waits(recorder: Recorder) -> set[tuple[str, str]]:
    """Which component's resources wait for which other component's."""
    return {
        (one.parent_name, component_of(other, recorder))
        for one in recorder.by_name.values()
        for other in one.depends_on
        if component_of(other, recorder) != one.parent_name
    }


def longest_chain(recorder: Recorder) -> list[str]:
    """Find the longest chain of resources that wait for one another."""
    known: dict[str, list[str]] = {}

    def chain(name: str) -> list[str]:
        if name not in known:
            before = max((chain(other) for other in sorted(recorder.by_name[name].depends_on)), key=len, default=[])
            known[name] = [*before, name]
        return known[name]

    return max((chain(name) for name in recorder.by_name), key=len)


class TestOrder:
    """Branches that need nothing from each other are built at the same time."""

    def test_only_real_needs_join_the_components_of_production(self, prod: Recorder) -> None:
        assert waits(prod) == {
            ("alerts", "sentry"),  # monitors belong to the project
            ("github-environments", "github"),  # environments belong to the repository
            ("github-environments", "r2"),  # the backup job's key pair
            ("github-environments", "vercel"),  # the project's id and the smoke test's bypass
            ("trigger", "r2"),  # the jobs' key pair of the image bucket
            ("trigger", "sentry"),  # the DSN
            ("vercel", "github"),  # the project is connected to the repository
            ("vercel", "r2"),  # the image bucket's key pair
            ("vercel", "secrets"),
            ("vercel", "sentry"),  # the DSN
        }, "a further wait makes `up` longer; a missing one makes it fail"

    def test_staging_waits_for_no_repository_of_its_own(self, staging: Recorder) -> None:
        assert waits(staging) == {
            ("alerts", "sentry"),
            ("github-environments", "vercel"),
            ("trigger", "r2"),
            ("trigger", "sentry"),
            ("vercel", "r2"),
            ("vercel", "secrets"),
            ("vercel", "sentry"),
        }, "another stack makes the repository"

    def test_the_longest_chain_is_as_short_as_the_services_allow(self, prod: Recorder) -> None:
        kinds = [prod.by_name[name].type.rsplit(":", 1)[-1] for name in longest_chain(prod)]
        first = ["Repository", "Files", "Project"]
        assert kinds[:3] == first, "Vercel would deploy each first commit if it were connected before them"
        assert len(kinds) == 5, f"every link costs one answer of a service: {kinds}"

    def test_the_rules_of_the_default_branch_come_after_the_first_files(self, prod: Recorder) -> None:
        assert "github-files" in prod.by_name["github-ruleset-branch"].depends_on, "the ruleset would refuse them"


class TestProtection:
    """What cannot be made again the same is protected in production."""

    def test_production_protects_exactly_its_stateful_resources(self, prod: Recorder) -> None:
        assert {one.name for one in prod.by_name.values() if one.protect} == PROTECTED, "no more and no less"

    def test_staging_protects_nothing(self, staging: Recorder) -> None:
        assert not any(one.protect for one in staging.by_name.values()), "its stack file asks for no protection"


class TestRename:
    """The app's name is in the stack file and nowhere else."""

    def test_a_renamed_app_keeps_every_urn(self, prod: Recorder) -> None:
        renamed = stacks.build("prod", {"app.name": "nova"})
        assert {one.urn for one in renamed.registered} == {one.urn for one in prod.registered}, "names are constant"

    def test_a_renamed_app_names_everything_anew(self) -> None:
        changes = {
            "app.name": "nova",
            "app.domain": "nova.example",
            "r2.images.host": "images.nova.example",
            "cloudflare.zone": "nova.example",
            "github.organization": "nova-app",
            "github.code-owners": [],
            "github.repository.description": "",
            "github.repository.topics": [],
            "sentry.organization": "nova",
            "variables.SUPER_ADMIN_EMAIL": "admin@nova.example",
            "variables.EMAIL_FROM": "noreply@nova.example",
        }
        renamed = stacks.build("prod", changes)
        old = sorted(
            one.name for one in renamed.registered if "luma" in str(dict(one.inputs)).replace("luma/platform", "")
        )
        assert old == [], "an input still carries the old name"


class TestOutputs:
    """What a stack tells is public, and there is nothing else."""

    def outputs(self, stack: str) -> set[str]:
        found: dict[str, Any] = {}
        stacks.build(stack, {}, found)
        return set(found)

    def test_production_tells_addresses_and_names(self) -> None:
        assert self.outputs("prod") == {
            "backupBucket",
            "githubEnvironments",
            "imageBucket",
            "imagesUrl",
            "pullRequestUrl",
            "repositoryUrl",
            "sentryDsn",
            "sentryProject",
            "url",
            "vercelProjectId",
        }, "exactly these"

    def test_staging_leaves_out_what_it_has_not(self) -> None:
        assert self.outputs("staging") == {
            "githubEnvironments",
            "imageBucket",
            "imagesUrl",
            "sentryDsn",
            "sentryProject",
            "url",
            "vercelProjectId",
        }, "no repository of its own, and no backups"
