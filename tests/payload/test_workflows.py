"""The workflows' structure: the rules of the policy catalogue's section 4, and what the settings promise about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest

from payload.files import PayloadFile
from payload.render import files
from settings.catalogue import CATALOGUE
from settings.model import GitHubEnvironment
from settings.platform import Platform

from .workflows import FOLDER, Job, jobs, workflows

Delivered = Mapping[str, PayloadFile]

CHAIN = ["test", "migrate-staging", "deploy-staging", "smoke-staging", "migrate-production", "deploy-production"]
ENVIRONMENTS: tuple[GitHubEnvironment, ...] = ("preview", "staging", "production", "backup")


def deploy(delivered: Delivered) -> dict[str, Job]:
    return {job.key: job for job in jobs(delivered) if job.file == f"{FOLDER}deploy.yml"}


def contexts(delivered: Delivered) -> set[str]:
    """Return the check contexts that pull requests get, as GitHub composes them."""
    found = set()
    documents = workflows(delivered)
    for job in jobs(delivered):
        if "pull_request" not in documents[job.file]["on"]:
            continue
        name = job.body.get("name", job.key)
        if called := job.body.get("uses"):
            inner = documents[called.removeprefix("./")]["jobs"]
            found |= {f"{name} / {body.get('name', key)}" for key, body in inner.items()}
        else:
            found.add(name)
    return found


def test_every_required_check_is_a_job_of_a_delivered_workflow(delivered: Delivered, platform: Platform) -> None:
    assert set(platform.github.required_checks) <= contexts(delivered), "a pull request would wait for ever"


def test_a_required_workflow_reports_on_every_pull_request(delivered: Delivered) -> None:
    for path, document in workflows(delivered).items():
        if "pull_request" in document["on"]:
            assert document["on"]["pull_request"] is None, f"{path}: a filter would leave a required check unreported"


def test_job_names_are_unique(delivered: Delivered) -> None:
    keys = [job.key for job in jobs(delivered)]
    assert len(keys) == len(set(keys)), "two jobs of one name would answer for each other"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_jobs_of_an_environment_read_exactly_what_the_catalogue_puts_there(
    delivered: Delivered, name: GitHubEnvironment
) -> None:
    read = {reference for job in jobs(delivered) if job.environment == name for reference in job.references}
    placed = {
        ("secrets" if variable.kind == "secret" else "vars", variable.name)
        for variable in CATALOGUE
        if name in variable.github
    }
    assert read - placed == set(), f"{name} lacks these, so a job would run with an empty value"
    assert placed - read == set(), f"{name} holds these for nobody, a secret that is not needed there"


def test_no_job_reads_secrets_outside_an_environment(delivered: Delivered) -> None:
    outside = {str(job) for job in jobs(delivered) if job.references and job.environment is None}
    assert outside == set(), "WFL-006: the environment's branch policy guards the secrets"


def test_a_secret_is_read_by_a_step_and_never_by_a_whole_job(delivered: Delivered) -> None:
    wide = {str(job) for job in jobs(delivered) if "secrets." in str(job.body.get("env", {}))}
    assert wide == set(), "every action and package script of the job would see it"


def test_a_pull_request_reaches_the_preview_environment_alone(delivered: Delivered) -> None:
    documents = workflows(delivered)
    reached = {
        job.environment
        for job in jobs(delivered)
        if "pull_request" in documents[job.file]["on"] and "github.event_name == 'push'" not in str(job.body.get("if"))
        if not set(CHAIN[1:]) & {job.key}
    }
    assert reached == {None, "preview"}, "WFL-018: unreviewed code would read production's or staging's secrets"


def test_the_jobs_behind_a_push_cannot_run_for_a_pull_request(delivered: Delivered) -> None:
    found = deploy(delivered)
    assert found["migrate-staging"].body["if"] == "github.event_name == 'push'", "the chain starts on a push alone"
    for before, job in pairwise(CHAIN):
        assert found[job].needs == [before], f"WFL-019: {job} runs after {before}, and is skipped with it"
        assert "always()" not in str(found[job].body.get("if")), f"{job} must not run when {before} did not"


def test_forks_and_dependabot_get_a_notice_instead_of_a_preview(delivered: Delivered) -> None:
    found = deploy(delivered)
    skipped, preview = found["preview-skipped"].body["if"], found["deploy-preview"].body["if"]
    assert preview == (
        "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository"
        " && github.event.pull_request.user.login != 'dependabot[bot]'"
    ), "only a branch of this repository gets the environment's secrets"
    assert skipped == (
        "github.event_name == 'pull_request' && (github.event.pull_request.head.repo.full_name != github.repository"
        " || github.event.pull_request.user.login == 'dependabot[bot]')"
    ), "exactly the others are told why"


def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(delivered: Delivered) -> None:
    for path, file in delivered.items():
        for line in re.findall(r"uses: *(.+)$", file.text, re.MULTILINE) if path.startswith(".github/") else []:
            pinned = re.fullmatch(r"\./\S+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
            assert pinned, f"WFL-001: {path}: {line}"


def test_one_action_has_one_version(delivered: Delivered) -> None:
    text = "".join(file.text for path, file in delivered.items() if path.startswith(".github/"))
    versions = set(re.findall(r"uses: *([\w-]+/[\w-]+)@(\w+)", text))
    assert len(versions) == len({name for name, _ in versions}), "an update must not forget a place"


def test_only_allowed_actions_are_used(delivered: Delivered, platform: Platform) -> None:
    text = "".join(file.text for path, file in delivered.items() if path.startswith(".github/"))
    owners = set(re.findall(r"uses: *([\w-]+)/", text))
    assert {f"{owner}/*" for owner in owners} == set(platform.github.allowed_actions), "others would be refused"


def test_no_workflow_has_rights_that_a_job_does_not_ask_for(delivered: Delivered) -> None:
    for path, document in workflows(delivered).items():
        assert document["permissions"] == {}, f"WFL-002: {path}"
    rights = {str(job): job.body["permissions"] for job in jobs(delivered)}
    wide = {"contents": "read", "pull-requests": "write"}
    assert {name for name, given in rights.items() if given == wide} == {
        "deploy.yml: deploy-preview",
        "migration-check.yml: migration-check",
    }, "only the jobs that comment may write"
    assert all(given in ({}, {"contents": "read"}, wide) for given in rights.values()), (
        "WFL-020: nobody writes contents"
    )


def test_no_workflow_runs_on_a_dangerous_trigger(delivered: Delivered) -> None:
    used = {trigger for document in workflows(delivered).values() for trigger in document["on"]}
    assert used == {"pull_request", "push", "workflow_call", "workflow_dispatch", "schedule"}, "WFL-003"


def test_no_script_is_built_from_an_expression(delivered: Delivered) -> None:
    built = {f"{job}: {step['run']}" for job in jobs(delivered) for step in job.steps if "${{" in step.get("run", "")}
    assert built == set(), "WFL-004: a pull request's title would become shell code"


def test_no_running_migration_is_cancelled(delivered: Delivered) -> None:
    for path, document in workflows(delivered).items():
        if set(document["on"]) != {"workflow_call"}:
            assert document["concurrency"]["cancel-in-progress"] is False, f"WFL-010: {path}"


def test_every_job_has_a_time_limit(delivered: Delivered) -> None:
    endless = {str(job) for job in jobs(delivered) if "timeout-minutes" not in job.body and "uses" not in job.body}
    assert endless == set(), "WFL-011"


def test_every_job_runs_on_a_pinned_hosted_runner_without_containers(delivered: Delivered) -> None:
    runners = {job.body["runs-on"] for job in jobs(delivered) if "uses" not in job.body}
    assert runners == {"ubuntu-24.04"}, "WFL-012"
    assert not any({"container", "services"} & set(job.body) for job in jobs(delivered)), "WFL-013, WFL-021"


def test_no_checkout_leaves_its_token_behind(delivered: Delivered) -> None:
    for job in jobs(delivered):
        for step in job.steps:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, f"WFL-005: {job}"


def test_nothing_is_installed_or_restored_without_a_lock(delivered: Delivered) -> None:
    text = "\n".join(file.text for path, file in delivered.items() if path.startswith(".github/"))
    commands = [line.split("#")[0] for line in text.splitlines()]
    loose = [
        line
        for line in commands
        if re.search(r"curl[^|]*\| *(ba)?sh|npx (?!--no-install)|npm i(nstall)? |pip inst", line)
    ]
    assert loose == [], "WFL-015: npm ci and the tools of the lock file only"
    assert "package-manager-cache: false" in text, "WFL-016: a cache that pull requests write must not be deployed"
    assert "actions/cache" not in text, "WFL-016"


def test_where_git_deploys_the_workflow_only_tests_and_migrates(platform: Platform) -> None:
    by_git = platform.model_copy(update={"vercel": platform.vercel.model_copy(update={"deploy_by": "git"})})
    delivered = files(by_git)
    found = deploy(delivered)
    assert list(found) == ["test", "migrate-staging", "migrate-production"], "two deployments of a commit would race"
    assert [found[key].needs for key in found] == [[], ["test"], ["migrate-staging"]], "WFL-019: in this order"
    assert "deploy.sh" not in delivered[f"{FOLDER}deploy.yml"].text, "VJS-001: Vercel deploys"
    assert set(platform.github.required_checks) <= contexts(delivered), "a pull request would wait for ever"
    assert found["migrate-staging"].body["if"] == "github.event_name == 'push'", "never for a pull request"
