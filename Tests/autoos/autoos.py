#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""autoosconfig on the kernel trees: with the handbook, a scripted server and a real model, through make.

Each run must end with a configuration that the tree's own conf leaves as it is, differ from its base
only in what the report names, and keep the key to itself. Faults, options and interruptions are tried on a
tiny Kconfig.
"""

import argparse
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import adversarial  # noqa: E402
import faults  # noqa: E402
import interruption  # noqa: E402
import make_goal  # noqa: E402
import options as option_cases  # noqa: E402
import oracle  # noqa: E402
import server  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402
from runs import DEFCONFIGS, KEY, SCRATCH, autoos, judge, prepared, replayed, retraced, settings  # noqa: E402
from smollm import LIMITS, PYTHON, SmolLM  # noqa: E402
from tiny import Tiny  # noqa: E402

# Replies of the adversarial sample; Tests/autoos/adversarial.py -n 1000 is the whole.
SAMPLE = 60


@dataclass(frozen=True)
class Case:
    name: str
    check: Callable

    def __str__(self):
        return self.name


# MARK: - Whole runs, through make


def through_make(copy, tree, arch, folder, *flags, url=None):
    return make_goal.run(copy, arch, folder, flags, settings(url))


def handbook(copy):
    def check(tree, arch, folder):
        folder = prepared(tree, arch, folder)
        result = through_make(copy, tree, arch, folder, "--goal", "context-switch")
        problems, report = judge(tree, arch, folder, result)
        if not problems:
            if not report["changes"] or b"handbook" not in result.stderr:
                problems.append("no changes, or not a word about the handbook")
            problems += weakened(report) + retraced(tree, arch, folder, report)
            problems += replayed(tree, arch, folder, result.config)
        return problems, f"{report.get('counts')}"
    return check


def weakened(report) -> list[str]:
    """Nothing that the handbook calls a security trade-off."""
    return [f"{change['symbol']} is a security trade-off" for change in report["changes"]
            if "security trade-off" in change["reason"]]


def security(copy):
    """With permission defences go, and only with it."""
    def check(tree, arch, folder):
        folder = prepared(tree, arch, folder)
        result = through_make(copy, tree, arch, folder, "--goal", "system-call", "--allow-security-tradeoffs")
        problems, report = judge(tree, arch, folder, result)
        if not problems and not weakened(report):
            problems.append("no defence was given up")
        return problems, f"{report.get('counts')}"
    return check


def scripted(copy):
    def check(tree, arch, folder):
        folder = prepared(tree, arch, folder)
        with server.Server(server.flip_one) as model:
            result = through_make(copy, tree, arch, folder, "--goal", "total", "--max-visits", "40", url=model.url)
            problems, report = judge(tree, arch, folder, result)
            if any(header.get("Authorization") != f"Bearer {KEY}" for header in model.headers):
                problems.append("a request without the key")
        if not problems:
            problems += replayed(tree, arch, folder, result.config)
        return problems, f"{report.get('counts')}"
    return check


def real_model(copy):
    def check(tree, arch, folder):
        folder = prepared(tree, arch, folder)
        with SmolLM() as url:
            result = through_make(copy, tree, arch, folder, "--goal", "context-switch", *LIMITS, url=url)
        problems, report = judge(tree, arch, folder, result)
        usage = report.get("usage", {})
        if not problems and (usage["estimated"] or usage["exchanges"] < 3 or usage["completion_tokens"] == 0):
            problems.append(f"the server's numbers are missing: {usage}")
        if not problems:
            problems += replayed(tree, arch, folder, result.config)
        return problems, f"{report.get('counts')} {usage}"
    return check


def whole_tree(tree, arch, folder):
    """Every menu there is; the note says what it took."""
    folder = prepared(tree, arch, folder)
    with server.Server(server.flip_one) as model:
        before = os.times()
        result = autoos(tree, arch, folder, "--all-menus", "--max-visits", "100000", "--max-tokens", "1000000000",
                        "--corrections", "0", url=model.url)
        after = os.times()
    problems, report = judge(tree, arch, folder, result)
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return problems, f"{spent:.0f} s CPU with all commands, {report.get('counts')}"


# MARK: - The handbook's claims


def handbook_claims(trees):
    """Each claim holds in some packaged tree, and its source is there and speaks of the symbol."""
    def check(_, __, folder):
        settable, problems, entries = set(), [], {}
        for tree in trees.values():
            for arch in DEFCONFIGS:
                result = autoos(tree, arch, prepared(tree, arch, folder / f"{tree.version}-{arch}"),
                                "--check-handbook", "--format", "json")
                for entry in json.loads(result.stdout)["entries"]:
                    name = f"{entry['symbol']}={entry['value']}"
                    entries[name] = entry
                    if entry["status"] == "weakens a defence":
                        problems.append(f"{name}: hardened by the tree, no security trade-off in the handbook")
                    if entry["status"] == "its parameter is gone":
                        problems.append(f"{name}: {tree.version} for {arch} does not read {entry['parameter']}")
                    if entry["status"] == "settable":
                        settable.add(name)
        problems += [f"{name} is settable nowhere" for name in sorted(entries.keys() - settable)]
        problems += [f"{entry['source']} does not exist or does not name {entry['symbol']}"
                     for entry in entries.values() if not any(is_sourced(tree, entry) for tree in trees.values())]
        symbols = {entry["symbol"] for entry in entries.values()}
        if len(symbols) < 60:
            problems.append(f"only {len(symbols)} options")
        parameters = {entry["parameter"] for entry in entries.values() if "parameter" in entry}
        if len(parameters) < 20:
            problems.append(f"only {len(parameters)} parameters of the command line")
        return problems, f"{len(symbols)} options, {len(parameters)} parameters"
    return check


def is_sourced(tree, entry) -> bool:
    file = tree.tree / entry["source"].split(":")[0]
    if not file.is_file():
        return False
    if entry["source"].startswith("Documentation/"):
        return f"CONFIG_{entry['symbol']}" in file.read_text()
    return bool(re.search(rf"(?m)^\s*(menu)?config {entry['symbol']}$", file.read_text()))


# MARK: - Main


def case_list(trees, everything: bool) -> list[Case]:
    copies = {version: make_goal.patched(tree) for version, tree in trees.items()}
    new = trees["6.12"]

    def case(name, check, tree, arch):
        folder = SCRATCH / re.sub(r"\W+", "-", f"{name} {tree.version} {arch}")
        return Case(f"{name} {tree.version} {arch}", lambda: check(tree, arch, folder))

    cases = [case("real model", real_model(copies["6.12"]), new, "riscv"), case("whole tree", whole_tree, new, "x86"),
             case("handbook claims", handbook_claims(trees), new, "x86")]
    for tree in trees.values():
        copy = copies[tree.version]
        for arch in ("riscv", "x86"):
            cases += [case("handbook", handbook(copy), tree, arch), case("scripted", scripted(copy), tree, arch)]
            if everything and (tree, arch) != (new, "riscv"):
                cases.append(case("real model", real_model(copy), tree, arch))
    cases += [case("security", security(copies["6.12"]), new, "x86"),
              case("interrupted", interruption.interrupted(lambda total: [total // 2], "--max-visits", "6"), new, "riscv")]
    hostile, _ = adversarial.cases(trees, SAMPLE, 1, 5)
    cases += [Case(name, check) for name, check in hostile.items()]
    tiny = Tiny(new)
    return cases + [case(name, check, tiny, "tiny") for name, check in (option_cases.OPTIONS | faults.FAULTS).items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="only cases whose name contains one of these")
    parser.add_argument("--all", action="store_true", help="the real model on both trees and architectures")
    options = parser.parse_args()
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        if not PYTHON.is_file():
            raise oracle.OracleError(f"{PYTHON}: no model (scripts/setup test)")
        trees = {version: oracle.Oracle(version) for version in oracle.VERSIONS}
        for tree in trees.values():
            tree.prepare(list(DEFCONFIGS), say)
            tree.start_replay()
        cases = [case for case in case_list(trees, options.all)
                 if not options.name or any(text in case.name for text in options.name)]
    except oracle.OracleError as error:
        fail_early(error)
    say(f"autoosconfig: {len(cases)} cases")
    return summarize(run_cases(cases, lambda case: case.check()))


if __name__ == "__main__":
    raise SystemExit(main())
