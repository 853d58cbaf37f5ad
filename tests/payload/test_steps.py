"""What the workflows' own scripts do, run with every outside command replaced by a stub."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .steps import CONTEXT, Delivered, Runner, perform, step
from .workflows import jobs


@pytest.fixture
def runner(tmp_path: Path, delivered: Delivered) -> Runner:
    for path, file in delivered.items():
        target = tmp_path / "repository" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")
    return Runner(tmp_path)


DEPLOY = 'if [[ "$*" == *" deploy "* ]]; then echo https://luma-web-abc.vercel.app; fi'
DEPLOYMENTS = [
    ("deploy-preview", "Deploy a preview of staging's project", ""),
    ("deploy-staging", "Deploy to staging", " --prod"),
    ("deploy-production", "Deploy to production, without its domain", " --prod --skip-domain"),
]


@pytest.mark.parametrize(("key", "name", "flags"), DEPLOYMENTS)
def test_a_deployment_uploads_the_source_and_hands_its_address_on(
    runner: Runner, delivered: Delivered, key: str, name: str, flags: str
) -> None:
    runner.answers["npx"] = DEPLOY
    environment = key.removeprefix("deploy-")
    done = perform(runner, delivered, key, name)
    assert done.returncode == 0, done.stderr
    facts = {"NEXT_PUBLIC_RELEASE": CONTEXT["GITHUB_SHA"], "NEXT_PUBLIC_ENVIRONMENT": environment}
    given = "".join(f" --build-env {key}={value} --env {key}={value}" for key, value in facts.items())
    assert runner.calls == [f"npx --no-install vercel deploy --yes{given}{flags}"], (
        "built on Vercel, token not in sight"
    )
    assert runner.read("GITHUB_OUTPUT") == "url=https://luma-web-abc.vercel.app\n", "the next step knows the address"


def test_a_deployment_without_an_address_fails(runner: Runner, delivered: Delivered) -> None:
    runner.answers["npx"] = "echo Error: not enough credits"
    done = perform(runner, delivered, *DEPLOYMENTS[2][:2])
    assert done.returncode == 1, "nothing would be promoted, or something else"
    assert "vercel deploy printed no address but: Error: not enough credits" in done.stderr, done.stderr


def test_a_deployment_that_vercel_refuses_fails(runner: Runner, delivered: Delivered) -> None:
    runner.answers["npx"] = "exit 3"
    assert perform(runner, delivered, *DEPLOYMENTS[0][:2]).returncode != 0, "the job must not go on"


def test_a_deployment_without_a_token_says_what_to_do(runner: Runner, delivered: Delivered) -> None:
    script, environment = step(delivered, *DEPLOYMENTS[0][:2])
    done = runner.run(script, **(environment | {"VERCEL_TOKEN": ""}))
    assert done.returncode != 0, "an empty secret must not pass for one"
    assert "Run pulumi up" in done.stderr, done.stderr
    assert runner.calls == [], "nothing was tried"


def test_only_a_tested_deployment_is_promoted(runner: Runner, delivered: Delivered) -> None:
    (job,) = (job for job in jobs(delivered) if job.key == "deploy-production")
    order = [each["name"] for each in job.steps if "name" in each]
    assert order == [
        "Deploy to production, without its domain",
        "Smoke-test the deployment",
        "Promote it to the domain",
        "Smoke-test the domain",
        "Deploy the background jobs",
        "Record the release in Sentry",
    ], "a step that fails stops the ones after it"
    perform(runner, delivered, job.key, "Promote it to the domain")
    assert runner.calls == ["npx --no-install vercel promote https://luma-web-abc.vercel.app --yes"], "that very one"


@pytest.mark.parametrize(
    ("key", "name"),
    [("migrate-staging", "Migrate staging's database"), ("migrate-production", "Migrate production's database")],
)
def test_each_database_is_migrated_with_its_own_address(
    runner: Runner, delivered: Delivered, key: str, name: str
) -> None:
    runner.answers["npx"] = 'echo "$DATABASE_URL $DIRECT_URL" >> "$CALLS"'
    perform(runner, delivered, key, name)
    prefix = "staging-" if key == "migrate-staging" else ""
    migrate = "npx --no-install prisma migrate deploy"
    assert runner.calls == [migrate, f"{prefix}database-url {prefix}direct-url"], "staging never sees production's"


ANSWERS_THE_THIRD_TIME = (
    'n=$(cat "$CALLS.n" 2>/dev/null || echo 0); echo $((n + 1)) > "$CALLS.n"\n'
    "[[ $n -lt 2 ]] && printf 503 || printf 200"
)


def test_the_smoke_test_gets_past_the_protection_of_a_deployment_with_the_deploy_token(
    runner: Runner, delivered: Delivered
) -> None:
    runner.answers["npx"] = ANSWERS_THE_THIRD_TIME
    done = perform(runner, delivered, "deploy-production", "Smoke-test the deployment")
    assert done.returncode == 0, "the third answer is good"
    asked = "npx --no-install vercel curl / --yes --deployment https://luma-web-abc.vercel.app -- "
    assert [call.startswith(asked) for call in runner.calls] == [True] * 3, "the deployment itself, until it answers"
    assert "vercel-token" not in "".join(runner.calls), "arguments are visible to every process"


def test_the_smoke_test_of_a_domain_needs_no_token(runner: Runner, delivered: Delivered) -> None:
    runner.answers["curl"] = ANSWERS_THE_THIRD_TIME
    done = perform(runner, delivered, "smoke-staging", "Smoke-test staging")
    assert done.returncode == 0, "the third answer is good"
    assert [call.split()[0] for call in runner.calls] == ["curl"] * 3, "a domain is open to everybody"


@pytest.mark.parametrize("answer", ["printf 500", "printf 401", "exit 6"])
def test_the_smoke_test_fails_when_the_app_does_not_answer(runner: Runner, delivered: Delivered, answer: str) -> None:
    runner.answers["curl"] = f"cat > /dev/null; {answer}"
    done = perform(runner, delivered, "smoke-staging", "Smoke-test staging")
    assert done.returncode == 1, "production must not be touched"
    assert "does not answer 200" in done.stderr, done.stderr


COMMENT = [("deploy-preview", "Write the address on the pull request")]


def test_the_first_push_makes_one_comment(runner: Runner, delivered: Delivered) -> None:
    perform(runner, delivered, *COMMENT[0])
    calls = "\n".join(runner.calls)
    assert "--method POST repos/luma-app/luma-web/issues/7/comments" in calls, "there is none yet"
    assert "body=<!-- workflow: preview -->\nPreview of feedfac: https://luma-web-abc.vercel.app" in calls, calls
    assert "PATCH" not in calls, "there is nothing to update"


def test_later_pushes_update_the_same_comment(runner: Runner, delivered: Delivered) -> None:
    runner.answers["gh"] = '[[ "$*" == *--paginate* ]] && printf "41\\n42\\n"; true'
    perform(runner, delivered, *COMMENT[0])
    calls = "\n".join(runner.calls)
    assert "--method PATCH repos/luma-app/luma-web/issues/comments/41" in calls, "the oldest of its own"
    assert "POST" not in calls, "a new comment for each push would bury the discussion"


@pytest.mark.parametrize(("key", "environment"), [("deploy-staging", "staging"), ("deploy-production", "production")])
def test_sentry_learns_commit_and_deployment(runner: Runner, delivered: Delivered, key: str, environment: str) -> None:
    perform(runner, delivered, key, "Record the release in Sentry")
    sha, cli = CONTEXT["GITHUB_SHA"], "npx --no-install sentry-cli"
    assert runner.calls == [
        f"{cli} releases new {sha}",
        f"{cli} releases set-commits {sha} --commit luma-app/luma-web@{sha}",
        f"{cli} releases finalize {sha}",
        f"{cli} deploys new --release {sha} --env {environment}",
    ], "the release has its commits, and is known to be live"


def test_a_first_release_gets_the_commits_of_its_push(runner: Runner, delivered: Delivered) -> None:
    runner.answers["npx"] = '[[ "$*" == *"@$GITHUB_SHA"* ]] && exit 1; true'
    done = perform(runner, delivered, "deploy-production", "Record the release in Sentry")
    sha = CONTEXT["GITHUB_SHA"]
    assert (
        f"npx --no-install sentry-cli releases set-commits {sha} --commit luma-app/luma-web@9876543210..{sha}"
        in runner.calls
    )
    assert done.returncode == 0, "the app is live already"


def test_a_release_without_commits_is_a_warning(runner: Runner, delivered: Delivered) -> None:
    runner.answers["npx"] = '[[ "$*" == *set-commits* ]] && exit 1; true'
    done = perform(runner, delivered, "deploy-production", "Record the release in Sentry")
    assert done.returncode == 0, "the app is live already"
    assert "::warning title=No commits in Sentry::" in done.stdout, done.stdout


@pytest.mark.parametrize(("key", "environment"), [("deploy-staging", "staging"), ("deploy-production", "prod")])
def test_the_jobs_go_to_the_environment_beside_the_app(
    runner: Runner, delivered: Delivered, key: str, environment: str
) -> None:
    perform(runner, delivered, key, "Deploy the background jobs")
    assert runner.calls == [f"npm run trigger:deploy -- --env {environment}"], "Trigger.dev's names of environments"


@pytest.mark.parametrize(("code", "changed"), [(0, "false"), (1, "true")])
def test_the_migration_check_acts_only_where_something_changed(
    runner: Runner, delivered: Delivered, code: int, changed: str
) -> None:
    runner.answers["git"] = f"exit {code}"
    done = perform(runner, delivered, "migration-check", "See whether the schema or a migration changed")
    assert done.returncode == 0, "it reports either way"
    assert runner.read("GITHUB_OUTPUT") == f"changed={changed}\n", "the later steps ask for it"


def test_the_migration_summary_is_posted_when_there_is_one(runner: Runner, delivered: Delivered) -> None:
    perform(runner, delivered, "migration-check", "Post the summary")
    assert runner.calls == [], "a check that broke down has no summary"
    (runner.folder / "migrations.md").write_text("## Migration check\n")
    perform(runner, delivered, "migration-check", "Post the summary")
    assert "body=<!-- workflow: migrations -->\n## Migration check" in "\n".join(runner.calls), "one comment"


def backup(runner: Runner, delivered: Delivered, stored: str) -> subprocess.CompletedProcess[str]:
    (runner.folder / "repository" / "backup.sql.gz").write_text("dump")
    runner.answers["age"] = 'printf encrypted > "${@: -2:1}"'
    runner.answers["aws"] = f'[[ "$*" == *head-object* ]] && echo {stored}; true'
    return perform(runner, delivered, "backup", "Encrypt it and store it")


def test_a_dump_is_encrypted_before_it_leaves_and_compared_after(runner: Runner, delivered: Delivered) -> None:
    done = backup(runner, delivered, "9")
    assert done.returncode == 0, done.stderr
    encrypt, upload, _ = runner.calls
    assert encrypt.startswith("age --encrypt --recipient backup-public-key"), "nobody here can read it again"
    assert upload.endswith("backup.sql.gz.age s3://backup-bucket-name/postgresql/backup.sql.gz.age"), upload
    assert "https://r2-account-id.r2.cloudflarestorage.com" in upload, "R2's own S3 address"


def test_a_backup_that_is_not_whole_in_the_bucket_fails(runner: Runner, delivered: Delivered) -> None:
    done = backup(runner, delivered, "3")
    assert done.returncode == 1, "half a backup is none"
    assert "has 3 bytes in the bucket instead of 9" in done.stderr, done.stderr


def test_without_a_public_key_nothing_is_stored(runner: Runner, delivered: Delivered) -> None:
    script, environment = step(delivered, "backup", "Encrypt it and store it")
    done = runner.run(script, **(environment | {"BACKUP_PUBLIC_KEY": ""}))
    assert done.returncode != 0, "a dump must not be stored in the clear"
    assert runner.calls == [], "nothing was tried"


def test_a_dump_that_fails_fails_the_step(runner: Runner, delivered: Delivered) -> None:
    runner.answers["pg_dump"] = "exit 1"
    script, environment = step(delivered, "backup", "Dump the database")
    done = runner.run(script, **(environment | {"DIRECT_URL": "postgresql://u:p@host/db"}))
    assert done.returncode != 0, "an empty name must not be encrypted"
    assert runner.read("GITHUB_OUTPUT") == "", "the next step has nothing to store"


def test_every_script_of_a_workflow_is_run_here(delivered: Delivered) -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    named = {each["name"] for job in jobs(delivered) for each in job.steps if "run" in each}
    locked = {"Generate the Prisma client", "Check types", "Lint", "Run unit tests with coverage"}  # run in test_app.py
    real = {"Check the migrations", "Rehearse the restore"}  # run in test_migration_changes.py and test_restore.py
    plain = {"Install PostgreSQL's tools and age", "Say why there is no preview"}
    assert {name for name in named if name not in source} == set(), "each is named"
    assert locked | real | plain <= named, "none of these is gone"


def test_the_notice_for_forks_says_what_to_do(runner: Runner, delivered: Delivered) -> None:
    done = perform(runner, delivered, "preview-skipped", "Say why there is no preview")
    assert done.stdout.startswith("::notice title=No preview::This pull request comes from a fork"), done.stdout
    assert done.stdout.count("\n") == 1, "an annotation is one line"


def test_the_tools_of_the_backup_are_installed_with_their_folder_on_the_path(
    runner: Runner, delivered: Delivered
) -> None:
    done = perform(runner, delivered, "backup", "Install PostgreSQL's tools and age")
    assert done.returncode == 0, done.stderr
    assert runner.read("GITHUB_PATH") == "/usr/lib/postgresql/18/bin\n", "pg_dump must not be older than the server"
    assert [call.split()[1] for call in runner.calls] == [
        "/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh",
        "apt-get",
    ], "from PostgreSQL's own signed packages"
