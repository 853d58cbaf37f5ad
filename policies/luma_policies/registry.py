"""Every rule of the pack, once, in the order of the catalogue."""

from __future__ import annotations

from typing import Final

from . import (
    crons,
    github_access,
    github_actions,
    github_contracts,
    github_repository,
    github_reviews,
    github_rulesets,
    github_secrets,
    headers,
    r2,
    r2_data,
    sentry,
    stack,
    tokens,
    trigger,
    vercel_access,
    vercel_domains,
    vercel_environment,
    vercel_firewall,
    vercel_project,
    workflow_jobs,
    workflow_supply,
    workflow_validity,
    workflows,
)
from .engine import RuleSet
from .rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *vercel_environment.RULES,
    *vercel_project.RULES,
    *vercel_firewall.RULES,
    *vercel_domains.RULES,
    *vercel_access.RULES,
    *headers.RULES,
    *crons.RULES,
    *github_repository.RULES,
    *github_rulesets.RULES,
    *github_reviews.RULES,
    *github_access.RULES,
    *github_actions.RULES,
    *github_secrets.RULES,
    *github_contracts.RULES,
    *workflows.RULES,
    *workflow_jobs.RULES,
    *workflow_supply.RULES,
    *workflow_validity.RULES,
    *r2.RULES,
    *r2_data.RULES,
    *tokens.RULES,
    *sentry.RULES,
    *trigger.RULES,
    *stack.RULES,
)

RULE_SET: Final = RuleSet(RULES, unknown=stack.UNKNOWN_PROPERTY)
"""All rules, ready to run."""
