"""The policy pack as Pulumi starts it: the call serves the rules and never returns."""

import gc

from luma_policies.adapter import pack
from pulumi_policy import PolicyPack

gc.freeze()  # the rules and the SDK stay to the end: the collector need not walk them for each resource
PolicyPack(**pack())
