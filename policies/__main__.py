"""The policy pack as Pulumi starts it: the call serves the rules and never returns."""

from luma_policies.adapter import pack
from pulumi_policy import PolicyPack

PolicyPack(**pack())
