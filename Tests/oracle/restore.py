#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A line that somebody did write must be what `fix` advises when it is missing.

From a real defconfig one line is removed that conf keeps and whose absence loses others; `fix` is asked for one of the
lost ones. What is likely is learned without that defconfig. Counted is whether the first fix, or one of the first
three, has the line. A target without a prompt can be brought about by other lines as well, so it is counted apart.

  restore.py [-n CASES] [--seed S] [-t VERSION]... [-a ARCH]...
"""

import argparse
import json
import random
import statistics
import time

import oracle
from report import fail_early, say
from wishes import values

SCRATCH = oracle.BUILD / "restore"
ARCHITECTURES = ("x86", "arm", "arm64", "riscv", "powerpc", "mips", "s390", "loongarch")
# Shares that must be reached: first, among three, first of the targets without a prompt.
GOALS = (95, 98, 70)
TRIES = 40


class Cases:
    """Removed lines of one tree and architecture."""

    def __init__(self, tree, arch, chance):
        self.tree, self.arch, self.chance = tree, arch, chance
        self.folder = oracle.fresh_folder(SCRATCH / tree.version / arch)
        self.source = tree.environments[arch]["SRCARCH"]

    def run(self, config):
        (self.folder / "input").write_bytes(config)
        return self.tree.run_conf(self.arch, self.folder, ["--defconfig=input", "Kconfig"]).config

    def draw(self):
        """The defconfig, the removed line, what is lost, and the configuration without the line."""
        for _ in range(TRIES):
            name = self.chance.choice(self.tree.defconfigs(self.arch))
            path = f"arch/{self.source}/configs/{name}"
            text = (self.tree.tree / path).read_bytes()
            lines = text.splitlines(keepends=True)
            named = values(text)
            whole = self.run(text)
            if not whole:
                continue
            before = values(whole)
            for line in self.chance.sample(lines, min(6, len(lines))):
                found = [(symbol, value) for symbol, value in values(line).items() if value in "ym"]
                if not found or before.get(found[0][0]) != found[0][1]:
                    continue
                config = self.run(b"".join(other for other in lines if other != line))
                after = values(config or b"")
                lost = [other for other, value in before.items() if value in ("y", "m") and other != found[0][0]
                        and after.get(other, "n") == "n"]
                if not config or after.get(found[0][0], "n") != "n" or not lost:
                    continue
                target = self.chance.choice([x for x in lost if x in named] or lost)
                return path, found[0][0], (target, before[target]), config
        return None

    def ask(self, case):
        """What the fixes edit, and whether the target has no prompt."""
        path, _, (target, value), config = case
        folder = oracle.fresh_folder(self.folder / "fix")
        (folder / ".config").write_bytes(config)
        start = time.monotonic()
        done = self.tree.run_tool(self.arch, folder, [
            "fix", f"{target}={value}", "--format", "json", "--learn-without", path])
        taken = time.monotonic() - start
        if done.code != 0:
            raise oracle.OracleError(f"{path}: fix {target}={value}: exit {done.code}: {done.stderr.decode()[:300]}")
        fixes = [[edit["symbol"] for edit in fix["edits"]] for fix in json.loads(done.stdout).get("fixes", [])]
        return fixes, not any(target in fix for fix in fixes), taken


def share(hits, count):
    return 100 * hits / count if count else 100.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=24, help="cases (default 24)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", action="append", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    options = parser.parse_args()
    architectures, chance = options.arch or ARCHITECTURES, random.Random(options.seed)
    places = []
    try:
        for version in options.tree or oracle.VERSIONS:
            tree = oracle.Oracle(version)
            wanted = [arch for arch in architectures if arch in tree.architectures()]
            tree.prepare(wanted, say)
            tree.start_replay()
            places += [Cases(tree, arch, chance) for arch in wanted]
        rows, times = [], []
        for number in range(options.n):
            place = places[number % len(places)]
            case = place.draw()
            if case is None:
                say(f"{place.tree.version} {place.arch}: no case found")
                continue
            fixes, is_promptless, taken = place.ask(case)
            times.append(taken)
            rank = next((at for at, fix in enumerate(fixes[:3]) if case[1] in fix), None)
            rows.append((rank, is_promptless))
            if rank != 0:
                offered = " | ".join(" ".join(fix) for fix in fixes[:3])
                say(f"miss: {place.tree.version} {case[0]}: without {case[1]}, asked {case[2][0]}={case[2][1]}"
                    f"{' (no prompt)' if is_promptless else ''}: {offered}")
    except oracle.OracleError as error:
        fail_early(error)
    hidden = [rank for rank, is_promptless in rows if is_promptless]
    reached = (share(sum(rank == 0 for rank, _ in rows), len(rows)),
               share(sum(rank is not None for rank, _ in rows), len(rows)),
               share(sum(rank == 0 for rank in hidden), len(hidden)))
    say(f"{len(rows)} cases: first {reached[0]:.1f} %, among three {reached[1]:.1f} %; {len(hidden)} without a prompt: "
        f"first {reached[2]:.1f} %" + (f"; fix takes {statistics.median(times):.2f} s (median)" if times else ""))
    return 0 if rows and all(got >= goal for got, goal in zip(reached, GOALS)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
