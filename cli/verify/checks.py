"""The answer to one question about the deployed site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = Literal["tls", "headers", "redirects", "cors", "r2.dev", "rules"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer: `words` is what was found, and where it is not `good` what was declared."""

    area: Area
    subject: str
    good: bool
    words: str
