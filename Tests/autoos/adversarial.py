#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Adversarial replies on the kernel trees: never an invalid .config, never a symbol changed that no accepted
proposal explains, never a text set.

The replies come from a seeded generator (hostile.py) and are spread over both trees, x86 and riscv.
"""

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import hostile  # noqa: E402
import oracle  # noqa: E402
import runs  # noqa: E402
import server  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402

ARCHITECTURES = ("x86", "riscv")
# Replies of one run: a run ends at the visit in which it has had so many.
PER_RUN = 125


def symbol_names(tree) -> list[str]:
    """The names of all symbols that the tree's Kconfig files define."""
    names = set()
    for file in sorted(tree.tree.rglob("Kconfig*")):
        if file.is_file():
            names |= set(re.findall(r"(?m)^\s*(?:menu)?config (\w+)$", file.read_text(errors="replace")))
    return sorted(names)


def texts(config: bytes) -> dict[str, str]:
    return {name: value for name, value in runs.values(config).items() if value.startswith('"')}


def hostile_run(tree, names, arch, seed, count, steps, totals):
    def check():
        folder = runs.prepared(tree, arch, runs.SCRATCH / f"adversarial-{tree.version}-{arch}-{seed}")
        liar = hostile.Liar(seed, names)
        goal = "the fastest network and disk drivers, crypto, sound and boards" if seed % 2 else "total"

        def answer(number, request):
            # After the last reply the run is told that there is nothing more to do.
            return liar.answer(number, request) if liar.count < count else '{"changes":[],"menus":[]}'
        with server.Server(answer) as model:
            result = runs.autoos(tree, arch, folder, "--goal", goal, url=model.url)
        problems, report = runs.judge(tree, arch, folder, result)
        if problems:
            return [f"seed {seed}", *problems], ""
        base = (folder / "base/.config").read_bytes()
        problems += [f"{name} is set to {value}" for name, value in new_texts(base, result.config).items()]
        # NET_DSA_MSCC_SEVILLE is harmless.
        problems += [f"{word} is in .config" for word in ("CONFIG_EVIL", "reboot", "/sbin/evil")
                     if word.encode() in result.config]
        markdown = (folder / "autoos/report.md").read_text()
        # A `<` behind an odd number of backslashes is a character, not the beginning of a tag.
        if re.search(r"(?m)^# CONFIG|(?<!\\)(?:\\\\)*<script|\x1b|\u202e", markdown):
            problems.append("report.md has more than text")
        problems += runs.retraced(tree, arch, folder, report, steps) + runs.replayed(tree, arch, folder, result.config)
        totals.append((liar.count, report["counts"]))
        return problems, f"{liar.count} replies, {report['counts']['accepted']} accepted, {report['counts']['refused']} refused"
    return check


def new_texts(old, new) -> dict[str, str]:
    """Texts that are others now. One that appears with its default was not set."""
    before, after = texts(old), texts(new)
    return {name: value for name, value in after.items() if name in before and before[name] != value}


def cases(trees, count, seed, steps):
    """Runs of PER_RUN replies, over trees and architectures in turn; conf retraces `steps` proposals of each."""
    names = {version: symbol_names(tree) for version, tree in trees.items()}
    totals = []
    places = [(tree, arch) for tree in trees.values() for arch in ARCHITECTURES]
    found = {}
    for number in range(-(-count // PER_RUN)):
        tree, arch = places[number % len(places)]
        size = min(PER_RUN, count - number * PER_RUN)
        found[f"adversarial {tree.version} {arch} seed {seed + number}"] = hostile_run(
            tree, names[tree.version], arch, seed + number, size, steps, totals)
    return found, totals


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--count", type=int, default=1000, help="how many replies (1000)")
    parser.add_argument("-s", "--seed", type=int, default=1, help="of the first run; each run has the next one")
    parser.add_argument("--steps", type=int, default=5, help="how many accepted proposals of each run conf retraces (5)")
    options = parser.parse_args()
    try:
        trees = {version: oracle.Oracle(version) for version in oracle.VERSIONS}
        for tree in trees.values():
            tree.prepare(list(ARCHITECTURES), say)
            tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    found, totals = cases(trees, options.count, options.seed, options.steps)
    status = summarize(run_cases(found, lambda name: found[name]()))
    sums = {key: sum(counts[key] for _, counts in totals) for key in ("accepted", "refused", "unchanged")}
    say(f"{sum(count for count, _ in totals)} replies: {sums}")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
