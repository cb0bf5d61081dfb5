#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`--proof`: what kconfig-sat says to be impossible, checked by a program that knows nothing of it (Tests/proof/dratcheck.cpp; and
drat-trim where that is installed).

  checker    says no to what is wrong: a clause that does not follow, one that was deleted, no empty clause, a header that lies
  wishes     wishes that no configuration of 6.12/x86 meets, and ones that don't go with a .config: each proof is accepted, and not
             without its empty clause; the clauses of the tree are those of `encode --dimacs`
  dead       `dead`, `necessary` and `check`: one proof for all answers; said of a symbol that is not dead there is none
  best       an optimum: each stage has its proof, and none without the last clause, which says "less than that"
  pigeons    a proof that takes search: it is rejected without a step, for some of them
  errors     files that can't be written, nothing to prove

  proofs.py [--all] [-n N] [-s SEED] [CASE…]      --all: 100 wishes
"""

import argparse
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "proofs"
CHECKER = SCRATCH / "dratcheck"
SOURCE = oracle.ROOT / "Tests/proof/dratcheck.cpp"
ARCH = "x86"
BASE = "CONFIG_64BIT=y\n# CONFIG_MODULES is not set\n# CONFIG_NET is not set\n"
TINY = """config MODULES
\tbool "modules"
\tmodules
config A
\tbool "a"
\tdepends on B && !B
config B
\tbool "b"
config T
\ttristate "t"
\tdepends on B
config C
\tbool
\tdefault y
config D
\tbool "d"
\tdepends on B && C
choice
\tprompt "one"
config E
\tbool "e"
config F
\tbool "f"
endchoice
config G
\tbool "g"
\tdepends on E && B
config H
\tbool "h"
\tdepends on (B && E) || (D && F)
config I
\tbool "i"
\tselect B
config J
\tbool "j"
config K
\tbool "k"
config L
\tbool "l"
"""


def checked(proof: Path, formula: Path | None = None):
    """Whether the proof is right, and what the checker says."""
    formula = formula or proof.with_name(proof.name + ".cnf")
    done = subprocess.run([CHECKER, formula, proof], capture_output=True, text=True, timeout=900)
    if done.returncode not in (0, 1):
        raise oracle.OracleError(f"dratcheck {formula} {proof}: {done.stderr}")
    if done.returncode == 0 and shutil.which("drat-trim"):
        other = subprocess.run(["drat-trim", formula, proof, "-t", "600"], capture_output=True, text=True)
        if "s VERIFIED" not in other.stdout:
            return False, f"drat-trim: {other.stdout[-200:]}"
    return done.returncode == 0, done.stdout.strip()


def without_line(proof: Path, number: int | None) -> Path:
    """Without that line, or without the empty clause."""
    lines = proof.read_text().splitlines(keepends=True)
    del lines[lines.index("0\n") if number is None else number]
    shorter = proof.with_name(proof.name + ".short")
    shorter.write_text("".join(lines))
    return shorter


def judged(proof: Path) -> list[str]:
    """A proof is accepted, and is not once its empty clause is gone."""
    good, text = checked(proof)
    if not good:
        return [f"{proof}: {text}"]
    formula = proof.with_name(proof.name + ".cnf")
    if checked(without_line(proof, None), formula)[0]:
        return [f"{proof}: accepted without its empty clause"]
    return []


def checker():
    folder = oracle.fresh_folder(SCRATCH / "checker")
    # All combinations of two, and three values that a fourth one excludes: no propagation alone finds that.
    square = "p cnf 2 4\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n"
    cases = {
        "right": (square, "2 0\n0\n", True),
        "empty line first": (square, "0\n", False),
        "no empty clause": (square, "2 0\n", False),
        "nothing": (square, "", False),
        "does not follow": ("p cnf 3 2\n1 2 3 0\n-1 2 0\n", "2 0\n0\n", False),
        "deleted": (square, "d 1 2 0\n2 0\n0\n", False),
        "deleted in another order": (square, "d 2 1 0\n2 0\n0\n", False),
        "deleted after it was used": (square, "2 0\nd 1 2 0\n0\n", True),
        "deleted, and it forced a value": ("p cnf 2 3\n1 0\n-1 2 0\n-2 0\n", "0\n", True),
        "no step": (square, "2 0\nx\n0\n", False),
        "twice, one of them deleted": ("p cnf 2 5\n1 2 0\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n", "d 1 2 0\n2 0\n0\n", True),
        "new variable": ("p cnf 2 1\n1 2 0\n", "3 1 0\n0\n", False),
    }
    problems = []
    for name, (formula, proof, wanted) in cases.items():
        (folder / "p.cnf").write_text(formula)
        (folder / "p").write_text(proof)
        good, text = checked(folder / "p")
        if good != wanted:
            problems.append(f"{name}: {text}")
    for header in ("p cnf 2 3", "p cnf 1 4"):
        (folder / "p.cnf").write_text(square.replace("p cnf 2 4", header))
        if subprocess.run([CHECKER, folder / "p.cnf", folder / "p"], capture_output=True).returncode != 2:
            problems.append(f"{header}: not found")
    return problems, f"{len(cases)} proofs"


def dependent(tree) -> list[tuple[str, str]]:
    """Pairs of options: the first one depends on the second, in its only definition."""
    found, count = [], {}
    for path in sorted(tree.tree.glob("drivers/**/Kconfig")) + sorted(tree.tree.glob("fs/**/Kconfig")):
        text = path.read_text(errors="replace")
        for name in re.findall(r"(?m)^config (\w+)$", text):
            count[name] = count.get(name, 0) + 1
        found += re.findall(r"(?m)^config (\w+)\n\t(?:bool|tristate) \"[^\n]*\n\tdepends on (\w+)\n", text)
    return [(name, other) for name, other in found if count[name] == 1]


def run(tree, folder, *arguments):
    return tree.run_tool(ARCH, folder, list(arguments))


def wishes(tree, number: int, seed: int):
    folder = oracle.fresh_folder(SCRATCH / "wishes")
    choice = random.Random(seed)
    pairs = dependent(tree)
    (folder / "base").write_text(BASE)
    problems, wished, kinds = [], 0, itertools.cycle(["assert", "satconfig", "base"])
    while wished < number:
        name, other = choice.choice(pairs)
        proof = folder / f"{wished}.drat"
        kind = next(kinds)
        if kind == "assert":
            done = run(tree, folder, "explain", f"assert {name}!=n && {other}=n", "--proof", str(proof))
        elif kind == "satconfig":
            (folder / "wish").write_text(f"CONFIG_{name}=y\n# CONFIG_{other} is not set\n")
            done = run(tree, folder, "satconfig", "wish", "--proof", str(proof))
        else:
            done = run(tree, folder, "explain", f"{name}=y", "--config", "base", "--proof", str(proof))
        text = (done.stdout + done.stderr).decode(errors="replace")
        if done.code == 2 and ("no Kconfig file defines" in text or "there is no" in text or "unknown" in text):
            continue
        if kind == "base" and done.code == 0:
            continue
        wished += 1
        if done.code != 1 or not proof.is_file():
            problems.append(f"{kind} {name} {other}: exit {done.code}: {text[-600:]}")
            continue
        problems += judged(proof)
        if wished == 1 or wished == 2 and number > 10:
            problems += same_tree(tree, folder, proof, kind, name, other)
        for path in folder.glob(f"{wished - 1}.drat*"):
            path.unlink()
    return problems, f"{wished} wishes"


def same_tree(tree, folder, proof, kind, name, other) -> list[str]:
    """The clauses are those that `encode` writes for the same requirements."""
    if kind == "base":
        return []
    wish = ["--fix", f"assert {name}!=n && {other}=n"] if kind == "assert" else ["wish"]
    done = run(tree, folder, "encode", "--dimacs", "-", *wish)

    def clauses(text):
        return {" ".join(sorted(line.split()[:-1])) for line in text.splitlines() if line[:1] not in ("c", "p", "")}

    ours, theirs = clauses(proof.with_name(proof.name + ".cnf").read_text()), clauses(done.stdout.decode())
    return [f"{kind}: not those of encode: {sorted(ours ^ theirs)[:9]}"] if ours != theirs else []


def tiny(name: str):
    """A folder with a small tree, and a way to run the program there."""
    folder = oracle.fresh_folder(SCRATCH / name)
    (folder / "Kconfig").write_text(TINY)

    def tool(*arguments):
        return subprocess.run([oracle.tool_path(), *arguments], cwd=folder, env=oracle.clean_environment(),
                              capture_output=True, text=True)

    return folder, tool


def dead():
    folder, tool = tiny("dead")
    problems = []
    for command, wanted in (("dead", "A never on"), ("necessary", "C always y")):
        done = tool(command, "--proof", f"{command}.drat")
        if done.returncode != 0 or wanted not in done.stdout:
            problems.append(f"{command}: exit {done.returncode}: {done.stdout}{done.stderr}")
            continue
        problems += judged(folder / f"{command}.drat")
        # The claim is in the formula: without it there is a model, and no proof would do.
        formula = folder / f"{command}.drat.cnf"
        lines = formula.read_text().splitlines()
        header = next(number for number, line in enumerate(lines) if line.startswith("p "))
        size = lines[header].split()
        lines[header] = f"p cnf {size[2]} {int(size[3]) - 1}"
        (folder / "open.cnf").write_text("\n".join(lines[:-1]) + "\n")
        if checked(folder / f"{command}.drat", folder / "open.cnf")[0]:
            problems.append(f"{command}: proved without what is claimed")
    (folder / "config").write_text("CONFIG_B=y\n# CONFIG_E is not set\nCONFIG_F=y\nCONFIG_G=y\nCONFIG_A=y\n")
    done = tool("check", "config", "--proof", "check.drat")
    if done.returncode != 1:
        problems.append(f"check: exit {done.returncode}: {done.stdout}{done.stderr}")
    else:
        problems += judged(folder / "check.drat")
    (folder / "other").write_text("CONFIG_D=y\n")
    done = tool("check", "config", "other", "--proof", "several.drat")
    for number in (1, 2):
        problems += judged(folder / f"several.drat.{number}") if done.returncode == 1 else [f"two files: {done.stderr}"]
    return problems, ""


def best():
    """A small tree with wishes that cost something; every stage that costs anything is proved."""
    folder, tool = tiny("best")
    (folder / "wish").write_text("CONFIG_H=y\nCONFIG_I=y\nprefer CONFIG_F=y 3\nprefer CONFIG_E=y 2\nprefer CONFIG_G=y 4\n"
                                 "assert J || K\nassert J || L\nassert K || L\n")
    problems, count = [], 0
    for objective in ("minimal", "smallest", "defaults"):
        done = tool("satconfig", "wish", "--objective", objective, "--proof", f"{objective}.drat")
        if done.returncode != 0:
            return [f"{objective}: exit {done.returncode}: {done.stdout}{done.stderr}"], ""
        proofs = sorted(path for path in folder.glob(f"{objective}.drat.*") if path.suffix not in (".cnf", ".short"))
        if not proofs:
            problems.append(f"{objective}: no proof: {done.stderr}")
        for proof in proofs:
            count += 1
            problems += judged(proof)
            formula = proof.with_name(proof.name + ".cnf")
            problems += reachable(proof, formula, folder)
    return problems, f"{count} stages"


def pigeons(holes=4):
    """One more pigeon than holes: a proof that takes search. Steps are needed, each by itself."""
    folder = oracle.fresh_folder(SCRATCH / "pigeons")
    seats = [[f"P{pigeon}_{hole}" for hole in range(holes)] for pigeon in range(holes + 1)]
    (folder / "Kconfig").write_text("".join(f"config {name}\n\tbool \"{name}\"\n" for row in seats for name in row))
    wish = ["assert " + " || ".join(row) for row in seats]
    for hole in range(holes):
        wish += [f"assert !{a[hole]} || !{b[hole]}" for a, b in itertools.combinations(seats, 2)]
    (folder / "wish").write_text("\n".join(wish) + "\n")
    done = subprocess.run([oracle.tool_path(), "satconfig", "wish", "--proof", "proof"], cwd=folder, env=oracle.clean_environment(),
                          capture_output=True, text=True)
    proof, formula = folder / "proof", folder / "proof.cnf"
    if done.returncode != 1 or not proof.is_file():
        return [f"exit {done.returncode}: {done.stderr}"], ""
    problems = judged(proof)
    steps = [n for n, line in enumerate(proof.read_text().splitlines()) if not line.startswith("d") and line != "0"]
    needed = sum(not checked(without_line(proof, step), formula)[0] for step in steps[:100])
    if not needed:
        problems.append(f"none of {len(steps)} steps is needed")
    return problems, f"{needed} of the first {min(len(steps), 100)} steps are needed"


def reachable(proof, formula, folder) -> list[str]:
    """Without its last clause, "less than that", the formula has a model: it does not contradict itself."""
    lines = formula.read_text().splitlines()
    header = next(number for number, line in enumerate(lines) if line.startswith("p "))
    size = lines[header].split()
    lines[header] = f"p cnf {size[2]} {int(size[3]) - 1}"
    (folder / "open.cnf").write_text("\n".join(lines[:-1]) + "\n")
    done = subprocess.run(["picosat", folder / "open.cnf"], capture_output=True, text=True)
    return [] if done.returncode == 10 else [f"{proof.name}: no model without the claim: {done.stdout[:80]}"]


def errors():
    folder, tool = tiny("errors")
    problems = []

    def expect(wanted, code, *arguments):
        done = tool(*arguments)
        if done.returncode != code or wanted not in done.stdout + done.stderr:
            problems.append(f"{arguments}: exit {done.returncode}: {done.stdout}{done.stderr}")
        if left := [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]:
            problems.append(f"{arguments}: left behind: {left}")

    (folder / "file").write_text("kept\n")
    expect("file/below", 2, "explain", "A=y", "--proof", "file/below")
    os.mkfifo(folder / "pipe")
    expect("no regular file", 2, "explain", "A=y", "--proof", "pipe")
    expect("no regular file", 2, "explain", "A=y", "--proof", ".")
    expect("expected", 2, "explain", "A=y", "--proof", "")
    expect("nothing is said to be impossible", 0, "explain", "B", "--proof", "none")
    expect("nothing is said to be impossible", 0, "explain", "B=n", "--proof", "none")
    expect("nothing is said to be impossible", 0, "dead", "B", "--proof", "none")
    if (folder / "none").exists() or (folder / "file").read_text() != "kept\n":
        problems.append("a file was written")
    return problems, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--all", action="store_true", help="100 wishes")
    parser.add_argument("-n", type=int, metavar="N", help="how many wishes")
    parser.add_argument("-s", "--seed", type=int, default=1, metavar="SEED")
    options = parser.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    built = subprocess.run(["g++", "-O2", "-std=c++17", "-Wall", "-Werror", "-o", CHECKER, SOURCE])
    if built.returncode != 0:
        fail_early(f"can't build {SOURCE}")
    if not oracle.tool_path().is_file():
        fail_early(f"there is no {oracle.tool_path()}: run 'make build' first")
    number = options.n or (100 if options.all else 5)
    cases = {"checker": checker, "dead": dead, "best": best, "pigeons": pigeons, "errors": errors}
    if not options.cases or "wishes" in options.cases:
        tree = oracle.Oracle("6.12")
        tree.prepare([ARCH], say)
        cases["wishes"] = lambda: wishes(tree, number, options.seed)
    wanted = [name for name in cases if not options.cases or name in options.cases]
    sys.exit(summarize(run_cases(wanted, lambda name: cases[name](), workers=2)))


main()
