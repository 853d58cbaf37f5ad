"""Serves the provider with little patience, so that a test of retries takes no time. Run as a script."""

import sys

from luma_provider import resources
from luma_provider.provider import LumaProvider
from luma_provider.retry import Patience
from luma_provider.serve import serve

if __name__ == "__main__":
    quick = Patience(attempts=int(sys.argv[2]), base=0.01, cap=0.05, longest=20.0, minute=0.05)
    serve(LumaProvider("0.1.0", resources.REGISTRY, quick), "0.1.0")
