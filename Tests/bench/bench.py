#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares kconfig-sat with other programs: CPU time and peak memory, in one run on this machine.

  make bench                            everything, and writes the result to docs/
  Tests/bench/bench.py                  all but what takes half a minute and more
  Tests/bench/bench.py --quick          one repetition, the main tree only
  Tests/bench/bench.py conf warm cold   these rows (and those they are compared with)

CPU time is user and system time of a command and all that it starts, the median over repetitions that go round the
rows. The peak is that of the largest process. Exit status: 0 measured (bounds that don't hold are listed), 2 bad
usage, 3 a program failed.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from measuring import BenchError, Meter, measure
from rows import Comparison
import plot
import sizes
import table
from oracle import BUILD, ROOT, Oracle, OracleError

HOME = BUILD / "bench"
VENV = HOME / "venv"
DOCUMENT = ROOT / "docs/performance.md"
PLOT = ROOT / "docs/performance.svg"
MARKED = re.compile("(<!-- bench -->\n).*(<!-- end of bench -->\n)", re.DOTALL)
TITLE = "CPU time of olddefconfig from nothing. Joined: parts of 6.12/x86; others: 6.12 and 6.1, several architectures"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="measure only these")
    parser.add_argument("--list", action="store_true", help="list the rows and end")
    parser.add_argument("--quick", action="store_true", help="one repetition, no plot")
    parser.add_argument("--slow", action="store_true", help="also what takes half a minute and more")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (default 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples to FILE")
    parser.add_argument("--write", action="store_true", help="write the table to docs/performance.md, and the plot")
    given = parser.parse_args()
    if given.repeat < 1:
        parser.error("--repeat: at least 1")
    if given.write and given.rows:
        parser.error("--write goes with all rows")
    return given


def choose(rows, given):
    """The rows that were asked for, and those that their ratios refer to."""
    known = {row.key for row in rows}
    for key in given.rows:
        if key not in known:
            raise BenchError(f"there is no row '{key}'; --list lists them")
    wanted = set(given.rows) or {row.key for row in rows if given.slow or not row.slow}
    wanted |= {row.bound.of for row in rows if row.key in wanted and row.bound} | {"conf"}
    return [row for row in rows if row.key in wanted]


def document(rows, points) -> str:
    """What stands between the marks of docs/performance.md."""
    text = f"Measured on {table.machine()}; the tree is Debian's `linux-source-6.12` for x86.\n\n"
    text += table.markdown(rows)
    if PLOT.is_file() or points:
        text += "\n![CPU time against the number of symbols](performance.svg)\n"
    return text


def write(text: str):
    old = DOCUMENT.read_text()
    if not MARKED.search(old):
        raise BenchError(f"{DOCUMENT}: the marks are gone")
    DOCUMENT.write_text(MARKED.sub(lambda found: found[1] + "\n" + text + "\n" + found[2], old))


def say(line: str):
    print(line, file=sys.stderr, flush=True)


def bench(given):
    oracles = [Oracle("6.12"), Oracle("6.1")]
    oracles[0].prepare(["x86"], say)
    for oracle in oracles:
        (oracle.home).mkdir(parents=True, exist_ok=True)
        oracle.start_replay()
    meter = Meter(HOME)
    shutil.rmtree(HOME / "cache", ignore_errors=True)
    comparison = Comparison(oracles[0], "x86", HOME, VENV)
    comparison.prepare(meter)
    rows = comparison.rows()
    if given.list:
        print("\n".join(f"{row.key:22}{row.text}" for row in rows))
        return
    rows = choose(rows, given)
    measure(meter, rows, 1 if given.quick else given.repeat, say)
    points = []
    if not (given.quick or given.rows):
        for oracle in oracles:
            oracle.prepare(["x86", *sizes.ARCHITECTURES], say)
        points = sizes.points(oracles, meter, HOME, VENV, min(given.repeat, 3), say)
    report(given, rows, points)


def report(given, rows, points):
    text = document(rows, points)
    print(text)
    for line in table.missed(rows):
        print(f"missed: {line}")
    if given.json:
        given.json.write_text(table.as_json(rows, points))
    if given.write:
        write(text)
        if points:
            PLOT.write_text(plot.svg(points, sizes.SERIES, TITLE))


def main() -> int:
    given = arguments()
    try:
        bench(given)
    except (BenchError, OracleError) as error:
        say(f"bench: {error}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
