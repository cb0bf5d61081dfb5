#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGINT in the very moments in which files are written, for every command that writes any.

signals.c sends the signal before each call in turn that writes, links or renames, and makes that moment wide, with
another width each round. The status must be 130 (or 0 when all was done), each file must be the old or the new one,
and nothing else may be left. The tree is a tiny one.

  signals.py            1,000 interruptions
  signals.py -n 100     fewer
  signals.py fix conf   only commands with these words in their names
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import oracle

KCONFIG = """mainmenu "Signals"
config MODULES
	bool "modules"
	modules
config A
	bool "a"
	default y
config B
	tristate "b"
	depends on A
config N
	int "n"
	default 5
config T
	string "t"
	default "text"
"""
OLD = b"CONFIG_A=y\nCONFIG_N=7\n"
# Grow by lines, so that they are complete up to any line.
GROWING = r"transcript\.jsonl|seeds"


class Case:
    def __init__(self, *arguments: str, **variables: str):
        self.arguments, self.variables = arguments, variables
        self.name = " ".join([*(f"{name}={value}" for name, value in variables.items()), *arguments])


CASES = [
    Case("satconfig", "wanted.satconfig"),
    Case("satconfig", "wanted.satconfig", KCONFIG_OVERWRITECONFIG="1"),
    Case("satrandconfig", "wanted.satconfig"),
    Case("satrandconfig", "--count", "3", "--dir", "many"),
    Case("fix", "B=m", "--apply"),
    Case("encode", "--dimacs", "formula.cnf"),
    Case("lint", "--config", "old.config", "--output", "report.txt", "--fail-on", "none"),
    Case("lint", "--config", "old.config", "--write-baseline", "baseline.json"),
    Case("autoosconfig", "--goal", "total"),
    Case("autoosconfig", "--forbid", "bad.list", "--harmful", "B=m"),
    Case("conf", "--olddefconfig", "Kconfig"),
    Case("conf", "--alldefconfig", "Kconfig"),
    Case("conf", "--savedefconfig", "minimal", "Kconfig"),
    Case("conf", "--syncconfig", "Kconfig"),
    Case("mergeconfig", "old.config", "wanted.satconfig"),
    Case("compiled", "--arch", "x86", "--diff", "x.patch"),
    Case("cover", "--arch", "x86", "--diff", "x.patch", "--base", "alldefconfig", "-o", "out"),
    Case("migrate", "--arch", "x86", ".", "old.config"),
    Case("matrix", "build", "--arch", "x86"),
    Case("matrix", "import", "fragments", "fragments", "--matrix", "new.matrix", "--policy", "new.policy"),
    Case("matrix", "export", "ubuntu", "--output", "annotations"),
    Case("matrix", "export", "fragments", "--output", "parts"),
]


# Make files and a source, for what asks which configurations compile it.
FILES = {"Kconfig": KCONFIG, "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n",
         "Kbuild": "obj-$(CONFIG_A) += a.o\nobj-y += arch/x86/\n", "a.c": "int a;\n", "arch/x86/Makefile": "", "arch/x86/Kbuild": "",
         ".satmatrix": "cell a arch=x86 flavour=a output=a.out wanted.satconfig\ncell b arch=x86 flavour=b output=b.out wanted.satconfig\n",
         "fragments": "a arch=x86 wanted.satconfig\nb arch=x86 old.config wanted.satconfig\n",
         "x.patch": "--- a/a.c\n+++ b/a.c\n@@ -1 +1,2 @@\n int a;\n+int b;\n"}


def prepared(folder: Path) -> Path:
    oracle.fresh_folder(folder)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "wanted.satconfig").write_text("CONFIG_B=m\nCONFIG_N=9\n")
    for name in (".config", ".config_base", "old.config"):
        (folder / name).write_bytes(OLD)
    return folder


def run(case: Case, folder: Path, variables):
    environment = oracle.clean_environment() | {
        "KCONFIG_SAT_CACHE": "off", "KCONFIG_SEED": "5", "PWD": str(folder), "TMPDIR": str(folder)}
    return subprocess.run([oracle.tool_path(), *case.arguments], cwd=folder,
                          env=environment | case.variables | variables, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60)


def contents(folder: Path) -> dict[str, bytes]:
    """Of folders only that they are there."""
    return {str(path.relative_to(folder)): b"" if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}


def judge(result, before, after, now, folder_of_whole, folder) -> list[str]:
    problems = []
    if result.returncode not in (0, 130):
        problems.append(f"exit status {result.returncode}: {result.stderr.decode()}")
    for name, data in now.items():
        data = data.replace(str(folder).encode(), str(folder_of_whole).encode())
        if name in (known := before | after) and data in (before.get(name), after.get(name)):
            continue
        if name not in known:
            problems.append(f"left behind: {name}")
        elif not (re.search(GROWING, name) and known[name].startswith(data)):
            problems.append(f"{name} is neither the old nor the new one: {data[:200]!r}")
    problems += [f"gone: {name}" for name in before if name not in now]
    if result.returncode == 0 and set(now) != set(before | after):
        problems.append(f"status 0, but missing: {set(before | after) - set(now)}")
    return problems


def build(folder: Path) -> Path:
    library = folder / "signals.so"
    built = oracle.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library,
                        Path(__file__).with_name("signals.c"), "-ldl"], folder, oracle.clean_environment())
    if built.code != 0:
        sys.exit(f"can't build signals.c:\n{built.stderr.decode()}")
    return library


def moments(case: Case, folder: Path, library: Path, width: int):
    """Interrupts at each moment in turn. Returns how often it was interrupted, and problems."""
    before = contents(prepared(folder / "whole"))
    whole = run(case, folder / "whole", {})
    if whole.returncode != 0:
        return 0, [f"not interrupted: exit status {whole.returncode}: {whole.stderr.decode()}"]
    after = contents(folder / "whole")
    hits, problems, number = 0, [], 0
    sent = folder / "sent"
    while True:
        number += 1
        home = prepared(folder / "run")
        result = run(case, home, {"LD_PRELOAD": str(library), "SIGNAL_AT": str(number), "SIGNAL_WAIT": str(width),
                                "SIGNAL_SENT": str(sent)})
        hits += result.returncode != 0
        problems += [f"at {number}, {width} us: {problem}"
                     for problem in judge(result, before, after, contents(home), folder / "whole", home)]
        # Behind the last moment nothing interrupts. (In a moment that is not wide all may be done before the signal is there.)
        if not sent.exists() or number > 200:
            return hits, problems
        sent.rmdir()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=1000, help="interruptions (default: 1000)")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    cases = [case for case in CASES if all(word in case.name for word in options.words)]
    widths, hits, problems, rounds = random.Random(5), 0, [], 0
    per_case: dict[str, int] = {case.name: 0 for case in cases}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        library = build(folder)
        while hits < options.n and rounds < options.n:
            rounds += 1
            width = widths.choice([0, 50, 200, 500, 1000, 2000])
            for case in cases:
                count, found = moments(case, folder, library, width)
                hits += count
                per_case[case.name] += count
                problems += [f"{case.name}: {problem}" for problem in found]
            if problems:
                break
    problems += [f"never interrupted: {name}" for name, count in per_case.items() if count == 0]
    for problem in problems[:40]:
        print(f"FAILED {problem}")
    print(f"{len(cases)} commands, {hits} interruptions, {len(problems)} failed")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
