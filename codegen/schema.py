"""The JSON Schema of the stack files, for editors."""

import json
from pathlib import Path

from settings.schema import stack_file_schema


def generate() -> dict[Path, str]:
    """Return the schema file's text by its path from the root."""
    text = json.dumps(stack_file_schema(), indent=2, ensure_ascii=False)
    return {Path("settings/schema.json"): text + "\n"}
