# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of a kernel tree of several sizes: root Kconfig files that source less than the whole."""

import re
from pathlib import Path

SOURCE = re.compile(r'^source "(?P<file>[^"]+)"$', re.MULTILINE)
DRIVERS = "drivers/Kconfig"

# How much of drivers/Kconfig, which is more than half of the tree.
PARTS = (0, 1 / 4, 1 / 2, 3 / 4)


def roots(tree: Path, folder: Path) -> list[Path]:
    """Root Kconfig files for parts of `tree`, smallest first, written below `folder`.

    They are read with srctree set, so that what they source is found in the tree."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_root(tree, folder, part) for part in PARTS]


def _root(tree: Path, folder: Path, part: float) -> Path:
    name = f"Kconfig.{round(part * 100)}"
    drivers = folder / f"{name}.drivers"
    drivers.write_text(_beginning((tree / DRIVERS).read_text(), part))
    root = folder / name
    root.write_text((tree / "Kconfig").read_text().replace(f'"{DRIVERS}"', f'"{drivers}"'))
    return root


def _beginning(text: str, part: float) -> str:
    """The text without the last of its `source` lines."""
    files = SOURCE.findall(text)
    kept = set(files[:round(len(files) * part)])
    return SOURCE.sub(lambda line: line[0] if line["file"] in kept else "", text)
