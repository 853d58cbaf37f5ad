"""Sentry's rules for monitors and alerts.

Facts: `internal/apiclient/api.yaml` of jianyuan/terraform-provider-sentry v0.15; Sentry's documentation on monitors and
alerts. Every project has a monitor of its errors and one of its issue stream, which cannot be deleted; a deleted
monitor leaves the alerts that watched it; names are not unique, but what a scheduled job checks in as is.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.errors import Forbidden, Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.sentry.alerting import rules
from localcloud.sentry.alerting.entities import Detector, Integration, Member, Workflow
from localcloud.sentry.entities import Organization

MISSING: Final = "The requested resource does not exist"
DEFAULTS: Final = {"error": "Error Monitor", "issue_stream": "Issue Stream"}


@dataclass(frozen=True)
class DetectorChange:
    """What a caller asks of a monitor."""

    type: str
    name: str
    description: str | None
    enabled: bool
    owner: str | None
    source: dict[str, Json]
    conditions: tuple[Json, ...]
    config: dict[str, Json]


@dataclass(frozen=True)
class WorkflowChange:
    """What a caller asks of an alert; `frequency` in minutes."""

    name: str
    enabled: bool
    environment: str | None
    frequency: int
    detectors: tuple[str, ...]
    triggers: tuple[Json, ...]
    filters: tuple[Json, ...]


class AlertingService:
    """Sentry's alerting, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def seed_slack(self, organization: str, workspace: str, channels: tuple[str, ...]) -> None:
        """Connect a Slack workspace, as a person would."""
        known = self.world.get(Integration, organization, "slack", workspace)
        named = {each: f"C{ids.number(f'{workspace}|{each}', 10)}" for each in channels}
        if known is not None:
            self.world.put(replace(known, channels=named))
            return
        number = str(ids.number(self.world.seed(Integration, organization, "slack", workspace), 6))
        found = Integration(id=number, organization=organization, provider="slack", name=workspace, channels=named)
        self.world.add(found)

    def seed_member(self, organization: str, email: str) -> None:
        """Let a person join, as a person would."""
        if self.world.get(Member, organization, email) is None:
            seed = self.world.seed(Member, organization, email)
            number, user = str(ids.number(seed, 7)), str(ids.number(f"{seed}|user", 8))
            self.world.add(Member(id=number, organization=organization, email=email, user=user))

    def project_made(self, organization: str, project: str) -> None:
        """Give a new project its two default monitors; `project` is its id."""
        for kind, name in DEFAULTS.items():
            change = DetectorChange(kind, name, None, enabled=True, owner=None, source={}, conditions=(), config={})
            self._add(organization, project, change)

    def project_gone(self, project: str) -> None:
        """Remove a deleted project's monitors."""
        for detector in self.world.children(Detector, project):
            self._remove(detector)

    def detectors(self, organization: str, project: str | None, kind: str | None, name: str | None) -> list[Detector]:
        """List an organization's monitors, those of one project (by id), type or name where given."""
        self._require_organization(organization)
        found = self.world.children(Detector, project) if project else self.world.all(Detector)
        mine = [each for each in found if each.organization == organization]
        return [each for each in mine if kind in (None, each.type) and name in (None, each.name)]

    def detector(self, organization: str, number: str) -> Detector:
        """Find a monitor; raises `NotFound`."""
        found = self.world.get(Detector, organization, number)
        if found is None:
            raise NotFound(MISSING)
        return found

    def create_detector(self, organization: str, project: str, change: DetectorChange) -> Detector:
        """Make a monitor in a project (by id); raises `NotFound`, `Invalid`."""
        if change.type in DEFAULTS:
            raise Invalid(f"{change.type} monitors are made by Sentry alone", status=400)
        rules.check_detector(self.world, organization, change)
        self._require_free_slug(organization, change, "")
        return self._add(organization, project, change)

    def update_detector(self, organization: str, number: str, change: DetectorChange) -> Detector:
        """Change a monitor; its type stays. Raises `NotFound`, `Invalid`."""
        known = self.detector(organization, number)
        if change.type != known.type:
            raise Invalid("the type of a monitor cannot be changed", status=400)
        rules.check_detector(self.world, organization, change)
        self._require_free_slug(organization, change, number)
        kept = {"slug": known.source["slug"]} if "slug" in known.source else {}
        return self.world.put(
            replace(
                known,
                name=change.name,
                description=change.description,
                enabled=change.enabled,
                owner=change.owner,
                source={**change.source, **kept},
                conditions=change.conditions,
                config=change.config,
            )
        )

    def delete_detector(self, organization: str, number: str) -> None:
        """Remove a monitor; raises `NotFound`, `Forbidden` (a default one)."""
        known = self.detector(organization, number)
        if known.type in DEFAULTS:
            raise Forbidden("You do not have permission to perform this action.")
        self._remove(known)

    def workflows(self, organization: str, name: str | None) -> list[Workflow]:
        """List an organization's alerts, those of one name where given."""
        self._require_organization(organization)
        found = self.world.children(Workflow, organization)
        return [each for each in found if name in (None, each.name)]

    def workflow(self, organization: str, number: str) -> Workflow:
        """Find an alert; raises `NotFound`."""
        found = self.world.get(Workflow, organization, number)
        if found is None:
            raise NotFound(MISSING)
        return found

    def create_workflow(self, organization: str, change: WorkflowChange) -> Workflow:
        """Make an alert; raises `NotFound`, `Invalid`."""
        self._require_organization(organization)
        rules.check_workflow(self.world, organization, change)
        number = str(ids.number(self.world.seed(Workflow, organization, change.name), 7))
        created = self.world.clock.timestamp()
        return self.world.add(_workflow(number, organization, created, change))

    def update_workflow(self, organization: str, number: str, change: WorkflowChange) -> Workflow:
        """Change an alert; raises `NotFound`, `Invalid`."""
        known = self.workflow(organization, number)
        rules.check_workflow(self.world, organization, change)
        return self.world.put(_workflow(number, organization, known.created, change))

    def delete_workflow(self, organization: str, number: str) -> None:
        """Remove an alert; raises `NotFound`."""
        self.world.remove(self.workflow(organization, number))

    def integrations(self, organization: str, provider: str | None) -> list[Integration]:
        """List what is connected, of one provider where given."""
        self._require_organization(organization)
        found = self.world.children(Integration, organization)
        return [each for each in found if provider in (None, each.provider)]

    def integration(self, organization: str, number: str) -> Integration:
        """Find a connection; raises `NotFound`."""
        found = self.world.by_id(Integration, number)
        if found is None or found.organization != organization:
            raise NotFound(MISSING)
        return found

    def members(self, organization: str) -> list[Member]:
        """List the organization's people."""
        self._require_organization(organization)
        return self.world.children(Member, organization)

    def _add(self, organization: str, project: str, change: DetectorChange) -> Detector:
        number = str(ids.number(self.world.seed(Detector, organization, project, change.type, change.name), 7))
        slug: dict[str, Json] = {"slug": slug_of(change.name)} if change.type == rules.CRON else {}
        detector = Detector(
            id=number,
            organization=organization,
            project=project,
            type=change.type,
            name=change.name,
            created=self.world.clock.timestamp(),
            description=change.description,
            enabled=change.enabled,
            owner=change.owner,
            source={**change.source, **slug},
            conditions=change.conditions,
            config=change.config,
        )
        return self.world.add(detector)

    def _remove(self, detector: Detector) -> None:
        self.world.remove(detector)
        for each in self.world.children(Workflow, detector.organization):
            if detector.id in each.detectors:
                self.world.put(replace(each, detectors=tuple(one for one in each.detectors if one != detector.id)))

    def _require_free_slug(self, organization: str, change: DetectorChange, number: str) -> None:
        if change.type != rules.CRON:
            return
        slug = slug_of(change.name)
        taken = [each for each in self.detectors(organization, None, rules.CRON, None) if each.id != number]
        if any(each.source.get("slug") == slug for each in taken):
            raise Invalid(f'The slug "{slug}" is already in use.', status=400)

    def _require_organization(self, slug: str) -> None:
        if self.world.get(Organization, slug) is None:
            raise NotFound(MISSING)


def slug_of(name: str) -> str:
    """Make what a scheduled job checks in as out of its monitor's name."""
    return re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:50]


def _workflow(number: str, organization: str, created: str, change: WorkflowChange) -> Workflow:
    return Workflow(
        id=number,
        organization=organization,
        name=change.name,
        created=created,
        enabled=change.enabled,
        environment=change.environment,
        frequency=change.frequency,
        detectors=change.detectors,
        triggers=change.triggers,
        filters=change.filters,
    )
