#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Findings of `lint` about configurations, each judged by the kernel's conf, over the defconfigs of a tree.

A finding is right when conf agrees: it drops or changes the line, knows no such symbol, gives the same .config
without the line, says the same of it, or keeps it with the addition. And every line for a symbol that the user can set
must have a finding when conf does not keep it.

  lintjudge.py                     a sample of 6.12: 2 defconfigs for each architecture
  lintjudge.py --all               all of them
  lintjudge.py -t 6.1 -a riscv     another tree, one architecture

Prints a tally per rule. Exit status: 0 conf agrees with all findings, 1 it does not.
"""

import argparse
import collections
import functools
import json
import random
import re
import threading

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "lintjudge"
LINE = re.compile(r"(?:# )?CONFIG_(\w+)(?:=(.*)| is not set)")
UNMET = re.compile(r"unmet direct dependencies detected for (\w+)")
UNKNOWN = re.compile(r"unknown symbol: (\w+)")
# How many additions are tried per file: a run of conf each.
ADDITIONS = 3
LOST = {"value-dropped", "value-changed", "choice-conflict", "value-out-of-range"}
# Lines that can go without a difference.
WITHOUT_EFFECT = {"value-computed", "redundant-line"}


def values(text: str) -> dict[str, str]:
    """Symbol to value; n and not there are the same."""
    found = {}
    for line in text.splitlines():
        if match := LINE.fullmatch(line.strip()):
            found[match[1]] = match[2] if match[2] is not None else "n"
    return found


def members(entry) -> list[dict]:
    """The findings that one stands for: lines that are lost by one cause are one finding, with their places."""
    own = [line for line in entry.get("related", []) if line["place"].get("file") == entry["place"].get("file")]
    if entry["rule"] not in LOST or len(own) < 2:
        return [entry]
    return [{**entry, "place": line["place"], "message": line["message"]} for line in own]


class Judge:
    def __init__(self, tree, suggests):
        self.tree, self.suggests = tree, suggests
        self.tally, self.lock = collections.Counter(), threading.Lock()

    def conf(self, folder, text: str):
        """The .config of an architecture's folder, as conf completes it."""
        (folder / ".config").write_text(text)
        return self.tree.recall_conf(folder.parent.name, folder, ["--olddefconfig", "Kconfig"],
                                     {"KCONFIG_WARN_UNKNOWN_SYMBOLS": "1"})

    @functools.cache
    def definitions(self) -> dict[str, bool]:
        """The names that a Kconfig file of the tree defines, and whether with a prompt."""
        names, kconfigs = {}, re.compile(r"^[ \t]*(?:menu)?config[ \t]+(\w+).*\n((?:[ \t].*\n|\n)*)", re.M)
        for path in self.tree.tree.rglob("Kconfig*"):
            if path.is_file():
                for name, body in kconfigs.findall(path.read_text(errors="replace")):
                    prompt = re.search(r"^\s+(?:bool|tristate|int|hex|string|prompt)\s+[\"']", body, re.M)
                    names[name] = names.get(name, False) or bool(prompt)
        return names

    def judge(self, case):
        arch, name = case
        folder = oracle.fresh_folder(SCRATCH / self.tree.version / arch / name.replace("/", "_"))
        source = self.tree.tree / "arch" / self.tree.environments[arch]["SRCARCH"] / "configs" / name
        text = source.read_text()
        (folder / "given.config").write_text(text)
        arguments = ["lint", "--config", "given.config", "--format", "json", *(["--suggest"] if self.suggests else [])]
        done = self.tree.run_tool(arch, folder, arguments)
        if done.code not in (0, 1):
            return [f"lint: exit {done.code} {done.stderr.decode()[:300]}"], ""
        found = [single for entry in json.loads(done.stdout)["findings"] for single in members(entry)]
        after = self.conf(folder, text)
        problems = self.compare(folder, text, found, after)
        return problems, f"{len(found)} findings"

    def compare(self, folder, text, found, after):
        lines, problems = text.splitlines(), []
        kept = values(after.config.decode())
        said = after.stderr.decode()

        def is_lost(line) -> bool:
            match = LINE.fullmatch(line.strip())
            return bool(match) and kept.get(match[1], "n") != (match[2] if match[2] is not None else "n")

        by_line = collections.defaultdict(set)
        for entry in found:
            by_line[entry["place"].get("line", 0)].add(entry["rule"])
        for entry in found:
            number, rule = entry["place"].get("line", 0), entry["rule"]
            line = lines[number - 1] if number else ""
            symbol = match[1] if (match := LINE.fullmatch(line.strip())) else ""
            if rule in LOST:
                right = is_lost(line)
            elif rule == "unknown-symbol":
                # conf says nothing of a name that is selected somewhere and defined nowhere.
                right = symbol in UNKNOWN.findall(said) or symbol not in self.definitions()
            elif rule == "config-unmet-select":
                right = any(name in entry["message"] for name in UNMET.findall(said))
            elif rule == "repeated-symbol":
                right = f"override: reassigning to symbol {symbol}" in said
            elif rule == "wrong-type":
                right = re.search(f"symbol value '.*' invalid for {symbol}\\b", said)
            elif rule == "malformed-line":
                right = f":{number}:warning: unexpected data" in said
            elif rule == "unread-text":
                right = line not in after.config.decode().splitlines()
            elif rule == "conflicting-lines":
                # That nobody could keep them all is the solver's word; conf does not.
                lines_named = entry["subject"].removeprefix("you require ").split(", ")
                right = any(is_lost(line.removeprefix("you require ")) for line in lines_named)
            elif rule in WITHOUT_EFFECT:
                right = True
            else:
                problems.append(f"{rule}: nothing to judge it by")
                continue
            problems += self.count(rule, right, f"{number}: {line}: {entry['message']}")
        problems += self.without(folder, lines, found, after)
        problems += self.missing(lines, by_line, is_lost, said, found)
        return problems + self.additions(folder, text, lines, found)

    def count(self, rule, right, text):
        with self.lock:
            self.tally[rule, bool(right)] += 1
        return [] if right else [f"{rule}: {text}"]

    def without(self, folder, lines, found, after):
        """Without all lines that have no effect, conf writes the same."""
        idle = {entry["place"]["line"] for entry in found if entry["rule"] in WITHOUT_EFFECT}
        rest = "".join(line + "\n" for number, line in enumerate(lines, 1) if number not in idle)
        again = self.conf(folder, rest)
        return [] if again.config == after.config else [f"{len(idle)} lines without effect: conf writes something else"]

    def missing(self, lines, by_line, is_lost, said, found):
        """What conf loses and no finding tells of."""
        problems = []
        for number, line in enumerate(lines, 1):
            symbol = match[1] if (match := LINE.fullmatch(line.strip())) else ""
            if symbol and is_lost(line) and self.definitions().get(symbol) and not by_line[number]:
                problems += self.count("missing", False, f"{number}: {line}: conf does not keep it")
        for symbol in UNMET.findall(said):
            if not any(entry["rule"] == "config-unmet-select" and symbol in entry["message"] for entry in found):
                problems += self.count("missing", False, f"unmet select of {symbol}")
        return problems

    def additions(self, folder, text, lines, found):
        """With the addition, conf keeps the line."""
        problems = []
        proposed = [entry for entry in found if entry.get("fix", {}).get("lines")]
        for entry in random.Random(1).sample(proposed, min(ADDITIONS, len(proposed))):
            number = entry["place"]["line"]
            match = LINE.fullmatch(lines[number - 1].strip())
            wanted = match[2] if match[2] is not None else "n"
            kept = values(self.conf(folder, text + "\n".join(["", *entry["fix"]["lines"], ""])).config.decode())
            problems += self.count("addition", kept.get(match[1], "n") == wanted,
                                   f"{lines[number - 1]} is lost with {entry['fix']['lines']}")
        return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", default="6.12", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append", help="this architecture; may be repeated (default: all)")
    parser.add_argument("--all", action="store_true", help="all defconfigs")
    parser.add_argument("--suggest", action="store_true", help="additions, too: some seconds for each file")
    options = parser.parse_args()
    try:
        tree = oracle.Oracle(options.tree)
        architectures = options.arch or tree.architectures()
        tree.prepare(architectures, say)
        tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    chance, cases = random.Random(1), []
    for arch in architectures:
        names = tree.defconfigs(arch)
        cases += [(arch, name) for name in (names if options.all else chance.sample(names, min(2, len(names))))]
    judge = Judge(tree, options.suggest)
    problems = run_cases(cases, judge.judge)
    for rule in sorted({rule for rule, _ in judge.tally}):
        say(f"{rule:22} {judge.tally[rule, True]:6} right {judge.tally[rule, False]:6} wrong")
    return summarize(problems)


if __name__ == "__main__":
    raise SystemExit(main())
