# SPDX-License-Identifier: GPL-2.0-or-later
"""The results as a table in Markdown, and as JSON."""

import json
import platform
import re
from pathlib import Path

from measuring import Row

HEAD = ["", "CPU time", "×", "at most", "memory", "at most"]


def unit(rows: list[Row], row: Row) -> Row:
    """What a row's time is given as a multiple of: what its bound says, else the kernel's conf."""
    of = row.bound.of if row.bound else "conf"
    return next(other for other in rows if other.key == of)


def missed(rows: list[Row]) -> list[str]:
    """A line for each bound that does not hold."""
    lines = []
    for row in rows:
        ratio = row.seconds / unit(rows, row).seconds
        if row.bound and ratio > row.bound.ratio:
            lines.append(f"{row.text}: {ratio:.2f} of {row.bound.of}, at most {row.bound.ratio} wanted")
        if row.megabytes and row.peak > row.megabytes:
            lines.append(f"{row.text}: {row.peak:.0f} MB, at most {row.megabytes} wanted")
    return lines


def markdown(rows: list[Row]) -> str:
    """All rows, a table per group."""
    parts = []
    for group in dict.fromkeys(row.group for row in rows):
        lines = [f"**{group[0].upper()}{group[1:]}**" if group[0] != "`" else f"**{group}**", "", _line(HEAD),
                 "|---|--:|--:|--:|--:|--:|"]
        lines += [_line(_cells(rows, row)) for row in rows if row.group == group]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(rows: list[Row], row: Row) -> list[str]:
    of = unit(rows, row)
    ratio = row.seconds / of.seconds
    return [row.text, _seconds(row.seconds), f"{ratio:.2f}" + _note(of),
            f"{row.bound.ratio:.2f}" if row.bound else "", f"{row.peak:.0f} MB",
            f"{row.megabytes} MB" if row.megabytes else ""]


def _note(of: Row) -> str:
    return {"conf": "", "conf-replayed": " of replayed", "checkkconfigsymbols": " of the script"}[of.key]


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds < 1 else f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def machine() -> str:
    """The processor, for the text beside the table."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*:\s*(.*)$", info.read_text(), re.MULTILINE) if info.is_file() else []
    return f"{names[0] if names else platform.machine()}, {len(names) or '?'} cores"


def as_json(rows: list[Row], points: list[dict]) -> str:
    result = {
        "machine": machine(),
        "rows": [{"key": row.key, "group": row.group, "text": row.text, "seconds": row.seconds, "megabytes": row.peak,
                  "ratio": row.seconds / unit(rows, row).seconds, "of": unit(rows, row).key,
                  "samples": [[sample.seconds, sample.megabytes] for sample in row.samples]} for row in rows],
        "sizes": points,
    }
    return json.dumps(result, indent=1) + "\n"
