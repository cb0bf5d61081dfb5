#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random wishes on a real tree: `fix` must make them come true, `explain` must say why it can't be.

A wish is a symbol and a value that it has in some configuration that conf wrote at random. Starting from a defconfig,
`fix --apply` must give a .config that has the value and that the kernel's conf leaves as it is without a word.
An impossible wish is a symbol that only another architecture can turn on; its explanation must be
confirmed by `explain --verify`, which takes away each step in turn.

  wishes.py [--count N] [--impossible N] [--seed S] [-t VERSION] [-a ARCH]
"""

import argparse
import json
import random
import re
import statistics
import threading
import time

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "wishes"
LINE = re.compile(r"^(?:CONFIG_(\w+)=(.*)|# CONFIG_(\w+) is not set)$", re.M)


def values(config: bytes) -> dict[str, str]:
    found = {}
    for name, value, unset in LINE.findall(config.decode(errors="replace")):
        found[name or unset] = value if name else "n"
    return found


class Wishes:
    def __init__(self, tree, arch, base, randoms):
        self.tree, self.arch, self.base = tree, arch, base
        self.values = values(base)
        self.others = [values(config) for config in randoms]
        self.foreign: list[str] = []
        self.times, self.lock = [], threading.Lock()

    def possible(self, chance) -> tuple[str, str]:
        """A symbol and a value of it that some random configuration has and the base has not."""
        while True:
            config = chance.choice(self.others)
            name = chance.choice(sorted(config))
            if config[name] != self.values.get(name, "n"):
                return name, config[name]

    def folder(self, name):
        folder = oracle.fresh_folder(SCRATCH / self.tree.version / self.arch / name)
        (folder / ".config").write_bytes(self.base)
        return folder

    def fix(self, case):
        number, name, value = case
        folder = self.folder(f"fix-{number}")
        start = time.monotonic()
        done = self.tree.run_tool(self.arch, folder, ["fix", f"{name}={value}", "--apply", "--yes"])
        with self.lock:
            self.times.append(time.monotonic() - start)
        if done.code != 0:
            return [f"exit {done.code}", *done.stderr.decode(errors="replace").splitlines()[:5]], ""
        if values(done.config).get(name, "n") != value:
            return [f"{name} is {values(done.config).get(name, 'n')}"], ""
        return self.confirm(folder, done.config), f"{done.stdout.decode().count('   # was')} lines"

    def confirm(self, folder, config) -> list[str]:
        """What the kernel's conf has against the configuration."""
        after = self.tree.run_conf(self.arch, folder, ["--olddefconfig", "Kconfig"])
        problems = [] if after.config == config else ["conf --olddefconfig changes the fix"]
        return problems + after.stderr.decode().splitlines()[:5]

    def impossible(self, case):
        number, total = case
        candidates = self.foreign[number::total]
        folder = self.folder(f"impossible-{number}")
        for name in candidates:
            done = self.tree.run_tool(
                self.arch, folder, ["explain", f"{name}=y", "--verify", "--format", "json"])
            if done.code == 2 and b"unknown symbol" in done.stderr:
                continue  # a symbol of the other architecture only
            if done.code not in (0, 1):
                return [f"{name}: exit {done.code}", *done.stderr.decode(errors="replace").splitlines()[:5]], ""
            answer = json.loads(done.stdout)
            if answer.get("answer") == "impossible":
                return ([] if answer["steps"] else [f"{name}: no explanation"]), f"{name}, {len(answer['steps'])} steps"
            if answer.get("answer") == "conflict" and not (answer["steps"] and answer["fix"]):
                return [f"{name}: a conflict without an explanation or a fix"], ""
        return ["none of the candidates is impossible"], ""


def foreign_symbols(tree, wishes, other, chance) -> list[str]:
    """Symbols that another architecture's random configurations turn on, and none of ours."""
    folder = oracle.fresh_folder(SCRATCH / "foreign")
    ours = set().union(*wishes.others)
    found = set()
    for seed in range(1, 4):
        config = tree.recall_conf(other, folder, ["--randconfig", "Kconfig"], {"KCONFIG_SEED": str(seed)}).config
        found |= {name for name, value in values(config).items() if value in "ym" and name not in ours}
    return chance.sample(sorted(found), len(found))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10, help="wishes to fix (default 10)")
    parser.add_argument("--impossible", type=int, default=6, help="wishes to explain (default 6)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", default="6.12", metavar="VERSION")
    parser.add_argument("-a", "--arch", default="x86")
    parser.add_argument("--other", default="arm64", help="where symbols come from that this architecture can't have")
    parser.add_argument("--defconfig", default="x86_64_defconfig")
    options = parser.parse_args()
    try:
        tree = oracle.Oracle(options.tree)
        tree.prepare([options.arch, options.other], say)
        tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    source = tree.environments[options.arch]["SRCARCH"]
    folder = oracle.fresh_folder(SCRATCH / "start")
    base = tree.recall_conf(
        options.arch, folder, [f"--defconfig=arch/{source}/configs/{options.defconfig}", "Kconfig"]).config
    randoms = [tree.recall_conf(options.arch, folder, ["--randconfig", "Kconfig"], {"KCONFIG_SEED": str(seed)}).config
               for seed in range(1, 11)]
    wishes, chance = Wishes(tree, options.arch, base, randoms), random.Random(options.seed)
    fixes = [(number, *wishes.possible(chance)) for number in range(options.count)]
    problems = run_cases(fixes, wishes.fix)
    if wishes.times:
        say(f"fix: median {statistics.median(wishes.times):.1f} s, worst {max(wishes.times):.1f} s of wall-clock time")
    wishes.foreign = foreign_symbols(tree, wishes, options.other, chance)
    explained = [(number, options.impossible) for number in range(options.impossible)]
    problems |= run_cases(explained, wishes.impossible)
    return summarize(problems)


if __name__ == "__main__":
    raise SystemExit(main())
