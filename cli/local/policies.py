"""What the policy pack is told of a stack: facts that the rules cannot see, never what they should demand."""

from typing import Final

from settings.platform import Platform

ENGINE_POLICIES: Final = (
    "luma-remediation",
    "luma-resources",
    "luma-resources-advice",
    "luma-stack",
    "luma-stack-advice",
)
"""The policies the pack registers with the engine; each is given the same configuration."""


def policy_config(platform: Platform) -> dict[str, dict[str, object]]:
    """Return the content of the file for `--policy-pack-config`."""
    facts: dict[str, object] = {
        "environment": platform.app.environment,
        "default-branch": platform.github.default_branch,
        "github-plan": platform.plan.github,
        "secret-protection": platform.plan.github_secret_protection,
        "vercel-plan": platform.plan.vercel,
    }
    return dict.fromkeys(ENGINE_POLICIES, facts)
