#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat search` for real: kernels that are built, booted and measured on boards of QEMU.

The base is what `hardware` and `satconfig` make for the board, with a check of the allocator switched on that every kernel
is faster without. That one is to be found and kept, and what keeps a kernel from booting found and left out.

  riscv  in instructions that are counted; RISCV_ISA_FALLBACK=n, with which no program starts. Before, the board is
         started by labgrid's QEMUDriver: it measures the same
  twice  riscv again, with the same seeds: the same digits
  fpu    FPU=n beside it: most objects hang on that
  x86    BINFMT_ELF=n, with which there is no program
  hz     HZ_1000 on a base with HZ_250: what the search says of it is what two kernels give that are booted by hand

  qemu.py [--all] [CASE…]        riscv; --all: all of them
"""

import argparse
import math
import os
import re
import shutil
import statistics
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

    def __init__(self, name: str, board, tree, more: str = SLOW):
        self.folder, self.tree, self.board = oracle.fresh_folder(HOME / name), tree, board
        kernel = Kernel(oracle.VERSIONS[0], board, "search")
        kernel.folder.mkdir(parents=True, exist_ok=True)
        text = kconfig_sat(kernel, "hardware", "--profile", "small", *description(board))
        (kernel.folder / ".satconfig").write_text(text + more + NEEDS)
        kconfig_sat(kernel, "satconfig", "--objective", "minimal")
        shutil.copy(kernel.folder / ".config", self.folder / ".config_base")

    @property
    def environment(self):
        return environment() | {"srctree": str(self.tree.tree), "XDG_CACHE_HOME": str(HOME / "cache")}

    def command(self, *arguments):
        return [str(oracle.tool_path()), arguments[0], "--arch", self.board.arch, *arguments[1:]]

    @property
    def file(self) -> Path:
        """Of the board."""
        return ROOT / "boards" / {"riscv": "qemu-riscv-virt.conf", "x86": "qemu-x86.conf"}[self.board.arch]

    def search(self, *wishes, rounds: int = 24):
        # Nobody else proposes anything.
        (self.folder / "search").mkdir(exist_ok=True)
        write_at_once(self.folder / "search/tell-0.json", '{"changes": []}')
        write_at_once(self.folder / "search/tell-1.json", '{"changes": []}')
        words = [word for wish in wishes for word in ("--wish", wish)]
        return self.tool("search", "--board", str(self.file), "--ask", "--workers", "2", "--rounds", str(rounds), *words,
                         timeout=3600)


def searched(name: str, board, tree, culprits: list[str], first=lambda machine: []):
    """A search that must find the gain and the culprits, after other checks of the machine."""
    machine = Machine(name, board, tree)
    if problems := first(machine):
        return machine, problems, ""
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


def labgrid_problems(machine) -> list[str]:
    """A boot by labgrid's QEMUDriver measures what the board file does without it. (Its QEMU has a monitor and a socket
    for a console: not the same digits.)"""
    python, program = oracle.BUILD / "labgrid/bin/python", ROOT / "Tests/boards/qemuconsole.py"
    board = re.sub(r"(?m)^console .*$", f"console exec '{python}' '{program}'", machine.file.read_text())
    file = machine.folder / "labgrid.conf"
    write_at_once(file, board.replace("$BOARD/bench", f"{ROOT}/boards/bench"))
    shown = [machine.tool("search", "--board", str(one), "--check-board", timeout=3600) for one in (machine.file, file)]
    problems = [f"exit {done.returncode}: {done.stderr[-3000:]}" for done in shown if done.returncode]
    here, there = [{name: float(value) for name, value in re.findall(r"(?m)^  (\w+) ([0-9.]+),", done.stdout)}
                   for done in shown]
    if not problems and (len(here) < 8 or here.keys() != there.keys()
                         or any(abs(here[name] / there[name] - 1) > 0.02 for name in here)):
        problems.append(f"labgrid's QEMU measures something else: {here} {there}")
    return problems


def riscv(tree):
    return searched("qemu-riscv", RISCV, tree, ["RISCV_ISA_FALLBACK=n"], labgrid_problems)[1:]


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


# --- by hand ----------------------------------------------------------------------------------------------------------

def score(machine, config: Path, name: str) -> float:
    """The logarithm of the geometric mean over all tests, of six boots of a kernel that make builds and QEMU starts."""
    folder = oracle.fresh_folder(machine.folder / name)
    shutil.copy(config, folder / ".config")
    commands = dict(re.findall(r"(?m)^(build|console) (.*)$", machine.file.read_text()))
    defines = dict(re.findall(r"(?m)^define (\w+)=(.*)$", machine.file.read_text()))
    arch = {"riscv": "riscv/boot/Image", "x86": "x86/boot/bzImage"}[machine.board.arch]
    variables = environment() | defines | {
        "ARCH": machine.board.arch, "SOURCE": str(machine.tree.tree), "BUILD": str(folder), "BOARD": str(ROOT / "boards"),
        "JOBS": str(os.cpu_count()), "IMAGE": str(folder / "arch" / arch), "SWITCHES": ""}
    subprocess.run(["sh", "-c", commands["build"]], env=variables, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    boots = []
    for seed in range(101, 107):
        done = subprocess.run(["sh", "-c", commands["console"]], env=variables | {"SEED": str(seed)}, check=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=300, text=True)
        values = {}
        for test, value in re.findall(r"(?m)^bench (\S+) \d+ ([0-9.]+)", done.stdout):
            values.setdefault(test, []).append(math.log(float(value)))
        boots.append(statistics.mean(statistics.mean(one) for one in values.values()))
    return statistics.mean(boots)


def hz(tree):
    """Two builds with other names in them differ by some tenths of a percent: their memory is laid out otherwise."""
    machine = Machine("qemu-hz", RISCV, tree, "CONFIG_HZ_250=y\n")
    # The other members of the choice are not asked about.
    done = machine.search("HZ_1000=y", rounds=1)
    if done.returncode != 1:
        return [f"exit {done.returncode}: {done.stderr[-3000:]}"], ""
    tried = next(one for one in machine.report["rounds"] if one["changes"] == ["HZ_1000=y"])
    said = 100 * (tried["verdicts"][0]["ratio"] - 1)
    fast, slow = (score(machine, path, name) for path, name in (
        (machine.folder / ".config_base", "hz-250"), (machine.folder / f"search/rounds/{tried['number']:03}/config", "hz-1000")))
    found = 100 * (math.exp(fast - slow) - 1)
    problems = [f"the search says {said:.2f} %, by hand it is {found:.2f} %"] * (abs(said - found) > 0.6)
    return problems + ["HZ_1000 is not slower"] * (found > -0.1), f"{said:.2f} %, by hand {found:.2f} %"


CASES = {"riscv": riscv, "twice": twice, "fpu": fpu, "x86": x86, "hz": hz}


def main() -> int:
    parser = argparse.ArgumentParser(description="kconfig-sat search on boards of QEMU")
    parser.add_argument("case", nargs="*", choices=[[], *CASES], help=", ".join(CASES))
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    chosen = options.case or (list(CASES) if options.all else ["riscv"])
    if not (oracle.BUILD / "labgrid/bin/python").is_file():
        fail_early("no labgrid: scripts/setup test installs it")
    try:
        tree = oracle.Oracle(oracle.VERSIONS[0])
        tree.prepare(sorted({"x86" if case == "x86" else "riscv" for case in chosen}), say)
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(chosen, lambda name: CASES[name](tree), workers=1))


if __name__ == "__main__":
    sys.exit(main())
