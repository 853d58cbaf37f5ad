"""A pack with one empty policy."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def nothing(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Judge a resource by no rule."""


PolicyPack(
    name="floor",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[ResourceValidationPolicy("nothing", "Does nothing.", nothing)],
)
