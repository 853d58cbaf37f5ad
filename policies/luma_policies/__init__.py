"""The rules of the platform's policy pack as pure functions, and the adapters that run them.

Nothing here imports Pulumi except `adapter`. A rule reads a `view`, is declared as a `rule.Rule`, is listed in
`registry.RULES` and is run by `engine`.
"""
