"""The policy pack's critical rules inside the program: a bare `pulumi up`, without `--policy-pack`, runs no pack.

Each resource is judged by what the program states, before it is registered: what a critical rule refuses is never made.
What only services can say is left to the pack, as are the other rules.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pulumi

from components.resources._resource import Resource
from settings.platform import Platform

PACK: Final = Path(__file__).resolve().parent.parent / "policies"


def guard(platform: Platform, policies: Mapping[str, object]) -> None:
    """Judge every resource that the program makes from now on.

    Args:
        platform: The stack's settings, for the facts that rules need.
        policies: The pack's own settings in the stack file, waivers among them.

    Raises:
        pulumi.RunError: these settings cannot be used. Later, where a resource breaks a rule, making it raises this.
    """
    if str(PACK) not in sys.path:
        sys.path.append(str(PACK))
    # Only a run needs the rules, and whoever imports the program need not pay for them.
    from luma_policies.config import BadConfiguration, load  # noqa: PLC0415
    from luma_policies.facts import facts  # noqa: PLC0415
    from luma_policies.guard import refusals  # noqa: PLC0415
    from luma_policies.registry import RULES  # noqa: PLC0415

    try:
        config = load({**facts(platform.model_dump(by_alias=True)), **policies}, RULES)  # type: ignore[dict-item]  # checked
    except BadConfiguration as problem:
        raise pulumi.RunError(str(problem)) from None

    def refuse(args: pulumi.ResourceTransformationArgs) -> None:
        if not isinstance(args.resource, Resource):
            return
        stated = {args.resource.translate_input_property(name): value for name, value in args.props.items()}
        if found := refusals(args.type_, args.name, stated, config, protect=bool(args.opts.protect)):
            raise pulumi.RunError("\n".join(found))

    pulumi.runtime.register_stack_transformation(refuse)
