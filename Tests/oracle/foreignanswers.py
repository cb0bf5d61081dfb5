#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What satconfig, fix, check and explain promise on the kernel, on U-Boot.

For each of some files that U-Boot's `conf` wrote, and wishes drawn for it: `fix --apply` gives a file that has the wish,
that `conf --olddefconfig` leaves alone and of which `check` finds nothing new wrong, or says that there is none; `explain`
has an answer. For sets of requirements: satconfig's file has them all, and `conf` leaves it alone.

Without the data (see foreign.py) this says so and passes.

  foreignanswers.py [--data FOLDER] [-n WISHES] [--seed S]
"""

import argparse
import random
import re
import shutil
import subprocess
from pathlib import Path

import oracle
from foreign import DATA, NAMED, SCRATCH, TRUE_COMPLAINT, Case, unpack, variables
from report import run_cases, say, summarize

TREE = "u-boot"
BASES = ("CHIP_defconfig", "M5235EVB_defconfig", "sige1-rk3528_defconfig", "allnoconfig", "allmodconfig", "old-rand2")
PROMPT = re.compile(r'^config (\w+)\n\tbool "', re.M)


class Board:
    """A folder with a configuration, and the tree."""

    def __init__(self, data, name):
        self.folder = oracle.fresh_folder(SCRATCH / "answers" / name)
        self.config = self.folder / ".config"
        self.environment = {"PATH": "/usr/bin:/bin", "KCONFIG_SAT_CACHE": "off",
                            **variables(data, Case(TREE, "", "alldefconfig")), "KCONFIG_CONFIG": str(self.config)}

    def tool(self, *words):
        return subprocess.run([str(oracle.tool_path()), *words], cwd=SCRATCH / TREE / "tree", env=self.environment,
                              capture_output=True, text=True, timeout=oracle.TIMEOUT, check=False)

    def has(self, wish) -> bool:
        name, value = wish.split("=")
        lines = self.config.read_text().splitlines()
        return (f"CONFIG_{name}=y" in lines) == (value == "y")

    def changed_by_conf(self) -> list[str]:
        before = self.config.read_bytes()
        done = self.tool("conf", "--olddefconfig", "Kconfig")
        after = self.config.read_bytes()
        self.config.write_bytes(before)
        return ["conf changes it"] * (after != before) + [f"conf: {done.stderr[-300:]}"] * (done.returncode != 0)

    def errors(self) -> set[str]:
        """What `check` says, without places in the file."""
        done = self.tool("check")
        return {re.sub(r"^.*?:\d+:\d+: ", "", line) for line in (done.stdout + done.stderr).splitlines()
                if ": error: " in line and not TRUE_COMPLAINT.search(line)}


def fixed(data, base, wish) -> tuple[list[str], str]:
    board = Board(data, f"{base}-{wish}")
    shutil.copyfile(SCRATCH / TREE / "expected" / f"{base}.config", board.config)
    known = board.errors()
    said = board.tool("explain", wish.split("=")[0])
    problems = [f"explain: exit {said.returncode} {said.stderr[-200:]}"] * (said.returncode != 0 or not said.stdout)
    done = board.tool("fix", wish, "--apply", "--yes")
    if done.returncode == 0:
        problems += ["the wish is not met"] * (not board.has(wish)) + board.changed_by_conf()
        problems += [f"check: {line}" for line in board.errors() - known]
    elif done.returncode != 1 or not done.stdout + done.stderr:
        problems.append(f"fix: exit {done.returncode} {done.stderr[-500:]}")
    shutil.rmtree(board.folder)
    return problems, f"exit {done.returncode}"


def satisfied(data, number, wishes) -> tuple[list[str], str]:
    board = Board(data, f"satconfig-{number}")
    (board.folder / "required").write_text("".join(f"CONFIG_{wish}\n" for wish in wishes))
    done = board.tool("satconfig", str(board.folder / "required"))
    problems = []
    if done.returncode == 0:
        problems += [f"{wish} is not met" for wish in wishes if not board.has(wish)] + board.changed_by_conf()
    elif done.returncode != 1 or not done.stderr:
        problems.append(f"satconfig: exit {done.returncode} {done.stderr[-500:]}")
    shutil.rmtree(board.folder)
    return problems, f"exit {done.returncode}"


def options() -> list[str]:
    files = sorted((SCRATCH / TREE / "tree").rglob("Kconfig*"))
    return sorted({name for file in files if file.is_file() for name in PROMPT.findall(file.read_text(errors="replace"))})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("-n", type=int, default=6, help="wishes for each file")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.data.is_dir():
        say(f"there is no {given.data}: nothing was tried")
        return 0
    assert TREE in NAMED
    unpack(given.data, TREE)
    chance, names = random.Random(given.seed), options()
    cases = {}
    for base in BASES:
        for name in chance.sample(names, given.n):
            wish = f"{name}={chance.choice('yyn')}"
            cases[f"{base} {wish}"] = lambda base=base, wish=wish: fixed(given.data, base, wish)
    for number in range(2 * given.n):
        wishes = [f"{name}=y" for name in chance.sample(names, chance.randint(1, 3))]
        cases[f"satconfig {' '.join(wishes)}"] = lambda number=number, wishes=wishes: satisfied(given.data, number, wishes)
    return summarize(run_cases(list(cases), lambda case: cases[case]()))


if __name__ == "__main__":
    raise SystemExit(main())
