#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`migrate` from 6.1 to 6.12, judged by the kernels' own conf and by what is known to have been renamed between them.

What it writes must be what conf of 6.12 makes of the old file with the lines that are said to be added; what is said to be gone must
be, and what is said to be asked must be what conf asks; each way to have a line again must bring it back.

  migrate.py [-n CONFIGS] [--seed S] [-a ARCH]...
"""

import argparse
import functools
import json
import random
import re

import oracle
import schemas
from difference import made, settled
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "migrate"
ARCHITECTURES = ("x86", "arm64", "riscv")
OLD, NEW = "6.1", "6.12"
# By their commits (aefb2f2e619b, ea4654e08859, 5fa31af31e72, 3c5f6fa6e0c6): the series "x86/bugs: Rename CONFIG_…".
RENAMED = {"x86": {"RETPOLINE": "MITIGATION_RETPOLINE", "RETHUNK": "MITIGATION_RETHUNK", "CPU_IBRS_ENTRY": "MITIGATION_IBRS_ENTRY",
                   "CPU_UNRET_ENTRY": "MITIGATION_UNRET_ENTRY", "PAGE_TABLE_ISOLATION": "MITIGATION_PAGE_TABLE_ISOLATION"},
           "arm64": {}, "riscv": {}}


def symbols(config: bytes) -> dict[str, str]:
    values = dict(re.findall(r"(?m)^CONFIG_(\w+)=(.*)$", config.decode()))
    return values | {name: "n" for name in re.findall(r"(?m)^# CONFIG_(\w+) is not set$", config.decode())}


@functools.cache
def defined(tree, arch: str) -> set[str]:
    """What the lines of Kconfig files define that this architecture may read."""
    names, files, open_files = set(), set(), ["Kconfig"]
    while open_files:
        file = open_files.pop()
        path = tree.tree / file.replace("$(SRCARCH)", tree.environments[arch]["SRCARCH"])
        if file in files or not path.is_file():
            continue
        files.add(file)
        text = path.read_text(errors="replace")
        names |= set(re.findall(r"(?m)^\s*(?:menu)?config\s+(\w+)", text))
        open_files += re.findall(r'(?m)^\s*source\s+"([^"]+)"', text)
    return names


def judge(old, new, arch, mode, number):
    folder = oracle.fresh_folder(SCRATCH / f"{arch}-{number}")
    before = made(old, arch, oracle.fresh_folder(folder / "old"), mode)
    (folder / "board").write_bytes(before)
    done = new.run_tool(arch, folder, ["migrate", str(old.tree), "board", "--format", "json", "--apply", "-v"])
    if done.code not in (0, 1):
        return [f"exit {done.code}: {done.stderr.decode()[-2000:]}"], ""
    answer = json.loads(done.stdout)
    if invalid := schemas.problems("migrate", done.stdout.decode()):
        return invalid, ""
    problems = [] if done.code == (not answer["whole"]) else [f"exit {done.code}, whole {answer['whole']}"]
    written = (folder / ".config").read_bytes()
    after = settled(new, arch, oracle.fresh_folder(folder / "new"), before + answer["added"].encode())
    if written != after:
        problems.append(f"{folder}: .config is not what conf makes of the file and the lines added")
    renamed = {one["symbol"]: [next["symbol"] for next in one["successors"]] for one in answer["renamed"]}
    values = symbols(before)
    problems += [f"{name} became {successor}, not {renamed.get(name)}" for name, successor in RENAMED[arch].items()
                 if name in values and renamed.get(name) != [successor]]
    problems += [f"{one['symbol']} is not gone" for one in answer["gone"] if one["symbol"] in defined(new, arch)]
    asked = {name for name in symbols(after) if name not in defined(old, arch)}
    problems += [f"{one['symbol']} is no new symbol" for one in answer["asked"] if one["symbol"] not in asked]
    for one in answer["lost"][:6]:
        if one.get("way"):
            lines = "".join(text + "\n" for text in [*one["way"], one["text"]])
            if one["text"] not in settled(new, arch, oracle.fresh_folder(folder / "way"), before + answer["added"].encode() + lines.encode()).decode().split("\n"):
                problems.append(f"{one['text']} does not come back with {one['way']}")
    return problems, f"{len(renamed)} renamed, {len(answer['gone'])} gone, {len(answer['lost'])} lost, {len(answer['asked'])} asked"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=3, help="configurations of each architecture (default 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-a", "--arch", action="append")
    options = parser.parse_args()
    architectures = options.arch or list(ARCHITECTURES)
    chance, cases = random.Random(options.seed), {}
    try:
        old, new = oracle.Oracle(OLD), oracle.Oracle(NEW)
        for tree in (old, new):
            tree.prepare(architectures, say)
        for arch in architectures:
            folder = f"arch/{old.environments[arch]['SRCARCH']}/configs"
            usual = "x86_64_defconfig" if arch == "x86" else "defconfig"
            modes = [f"--defconfig={folder}/{usual}"] + [f"--randconfig {chance.randrange(10**6)}" for _ in range(options.n - 1)]
            for number, mode in enumerate(modes):
                cases[f"{arch} {mode}"] = lambda arch=arch, mode=mode, number=number: judge(old, new, arch, mode, number)
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(list(cases), lambda name: cases[name]()))


if __name__ == "__main__":
    raise SystemExit(main())
