"""The firewall of a Vercel project: which rules its plan has, and the rate limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from settings.plan import Plan
from settings.vercel import RateLimit, Vercel

if TYPE_CHECKING:
    from components.resources.objects.vercel import (
        FirewallConfigManagedRulesets,
        FirewallConfigManagedRulesetsOwasp,
        FirewallConfigRules,
    )

OWASP: Final[FirewallConfigManagedRulesetsOwasp] = {
    "gen": {"action": "deny", "active": True},
    "java": {"action": "deny", "active": True},
    "lfi": {"action": "deny", "active": True},
    "ma": {"action": "deny", "active": True},
    "php": {"action": "deny", "active": True},
    "rce": {"action": "deny", "active": True},
    "rfi": {"action": "deny", "active": True},
    "sd": {"action": "deny", "active": True},
    "sf": {"action": "deny", "active": True},
    "sqli": {"action": "deny", "active": True},
    "xss": {"action": "deny", "active": True},
}
"""Every category of the OWASP core rule set, enforced (vercel.com/docs/vercel-firewall/vercel-waf/managed-rulesets)."""


def managed_rulesets(settings: Vercel, plan: Plan) -> FirewallConfigManagedRulesets:
    """Return the managed rule sets that the plan has. `active` must be said: left out, a rule set stays off."""
    rulesets: FirewallConfigManagedRulesets = {
        "aiBots": {"action": "deny", "active": True},
        "botProtection": {"action": settings.bot_protection, "active": True},
    }
    if plan.has_owasp_rules:
        rulesets["owasp"] = OWASP
    return rulesets


def custom_rules(limit: RateLimit) -> FirewallConfigRules:
    """Return the rate limit per client address on one path prefix: 429 for the rest of the window.

    The rule's name is stable, so that a changed limit updates the rule and keeps its metrics.
    """
    return {
        "rules": [
            {
                "name": "rate-limit",
                "description": f"At most {limit.requests} requests in {limit.window_seconds} s on {limit.path}",
                "active": True,
                "conditionGroups": [{"conditions": [{"type": "path", "op": "pre", "value": limit.path}]}],
                "action": {
                    "action": "rate_limit",
                    "rateLimit": {
                        "algo": "fixed_window",
                        "keys": ["ip"],
                        "limit": limit.requests,
                        "window": limit.window_seconds,
                        "action": "rate_limit",
                    },
                },
            }
        ]
    }
