#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `satconfig` adds to drivers and file systems must be what somebody added who knew the machine.

The requirements are the lines of a defconfig for symbols that are defined in drivers/ and fs/. Of the other options
with a prompt that are on in the result and off in alldefconfig, counted is how many the defconfig has as well.

  completion.py [-n DEFCONFIGS] [--seed S] [-t VERSION] [-a ARCH]... [--objective NAME]...
"""

import argparse
import itertools
import random
import re

import oracle
from report import fail_early, say
from restore import ARCHITECTURES, share
from wishes import values

SCRATCH = oracle.BUILD / "completion"
GOAL = 90
CONFIG = re.compile(r"^(?:menu)?config\s+(\w+)\n((?:[\t ].*\n|\n)*)", re.M)
PROMPT = re.compile(r"^\s+(?:(?:bool|tristate)\s+[\"']|prompt\s)", re.M)


def prompted(tree) -> tuple[set[str], set[str]]:
    """The symbols with a prompt, and those of them that drivers/ and fs/ define."""
    found, devices = set(), set()
    for path in tree.tree.rglob("Kconfig*"):
        if not path.is_file():
            continue
        top = path.relative_to(tree.tree).parts[0]
        for name, body in CONFIG.findall(path.read_text(errors="replace")):
            if PROMPT.search(body):
                found.add(name)
                if top in ("drivers", "fs"):
                    devices.add(name)
    return found, devices


def on(config) -> set[str]:
    return {name for name, value in values(config or b"").items() if value in ("y", "m")}


def drawn(tree, architectures, count, chance) -> list[tuple[str, str]]:
    """Architectures in turn, each with a defconfig that was not taken before; some have only one."""
    left = {arch: chance.sample(names, len(names)) for arch in architectures if (names := tree.defconfigs(arch))}
    turns = itertools.zip_longest(*([(arch, name) for name in names] for arch, names in left.items()))
    return list(itertools.islice((pair for turn in turns for pair in turn if pair), count))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=40, help="defconfigs (default 40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", default="6.12", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("--objective", action="append", help="default: likely")
    options = parser.parse_args()
    chance, objectives = random.Random(options.seed), options.objective or ["likely"]
    architectures = options.arch or ARCHITECTURES
    totals = {name: [0, 0] for name in objectives}
    try:
        tree = oracle.Oracle(options.tree)
        tree.prepare(architectures, say)
        tree.start_replay()
        with_prompt, devices = prompted(tree)
        for arch, name in drawn(tree, architectures, options.n, chance):
            path = f"arch/{tree.environments[arch]['SRCARCH']}/configs/{name}"
            folder = oracle.fresh_folder(SCRATCH / arch)
            whole = on(tree.recall_conf(arch, folder, [f"--defconfig={path}", "Kconfig"]).config)
            defaults = on(tree.recall_conf(arch, folder, ["--alldefconfig", "Kconfig"]).config)
            given = sorted(devices & whole & on((tree.tree / path).read_bytes()))
            before = values((tree.tree / path).read_bytes())
            (folder / ".satconfig").write_text("".join(f"CONFIG_{x}={before[x]}\n" for x in given))
            for objective in objectives:
                done = tree.run_tool(arch, folder, [
                    "satconfig", "--objective", objective, "--learn-without", path, "--ignore-unknown", "--timeout", "600"])
                if done.code != 0:
                    say(f"{path}: {objective}: exit {done.code}: {done.stderr.decode()[:200]}")
                    continue
                added = (on(done.config) & with_prompt) - defaults - set(given)
                totals[objective][0] += len(added & whole)
                totals[objective][1] += len(added)
                say(f"{path}: {objective}: {len(added & whole)} of {len(added)}; "
                    f"others: {' '.join(sorted(added - whole)[:12])}")
    except oracle.OracleError as error:
        fail_early(error)
    for objective, (hits, count) in totals.items():
        say(f"{objective}: {hits} of {count} added options are in the defconfig, {share(hits, count):.1f} %")
    reached = totals.get("likely")
    return 0 if reached is None or (reached[1] and share(*reached) >= GOAL) else 1


if __name__ == "__main__":
    raise SystemExit(main())
