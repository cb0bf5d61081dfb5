#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`diff OLD NEW` must name exactly what has to be decided: with these lines at the end of OLD, `conf --olddefconfig` makes
NEW of it, and with one of them left out it does not.

Pairs of configurations of each architecture: defconfigs, alldefconfig, random ones.

  difference.py [-n PAIRS] [--seed S] [-t VERSION]... [-a ARCH]...
"""

import argparse
import json
import random
import re

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "difference"
ARCHITECTURES = ("x86", "arm64", "riscv", "powerpc")
# How many decisions of a pair are left out, one at a time.
LEFT_OUT = 6


def drawn(tree, arch: str, chance: random.Random) -> list[str]:
    """Two modes of conf."""
    names = tree.defconfigs(arch)
    folder = f"arch/{tree.environments[arch]['SRCARCH']}/configs"
    kinds = [lambda: f"--defconfig={folder}/{chance.choice(names)}", lambda: f"--defconfig={folder}/{chance.choice(names)}",
             lambda: "--alldefconfig", lambda: f"--randconfig {chance.randrange(10**6)}",
             lambda: f"--randconfig {chance.randrange(10**6)}"]
    return [chance.choice(kinds)() for _ in range(2)]


def made(tree, arch, folder, mode) -> bytes:
    """A configuration that conf leaves alone: its random ones it may still change."""
    mode, _, seed = mode.partition(" ")
    config = tree.run_conf(arch, folder, [mode, "Kconfig"], {"KCONFIG_SEED": seed} if seed else {}).config
    return settled(tree, arch, folder, config)


def settled(tree, arch, folder, config: bytes) -> bytes:
    (folder / ".config").write_bytes(config)
    return tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"]).config


def line(symbol: str, value: str, quoted: set[str]) -> str:
    if symbol in quoted:
        value = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"CONFIG_{symbol}={value}\n"


def judge(tree, arch, modes, number, chance):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.version}-{arch}-{number}")
    old, new = (made(tree, arch, folder, mode) for mode in modes)
    for name, config in (("old", old), ("new", new)):
        (folder / name).write_bytes(config)
    done = tree.run_tool(arch, folder, ["diff", "old", "new", "--format", "json"])
    if done.code != (old != new):
        return [f"exit {done.code}: {done.stderr.decode()[-2000:]}"], ""
    answer = json.loads(done.stdout)
    quoted = set(re.findall(r'(?m)^CONFIG_(\w+)="', (old + new).decode()))
    lines = [line(cause["symbol"], cause["new"], quoted) for cause in answer["causes"]]
    problems = [f"follows from no decision: {[one['symbol'] for one in answer['others']]}"] * bool(answer["others"])
    if settled(tree, arch, folder, old + "".join(lines).encode()) != new:
        problems.append(f"{folder}: the decisions don't make 'new' of 'old'")
    for index in chance.sample(range(len(lines)), min(LEFT_OUT, len(lines))):
        fewer = "".join(lines[:index] + lines[index + 1:])
        if settled(tree, arch, folder, old + fewer.encode()) == new:
            problems.append(f"{folder}: {lines[index].strip()} is no decision")
    listed = [one["symbol"] for cause in answer["causes"] for one in [cause, *cause["consequences"]]]
    if len(listed) != len(set(listed)):
        problems.append("a symbol is listed twice")
    return problems, f"{answer['differ']} differ, {len(lines)} decided"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=3, help="pairs of each architecture and tree (default 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-t", "--tree", action="append", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append")
    options = parser.parse_args()
    architectures = options.arch or list(ARCHITECTURES)
    chance, cases = random.Random(options.seed), {}
    try:
        for version in options.tree or oracle.VERSIONS:
            tree = oracle.Oracle(version)
            tree.prepare(architectures, say)
            for arch in architectures:
                for number in range(options.n):
                    modes, seed = drawn(tree, arch, chance), chance.randrange(10**6)
                    cases[f"{version} {arch} {modes[0]} → {modes[1]}"] = (
                        lambda tree=tree, arch=arch, modes=modes, number=number, seed=seed:
                        judge(tree, arch, modes, number, random.Random(seed)))
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(list(cases), lambda name: cases[name]()))


if __name__ == "__main__":
    raise SystemExit(main())
