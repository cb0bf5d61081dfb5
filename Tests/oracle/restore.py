#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A line that somebody did write must be what `fix` advises when it is missing.

From a real defconfig one line is removed that conf keeps and whose absence loses others; `fix` is asked for one of the
lost ones that doesn't come back by its own line alone. What is likely is learned without that defconfig. Counted is
whether the first fix, or one of the first three, has the line. A target without a prompt can be brought about by other
lines as well, so it is counted apart.

  restore.py [--cases FILE] [-n CASES] [--half tuning|held] [-t VERSION]... [-a ARCH]... [--goals FIRST THREE PROMPTLESS]
             [--term NAME=NUMBER]... [--ablate]
  restore.py --draw CASES [--seed S] [--cases FILE]

The cases are those of restore.tsv, drawn once: the terms of the prior were chosen on them, first on the half `tuning`.
Those of restore-fresh.tsv were drawn by the same rules and asked when the terms were fixed. -n takes that many, evenly.
--term and --ablate (each term at nothing in turn) measure. --draw writes new cases to restore.tsv, or to FILE.
"""

import argparse
import json
import os
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
TERMS = ("mention", "like", "together", "gate", "native", "foreign", "line", "selector", "around", "step", "unreached",
         "gatekeeper", "debugging", "off", "change", "loss", "undo", "member", "unnamed", "tests", "alone",
         "apart", "byItself", "rivals")
# What a term is worth when it does nothing; of the others 0.
NOTHING = {"alone": 100, "apart": 100}
CASES = Path(__file__).with_name("restore.tsv")
HALVES = ("tuning", "held")
HEADER = """# SPDX-License-Identifier: GPL-2.0-or-later
# Drawn by `restore.py --draw`: half, tree, architecture, defconfig, line taken away, what is asked for, its value.
"""


@dataclass
class Case:
    version: str
    arch: str
    path: str
    removed: str
    target: str
    value: str
    half: str = ""


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
        return Case(self.tree.version, self.arch, path, removed, target, before[target])

    def stands_alone(self, folder, config, target, value) -> bool:
        """The removed line had only selected it: its own line is all that it takes."""
        alone = self.run(folder, config + f"CONFIG_{target}={value}\n".encode())
        return values(alone or b"").get(target, "n") != "n"


def ask(tree, case, number, terms) -> Answer:
    folder = oracle.fresh_folder(SCRATCH / case.version / f"fix-{number}")
    (folder / "input").write_bytes(b"".join(
        line for line in (tree.tree / case.path).read_bytes().splitlines(keepends=True)
        if case.removed not in values(line)))
    conf = tree.run_conf(case.arch, folder, ["--defconfig=input", "Kconfig"])
    if values(conf.config or b"").get(case.target, "n") != "n":
        raise oracle.OracleError(f"{case.path}: {case.target} isn't lost without {case.removed}: draw again")
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
    parser.add_argument("-n", type=int, help="cases (default all)")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="FILE")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--draw", type=int, metavar="CASES")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1, help="at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", action="append", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("--goals", type=float, nargs=3, default=GOALS)
    parser.add_argument("--term", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--ablate", action="store_true")
    return parser.parse_args()


def drawn(trees, pool, options) -> list[Case]:
    """New cases: those of one half, or the first half of them for tuning."""
    places = [Drawing(tree, arch, options.seed) for tree in trees.values() for arch in tree.environments]
    found = list(pool.map(lambda number: places[number % len(places)].draw(number), range(options.draw)))
    cases = [case for case in found if case]
    say(f"{len(cases)} cases drawn, {len(found) - len(cases)} not found")
    for at, case in enumerate(cases):
        case.half = options.half or HALVES[2 * at // len(cases)]
    options.cases.write_text(HEADER + "".join(
        "\t".join((case.half, case.version, case.arch, case.path, case.removed, case.target, case.value)) + "\n"
        for case in cases))
    return cases


def kept(options) -> list[Case]:
    rows = [line.split("\t") for line in options.cases.read_text().splitlines() if not line.startswith("#")]
    cases = [Case(*row[1:], half=row[0]) for row in rows]
    wanted = [case for case in cases
              if case.half == (options.half or case.half) and case.version in (options.tree or oracle.VERSIONS)
              and case.arch in (options.arch or ARCHITECTURES)]
    count = min(options.n or len(wanted), len(wanted))
    return [wanted[at * len(wanted) // count] for at in range(count)]


def main() -> int:
    options = parsed()
    trees = {}
    try:
        for version in options.tree or oracle.VERSIONS:
            tree = trees[version] = oracle.Oracle(version)
            tree.prepare([arch for arch in options.arch or ARCHITECTURES if arch in tree.architectures()], say)
            tree.start_replay()
        with ThreadPoolExecutor(options.j) as pool:
            cases = drawn(trees, pool, options) if options.draw else kept(options)

            def answers(terms):
                return list(pool.map(lambda at: ask(trees[cases[at].version], cases[at], at, terms),
                                     range(len(cases))))

            given = answers(options.term)
            say("| tree | architecture | cases | first, % | among three, % | first without a prompt, % |")
            tell_misses(cases, given)
            tell_architectures(cases, given)
            if options.ablate:
                for term in TERMS:
                    less = shares(cases, answers([*options.term, f"{term}={NOTHING.get(term, 0)}"]))
                    say(f"| {term} | {less[0]:.1f} | {less[1]:.1f} | {less[2]:.1f} |")
    except oracle.OracleError as error:
        fail_early(error)
    reached = shares(cases, given)
    say(f"{len(cases)} cases: first {reached[0]:.1f} %, among three {reached[1]:.1f} %; {reached[3]} without a prompt: "
        f"first {reached[2]:.1f} %; fix takes {statistics.median(x.taken for x in given):.2f} s (median)")
    return 0 if cases and all(got >= goal for got, goal in zip(reached, options.goals)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
