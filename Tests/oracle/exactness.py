#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Exactness on real trees: what the formula calls valid is what the kernel's conf calls valid, both ways.

For each tree and architecture:
  complete   configurations that conf wrote (random, default, all*config, each after one --olddefconfig) are models of the
             formula; unmet dependencies that conf warns about are the ones that `check` names
  sound      models of the formula (satrandconfig) come out of `conf --olddefconfig` as they went in, without a word
  kept       as complete, with everything that conf wrote in the differential tests that ran here (not by default)
  refused    configurations with one line changed: `check` refuses those, and only those, whose line conf changes

  exactness.py                        a sample: x86 and riscv of both trees
  exactness.py --all -n 50            every architecture; 50 configurations each way (200 on 6.12/x86)
  exactness.py -t 6.12 -a x86 -w sound -n 20
"""

import argparse
import json
import random
import re
from collections import Counter
from dataclasses import dataclass

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "exactness"
SAMPLE = ("x86", "riscv")
WHOLE = ("alldefconfig", "allnoconfig", "allmodconfig", "allyesconfig")
SET_LINE = re.compile(rb"^(?:CONFIG_\w+=.*|# CONFIG_\w+ is not set)$", re.M)
UNMET = re.compile(r"unmet direct dependencies detected for (\w+)")
BATCH = 10


@dataclass(frozen=True)
class Case:
    version: str
    arch: str
    what: str
    first: int
    count: int

    def __str__(self):
        return f"{self.what} {self.version} {self.arch} {self.first}-{self.first + self.count - 1}"


class Tally:
    """What is counted over all cases, for the last lines."""

    def __init__(self):
        self.numbers = Counter()

    def add(self, name, number=1):
        self.numbers[name] += number


def olddefconfig(tree, arch, folder, config):
    (folder / ".config").write_bytes(config)
    return tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])


def written_by_conf(tree, arch, folder, number):
    """The configuration of that number: the all*configs first, then random ones; settled by --olddefconfig."""
    if number < len(WHOLE):
        made = tree.run_conf(arch, folder, [f"--{WHOLE[number]}", "Kconfig"])
    else:
        made = tree.run_conf(arch, folder, ["--randconfig", "Kconfig"], {"KCONFIG_SEED": str(1000 + number)})
    if made.config is None:
        raise oracle.OracleError(f"conf gave exit {made.code}: {made.stderr.decode()}")
    return olddefconfig(tree, arch, folder, made.config)


def check(tree, arch, folder, files, *options):
    done = tree.run_tool(arch, folder, ["check", "--format", "json", *options, *files])
    if done.code not in (0, 1):
        return done, None
    return done, json.loads(done.stdout)["files"]


def complete(tree, case, folder, tally):
    written = {f"config-{number}": written_by_conf(tree, case.arch, folder, number)
               for number in range(case.first, case.first + case.count)}
    return judge(tree, case, folder, written, tally)[0]


def kept(tree, case, folder, tally):
    """What conf wrote for the differential tests, settled by --olddefconfig where it is not a model yet."""
    results = tree.kept_results()[case.arch][case.first:case.first + case.count]
    written = {f"config-{case.first + index}": result for index, result in enumerate(results)}
    problems, changed = judge(tree, case, folder, written, tally)
    return problems + judge(tree, case, folder, changed, tally)[0]


def judge(tree, case, folder, written, tally):
    """Problems, and what conf made of those files that it changes when it reads them back."""
    for name, result in written.items():
        (folder / name).write_bytes(result.config)
    options = ["--verify", "--strict", "--allow-unmet-select"]
    done, reports = check(tree, case.arch, folder, [*written], *options) if written else (None, [])
    if reports is None:
        return [f"check: exit {done.code}", *done.stderr.decode(errors="replace").splitlines()[:10]], {}
    problems, changed = [], {}
    for report in reports:
        name, valid = report["file"], report["valid"]
        named = sorted(entry["symbol"] for entry in report["unmet"])
        result = written[name]
        if not valid or named != unmet(result):
            result = olddefconfig(tree, case.arch, folder, result.config)
        if result.config != written[name].config:
            tally.add(f"{case.version}: outputs of conf that are not its own fixpoints")
            changed[name] = result
            if valid:
                problems.append(f"{name}: valid for check, but conf changes it")
            continue
        tally.add("configurations of conf that are models")
        tally.add("of these with unmet dependencies", 1 if named else 0)
        if not valid:
            problems.append(f"{name}: check refuses what conf wrote: {report['findings'][:3]}")
        if named != unmet(result):
            problems.append(f"{name}: unmet for check {named}, for conf {unmet(result)}")
    return problems, changed


def unmet(result) -> list[str]:
    """The symbols whose dependencies conf says are not met."""
    return sorted(set(UNMET.findall(result.stderr.decode())))


def sound(tree, case, folder, tally):
    series = ["satrandconfig", "-s", "--count", str(case.count), "--dir", "series"]
    made = tree.run_tool(case.arch, folder, series, {"KCONFIG_SEED": str(case.first + 1)})
    if made.code != 0:
        return [f"exit {made.code} {made.stderr.decode()[:300]}"]
    problems = []
    for path in sorted((folder / "series").glob("config-*")):
        after = olddefconfig(tree, case.arch, folder, path.read_bytes())
        tally.add("models that are fixpoints of conf")
        if after.config != path.read_bytes():
            problems.append(f"{path.name}: conf changes the file")
        said = [line for line in after.stderr.decode().splitlines() if line not in tree.usual_warnings(case.arch)]
        if said:
            problems += [f"{path.name}: conf says", *said[:5]]
    return problems


def changed(line: bytes, chance) -> bytes:
    """Another value for the line."""
    name = re.search(rb"CONFIG_\w+", line).group()
    value = line.partition(b"=")[2]
    if line.startswith(b"#"):
        return name + chance.choice([b"=y", b"=m"])
    if value in (b"y", b"m"):
        return chance.choice([b"# " + name + b" is not set", name + (b"=m" if value == b"y" else b"=y")])
    if value.startswith(b'"'):
        return name + b'="another text"'
    return name + b"=" + chance.choice([b"0x7fffffff", b"1", b"99999999", b"-1", b"word"])


def refused(tree, case, folder, tally):
    chance = random.Random(f"{case}")
    config = written_by_conf(tree, case.arch, folder, case.first + len(WHOLE)).config
    lines = SET_LINE.findall(config)
    wanted = {}
    for number in range(case.count):
        old = chance.choice(lines)
        new = changed(old, chance)
        name = f"changed-{number}"
        text = (b"\n" + config).replace(b"\n" + old + b"\n", b"\n" + new + b"\n", 1)[1:]
        (folder / name).write_bytes(text)
        after = olddefconfig(tree, case.arch, folder, text)
        # A line that is gone and said n has come to what it said.
        gone = new.startswith(b"#") and re.search(rb"CONFIG_\w+", new).group() + b"=" not in after.config
        wanted[name] = (new, b"\n" + new + b"\n" in after.config or gone)
    _, reports = check(tree, case.arch, folder, [*wanted], "--allow-unmet-select")
    problems = []
    for report in reports:
        line, survives = wanted[report["file"]]
        found = [entry for entry in report["findings"] if entry["text"].encode() == line]
        tally.add("changed configurations refused", 0 if report["valid"] else 1)
        tally.add("changed configurations in all")
        if survives == bool(found):
            problems.append(f"{line.decode()}: {'survives' if survives else 'does not survive'} conf; check: {found}")
        if found and (not found[0]["reason"] or found[0]["cause"] == "changed"):
            tally.add("of these without a particular cause")
    return problems


CHECKS = {"complete": complete, "sound": sound, "refused": refused, "kept": kept}


def run(tree, case, tally):
    folder = oracle.fresh_folder(SCRATCH / case.version / case.arch / f"{case.what}-{case.first}")
    problems = CHECKS[case.what](tree, case, folder, tally)
    if not problems:
        oracle.shutil.rmtree(folder)
    return problems, ""


def case_list(oracles, options):
    for version, tree in oracles.items():
        for arch in tree.environments:
            count = max(options.number, 200) if options.all and (version, arch) == ("6.12", "x86") else options.number
            for what in options.what or ("complete", "sound", "refused"):
                number = len(tree.kept_results().get(arch, [])) if what == "kept" else count
                for first in range(0, number, BATCH):
                    yield Case(version, arch, what, first, min(BATCH, number - first))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append", help="this architecture only; may be repeated")
    parser.add_argument("-w", "--what", action="append", choices=[*CHECKS])
    parser.add_argument("-n", "--number", type=int, default=5, help="configurations each way (default 5)")
    parser.add_argument("--all", action="store_true", help="every architecture")
    options = parser.parse_args()
    oracles = {}
    try:
        for name, place in oracle.trees(options).items():
            tree = oracles[name] = oracle.Oracle(place)
            wanted = options.arch or (tree.architectures() if options.all else SAMPLE)
            tree.prepare(wanted, say)
            tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    tally = Tally()
    cases = list(case_list(oracles, options))
    say(f"exactness: {len(cases)} batches")
    problems = run_cases(cases, lambda case: run(oracles[case.version], case, tally))
    for name, number in sorted(tally.numbers.items()):
        say(f"{number:6} {name}")
    return summarize(problems)


if __name__ == "__main__":
    raise SystemExit(main())
