"""Secrets that nobody has to invent: random bytes, made once and replaced when their rotation number is raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components._base import Component
from components.resources.random import RandomBytes

SECRET_BYTES = 32
"""Length of every generated secret in bytes, as in `openssl rand -base64 32`."""


class GeneratedSecrets(Component):
    """Type token `luma:random:GeneratedSecrets`.

    Produces:
        - `RandomBytes`, one for each name.

    It does not own where the values go.

    Args:
        name: Name of the component.
        names: Variables to generate.
        rotations: How often each was rotated; a higher number makes a new value.
        opts: Options with an explicit random provider.
    """

    CLOUD = "random"

    def __init__(
        self, name: str, names: Sequence[str], rotations: Mapping[str, int], *, opts: pulumi.ResourceOptions
    ) -> None:
        super().__init__(name, opts)
        self.variables: Mapping[str, pulumi.Output[str]] = {
            variable: self._create_secret(variable, rotations.get(variable, 0)) for variable in names
        }
        self.register_outputs({})

    def _create_secret(self, variable: str, rotation: int) -> pulumi.Output[str]:
        secret = RandomBytes(
            self.child_name(variable),
            self.child_opts(),
            length=SECRET_BYTES,
            keepers={"rotation": str(rotation)},
        )
        return pulumi.Output.secret(secret.base64)
