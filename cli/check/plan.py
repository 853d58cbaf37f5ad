"""What the program would register for a stack, without Pulumi: the real components on the stand-in for its SDK."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final, cast

from luma_policies.kinds import STACK
from luma_policies.view import UNKNOWN, Node, ProviderView, ResourceView, StackView, Value

from cli.check import sdk
from cli.local.home import project_name
from settings.places import provided_secrets
from settings.platform import Platform

_REPLACED: Final = ("pulumi", "components")


def plan(platform: Platform, stack: str) -> StackView:
    """Return the resources of a stack as the policy pack sees them in a first preview.

    Args:
        platform: The stack's settings.
        stack: Its name.

    Secrets are unknown here, set or not: their values never leave the stack file.
    """
    program = sdk.begin(stack, project_name())
    with _stand_in():
        from components.platform import PlatformStack
        from payload.render import files

        secrets: Any = {variable.name: sdk.Output(UNKNOWN) for variable in provided_secrets(platform)}
        PlatformStack(platform, secrets, files(platform))
    root = ResourceView(STACK, f"{program.project}-{stack}", {})
    return StackView((root, *map(_view, program.made)))


@contextmanager
def _stand_in() -> Iterator[None]:
    """Let the components find the stand-in where they import Pulumi; what was imported before is back afterwards."""
    before = _taken()
    sys.modules["pulumi"] = sdk
    try:
        yield
    finally:
        _taken()
        sys.modules.update(before)


def _taken() -> Mapping[str, ModuleType]:
    """Take the replaced packages out of the loaded modules, and return them."""
    names = [name for name in sys.modules if name.split(".")[0] in _REPLACED]
    return {name: sys.modules.pop(name) for name in names}


def _view(made: sdk.Planned) -> ResourceView:
    """Show the rules one registration as the engine would. A component has no provider."""
    return ResourceView(
        made.type,
        made.name,
        cast("Mapping[str, Value]", made.inputs),
        urn=made.urn,
        protect=made.protect,
        ignore_changes=made.options.ignore_changes or (),
        provider=_provider(made.provider._planned) if made.provider else None,
        parent=made.parent._planned.urn if made.parent else "",
        dependencies=list(made.dependencies()),
    )


def _provider(made: sdk.Planned) -> ProviderView:
    """Show the rules a provider: the engine puts the version that its options ask for among its inputs."""
    inputs = {**made.inputs, "version": made.options.version}
    return ProviderView(made.type, made.name, made.urn, Node(cast("Value", inputs)))
