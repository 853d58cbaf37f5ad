"""Which paths a file may have: those that every system's git checks out within the repository, and as they are spelled.

Source: git's `verify_path` with core.protectHFS and core.protectNTFS (read-cache.c, utf8.c), which refuses every
spelling that some file system takes for `.git`.
"""

import unicodedata
from typing import Final

RULE: Final = (
    "must be a relative path within the repository: no empty part, no . or .., no part that a file system takes for "
    ".git, no backslash, colon or character that cannot be seen"
)
_GIT: Final = frozenset({".git", "git~1"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST: Final = 1024


def is_safe(path: str) -> bool:
    """Return whether a file may be delivered to a path."""
    strange = any(each in "\\:" or unicodedata.category(each) in _UNSEEN for each in path)
    return not strange and len(path) <= _LONGEST and all(map(_is_safe_part, path.split("/")))


def _is_safe_part(part: str) -> bool:
    """Judge one part as a file system sees it that knows no case and drops dots and blanks at the end."""
    seen = unicodedata.normalize("NFKC", part).casefold().rstrip(". ")
    return bool(seen) and seen not in _GIT
