"""Write the JSON Schema of a configuration, for editors.

    python -m scripts.config_schema [--check]

With --check nothing is written; the exit code says whether the file is what would be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from promptlint.config.schema import configuration_schema

TARGET = Path(__file__).parents[1] / "rules" / "schemas" / "promptlint.schema.json"


def text() -> str:
    """What the file is to hold."""
    return json.dumps(configuration_schema(), indent=2) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(int(TARGET.read_text(encoding="utf-8") != text()))
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
