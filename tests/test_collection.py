"""The suite checks itself: a test that pytest does not collect would pass for ever."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def holds_tests(file: Path) -> bool:
    """Tell whether a Python file defines a function or a class that looks like a test."""
    return any(
        (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"))
        or (isinstance(node, ast.ClassDef) and node.name.startswith("Test"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )


def test_every_file_that_holds_tests_is_collected() -> None:
    files = [file for file in TESTS.rglob("*.py") if "__pycache__" not in file.parts]
    missed = sorted(str(file) for file in files if holds_tests(file) and not file.name.startswith("test_"))
    assert missed == [], "pytest collects only files named test_*.py: rename these"


def test_every_collected_file_holds_a_test() -> None:
    empty = sorted(str(file) for file in TESTS.rglob("test_*.py") if not holds_tests(file))
    assert empty == [], "a file named like a test promises tests: write them, or rename it"
