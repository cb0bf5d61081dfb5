#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs that are split with --shard and put together by merge: the same bytes and exit status as one run.

The parts are made by the recipe of docs/performance.md for GNU parallel. Prints `N passed, N failed`.
"""

import json
import subprocess
import sys

from oracle import BUILD, Oracle, OracleError, clean_environment, fresh_folder, tool_path

HOME = BUILD / "shards"

# A tree of two architectures: what is dead in one, in both, and where a select is at fault.
SMALL_TREE = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n",
    "Kconfig": 'mainmenu "small"\nsource "arch/$(SRCARCH)/Kconfig"\nsource "common/Kconfig"\n',
    "arch/one/Kconfig": "config ONE\n\tdef_bool y\n",
    "arch/two/Kconfig": "config TWO\n\tdef_bool y\n",
    "common/Kconfig": """config NOWHERE
\tbool "nowhere"
\tdepends on ONE && TWO
config HALF
\tbool "half"
\tdepends on ONE
config BASE
\tbool "base"
\tdepends on HALF
config TAKER
\tbool "taker"
\tselect BASE
""",
}


def small_tree() -> dict[str, str]:
    tree = fresh_folder(HOME / "tree")
    for name, text in SMALL_TREE.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return clean_environment() | {"srctree": str(tree)}


def tool(arguments, environment):
    return subprocess.run([tool_path(), *arguments], cwd=HOME, env=environment, capture_output=True)


def in_parts(arguments, count, environment):
    """By GNU parallel, as in the documentation."""
    parts = fresh_folder(HOME / "parts")
    command = ["parallel", "--will-cite", f"{tool_path()} {' '.join(arguments)} --shard {{}}/{count} >{parts}/{{}}",
               ":::", *(str(number + 1) for number in range(count))]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True)
    if done.returncode != 0:
        raise OracleError(f"parallel: exit status {done.returncode}\n{done.stderr.decode()}")
    return sorted(parts.iterdir())


class Tests:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, holds, shown=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok    ' if holds else 'FAILED'} {name} {'' if holds else shown}", flush=True)

    def same(self, arguments, count, environment):
        whole = tool(arguments, environment)
        merged = tool(["merge", *in_parts(arguments, count, environment)], environment)
        name = f"{' '.join(arguments)} in {count} parts: {len(whole.stdout)} bytes, exit status {whole.returncode}"
        same = (whole.returncode, whole.stdout) == (merged.returncode, merged.stdout)
        self.check(name, whole.stdout and whole.returncode < 2 and same, merged.stderr.decode() + whole.stderr.decode())

    def refused(self, name, files, expected, environment):
        done = tool(["merge", *files], environment)
        text = done.stderr.decode()
        self.check(f"refused: {name}", done.returncode == 2 and not done.stdout and expected in text, text)


def small(tests: Tests):
    environment = small_tree()
    for format in ("text", "json", "sarif"):
        tests.same(["lint", "--tree", "--arch", "all", "--format", format], 2, environment)
    tests.same(["lint", "--tree", "--arch", "all"], 5, environment)
    tests.same(["dead", "--arch", "one"], 3, environment)
    tests.same(["necessary", "--arch", "two", "-v", "--format", "json"], 2, environment)
    one, two = in_parts(["dead", "--arch", "one"], 2, environment)
    tests.refused("a part is missing", [one], "2/2 is missing", environment)
    tests.refused("a part twice", [one, two, one], "same part", environment)
    cut = HOME / "cut"
    cut.write_bytes(two.read_bytes()[:-10])
    tests.refused("a part that was cut off", [one, cut], "cut off", environment)
    tests.refused("no part", [HOME / "tree/Kconfig"], "cut off", environment)
    other = HOME / "other"
    other.write_text(json.dumps(json.loads(two.read_text()) | {"question": "0"}))
    tests.refused("another tree", [one, other], "different trees", environment)
    other.write_text(json.dumps(json.loads(two.read_text()) | {"arguments": ["dead"]}))
    tests.refused("another run", [one, other], "different runs", environment)
    tests.refused("no such file", [HOME / "nothing"], "can't read", environment)


def real(tests: Tests):
    oracle = Oracle("6.12")
    oracle.prepare(["riscv"])
    environment = oracle.environments["riscv"]
    tests.same(["dead", "-v"], 2, environment)
    tests.same(["lint", "--tree", "--format", "json"], 2, environment)


def main() -> int:
    fresh_folder(HOME)
    tests = Tests()
    try:
        small(tests)
        real(tests)
    except OracleError as error:
        print(f"shards: {error}", file=sys.stderr)
        return 3
    print(f"{tests.passed} passed, {tests.failed} failed")
    return 1 if tests.failed else 0


if __name__ == "__main__":
    sys.exit(main())
