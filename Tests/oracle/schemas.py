# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON answers against docs/schemas, by the validator that scripts/setup test installs into build/checkers."""

import functools
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/schemas"


@functools.cache
def _library():
    """The library of the venv in this process: starting its program takes a second each time."""
    for path in (ROOT / "build/checkers").glob("lib/python*/site-packages"):
        if str(path) not in sys.path:
            sys.path.append(str(path))
    try:
        import jsonschema
    except ImportError as error:
        raise RuntimeError(f"build/checkers: {error}: scripts/setup test installs the validators") from error
    return jsonschema


@functools.cache
def _validator(name: str):
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    kind = _library().validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def problems(name: str, text: str) -> list[str]:
    """What is wrong with an answer by docs/schemas/NAME.json; nothing when it is valid."""
    if not (FOLDER / f"{name}.json").exists():
        return [f"there is no docs/schemas/{name}.json"]
    try:
        answer = json.loads(text)
    except ValueError as error:
        return [f"{name}: {error}"]
    return [f"{name}: {error.json_path}: {error.message[:300]}" for error in _validator(name).iter_errors(answer)]
