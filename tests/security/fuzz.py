"""What the fuzz tests share: a profile that finds the same things each time, and trees of what nobody meant."""

from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

STRANGE: Final = (
    *("", " ", "\0", "\r\n", "\x1b[2J", "\u202e", "\u2028", "\ufeff", "a" * 5000, "-", "..", "../../etc/passwd", "~"),
    *("${{ github.token }}", "$(id)", "`id`", "${HOME}", "'; id; '", '"', "\\", "%s", "{0}", "{{7*7}}", "#{7}", "*"),
    *("null", "true", "no", "1e999", "0x10", "1_000", "-0", "<script>", "!!python/object:os.system", "&a", "*a", "|"),
    *("NaN", "2027-01-01", "9" * 400, "\U0001f600", "e\u0301", "\xa0"),
)
"""Texts that mean something to some program."""


def profile(examples: int) -> settings:
    """Return the settings of a fuzz test: always the same examples, as many as are worth the time."""
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    return settings(max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=checks)


TEXTS: Final = st.sampled_from(STRANGE) | st.text(max_size=12)
NUMBERS: Final = st.integers(-(2**70), 2**70) | st.integers(-2, 5) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS: Final = st.none() | st.booleans() | NUMBERS | TEXTS


def trees(keys: st.SearchStrategy[str], leaves: int = 15) -> st.SearchStrategy[object]:
    """Return the trees of JSON whose objects have such keys."""
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
        max_leaves=leaves,
    )
