"""COUNT resources: through our classes under a component, or bare where BARE is set."""

import os
import sys
from pathlib import Path

import pulumi

COUNT = int(os.environ["COUNT"])
ACCOUNT, ZONE = "a" * 32, "b" * 32


def bare() -> None:
    """Declare the resources as bare CustomResources with literal inputs."""
    options = pulumi.ResourceOptions(provider=pulumi.ProviderResource("cloudflare", "cloudflare", {}))
    for index in range(COUNT):
        inputs = {"zoneId": ZONE, "name": f"r{index}.luma.example", "type": "TXT", "content": "x", "ttl": 1}
        pulumi.CustomResource("cloudflare:index/dnsRecord:DnsRecord", f"record-{index}", inputs, options)


def ours() -> None:
    """Declare the same resources as the components do."""
    sys.path.insert(0, os.environ["ROOT"])
    from components._base import Component
    from components.resources import cloudflare

    class Records(Component):
        """Many records."""

        CLOUD = "cloudflare"

    provider = cloudflare.Provider("cloudflare")
    records = Records("records", pulumi.ResourceOptions(providers=[provider]))
    for index in range(COUNT):
        cloudflare.DnsRecord(
            records.child_name(str(index)),
            zone_id=ZONE,
            name=f"r{index}.luma.example",
            type="TXT",
            content="x",
            ttl=1,
            opts=records.child_opts(),
        )


assert Path(os.environ["ROOT"]).is_dir(), "ROOT is the checkout"
bare() if os.environ.get("BARE") else ours()
