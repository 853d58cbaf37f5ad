"""The one error of this package: what is wrong, what it would cause, how to fix it."""

from __future__ import annotations


class ToolchainError(Exception):
    """Something a person has to install or repair before anything can run."""

    def __init__(self, problem: str, consequence: str, fix: str) -> None:
        super().__init__(f"{problem}\n  {consequence}\n  To fix it: {fix}")
