"""What the policy pack is told of a stack: facts that the rules cannot see, never what they should demand."""

from luma_policies.config import ENGINE_POLICIES
from luma_policies.facts import facts

from settings.platform import Platform


def policy_config(platform: Platform) -> dict[str, dict[str, object]]:
    """Return the content of the file for `--policy-pack-config`: each of the pack's policies is given the same."""
    return dict.fromkeys(ENGINE_POLICIES, facts(platform.model_dump(by_alias=True)))
