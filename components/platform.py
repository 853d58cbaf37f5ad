"""The whole platform of one stack: every component, wired together here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi

from components import variables
from components.alerts import SentryAlerts
from components.dns import DnsRecords
from components.github_environments import GitHubEnvironments
from components.github_files import File
from components.github_lookup import require_repository
from components.github_repository import GitHubRepository
from components.providers import Providers, using
from components.r2 import R2Storage
from components.secrets import GeneratedSecrets
from components.sentry import SentryMonitoring
from components.trigger import TriggerVariables
from components.vercel import VercelHosting
from settings.platform import Platform

Outputs = Mapping[str, pulumi.Input[str] | Sequence[str] | None]


class PlatformStack:
    """Everything of one stack.

    Args:
        settings: The stack's settings.
        secrets: The provided secrets by variable name.
        files: The files for the app's repository by their paths.

    Raises:
        pulumi.RunError: another stack owns the repository and has not gone up.
        IncompleteValuesError: the catalogue and the components disagree.
    """

    def __init__(
        self, settings: Platform, secrets: Mapping[str, pulumi.Output[str]], files: Mapping[str, File]
    ) -> None:
        self._settings: Final = settings
        self._providers: Final = Providers.create(settings)
        self.repository: Final = self._create_repository(files)
        self.storage: Final = self._create_storage()
        self.monitoring: Final = self._create_monitoring()
        values = variables.merge(
            secrets,
            settings.variables,
            {"NEXT_PUBLIC_APP_URL": settings.app.url},
            self._create_secrets().variables,
            self.storage.variables,
            self.monitoring.variables,
        )
        self.hosting: Final = self._create_hosting(values)
        self._create_environments(variables.merge(values, self.hosting.variables))
        self._create_jobs(values)
        self._create_alerts()
        self._create_records()

    def outputs(self) -> Outputs:
        """Return what the stack tells: addresses and names, nothing secret. What a stack has not is left out."""
        settings, repository = self._settings, self.repository
        facts: Outputs = {
            "url": settings.app.url,
            "vercelProjectId": self.hosting.project_id,
            "repositoryUrl": repository.url if repository else None,
            "pullRequestUrl": repository.pull_request_url if repository else None,
            "githubEnvironments": list(settings.github.environments),
            "imageBucket": settings.r2.images.name,
            "imagesUrl": self.storage.public_url,
            "backupBucket": settings.r2.backups.name if settings.r2.backups else None,
            "sentryProject": settings.sentry.project,
            "sentryDsn": self.monitoring.dsn,
        }
        return {name: fact for name, fact in facts.items() if fact is not None}

    def _create_repository(self, files: Mapping[str, File]) -> GitHubRepository | None:
        settings = self._settings
        if not settings.github.owns_repository:
            require_repository(settings.github, self._providers.github)
            return None
        return GitHubRepository(
            "github",
            settings.github,
            plan=settings.plan,
            app=settings.app,
            files=files,
            protect=settings.protect,
            opts=using(self._providers.github, self._providers.luma),
        )

    def _create_storage(self) -> R2Storage:
        return R2Storage(
            "r2",
            self._settings.r2,
            account=self._settings.cloudflare,
            origins=[self._settings.app.url],
            protect=self._settings.protect,
            opts=using(self._providers.cloudflare),
        )

    def _create_monitoring(self) -> SentryMonitoring:
        return SentryMonitoring(
            "sentry", self._settings.sentry, protect=self._settings.protect, opts=using(self._providers.sentry)
        )

    def _create_secrets(self) -> GeneratedSecrets:
        return GeneratedSecrets(
            "secrets",
            variables.generated(self._settings),
            self._settings.rotations,
            opts=using(self._providers.random),
        )

    def _create_hosting(self, values: Mapping[str, variables.Value]) -> VercelHosting:
        settings, github = self._settings, self._settings.github
        return VercelHosting(
            "vercel",
            settings.vercel,
            app=settings.app,
            plan=settings.plan,
            repository=f"{github.organization}/{github.repository.name}",
            production_branch=github.default_branch,
            variables=variables.for_vercel(settings, values),
            # Connected earlier, Vercel would deploy each first commit: only vercel.json says that it must not.
            after=self.repository.filled if self.repository else [],
            protect=settings.protect,
            opts=using(self._providers.vercel),
        )

    def _create_environments(self, values: Mapping[str, variables.Value]) -> GitHubEnvironments:
        return GitHubEnvironments(
            "github-environments",
            self._settings.github,
            plan=self._settings.plan,
            variables=variables.for_github(self._settings, values),
            after=[self.repository.repository] if self.repository else [],
            opts=using(self._providers.github),
        )

    def _create_jobs(self, values: Mapping[str, variables.Value]) -> TriggerVariables:
        return TriggerVariables(
            "trigger",
            self._settings.trigger,
            project=self._settings.variables["TRIGGER_PROJECT_REF"],
            variables=variables.for_trigger(self._settings, values),
            opts=using(self._providers.luma),
        )

    def _create_alerts(self) -> SentryAlerts:
        settings = self._settings
        return SentryAlerts(
            "alerts",
            settings.sentry,
            app=settings.app,
            jobs=settings.trigger.scheduled_jobs,
            crons=settings.vercel.crons,
            after=[self.monitoring.project],
            opts=using(self._providers.luma),
        )

    def _create_records(self) -> DnsRecords:
        return DnsRecords(
            "dns",
            self._settings.dns,
            zone=self._settings.cloudflare,
            app=self._settings.app,
            opts=using(self._providers.cloudflare),
        )
