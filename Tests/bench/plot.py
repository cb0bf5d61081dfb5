# SPDX-License-Identifier: GPL-2.0-or-later
"""CPU time against the size of the tree, as SVG."""

import math
from html import escape

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 50, 50
DECADES = (0.01, 0.1, 1, 10)
COLOURS = {"kconfiglib": "#888888", "conf": "#c0392b", "conf-replayed": "#e08e0b", "cold": "#2471a3", "warm": "#1e8449"}


class Scale:
    """From symbols and seconds to places in the drawing. Seconds are on a logarithmic scale."""

    def __init__(self, largest: int):
        self.largest = largest

    def x(self, symbols: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * symbols / self.largest

    def y(self, seconds: float) -> float:
        low, high = math.log10(DECADES[0]), math.log10(DECADES[-1])
        share = (math.log10(max(seconds, DECADES[0])) - low) / (high - low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(share, 1)


def svg(points: list[dict], texts: dict[str, str], title: str) -> str:
    """`points` are dicts with `series`, `tree`, `symbols`, `seconds` and `part`: True for subsets of one tree, which
    are joined by lines. `texts` names the series."""
    step = 2000
    scale = Scale(-(-max(point["symbols"] for point in points) // step) * step)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
             f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             _text(LEFT, 20, title, size=14), *_axes(scale, step)]
    for number, (series, text) in enumerate(texts.items()):
        parts += _series(scale, [point for point in points if point["series"] == series], COLOURS[series])
        parts += _legend(number, text, COLOURS[series])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(x, y, text, anchor="start", size=12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'


def _rule(x1, y1, x2, y2) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'


def _axes(scale: Scale, step: int) -> list[str]:
    parts = []
    for seconds in DECADES:
        y = scale.y(seconds)
        parts += [_rule(LEFT, y, WIDTH - RIGHT, y), _text(LEFT - 6, y + 4, f"{seconds:g} s", "end")]
    for symbols in range(0, scale.largest + 1, step):
        x = scale.x(symbols)
        parts += [_rule(x, TOP, x, HEIGHT - BOTTOM), _text(x, HEIGHT - BOTTOM + 16, f"{symbols:,}", "middle")]
    return [*parts, _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "symbols", "middle")]


def _series(scale: Scale, points: list[dict], colour: str) -> list[str]:
    parts = sorted((point for point in points if point["part"]), key=lambda point: point["symbols"])
    line = " ".join(f'{scale.x(point["symbols"]):.1f},{scale.y(point["seconds"]):.1f}' for point in parts)
    drawn = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>']
    for point in points:
        place = f'cx="{scale.x(point["symbols"]):.1f}" cy="{scale.y(point["seconds"]):.1f}"'
        fill = colour if point["part"] else "white"
        note = f'{point["tree"]}: {point["symbols"]:,} symbols, {point["seconds"]:.3f} s'
        drawn.append(f'<circle {place} r="3.5" fill="{fill}" stroke="{colour}"><title>{escape(note)}</title></circle>')
    return drawn


def _legend(number: int, text: str, colour: str) -> list[str]:
    x, y = LEFT + 10 + 260 * (number % 3), TOP - 16 + 14 * (number // 3)
    return [f'<circle cx="{x}" cy="{y - 4}" r="3.5" fill="{colour}"/>', _text(x + 8, y, text)]
