#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Trees made by programs: each shape that is too large for what compares everything with everything.

  same      small ones: the files and messages of the kernel's conf of both trees; a huge one has as many findings of `lint` as
            small ones say by their number
  huge      conf goals, satconfig, check, lint --tree and explain take at most 5 s of CPU time and 500 MB each
  bounds    what is larger than any tree, or doubles with each line: an error with its place, soon

  huge.py [--all] [CASE…]
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SECONDS, MEGABYTES = 5, 500
DIALECTS = {"6.12": "VERSION = 6\nPATCHLEVEL = 12\n", "6.1": "VERSION = 6\nPATCHLEVEL = 1\n"}


def names(prefix, count, word="bool"):
    return "".join(f'config {prefix}{i}\n\t{word} "{prefix.lower()} {i}"\n' for i in range(count))


def joined(operator, count, pattern="N{i}"):
    return f" {operator} ".join(pattern.format(i=i) for i in range(count))


def chain(word, line):
    def made(count):
        return f'config N0\n\t{word} "n"\n' + "".join(
            f'config N{i}\n\t{word} "n {i}"\n\t{line} N{i - 1}\n' for i in range(1, count))
    return made


# What is made, with how many, and the symbol that is asked about.
SHAPES = {
    "disjunction": (lambda n: f'config A\n\tbool "a"\n\tdepends on {joined("||", n)}\n', 200_000, "A"),
    "disjunction of defined names": (lambda n: names("N", n) + f'config A\n\tbool "a"\n\tdepends on {joined("||", n)}\n', 100_000, "A"),
    "disjunction of pairs": (lambda n: f'config A\n\tbool "a"\n\tdepends on {joined("||", n, "(N{i} && M{i})")}\n', 50_000, "A"),
    "conjunction": (lambda n: names("N", n, "tristate") + f'config A\n\ttristate "a"\n\tdepends on {joined("&&", n)}\n', 20_000, "A"),
    "lines of dependencies": (lambda n: 'config A\n\tbool "a"\n' + "".join(f"\tdepends on D{i}\n" for i in range(n)), 20_000, "A"),
    "chain": (chain("bool", "depends on"), 20_000, "N9"),
    "chain of tristates": (chain("tristate", "depends on"), 20_000, "N9"),
    "chain of selects": (chain("bool", "select"), 20_000, "N9"),
    "choice": (lambda n: 'choice\n\tprompt "c"\n' + names("N", n) + "endchoice\n", 10_000, "N9"),
    "symbols": (lambda n: names("N", n, "tristate"), 200_000, "N9"),
    "selected by many": (lambda n: "config T\n\ttristate\n" + "".join(
        f'config N{i}\n\ttristate "n {i}"\n\tselect T\n' for i in range(n)), 20_000, "T"),
    "defaults": (lambda n: 'config A\n\tint "a"\n' + "".join(f"\tdefault {i} if D{i}\n" for i in range(n)), 20_000, "A"),
    "definitions of one symbol": (lambda n: "".join(f'config A\n\tbool "a {i}" if B{i}\n' for i in range(n)), 5_000, "A"),
}
ONE_LINE = ("disjunction", "disjunction of pairs")
HEAD = 'mainmenu "huge"\n\nconfig MODULES\n\tbool "modules"\n\tmodules\n\n'
GOALS = ("olddefconfig", "allyesconfig", "allmodconfig", "allnoconfig")
COMMANDS = (["conf", "--olddefconfig", "Kconfig"], ["conf", "--alldefconfig", "Kconfig"], ["satconfig"], ["check"],
            ["lint", "--tree"], ["explain"])


class Huge:
    def __init__(self, scratch: Path, trees):
        self.scratch, self.trees = scratch, trees

    def folder(self, text, dialect="6.12") -> Path:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        (folder / "Kconfig").write_text(text)
        (folder / "Makefile").write_text(DIALECTS[dialect])
        (folder / ".satconfig").write_text("")
        return folder

    def tool(self, folder, *words):
        """Exit status, output, errors, CPU seconds, megabytes."""
        environment = oracle.clean_environment() | {"KCONFIG_SAT_CACHE": "off"}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([str(oracle.tool_path()), *words], cwd=folder, env=environment, stdout=out, stderr=err,
                                       stdin=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode(errors="replace"))
        return process.returncode, *texts, usage.ru_utime, usage.ru_maxrss / 1024

    # --- the same results ---

    def same(self, name):
        make, _, _ = SHAPES[name]
        problems = []
        for tree in self.trees:
            for count in (3, 40):
                for goal in GOALS:
                    results = []
                    for program in ([tree.conf], [oracle.tool_path(), "conf"]):
                        folder = self.folder(HEAD + make(count), tree.version)
                        done = oracle.run([*program, f"--{goal}", "Kconfig"], folder, oracle.clean_environment())
                        results.append((done.code, done.stdout, done.stderr, done.config))
                    if results[0] != results[1]:
                        problems.append(f"{tree.version} {goal} of {count}: another result: {results[1][2].decode()[-200:]}")
        return problems, ""

    def findings(self, text, dialect):
        code, out, err, *_ = self.tool(self.folder(text, dialect), "lint", "--tree", "--format", "text")
        return Counter(re.findall(r"\[([a-z-]+)\]$", out + err, re.M))

    # --- limits ---

    def huge(self, name, dialect):
        make, count, symbol = SHAPES[name]
        folder = self.folder(HEAD + make(count), dialect)
        problems, most = [], (0.0, 0.0)
        for command in COMMANDS:
            words = command + [symbol] * (command == ["explain"])
            code, out, err, seconds, megabytes = self.tool(folder, *words)
            most = (max(most[0], seconds), max(most[1], megabytes))
            if seconds > SECONDS or megabytes > MEGABYTES:
                problems.append(f"{words}: {seconds:.1f} s, {megabytes:.0f} MB")
            if code not in ((0, 1) if "lint" in words else (0,)):
                problems.append(f"{words}: exit {code}: {err[-300:]}")
            if words == ["satconfig"]:
                solved = (folder / ".config").read_bytes()
                self.tool(folder, *COMMANDS[0])
                if (folder / ".config").read_bytes() != solved:
                    problems.append("conf changes what satconfig wrote")
            if "lint" in words:
                few, more = (self.findings(HEAD + make(size), dialect) for size in (20, 40))
                # Of one line a hundred are named.
                wanted = {rule: 101 if rule == "undefined-symbol" and name in ONE_LINE else few[rule] + (more[rule] - few[rule]) * (count - 20) // 20 for rule in more}
                got = Counter(re.findall(r"\[([a-z-]+)\]$", out + err, re.M))
                if got != Counter(wanted):
                    problems.append(f"lint finds {dict(got)} instead of {wanted}")
        return problems, f"{most[0]:.1f} s, {most[1]:.0f} MB"

    # --- bounds ---

    def bound(self, name):
        files, pattern = BOUNDS[name]()
        folder = self.folder(files.pop("Kconfig"))
        for path, text in files.items():
            (folder / path).write_text(text)
        problems = []
        code, out, err, seconds, megabytes = self.tool(folder, "check")
        if code != 2 or not re.search(r"^\S+:\d+:\d+: error: .*" + pattern, err, re.M):
            problems.append(f"exit {code}: {err[-300:]}")
        if seconds > (1 if "doubles" in name else 20) or megabytes > 2 * MEGABYTES:
            problems.append(f"{seconds:.1f} s, {megabytes:.0f} MB")
        return problems, f"{seconds:.1f} s, {megabytes:.0f} MB"


def doubling():
    lines = "".join(f"V{i + 1} = $(V{i})$(V{i})\n" for i in range(50))
    return {"Kconfig": f'V0 := x\n{lines}config A\n\tstring\n\tdefault "$(V50)"\n'}, "macros expand to more than"


def appending():
    return {"Kconfig": "V := x\n" + "V += $(V)\n" * 50}, "macros expand to more than"


def doubling_files():
    files = {f"K{i}": f'source "K{i + 1}"\nsource "K{i + 1}"\n' for i in range(40)}
    return files | {"Kconfig": 'source "K0"\n', "K40": 'config A\n\tbool "a"\n'}, "more than 65536 files"


def deep_files():
    files = {f"K{i}": f'source "K{i + 1}"\n' for i in range(600)}
    return files | {"Kconfig": 'source "K0"\n', "K600": ""}, "more than 500 deep"


def large_files():
    return {"Kconfig": 'source "K"\n' * 1000, "K": "# nothing\n" * 100_000}, "more than 256 MiB"


def deep_menus():
    return {"Kconfig": "".join(f'menu "m {i}"\n' for i in range(20_000))}, "blocks are more than 10000 deep"


def deep_ifs():
    return {"Kconfig": "if A\n" * 20_000}, "blocks are more than 10000 deep"


def parentheses():
    return {"Kconfig": f'config A\n\tbool "a"\n\tdepends on {"(" * 100_000}B{")" * 100_000}\n'}, "nested too deeply"


def negations():
    return {"Kconfig": f'config A\n\tbool "a"\n\tdepends on {"!" * 100_000}B\n'}, "nested too deeply"


def operands():
    return {"Kconfig": f'config A\n\tbool "a"\n\tdepends on {" || ".join(["B"] * 1_100_000)}\n'}, "more than 1048576 operands"


def symbols():
    return {"Kconfig": names("N", 1_100_000)}, "more than 1048576 symbols"


def repeated_names():
    return {"Kconfig": f'config A\n\tbool "a"\n\tdepends on {joined("||", 100_000)} || {joined("||", 100_000)}\n'}, "comparisons"


BOUNDS = {"a variable that doubles": doubling, "a value that doubles": appending, "files that double": doubling_files,
          "files within files": deep_files, "large files": large_files, "menus within menus": deep_menus, "ifs within ifs": deep_ifs,
          "parentheses": parentheses, "negations": negations, "operands": operands, "symbols": symbols,
          "names twice": repeated_names}
# The others come with --all.
SAMPLE = ("same", "bounds: a ", "bounds: menus", "bounds: parentheses", "huge disjunction 6.12", "huge chain 6.12", "huge choice 6.12")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        trees = [oracle.Oracle(version) for version in oracle.VERSIONS]
        for tree in trees:
            tree.prepare(("x86",), say)
    except oracle.OracleError as error:
        fail_early(error)
    with tempfile.TemporaryDirectory() as scratch:
        huge = Huge(Path(scratch), trees)
        cases = {f"same {name}": lambda name=name: huge.same(name) for name in SHAPES}
        cases |= {f"bounds: {name}": lambda name=name: huge.bound(name) for name in BOUNDS}
        cases |= {f"huge {name} {dialect}": lambda name=name, dialect=dialect: huge.huge(name, dialect)
                  for name in SHAPES for dialect in DIALECTS}
        wanted = options.case or (() if options.all else SAMPLE)
        chosen = [name for name in cases if not wanted or any(name == word or word in name and "huge" not in word for word in wanted)
                  or any(word in name for word in options.case)]
        return summarize(run_cases(chosen, lambda name: cases[name]()))


if __name__ == "__main__":
    sys.exit(main())
