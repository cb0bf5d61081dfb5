#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders of a target must not know each other in circles: what one room declares, the rooms below it don't name.

Reads the names of types that each folder declares and the names that each folder uses. Files at the top of a target
put its rooms together: they may use all of them.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "Sources"
TARGETS = ["Optimizer", "kconfig-sat"]
DECLARATION = r"(?m)^(?:@\w+ |public |final |indirect )*(?:struct|class|enum|protocol|actor|typealias) (\w+)"


def code(file: Path) -> str:
    """The text without comments, and of strings only what is interpolated."""
    text = re.sub(r"//.*", "", file.read_text())
    return re.sub(r'"(?:\\.|[^"\\\n])*"', lambda match: " ".join(re.findall(r"\\\((.*?)\)", match[0])), text)


def edges(target: Path) -> dict[str, dict[str, str]]:
    """For each room those that it uses, with an example."""
    texts = [(file.relative_to(target), code(file)) for file in sorted(target.rglob("*.swift"))]
    rooms = [(str(path.parent), path.name, text) for path, text in texts if len(path.parts) > 1]
    owners: dict[str, str] = {}
    for room, _, text in rooms:
        for name in re.findall(DECLARATION, text):
            owners[name] = room
    uses: dict[str, dict[str, str]] = {room: {} for room, _, _ in rooms}
    for room, file, text in rooms:
        for name in re.findall(r"(?<![.\w])[A-Z]\w*", text):
            if owners.get(name, room) != room:
                uses[room].setdefault(owners[name], f"{file} names {name}")
    return uses


def circle(uses: dict[str, dict[str, str]]) -> list[str]:
    """The rooms of one circle; none when there is none."""
    done: set[str] = set()

    def visit(room: str, path: list[str]) -> list[str]:
        if room in path:
            return [*path[path.index(room):], room]
        if room in done:
            return []
        for other in uses[room]:
            if found := visit(other, [*path, room]):
                return found
        done.add(room)
        return []
    return next((found for room in uses if (found := visit(room, []))), [])


def main() -> int:
    failed = 0
    for name in TARGETS:
        uses = edges(ROOT / name)
        if not uses:
            sys.exit(f"{ROOT / name} has no rooms")
        if found := circle(uses):
            failed += 1
            print(f"FAILED {name}: {' -> '.join(found)}")
            for room, other in zip(found, found[1:]):
                print(f"    {room} -> {other}: {uses[room][other]}")
    print(f"{len(TARGETS) - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
