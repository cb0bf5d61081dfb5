#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A line that somebody did write must be what `fix` advises when it is missing.

From a real defconfig one line is removed that conf keeps and whose absence loses others; `fix` is asked for one of the
lost ones that doesn't come back by its own line alone. What is likely is learned without that defconfig. Counted is
whether the first fix, or one of the first three, has the line. A target without a prompt can be brought about by other lines as well, so it is counted apart.

  restore.py [-n CASES] [--seed S] [-t VERSION]... [-a ARCH]... [--goals FIRST THREE PROMPTLESS]
             [--cases FILE] [--term NAME=NUMBER]... [--ablate]

--cases keeps the drawn cases, or takes those kept; --term and --ablate (each term at nothing in turn) measure.
"""

import argparse
import json
import os
import pickle
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import oracle
from report import fail_early, say
from wishes import values

SCRATCH = oracle.BUILD / "restore"
ARCHITECTURES = ("x86", "arm", "arm64", "riscv", "powerpc", "mips", "s390", "loongarch")
# Shares that should be reached: first, among three, first of the targets without a prompt.
GOALS = (95, 98, 70)
TRIES = 40
TERMS = ("gatekeeper", "debugging", "off", "change", "loss", "together", "selector", "step", "unreached", "mention")


@dataclass
class Case:
    version: str
    arch: str
    path: str
    removed: str
    target: str
    value: str
    config: bytes


@dataclass
class Answer:
    fixes: list[list[str]]
    is_promptless: bool
    taken: float

    def rank(self, case):
        return next((at for at, fix in enumerate(self.fixes[:3]) if case.removed in fix), None)


class Drawing:
    """Cases of one tree and architecture."""

    def __init__(self, tree, arch, seed):
        self.tree, self.arch, self.seed = tree, arch, seed
        self.source = tree.environments[arch]["SRCARCH"]

    def run(self, folder, config):
        (folder / "input").write_bytes(config)
        return self.tree.run_conf(self.arch, folder, ["--defconfig=input", "Kconfig"]).config

    def draw(self, number) -> Case | None:
        chance = random.Random(f"{self.seed} {number}")
        folder = oracle.fresh_folder(SCRATCH / self.tree.version / f"draw-{number}")
        for _ in range(TRIES):
            name = chance.choice(self.tree.defconfigs(self.arch))
            path = f"arch/{self.source}/configs/{name}"
            text = (self.tree.tree / path).read_bytes()
            if whole := self.run(folder, text):
                lines = text.splitlines(keepends=True)
                for line in chance.sample(lines, min(6, len(lines))):
                    if case := self.without(folder, chance, path, text, values(whole), line):
                        return case
        return None

    def without(self, folder, chance, path, text, before, line) -> Case | None:
        """The case that the line is missing, when that loses something."""
        named = [(symbol, value) for symbol, value in values(line).items() if value in "ym"]
        if not named or before.get(named[0][0]) != named[0][1]:
            return None
        removed = named[0][0]
        config = self.run(folder, b"".join(other for other in text.splitlines(keepends=True) if other != line))
        after = values(config or b"")
        lost = [other for other, value in before.items()
                if value in ("y", "m") and other != removed and after.get(other, "n") == "n"]
        if not config or after.get(removed, "n") != "n" or not lost:
            return None
        written = values(text)
        target = chance.choice([other for other in lost if other in written] or lost)
        if self.stands_alone(folder, config, target, before[target]):
            return None
        return Case(self.tree.version, self.arch, path, removed, target, before[target], config)

    def stands_alone(self, folder, config, target, value) -> bool:
        """The removed line had only selected it: its own line is all that it takes."""
        alone = self.run(folder, config + f"CONFIG_{target}={value}\n".encode())
        return values(alone or b"").get(target, "n") != "n"


def ask(tree, case, number, terms) -> Answer:
    folder = oracle.fresh_folder(SCRATCH / case.version / f"fix-{number}")
    (folder / ".config").write_bytes(case.config)
    start = time.monotonic()
    done = tree.run_tool(case.arch, folder, [
        "fix", f"{case.target}={case.value}", "--format", "json", "--learn-without", case.path,
        *[part for term in terms for part in ("--term", term)]])
    taken = time.monotonic() - start
    if done.code != 0:
        raise oracle.OracleError(
            f"{case.path}: fix {case.target}={case.value}: exit {done.code}: {done.stderr.decode()[:300]}")
    fixes = [[edit["symbol"] for edit in fix["edits"]] for fix in json.loads(done.stdout).get("fixes", [])]
    return Answer(fixes, not any(case.target in fix for fix in fixes), taken)


def share(hits, count):
    return 100 * hits / count if count else 100.0


def shares(cases, answers):
    ranks = [answer.rank(case) for case, answer in zip(cases, answers)]
    hidden = [rank for rank, answer in zip(ranks, answers) if answer.is_promptless]
    return (share(sum(rank == 0 for rank in ranks), len(ranks)),
            share(sum(rank is not None for rank in ranks), len(ranks)),
            share(sum(rank == 0 for rank in hidden), len(hidden)), len(hidden))


def tell_misses(cases, answers):
    for case, answer in zip(cases, answers):
        if answer.rank(case) != 0:
            offered = " | ".join(" ".join(fix) for fix in answer.fixes[:3])
            say(f"miss: {case.version} {case.path}: without {case.removed}, asked {case.target}={case.value}"
                f"{' (no prompt)' if answer.is_promptless else ''}: {offered}")


def tell_architectures(cases, answers):
    for key in sorted({(case.version, case.arch) for case in cases}):
        rows = [(case, answer) for case, answer in zip(cases, answers) if (case.version, case.arch) == key]
        first, three, promptless, count = shares(*zip(*rows))
        say(f"| {key[0]} | {key[1]} | {len(rows)} | {first:.0f} | {three:.0f} | "
            f"{f'{promptless:.0f} of {count}' if count else '-'} |")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=24, help="cases (default 24)")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1, help="at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", action="append", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("--goals", type=float, nargs=3, default=GOALS)
    parser.add_argument("--cases", type=Path, metavar="FILE")
    parser.add_argument("--term", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--ablate", action="store_true")
    return parser.parse_args()


def drawn(trees, pool, options) -> list[Case]:
    if options.cases and options.cases.is_file():
        return pickle.loads(options.cases.read_bytes())[:options.n]
    places = [Drawing(tree, arch, options.seed) for tree in trees.values() for arch in tree.environments]
    found = list(pool.map(lambda number: places[number % len(places)].draw(number), range(options.n)))
    cases = [case for case in found if case]
    say(f"{len(cases)} cases drawn, {len(found) - len(cases)} not found")
    if options.cases:
        options.cases.write_bytes(pickle.dumps(cases))
    return cases


def main() -> int:
    options = parsed()
    trees = {}
    try:
        for version in options.tree or oracle.VERSIONS:
            tree = trees[version] = oracle.Oracle(version)
            tree.prepare([arch for arch in options.arch or ARCHITECTURES if arch in tree.architectures()], say)
            tree.start_replay()
        with ThreadPoolExecutor(options.j) as pool:
            cases = drawn(trees, pool, options)

            def answers(terms):
                return list(pool.map(lambda at: ask(trees[cases[at].version], cases[at], at, terms),
                                     range(len(cases))))

            given = answers(options.term)
            tell_misses(cases, given)
            tell_architectures(cases, given)
            if options.ablate:
                for term in TERMS:
                    less = shares(cases, answers([*options.term, f"{term}=0"]))
                    say(f"| {term} | {less[0]:.1f} | {less[1]:.1f} | {less[2]:.1f} |")
    except oracle.OracleError as error:
        fail_early(error)
    reached = shares(cases, given)
    say(f"{len(cases)} cases: first {reached[0]:.1f} %, among three {reached[1]:.1f} %; {reached[3]} without a prompt: "
        f"first {reached[2]:.1f} %; fix takes {statistics.median(x.taken for x in given):.2f} s (median)")
    return 0 if cases and all(got >= goal for got, goal in zip(reached, options.goals)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
