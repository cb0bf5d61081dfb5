#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat search` for real: kernels that are built, booted and measured on boards of QEMU.

The base is what `hardware` and `satconfig` make for the board, with a check of the allocator switched on that every kernel
is faster without. That one is to be found and kept, and what keeps a kernel from booting found and left out.

  riscv  in instructions that are counted; RISCV_ISA_FALLBACK=n, with which no program starts
  twice  riscv again, with the same seeds: the same digits
  fpu    FPU=n beside it: most objects hang on that
  x86    BINFMT_ELF=n, with which there is no program

  qemu.py [--all] [CASE…]        riscv; --all: all of them
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/oracle"), str(ROOT / "Tests/boot"), str(ROOT / "Tests/autoos")]
import oracle  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402

from boards import Q35, RISCV  # noqa: E402
from kernel import Kernel, processor_time  # noqa: E402
from search import Scene, valid_report, write_at_once  # noqa: E402
from userspace import environment  # noqa: E402
from ways import description, kconfig_sat  # noqa: E402

HOME = oracle.BUILD / "search"
SLOW = "CONFIG_SLUB=y\nCONFIG_SLUB_DEBUG=y\nCONFIG_SLUB_DEBUG_ON=y\n"
# What the board of a search needs beside what the machine has.
NEEDS = "CONFIG_BLK_DEV_INITRD=y\n"
GAIN = "SLUB_DEBUG_ON=n"


class Machine(Scene):
    """A folder with a base for a board of QEMU, in which searches run."""

    def __init__(self, name: str, board, tree):
        self.folder, self.tree, self.board = oracle.fresh_folder(HOME / name), tree, board
        kernel = Kernel(oracle.VERSIONS[0], board, "search")
        kernel.folder.mkdir(parents=True, exist_ok=True)
        text = kconfig_sat(kernel, "hardware", "--profile", "small", *description(board))
        (kernel.folder / ".satconfig").write_text(text + SLOW + NEEDS)
        kconfig_sat(kernel, "satconfig", "--objective", "minimal")
        shutil.copy(kernel.folder / ".config", self.folder / ".config_base")

    @property
    def environment(self):
        return environment() | {"srctree": str(self.tree.tree), "XDG_CACHE_HOME": str(HOME / "cache")}

    def command(self, *arguments):
        return [str(oracle.tool_path()), arguments[0], "--arch", self.board.arch, *arguments[1:]]

    def search(self, *wishes):
        file = {"riscv": "qemu-riscv-virt", "x86": "qemu-x86"}[self.board.arch]
        # Nobody else proposes anything.
        (self.folder / "search").mkdir(exist_ok=True)
        write_at_once(self.folder / "search/tell-0.json", '{"changes": []}')
        write_at_once(self.folder / "search/tell-1.json", '{"changes": []}')
        words = [word for wish in wishes for word in ("--wish", wish)]
        return self.tool("search", "--board", str(ROOT / f"boards/{file}.conf"), "--ask", *words, timeout=3600)


def searched(name: str, board, tree, culprits: list[str]):
    """A search that must find the gain and the culprits."""
    machine = Machine(name, board, tree)
    start, before = time.time(), processor_time()
    done = machine.search(culprits[0], GAIN, *culprits[1:])
    took = f"{time.time() - start:.0f} s, {processor_time() - before:.0f} s of processors"
    if done.returncode:
        return machine, [f"exit {done.returncode}: {done.stderr[-3000:]}"], took
    report, problems = machine.report, valid_report(machine)
    if report["changes"] != [GAIN]:
        problems.append(f"kept: {report['changes']}")
    found = sorted(culprit["changes"] for culprit in report["culprits"] if culprit["verified"])
    if found != sorted([culprit] for culprit in culprits):
        problems.append(f"to blame: {report['culprits']}")
    if machine.tool("search", "--best").stdout != (machine.folder / ".config").read_text():
        problems.append("--best is not what was written")
    # A build fails that changes its .config: each one was what conf leaves alone.
    return machine, problems, f"{took}; {machine.tool('search', '--status').stdout.strip()}"


def riscv(tree):
    return searched("qemu-riscv", RISCV, tree, ["RISCV_ISA_FALLBACK=n"])[1:]


def fpu(tree):
    return searched("qemu-fpu", RISCV, tree, ["FPU=n", "RISCV_ISA_FALLBACK=n"])[1:]


def x86(tree):
    return searched("qemu-x86", Q35, tree, ["BINFMT_ELF=n"])[1:]


def twice(tree):
    one, *first = searched("qemu-one", RISCV, tree, ["RISCV_ISA_FALLBACK=n"])
    two, *second = searched("qemu-two", RISCV, tree, ["RISCV_ISA_FALLBACK=n"])
    problems = first[0] + second[0]
    if not problems and one.database() != two.database():
        problems.append("the digits differ")
    return problems, first[1]


CASES = {"riscv": riscv, "twice": twice, "fpu": fpu, "x86": x86}


def main() -> int:
    parser = argparse.ArgumentParser(description="kconfig-sat search on boards of QEMU")
    parser.add_argument("case", nargs="*", choices=[[], *CASES], help="riscv, twice, fpu, x86")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    chosen = options.case or (list(CASES) if options.all else ["riscv"])
    try:
        tree = oracle.Oracle(oracle.VERSIONS[0])
        tree.prepare(sorted({"x86" if case == "x86" else "riscv" for case in chosen}), say)
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(chosen, lambda name: CASES[name](tree), workers=1))


if __name__ == "__main__":
    sys.exit(main())
