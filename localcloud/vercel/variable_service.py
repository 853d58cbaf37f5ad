"""Vercel's rules for environment variables.

Facts: vercel.com/docs/rest-api (project environment variables), vercel.com/docs/environment-variables (reserved names,
branches), `client/environment_variable.go` and `client/error.go` of vercel/terraform-provider-vercel,
vercel/vercel#16588 (the words of a conflict).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.fingerprint import Fingerprint, Secret
from localcloud.vercel.entities import EnvironmentVariable, Project
from localcloud.vercel.git import GitHost
from localcloud.vercel.scope import Scope

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED: Final = frozenset(
    {
        *("AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME"),
        *("AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
        *("AWS_SECRET_KEY", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "NOW_REGION", "TZ"),
    }
)
MAX_BYTES: Final = 65536


@dataclass(frozen=True)
class VariablePlaces:
    """Where a variable is seen: environments, custom ones by id, and a branch of the previews."""

    targets: tuple[str, ...] = ()
    custom_environments: tuple[str, ...] = ()
    git_branch: str | None = None

    @property
    def environments(self) -> tuple[str, ...]:
        """All environments."""
        return (*self.targets, *self.custom_environments)


@dataclass(frozen=True)
class VariableChange:
    """What can be set on a variable; a `value` of `None` leaves it as it is."""

    places: VariablePlaces
    value: str | None
    comment: str
    visibility: str | None


class VariableService:
    """Environment variables, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world
        self.git = GitHost(scope.world)

    def create(
        self, team_id: str | None, project_id: str, name: str, change: VariableChange, *, sensitive: bool
    ) -> EnvironmentVariable:
        """Make a variable; raises `NotFound` (project), `Invalid` (name, value, branch, overlap)."""
        project = self.scope.project(team_id, project_id)
        _require_name(name)
        self._require_places(project, name, change.places, "")
        variable = EnvironmentVariable(
            id=ids.alphanumeric(self.world.seed(EnvironmentVariable, project.id, name), 16),
            project=project.id,
            name=name,
            value=self._stored(change.value or "", sensitive),
            targets=(),
        )
        return self.world.add(_changed(variable, change))

    def find(self, team_id: str | None, project_id: str, variable_id: str) -> EnvironmentVariable | None:
        """Find a variable of a project by id."""
        project = self.scope.find_project(team_id, project_id)
        found = self.world.by_id(EnvironmentVariable, variable_id)
        return found if project and found and found.project == project.id else None

    def update(
        self, team_id: str | None, project_id: str, variable_id: str, change: VariableChange
    ) -> EnvironmentVariable:
        """Change a variable, but for its name and sensitivity; raises `NotFound`, `Invalid`."""
        variable = self.find(team_id, project_id, variable_id)
        if variable is None:
            raise NotFound("The Environment Variable was not found.", code="ENV_NOT_FOUND")
        project = self.scope.project(team_id, project_id)
        self._require_places(project, variable.name, change.places, variable.id)
        if change.value is not None:
            sensitive = isinstance(variable.value, Fingerprint)
            variable = replace(variable, value=self._stored(change.value, sensitive))
        return self.world.put(_changed(variable, change))

    def delete(self, team_id: str | None, project_id: str, variable_id: str) -> None:
        """Remove a variable."""
        variable = self.find(team_id, project_id, variable_id)
        if variable is not None:
            self.world.remove(variable)

    def _stored(self, value: str, sensitive: bool) -> Fingerprint | Secret:
        if len(value.encode()) > MAX_BYTES:
            raise Invalid(
                "The value of the Environment Variable is larger than 64 KB.", code="ENV_TOO_LARGE", status=400
            )
        return self.world.fingerprints.of(value) if sensitive else Secret(value)

    def _require_places(self, project: Project, name: str, places: VariablePlaces, own_id: str) -> None:
        if not places.environments:
            raise Invalid("At least one of `target` or `customEnvironmentIds` is required.", status=400)
        if places.git_branch:
            self._require_branch(project, places)
        for other in self.world.children(EnvironmentVariable, project.id):
            taken = {*other.targets, *other.custom_environments} & {*places.environments}
            if other.id != own_id and other.name == name and other.git_branch == places.git_branch and taken:
                raise Invalid(
                    f"A variable with the name `{name}` already exists for the target {','.join(sorted(taken))} "
                    f"on branch {places.git_branch or 'undefined'}",
                    code="ENV_CONFLICT",
                    status=400,
                )

    def _require_branch(self, project: Project, places: VariablePlaces) -> None:
        if places.targets != ("preview",) or places.custom_environments:
            raise Invalid("`gitBranch` can only be set for variables whose only target is `preview`.", status=400)
        self.git.require_branch(project, places.git_branch or "")


def _changed(variable: EnvironmentVariable, change: VariableChange) -> EnvironmentVariable:
    return replace(
        variable,
        targets=change.places.targets,
        custom_environments=change.places.custom_environments,
        git_branch=change.places.git_branch,
        comment=change.comment,
        visibility=change.visibility,
    )


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Invalid(
            f"The name of the Environment Variable {name!r} contains invalid characters. Only letters, digits, and "
            "underscores are allowed. Furthermore, the name should not start with a digit.",
            code="invalid_environment_variable_name",
            status=400,
        )
    if name in RESERVED:
        raise Invalid(f"The Environment Variable name {name} is reserved.", code="ENV_RESERVED", status=400)
