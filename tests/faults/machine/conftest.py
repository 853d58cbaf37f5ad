"""What the cases start from: checkouts that are up, shared with the tests of the platform."""

from tests.cli.conftest import checkout, home
from tests.platform.conftest import empty, prod, prod_built, shared

__all__ = ["checkout", "empty", "home", "prod", "prod_built", "shared"]
