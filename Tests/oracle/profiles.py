#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The profiles against both trees.

Each can be had on each architecture it is for: satconfig finds a configuration, conf leaves it as it is, and all lines
hold in it. Each symbol that a profile names is defined in one tree at least. All
that go together on one architecture can be had together.

  profiles.py [--all]     --all: each on all of its architectures instead of one in each tree
"""

import json
import re
import subprocess
import sys

import oracle
from report import fail_early, run_cases, say, summarize
from wishes import values

SCRATCH = oracle.BUILD / "profiles"
ARCHITECTURES = ("x86", "arm64", "riscv", "arm")
CONFIG = re.compile(r"^\s*(?:menu)?config\s+(\w+)\s*$", re.M)
# A host is no guest, one board not another, and a kernel for debugging is not a hardened one.
TOGETHER = ("systemd", "kubernetes", "initramfs", "live", "nfsroot", "hardening")


def tool(*arguments) -> dict:
    done = subprocess.run([oracle.tool_path(), "profiles", *arguments, "--format", "json"],
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def defined(tree) -> set[str]:
    found = set()
    for path in tree.tree.rglob("Kconfig*"):
        if path.is_file():
            found |= set(CONFIG.findall(path.read_text(errors="replace")))
    return found


def lines(profile):
    """(file, number, symbol, values) of all lines for a symbol"""
    for file in tool(profile)["files"]:
        for number, line in enumerate(file["text"].splitlines(), 1):
            text = line.removeprefix("prefer ")
            if found := re.match(r"CONFIG_(\w+)=(\S+)", text):
                yield file["name"], number, found[1], found[2].split("|"), line.startswith("prefer ")
            elif found := re.match(r"# CONFIG_(\w+) is not set", text):
                yield file["name"], number, found[1], ["n"], False


def check_names(profiles, known):
    problems = [f"{file}:{number}: no tree has {symbol}"
                for profile in profiles for file, number, symbol, _, _ in lines(profile) if symbol not in known]
    return problems, f"{sum(1 for profile in profiles for _ in lines(profile))} lines"


def check(tree, arch, names):
    source = tree.environments[arch]["SRCARCH"]
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-{arch}-{names[0] if len(names) == 1 else 'together'}")
    (folder / ".satconfig").write_text("".join(f"include <{name}>\n" for name in names))
    done = tree.run_tool(arch, folder, ["satconfig", "--objective", "any"])
    if done.code != 0 or not done.config:
        return [f"exit {done.code}: {done.stderr.decode()[:1500]}{done.stdout.decode()[:1500]}"], ""
    problems = []
    again = tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])
    if again.config != done.config:
        problems.append("conf changes it")
    on = values(done.config)
    notes = re.findall(r"does not have (.*?), which", done.stderr.decode())
    absent = {name for note in notes for name in note.split(", ")}
    for name in names:
        for file, number, symbol, wanted, is_wish in lines(name):
            is_ours = "." not in file or file.endswith("." + source)
            if is_ours and not is_wish and symbol not in absent and on.get(symbol, "n") not in wanted:
                problems.append(f"{file}:{number}: {symbol} is {on.get(symbol, 'n')}")
    return problems, "; ".join(f"without {note}" for note in notes)


def is_drawn(architectures, arch, number, version) -> bool:
    """One architecture for each tree, another one for each profile."""
    at = (number + oracle.VERSIONS.index(version)) % len(architectures)
    return "--all" in sys.argv[1:] or architectures[at] == arch


def main() -> int:
    trees = {}
    try:
        profiles = {entry["name"]: entry["architectures"] for entry in tool()["profiles"]}
        for version in oracle.VERSIONS:
            tree = trees[version] = oracle.Oracle(version)
            tree.prepare(ARCHITECTURES, say)
            tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    known = {version: defined(tree) for version, tree in trees.items()}
    cases = [("names", "", "")]
    for version, tree in trees.items():
        for arch in ARCHITECTURES:
            fitting = [name for number, (name, only) in enumerate(profiles.items())
                       if is_drawn(only or ARCHITECTURES, arch, number, version) and (not only or arch in only)]
            cases += [(version, arch, name) for name in fitting] + [(version, arch, "together")]

    def run(case):
        version, arch, name = case
        if version == "names":
            return check_names(profiles, set().union(*known.values()))
        return check(trees[version], arch, list(TOGETHER) if name == "together" else [name])

    return summarize(run_cases(cases, run))


if __name__ == "__main__":
    raise SystemExit(main())
