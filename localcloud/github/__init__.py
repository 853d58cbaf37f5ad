"""GitHub: repositories with their git data, rulesets, environments, Actions settings and pull requests."""
