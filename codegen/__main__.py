"""`python -m codegen`: rewrite every generated file, or with `--check` name the stale ones and exit 1."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from codegen import policies, resources, schema, tables

ROOT = Path(__file__).resolve().parent.parent

# Each generator answers with file texts by path from the root; add the next one here.
GENERATORS: tuple[Callable[[], dict[Path, str]], ...] = (
    tables.generate,
    resources.generate,
    schema.generate,
    policies.generate,
)


def generated() -> dict[Path, str]:
    """Every generated file's text by its path from the repository's root."""
    return {path: text for generator in GENERATORS for path, text in generator().items()}


def stale(root: Path) -> list[Path]:
    """Name the generated files under `root` that are missing or differ from what would be written now, sorted."""
    return sorted(path for path, text in generated().items() if _read(root / path) != text)


def write(root: Path) -> None:
    """Write every generated file under `root`, making folders as needed."""
    for path, text in generated().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def _read(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


def main() -> int:
    """Run the command; 0, or 1 where `--check` finds stale files."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 naming the stale files")
    if not parser.parse_args().check:
        write(ROOT)
        return 0
    found = stale(ROOT)
    for path in found:
        sys.stderr.write(f"{path} is stale: run `python -m codegen` and commit it\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
