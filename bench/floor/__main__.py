"""The floor: every resource of a recorded state as a bare CustomResource with literal inputs."""

import json
from pathlib import Path

import pulumi

# The recorded tokens are the SDKs', but without the version options that only typed classes carry.
providers: dict[str, pulumi.ProviderResource] = {}
for recorded in json.loads((Path(__file__).parent / "resources.json").read_text()):
    kind, name, inputs = recorded["type"], recorded["name"], recorded["inputs"]
    if kind.startswith("pulumi:providers:"):
        providers[name] = pulumi.ProviderResource(kind.removeprefix("pulumi:providers:"), name, inputs)
    else:
        options = pulumi.ResourceOptions(provider=providers[recorded["provider"]])
        pulumi.CustomResource(kind, name, inputs, options)
