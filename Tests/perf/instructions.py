#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A guard against getting slower: counts instructions on 6.12/x86, which no busy machine disturbs.

  Tests/perf/instructions.py             compares with Tests/perf/instructions.json; more than 5 % above it is a failure
  Tests/perf/instructions.py --record    writes that file anew

The counts belong to a tree of a certain size and grow with it, so the recorded ones are scaled by the bytes of its
Kconfig files. valgrind counts (--tool=callgrind); hashing is made deterministic, and the cache is warm. Exit status:
0 all within, 1 one is above, 3 a program failed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
from oracle import BUILD, Oracle, OracleError, clean_environment, fresh_folder, run, tool_path  # noqa: E402

RECORD = Path(__file__).with_name("instructions.json")
HOME = BUILD / "perf"
TOLERANCE = 1.05
COMMANDS = {
    "conf --olddefconfig": ["conf", "--olddefconfig", "Kconfig"],
    "check": ["check"],
    "stats": ["stats"],
}
COLLECTED = re.compile(rb"Collected : (\d+)")


class Guard:
    def __init__(self):
        HOME.mkdir(parents=True, exist_ok=True)
        self.oracle = Oracle("6.12")
        self.oracle.prepare(["x86"])
        shutil.rmtree(HOME / "cache", ignore_errors=True)
        self.extra = {"XDG_CACHE_HOME": str(HOME / "cache"), "SWIFT_DETERMINISTIC_HASHING": "1"}
        self.program = self._program()
        self.config = self._config()

    def _program(self) -> Path:
        """Without what debuggers need, which valgrind 3.19 can't read (DWARF 5)."""
        program = HOME / "kconfig-sat"
        stripped = run(["strip", "--strip-debug", "-o", program, tool_path()], HOME, clean_environment())
        if stripped.code != 0:
            raise OracleError(f"strip: {stripped.stderr.decode()}")
        return program

    def _config(self) -> bytes:
        """The defconfig made whole. The run also fills the cache: by valgrind, which shows in LD_PRELOAD."""
        folder = fresh_folder(HOME / "config")
        name = f"arch/x86/configs/{self.oracle.environments['x86']['KBUILD_DEFCONFIG']}"
        result = self._run(folder, ["conf", f"--defconfig={name}", "Kconfig"])
        if result.code != 0:
            raise OracleError(f"conf --defconfig={name}: exit status {result.code}\n{result.stderr.decode()}")
        return result.config

    def _run(self, folder: Path, arguments: list[str]):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=profile", self.program, *arguments]
        return run(command, folder, self.oracle.environments["x86"] | self.extra)

    def count(self, arguments: list[str]) -> int:
        folder = fresh_folder(HOME / "run")
        (folder / ".config").write_bytes(self.config)
        result = self._run(folder, arguments)
        found = COLLECTED.search(result.stderr)
        if result.code != 0 or not found:
            raise OracleError(f"{arguments}: exit status {result.code}\n{result.stderr.decode(errors='replace')}")
        return int(found[1])

    def size(self) -> int:
        """The bytes of all Kconfig files of the tree."""
        return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(self.oracle.tree)
                   for name in names if name.startswith("Kconfig"))


def swift_version() -> str:
    return subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]


def record(guard: Guard):
    counts = {name: guard.count(arguments) for name, arguments in COMMANDS.items()}
    RECORD.write_text(json.dumps({"swift": swift_version(), "bytes": guard.size(), "instructions": counts},
                                 indent=1) + "\n")
    print(RECORD.read_text(), end="")


def compare(guard: Guard) -> bool:
    kept = json.loads(RECORD.read_text())
    scale = guard.size() / kept["bytes"]
    failed = 0
    for name, arguments in COMMANDS.items():
        count, expected = guard.count(arguments), kept["instructions"][name] * scale
        holds = count <= expected * TOLERANCE
        failed += not holds
        print(f"{'ok    ' if holds else 'FAILED'} {name}: {count / 1e6:.1f} million instructions, "
              f"{100 * (count / expected - 1):+.1f} % (recorded with {kept['swift']})")
    print(f"{len(COMMANDS) - failed} passed, {failed} failed")
    return not failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the counts instead of comparing with them")
    given = parser.parse_args()
    try:
        guard = Guard()
        if given.record:
            record(guard)
            return 0
        return 0 if compare(guard) else 1
    except OracleError as error:
        print(f"instructions: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
