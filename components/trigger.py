"""The variables of one Trigger.dev environment: what the app's jobs read."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components._base import Component
from components.resources.luma import EnvVar
from settings.trigger import Trigger
from settings.variable import Variable


class TriggerVariables(Component):
    """Type token `luma:trigger:TriggerVariables`.

    Produces:
        - `EnvVar`, one for each variable that the jobs read; a secret one can never be read again.

    It does not own the project, which a person makes, or its jobs, which the workflow deploys.

    Args:
        name: Name of the component.
        settings: The environment that gets the variables.
        project: Reference of the project.
        variables: What each variable is, and its value.
        opts: Options with an explicit provider luma.
    """

    CLOUD = "trigger"
    PLUGINS = ("luma",)

    def __init__(
        self,
        name: str,
        settings: Trigger,
        *,
        project: str,
        variables: Sequence[tuple[Variable, pulumi.Input[str]]],
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, opts)
        for variable, value in variables:
            EnvVar(
                self.child_name(variable.name),
                self.child_opts(),
                project=project,
                environment=settings.environment,
                name=variable.name,
                value=value,
                is_secret=variable.kind == "secret",
            )
        self.register_outputs({})
