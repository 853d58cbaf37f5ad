"""The Pulumi provider `luma`: what no published provider offers.

`registry` holds the resource types, `provider` dispatches the engine's calls to them, `resource` is their base class,
`http` speaks to the services. Each resource type is one module in `sentry/`, `trigger/` or `github/`.
"""
