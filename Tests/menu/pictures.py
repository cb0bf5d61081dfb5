#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws docs/pictures/satmenuconfig-*.svg: what satmenuconfig shows on Linux 6.12 for x86, from the defconfig.

  pictures.py     all of them
"""

import shutil
import tempfile
from html import escape
from pathlib import Path

import screens

TREE = screens.ROOT / "build/trees/linux-source-6.12"
FOLDER = screens.ROOT / "docs/pictures"
SIZE = (24, 100)
COLOURS = {"default": "#d8d8d8", "green": "#8fd46a", "brown": "#e5c07b", "yellow": "#e5c07b", "red": "#e06c75"}
PAPER, WIDE, HIGH = "#1e1e1e", 8.4, 18

SCENES = {
    "menu": (("/", "^E1000$", screens.ENTER, "m"), r"R.<M>"),
    "ways": (("/", "^PREEMPT_RT$", screens.ENTER, "y"), "needs other changes"),
    "conflict": (("/", "^E1000$", screens.ENTER, "y", "/", "^PCI$", screens.ENTER, "n"), "you require"),
    "search": (("/", "wireless.*usb"), "found  Enter"),
}


def svg(screen) -> str:
    rows, columns = SIZE
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{columns * WIDE + 20:.0f}" height="{rows * HIGH + 20}">',
             f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>',
             '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">']
    for row in range(rows):
        column = 0
        while column < columns:
            first = screen.buffer[row][column]
            end = column
            while end < columns and same(screen.buffer[row][end], first):
                end += 1
            text = "".join(screen.buffer[row][at].data for at in range(column, end))
            parts += piece(text, first, row, column, end)
            column = end
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def same(one, other) -> bool:
    return (one.fg, one.bold, one.reverse) == (other.fg, other.bold, other.reverse)


def piece(text, look, row, column, end) -> list[str]:
    ink = COLOURS.get(look.fg, COLOURS["default"])
    x, y = 10 + column * WIDE, 10 + row * HIGH
    found = []
    if look.reverse:
        found.append(f'<rect x="{x:.1f}" y="{y}" width="{(end - column) * WIDE:.1f}" height="{HIGH}" fill="{ink}"/>')
        ink = PAPER
    if text.strip():
        weight = ' font-weight="bold"' if look.bold else ""
        found.append(f'<text x="{x:.1f}" y="{y + 14}" textLength="{len(text) * WIDE:.1f}" fill="{ink}"{weight}>{escape(text)}</text>')
    return found


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        for name, (keys, pattern) in SCENES.items():
            folder = Path(tempfile.mkdtemp(dir=root))
            shutil.copy(TREE / "arch/x86/configs/x86_64_defconfig", folder / ".config")
            terminal = screens.Terminal(folder, SIZE, ["--arch", "x86"], srctree=str(TREE))
            terminal.wait(screens.OPTIMAL)
            terminal.type(*keys)
            terminal.wait(pattern)
            (FOLDER / f"satmenuconfig-{name}.svg").write_text(svg(terminal.screen))
            terminal.drop()


if __name__ == "__main__":
    main()
