"""Finds the Pulumi CLI, or builds it from Go modules, and keeps the Python environment in order.

Standard library only, and no syntax newer than Python 3.8: this runs before the environment exists, and a Python
that is too old must still be able to say so.
"""

from __future__ import annotations

from toolchain.discovery import Toolchain, locate
from toolchain.errors import ToolchainError

__all__ = ["Toolchain", "ToolchainError", "locate"]
