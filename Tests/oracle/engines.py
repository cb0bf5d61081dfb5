#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`--engine`: the same answers from all SAT solvers.

  agree       random questions about the formula of 6.12/x86 (`encode --verify`): answers, models and cores of all engines
  tiny        the commands that solve, on a small tree: the same output, byte for byte
  random      `satrandconfig`: a seed gives the same file, although only one engine has an order of its own
  acceptance  requirement sets of Tests/acceptance: possible or not, and as good; the kernel's conf leaves the result as it is
  stopped     a search that is stopped by time and by a signal
  missing     a library that is not there or none: exit 2, the package is named
  lies        an engine that lies is found out by `encode --verify`

  engines.py [--all] [CASE…]      --all: 2,000 questions, all acceptance sets of three architectures
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "engines"
ENGINES = ("cadical", "picosat", "cryptominisat")
ACCEPTANCE = ("x86", "riscv", "arm64")
LIBRARIES = {"picosat": "libpicosat.so.1", "cryptominisat": "libcryptominisat5.so.5.11"}
KCONFIG = """config MODULES
	bool "modules"
	modules
config A
	tristate "a"
config B
	tristate "b"
	depends on A
	select C
config C
	tristate
config N
	int "n"
	range 3 9
	depends on B
config DEAD
	bool "dead"
	depends on !K
config K
	bool
	default y
choice
	prompt "one of"
config X
	bool "x"
config Y
	bool "y"
	depends on B=y
endchoice
"""


def small(name: str):
    folder = oracle.fresh_folder(SCRATCH / name)
    (folder / "Kconfig").write_text(KCONFIG)

    def tool(*arguments, **more):
        environment = oracle.clean_environment() | more.pop("extra", {})
        return subprocess.run([*more.pop("before", []), oracle.tool_path(), *arguments], cwd=folder, env=environment,
                              capture_output=True, text=True, **more)

    return folder, tool


def agree(tree, count, seed):
    folder = oracle.fresh_folder(SCRATCH / f"agree-{seed}")
    done = tree.run_tool("x86", folder, ["encode", "--verify", str(count)], {"KCONFIG_SEED": str(seed)})
    text = (done.stdout + done.stderr).decode()
    good = done.code == 0 and "all engines agree" in text and f"{count} questions" in text
    answers = [int(word) for word in text.split() if word.isdigit()]
    if good and not 0 < answers[1] < count:
        return [f"all questions have the same answer: {text}"], ""
    return [] if good else [f"exit {done.code}: {text}"], " ".join(text.split("\n")[2:]).strip()


def tiny():
    folder, tool = small("tiny")
    (folder / "wish").write_text("CONFIG_B=y\nprefer CONFIG_Y=y 2\nprefer CONFIG_N=8 1\n")
    (folder / "never").write_text("CONFIG_B=y\nCONFIG_C=n\nCONFIG_A=m\n")
    (folder / "config").write_text("CONFIG_A=m\nCONFIG_B=y\nCONFIG_N=12\n")
    commands = [["satconfig", "wish"], ["satconfig", "never"], ["satconfig", "--objective", "smallest", "wish"],
                ["satconfig", "--objective", "defaults", "wish"], ["dead", "-v"], ["necessary", "-v"],
                ["explain", "DEAD=y", "--verify"], ["explain", "Y=y", "--verify"], ["fix", "Y=y"], ["fix", "C=y"],
                ["check", "config", "--verify"], ["variants", "A", "B", "C", "X"], ["count", "A", "B", "N"],
                ["lint", "--tree"], ["encode", "--dimacs", "-"]]
    problems = []
    for command in commands:
        found = {}
        for engine in ENGINES:
            (folder / ".config").unlink(missing_ok=True)
            done = tool(*command, "--engine", engine)
            errors = re.sub(r"\(\d+ ms\)", "", done.stderr)
            found[engine] = (done.returncode, done.stdout, errors, oracle.read_config(folder))
        if found["cadical"][0] not in (0, 1):
            problems.append(f"{command}: {found['cadical']}")
        problems += [f"{command}: {engine}: {found[engine]}\n  cadical: {found['cadical']}" for engine in ENGINES
                     if found[engine] != found["cadical"]]
    return problems, f"{len(commands)} commands"


def randoms(tree, all_of_it):
    problems = []
    folder, tool = small("random")
    for seed in range(20):
        found = set()
        for engine in ENGINES:
            done = tool("satrandconfig", "--engine", engine, extra={"KCONFIG_SEED": str(seed)})
            found.add((done.returncode, oracle.read_config(folder)))
        if len(found) != 1:
            problems.append(f"seed {seed}: {found}")
    folder = oracle.fresh_folder(SCRATCH / "random")
    start = time.monotonic()
    for arch, engines in (("hexagon", ENGINES), ("x86", ENGINES)) if all_of_it else (("hexagon", ENGINES[:2]),):
        configs = {}
        for engine in engines:
            (folder / ".config").unlink(missing_ok=True)
            done = tree.run_tool(arch, folder, ["satrandconfig", "--engine", engine, "--timeout", "0"], {"KCONFIG_SEED": "42"})
            configs[engine] = done.config
            if done.code != 0:
                problems.append(f"{arch} {engine}: exit {done.code}: {done.stderr.decode()}")
        if len(set(configs.values())) != 1:
            problems.append(f"{arch}: not the same: {[(name, len(text or b'')) for name, text in configs.items()]}")
    return problems, f"{time.monotonic() - start:.0f} s"


def acceptance(tree, arch, all_of_it):
    """The counts of the best configuration are the same; which of several best ones it is may differ."""
    sets = sorted((oracle.ROOT / f"Tests/acceptance/{arch}").glob("*.satconfig")) + sorted(
        (oracle.ROOT / "Tests/acceptance/common").glob("*.satconfig"))
    problems, slowest = [], {engine: 0.0 for engine in ENGINES}
    for path in sets if all_of_it else sets[:1]:
        found = {}
        for engine in ENGINES if all_of_it else ENGINES[:2]:
            folder = oracle.fresh_folder(SCRATCH / f"acceptance/{arch}/{engine}")
            start = time.monotonic()
            done = tree.run_tool(arch, folder, ["satconfig", str(path), "--engine", engine, "--format", "json", "--timeout", "300"])
            slowest[engine] = max(slowest[engine], time.monotonic() - start)
            answer = json.loads(done.stdout)
            if done.code == 0 and tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"]).config != done.config:
                problems.append(f"{path.name}: {engine}: conf changes the result")
            keys = ("answer", "optimal", "againstDefault", "options", "enabled")
            found[engine] = (done.code, *(str(answer.get(key)) for key in keys))
        if len(set(found.values())) != 1:
            problems.append(f"{path.name}: {found}")
    return problems, ", ".join(f"{engine} {seconds:.0f} s" for engine, seconds in slowest.items() if seconds)


def stopped(tree):
    """By time: whatever there is by then is said; by a signal: status 130."""
    problems = []
    for engine in ENGINES:
        folder = oracle.fresh_folder(SCRATCH / f"stopped/{engine}")
        (folder / "wish").write_text("CONFIG_NET=y\n")
        command = [oracle.tool_path(), "satrandconfig", "wish", "--engine", engine, "--timeout", "0.001"]
        environment = tree.environments["x86"] | {"KCONFIG_SEED": "1"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode != 3 or "no configuration found within" not in done.stderr:
            problems.append(f"{engine}: exit {done.returncode}: {done.stderr}")
        command[-2:] = ["--timeout", "0", "--count", "1000", "--dir", "many"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        try:
            process.communicate(timeout=120)
        finally:
            process.kill()
        if process.returncode != 130 or time.monotonic() - start > 20:
            problems.append(f"{engine}: a signal: exit {process.returncode} after {time.monotonic() - start:.0f} s")
    return problems, ""


def library(name: str) -> str:
    done = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True)
    found = [line.split()[-1] for line in done.stdout.splitlines() if line.strip().startswith(name + " ")]
    if not found:
        raise oracle.OracleError(f"there is no {name}: scripts/setup test installs it")
    return os.path.realpath(found[0])


def missing():
    folder, tool = small("missing")
    problems = []
    for engine, name in LIBRARIES.items():
        # An empty file in its place, seen by this process alone.
        hidden = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", "/dev/null", library(name)]
        done = tool("explain", "A=y", "--engine", engine, before=hidden)
        if done.returncode != 2 or f"--engine {engine}: " not in done.stderr or "Debian's package" not in done.stderr:
            problems.append(f"{engine}: exit {done.returncode}: {done.stdout}{done.stderr}")
        done = tool("explain", "A=y", before=hidden)
        if done.returncode != 0:
            problems.append(f"cadical without {engine}: exit {done.returncode}: {done.stderr}")
        done = tool("encode", "--verify", "5", before=hidden)
        if done.returncode != 3:
            problems.append(f"verify without {engine}: exit {done.returncode}: {done.stderr}")
    done = tool("explain", "A=y", "--engine", "minisat")
    if done.returncode != 2 or "picosat" not in done.stderr:
        problems.append(f"minisat: exit {done.returncode}: {done.stderr}")
    return problems, ""


# Stands in for PicoSAT: every tenth yes becomes a no, for which all that was assumed is needed.
LIAR = """#include <dlfcn.h>
static int yes, lied;
static void *real(const char *name) {
    static void *library;
    if (!library) library = dlopen(REAL, RTLD_NOW);
    return dlsym(library, name);
}
#define FORWARD(name) void *name(void *a, void *b, void *c) { return ((void *(*)(void *, void *, void *))real(#name))(a, b, c); }
FORWARD(picosat_init) FORWARD(picosat_reset) FORWARD(picosat_adjust) FORWARD(picosat_set_global_default_phase)
FORWARD(picosat_set_default_phase_lit) FORWARD(picosat_set_interrupt) FORWARD(picosat_add) FORWARD(picosat_assume)
FORWARD(picosat_deref) FORWARD(picosat_deref_toplevel) FORWARD(picosat_inconsistent)
int picosat_sat(void *solver, int limit) {
    int answer = ((int (*)(void *, int))real("picosat_sat"))(solver, limit);
    lied = answer == 10 && ++yes % 10 == 0;
    return lied ? 20 : answer;
}
int picosat_failed_assumption(void *solver, int literal) {
    return lied ? 1 : ((int (*)(void *, int))real("picosat_failed_assumption"))(solver, literal);
}
"""


def lies():
    folder, tool = small("lies")
    (folder / "liar.c").write_text(LIAR)
    built = subprocess.run(["gcc", "-shared", "-fPIC", f'-DREAL="{library(LIBRARIES["picosat"])}"', "-o", folder / LIBRARIES["picosat"],
                            folder / "liar.c", "-ldl"], capture_output=True, text=True)
    if built.returncode != 0:
        raise oracle.OracleError(built.stderr)
    done = tool("encode", "--verify", "200")
    problems = [] if done.returncode == 0 else [f"the truth: exit {done.returncode}: {done.stderr}"]
    done = tool("encode", "--verify", "200", extra={"LD_LIBRARY_PATH": str(folder)})
    if done.returncode != 3 or "has a model" not in done.stderr:
        problems.append(f"lies were not found: exit {done.returncode}: {done.stdout}{done.stderr}")
    return problems, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--all", action="store_true", help="2,000 questions, all acceptance sets of three architectures")
    options = parser.parse_args()
    if not oracle.tool_path().is_file():
        fail_early(f"there is no {oracle.tool_path()}: run 'make build' first")
    tree = oracle.Oracle("6.12")
    tree.prepare(["hexagon", *ACCEPTANCE], say)
    cases = {
        **{f"agree {seed}": lambda seed=seed: agree(tree, 500 if options.all else 100, seed) for seed in range(1, 5 if options.all else 2)},
        "tiny": tiny, "random": lambda: randoms(tree, options.all),
        **{f"acceptance {arch}": lambda arch=arch: acceptance(tree, arch, options.all) for arch in ACCEPTANCE[:None if options.all else 1]},
        "stopped": lambda: stopped(tree), "missing": missing, "lies": lies,
    }
    wanted = [name for name in cases if not options.cases or name.split()[0] in options.cases]
    sys.exit(summarize(run_cases(wanted, lambda name: cases[name](), workers=2)))


main()
