"""What every generated resource class shares: wire names, secrets, and the plugin's version.

The SDKs' own classes pass the same type token, inputs and options; a test compares the two, property by property.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

import pulumi


class Plugin(NamedTuple):
    """The provider plugin of a resource type: what the engine asks for, and where it would download it."""

    name: str
    version: str
    server: str | None = None

    def options(self, opts: pulumi.ResourceOptions | None, secrets: tuple[str, ...]) -> pulumi.ResourceOptions:
        """Return the caller's options with this plugin's version and the outputs that are always secret."""
        own = pulumi.ResourceOptions(
            version=self.version, plugin_download_url=self.server, additional_secret_outputs=list(secrets)
        )
        return pulumi.ResourceOptions.merge(own, opts)


class Resource(pulumi.CustomResource):
    """A resource with typed keyword inputs.

    Its attributes are the inputs that were given, what the service computes, and what is secret. An integer comes back
    as a float, as the engine's protocol has it.
    """

    TYPE: ClassVar[str]
    PLUGIN: ClassVar[Plugin]
    OUTPUTS: ClassVar[tuple[str, ...]] = ()
    SECRETS: ClassVar[tuple[str, ...]] = ()
    REPLACES: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **args: pulumi.Input[object]
    ) -> None:
        options = self.PLUGIN.options(opts, self.SECRETS)
        if self.REPLACES:
            options.replace_on_changes = [*self.REPLACES, *(options.replace_on_changes or ())]
        self._wires = {snake(wire): wire for wire in self.OUTPUTS} | {name: camel(name) for name in args}
        props = dict.fromkeys(self._wires) | secured(args, self.SECRETS)
        super().__init__(self.TYPE, resource_name, props, options)

    def translate_input_property(self, prop: str) -> str:
        """Return the wire's name of an input; what is inside an object has the wire's names already."""
        return self._wires.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """Return the attribute's name for a property of the wire."""
        name = snake(prop)
        return name if name in self._wires else prop


class ProviderResource(pulumi.ProviderResource):
    """An explicit provider. Credentials come from the plugin's own environment variables, so no state holds them."""

    PLUGIN: ClassVar[Plugin]
    SECRETS: ClassVar[tuple[str, ...]] = ()
    JSON: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **args: pulumi.Input[object]
    ) -> None:
        props = {camel(name): value for name, value in secured(args, self.SECRETS).items()}
        for name in self.JSON:
            if name in props:
                props[name] = pulumi.Output.json_dumps(props[name])
        super().__init__(self.PLUGIN.name, resource_name, props, self.PLUGIN.options(opts, self.SECRETS))


def secured(args: Mapping[str, pulumi.Input[object]], secrets: tuple[str, ...]) -> dict[str, pulumi.Input[object]]:
    """Return the inputs that were given, the ones whose wire name is among `secrets` as secrets."""
    given = {name: value for name, value in args.items() if value is not None}
    return {name: pulumi.Output.secret(value) if camel(name) in secrets else value for name, value in given.items()}


def camel(name: str) -> str:
    """Return the wire's name of a property: `dsn_public` -> `dsnPublic`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(wire: str) -> str:
    """Return the attribute's name of a property: `dsnPublic` -> `dsn_public`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()
