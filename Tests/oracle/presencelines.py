#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `compiled FILE:LINES` says of lines against the preprocessor.

For a configuration `make FILE.i` preprocesses sources: the line markers say which lines are left. Of each block of code that
kconfig-sat says is compiled some line must be left, of each that it says is not, none.

  presencelines.py -o FOLDER [-n COUNT]      the sources with the most #if lines that FOLDER's .config compiles
  presencelines.py -o FOLDER kernel/fork.c

FOLDER is an O= folder of 6.12, x86, in which `make prepare` has run. Exit status: 0 all well, 1 not, 3 make failed.
"""

import argparse
import collections
import json
import re
import subprocess
import sys
from pathlib import Path

import oracle

ARCH = "x86"
MARKER = re.compile(r'^# (\d+) "([^"]+)"')


def tool(folder: Path, *words: str, stdin: str = "") -> dict:
    environment = oracle.clean_environment() | {"srctree": str(oracle.tree_path("6.12"))}
    done = subprocess.run([oracle.tool_path(), "compiled", "--arch", ARCH, "--format", "json", "--no-fix", *words],
                          input=stdin, capture_output=True, text=True, cwd=folder, env=environment, timeout=oracle.TIMEOUT)
    if done.returncode not in (0, 1):
        raise oracle.OracleError(f"compiled: {done.stderr}")
    return json.loads(done.stdout)


def candidates(folder: Path, count: int) -> list[str]:
    tree = oracle.tree_path("6.12")
    sources = []
    for answer in tool(folder, "--all")["objects"]:
        source = tree / (answer["object"] + ".c")
        if answer["compiled"] in ("y", "m") and source.is_file():
            number = len(re.findall(r"^\s*#\s*(?:el)?if.*CONFIG_", source.read_text(errors="replace"), re.M))
            sources.append((-number, str(source.relative_to(tree))))
    return [name for _, name in sorted(sources)[:count]]


def lines_left(text: str, source: str) -> set[int]:
    left, name, number = set(), "", 0
    for line in text.splitlines():
        marker = MARKER.match(line)
        if marker:
            number, name = int(marker[1]), marker[2]
        else:
            if line.strip() and name.endswith(source) and not line.startswith("#"):
                left.add(number)
            number += 1
    return left


# Lines that may leave nothing behind: a macro without a body.
MACRO = re.compile(r"^\s*\w+\s*(\(.*\))?;?\s*(/\*.*\*/)?$|^\s*[{}]+;?$")


def is_argument(text: list[str], first: int) -> bool:
    """Whether a line stands within the arguments of a call: those of a macro are left at the line of its name."""
    before = [line for line in text[max(0, first - 40):first - 1] if not line.lstrip().startswith("#")]
    call = " ".join(before).rpartition(";")[2]
    return call.count("(") > call.count(")")


def compare(folder: Path, source: str) -> tuple[int, list[str], int]:
    """Blocks that could be compared, problems, blocks that are unknown."""
    tree = oracle.tree_path("6.12")
    target = re.sub(r"\.c$", ".i", source)
    made = subprocess.run(["make", "-s", "-C", tree, f"O={folder}", f"ARCH={ARCH}", target], capture_output=True,
                          text=True, env=oracle.clean_environment())
    if made.returncode:
        # Some need headers that only a build makes.
        print(f"{source}: make {target} failed")
        return 0, [], 0
    left = lines_left((folder / target).read_text(errors="replace"), source)
    text = (tree / source).read_text(errors="replace").splitlines()
    answer = tool(folder, f"{source}:1-{len(text)}")["files"][0]
    problems, unknown, compared = [], 0, 0
    for block in answer["blocks"]:
        if block["content"] != "code":
            continue
        lines = set(range(block["first"], block["last"] + 1))
        if block["compiled"] == "unknown":
            unknown += 1
            continue
        compared += 1
        place = f"{source}:{block['first']}-{block['last']}"
        if block["compiled"] == "n" and lines & left:
            problems.append(f"wrong no: {place}: {sorted(lines & left)[:3]} are left; {block['failing']}")
        if block["compiled"] != "n" and not lines & left:
            if not all(MACRO.match(text[number - 1]) for number in lines) and not is_argument(text, block["first"]):
                problems.append(f"wrong yes: {place}")
    return compared, problems, unknown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--folder", type=Path, required=True)
    parser.add_argument("-n", "--count", type=int, default=20)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    totals = collections.Counter()
    try:
        for source in options.files or candidates(options.folder, options.count):
            compared, problems, unknown = compare(options.folder.resolve(), source)
            totals.update(compared=compared, wrong=len(problems), unknown=unknown)
            print(f"{source}: {compared} blocks compared, {len(problems)} wrong, {unknown} unknown")
            for problem in problems[:8]:
                print(f"  {problem}")
    except oracle.OracleError as error:
        print(f"presencelines: {error}", file=sys.stderr)
        return 3
    print(f"{totals['compared'] - totals['wrong']} passed, {totals['wrong']} failed")
    return 1 if totals["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
