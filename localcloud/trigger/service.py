"""Trigger.dev's rules for environment variables.

Facts: the routes `api.v1.projects.$projectRef.envvars.*` of triggerdotdev/trigger.dev, and its documentation: a secret
variable is redacted whenever it is read; writing a variable that exists needs `override`; a new value keeps `secret`.
"""

from dataclasses import replace

from localcloud.core import ids
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.transaction import Transaction
from localcloud.trigger.entities import Project, Variable


class TriggerService:
    """Trigger.dev, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def seed_project(self, reference: str, environments: tuple[str, ...]) -> Project:
        """Make or update the project, as a person would."""
        known = self.world.get(Project, reference)
        if known is not None:
            return self.world.put(replace(known, environments=environments))
        return self.world.add(Project(id=reference, environments=environments))

    def variables(self, project: str, environment: str) -> list[Variable]:
        """List an environment's variables; raises `NotFound`."""
        self._environment(project, environment)
        return self.world.children(Variable, f"{project}/{environment}")

    def variable(self, project: str, environment: str, name: str) -> Variable:
        """Find a variable; raises `NotFound`."""
        self._environment(project, environment)
        found = self.world.get(Variable, project, environment, name)
        if found is None:
            raise NotFound("Environment variable not found")
        return found

    def write(self, project: str, environment: str, values: dict[str, str], *, secret: bool, override: bool) -> None:
        """Write several variables at once; raises `NotFound`, `Invalid` (empty; exists and no `override`)."""
        self._environment(project, environment)
        for name, value in sorted(values.items()):
            known = self.world.get(Variable, project, environment, name)
            if known is not None and not override:
                raise Invalid("Some of the variables are already set for these environments", status=400)
            if known is not None:
                self.world.put(replace(known, value=self._stored(value, secret=secret), secret=secret))
            else:
                self._add(project, environment, name, value, secret=secret)

    def edit(self, project: str, environment: str, name: str, value: str) -> None:
        """Write another value; raises `NotFound`, `Invalid`."""
        known = self.variable(project, environment, name)
        self.world.put(replace(known, value=self._stored(value, secret=known.secret)))

    def delete(self, project: str, environment: str, name: str) -> None:
        """Remove a variable from an environment; raises `NotFound`."""
        self.world.remove(self.variable(project, environment, name))

    def _add(self, project: str, environment: str, name: str, value: str, *, secret: bool) -> None:
        number = ids.alphanumeric(self.world.seed(Variable, project, environment, name), 25)
        stored = self._stored(value, secret=secret)
        self.world.add(
            Variable(id=number, project=project, environment=environment, name=name, value=stored, secret=secret)
        )

    def _stored(self, value: str, *, secret: bool) -> Fingerprint | str:
        if not value:
            raise Invalid("Values must have length", status=400)
        return self.world.fingerprints.of(value) if secret else value

    def _environment(self, project: str, environment: str) -> None:
        known = self.world.get(Project, project)
        if known is None:
            raise NotFound("Project not found")
        if environment not in known.environments:
            raise NotFound("Environment not found")
