"""Serves the provider `luma` to the Pulumi engine."""

import gc

from luma_provider import resources
from luma_provider.provider import LumaProvider
from luma_provider.serve import serve

VERSION = "0.1.0"

if __name__ == "__main__":
    gc.freeze()  # what is imported stays to the end: the collector need not walk it
    serve(LumaProvider(VERSION, resources.REGISTRY), VERSION)
