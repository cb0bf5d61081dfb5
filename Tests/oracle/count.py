#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`count` and `encode --dimacs`, by a model counter of others (pyganak).

  formulas   of tiny Kconfigs, whose configurations the exhaustive tests have counted by conf (build/test/formulas): the
             counter finds as many, in the formula and in the prepared one; no clause is there twice, the header is true
  slice      of hexagon, with options fixed: counted, and in parts by several processes the same; interrupted, it goes on
  named      combinations of symbols: as `variants` finds them
  liars      counters that say nothing, or what can't be

  count.py [--all] [CASE…]      --all: a larger slice
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "count"
PYTHON = oracle.BUILD / "counters/bin/python"
ADAPTER = oracle.ROOT / "scripts/pyganak"
COUNTER = f"{PYTHON} {ADAPTER}"
FORMULAS = oracle.BUILD / "test/formulas"
# Of 40 random Kconfigs for each of two trees some are refused.
LEAST = 40
# Options that much hangs on. With all of them off the rest is counted in a second, with the first ones in minutes.
HUBS = """MODULES COMPILE_TEST REGMAP_I2C I2C NET SPI MISC_FILESYSTEMS CRYPTO USB OF SND_SOC USB_GADGET GPIOLIB BLOCK SOUND FB WATCHDOG
MEDIA_SUPPORT DRM HID_SUPPORT INPUT FTRACE PCI TTY REGULATOR COMMON_CLK DMADEVICES MTD NETWORK_FILESYSTEMS IIO PWM POWER_SUPPLY HWMON
MFD_CORE PINCTRL USB_SUPPORT NLS LIBNVDIMM THERMAL RTC_CLASS VIRTIO_MENU STAGING NEW_LEDS MMC CGROUPS PERF_EVENTS DEBUG_FS
RUNTIME_TESTING_MENU KUNIT SECURITY""".split()


def without(hubs):
    return [word for name in hubs for word in ("--fix", f"{name}=n")]


SLICE, LARGER = without(HUBS), without(HUBS[:28])


def counted(path: Path) -> int:
    done = subprocess.run([PYTHON, ADAPTER, path], capture_output=True, text=True, timeout=600)
    found = re.findall(r"(?m)^c s exact arb int (\d+)$", done.stdout)
    if len(found) != 1:
        raise oracle.OracleError(f"{path}: {done.stdout}{done.stderr}")
    return int(found[0])


def malformed(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    header = next(line.split() for line in lines if line.startswith("p cnf"))
    clauses = [tuple(sorted(line.split()[:-1])) for line in lines if line and line[0] not in "cp"]
    variables = max((abs(int(word)) for clause in clauses for word in clause), default=1)
    problems = []
    if len(clauses) != int(header[3]) or variables > int(header[2]):
        problems.append(f"{path.name}: {header}, and {variables} variables, {len(clauses)} clauses")
    if len(set(clauses)) != len(clauses):
        problems.append(f"{path.name}: {len(clauses) - len(set(clauses))} clauses are there twice")
    return problems


def formulas():
    files = sorted(FORMULAS.glob("*.count"))
    if len(files) < LEAST:
        return [f"{len(files)} formulas in {FORMULAS}: the stage exhaustive writes them"], ""
    problems = []
    for file in files:
        wanted = int(file.read_text())
        for path in (file.with_suffix(".cnf"), file.with_suffix(".prepared.cnf")):
            problems += malformed(path)
            if wanted and (found := counted(path)) != wanted:
                problems.append(f"{path.name}: {found}, not {wanted}")
    return problems, f"{len(files)} Kconfigs"


def tool(tree, name, *arguments, **more):
    folder = SCRATCH / name
    folder.mkdir(parents=True, exist_ok=True)
    return tree.run_tool("hexagon", folder, list(arguments), **more)


def answer(done) -> dict:
    if done.code not in (0, 3):
        raise oracle.OracleError(f"exit {done.code}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def slice_of(tree, options):
    oracle.fresh_folder(SCRATCH / "slice")
    start = time.monotonic()
    whole = answer(tool(tree, "slice", "count", *options, "--counter", COUNTER, "--format", "json"))
    took = time.monotonic() - start
    parts = ["count", *options, "--counter", COUNTER, "--format", "json", "--split", "3", "--keep", "kept"]
    divided = answer(tool(tree, "slice", *parts))
    problems = []
    if whole["answer"] != "counted" or divided["count"] != whole["count"] or divided["parts"] != 8:
        problems.append(f"whole {whole}, in parts {divided}")
    # Shards by themselves.
    made = []
    for number in (1, 2):
        done = tool(tree, "slice", *parts, "--shard", f"{number}/2")
        made.append(SCRATCH / f"slice/part-{number}")
        made[-1].write_bytes(done.stdout)
    merged = answer(tool(tree, "slice", "merge", *map(str, made)))
    if merged["count"] != whole["count"]:
        problems.append(f"merged: {merged}")
    return problems, f"{whole['digits']} digits, {took:.0f} s"


def interrupted(tree):
    """Ended in the middle, it goes on with what it has; a part that is kept is not counted again."""
    folder = oracle.fresh_folder(SCRATCH / "interrupted")
    log = folder / "log"
    slow = folder / "slow"
    slow.write_text(f"#!/bin/sh\necho one >>{log}\nsleep 0.5\nexec {COUNTER} \"$1\"\n")
    slow.chmod(0o755)
    command = ["count", *SLICE, "--counter", str(slow), "--format", "json", "--split", "4", "--keep", "kept", "--jobs", "1"]
    environment = tree.environments["hexagon"] if hasattr(tree, "environments") else {}
    process = subprocess.Popen([oracle.tool_path(), *command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    while process.poll() is None and (not log.exists() or log.read_text().count("one") < 3):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    before = log.read_text().count("one")
    again = answer(tree.run_tool("hexagon", folder, command))
    after = log.read_text().count("one")
    problems = ended(tree, folder)
    whole = answer(tree.run_tool("hexagon", folder, ["count", *SLICE, "--counter", COUNTER, "--format", "json"]))
    if process.returncode != 130:
        problems.append(f"interrupted: exit {process.returncode}")
    if again.get("count") != whole["count"]:
        problems.append(f"resumed {again}, whole {whole}")
    kept = len(list((folder / "kept").glob("*.count")))
    if not 0 < before < after or after - before >= kept:
        problems.append(f"counted {before}, then {after - before} of {kept}: nothing was kept")
    return problems, f"{before} and {after - before} counted"


def ended(tree, folder):
    """A counter does not go on when the one who asked is gone."""
    sleeper, mark = folder / "sleeper", folder / "pid"
    sleeper.write_text(f"#!/bin/sh\necho $$ >{mark}.new\nmv {mark}.new {mark}\nexec sleep 600\n")
    sleeper.chmod(0o755)
    process = subprocess.Popen([oracle.tool_path(), "count", *SLICE, "--counter", str(sleeper)], cwd=folder,
                               env=tree.environments["hexagon"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not mark.exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    counter = Path(f"/proc/{mark.read_text().strip()}/stat")
    limit = time.monotonic() + 20
    # One that nobody has asked after is Z.
    while time.monotonic() < limit and counter.exists() and counter.read_text().rsplit(")", 1)[1].split()[0] != "Z":
        time.sleep(0.05)
    return [] if time.monotonic() < limit else [f"{counter.parent} goes on"]


def named(tree):
    names = ["MODULES", "EXT4_FS", "JBD2", "PRINTK", "EXPERT"]
    found = answer(tool(tree, "named", "count", *names, "--format", "json"))
    listed = json.loads(tool(tree, "named", "variants", *names, "--format", "json").stdout)
    return [f"{found}, and variants has {listed['combinations']}"] * (int(found["count"]) != listed["combinations"]), found["count"]


def liars(tree):
    problems = []
    for name, script, code, text in (
            ("silent", "exit 0", 3, "gives no count"), ("none", "echo s UNSATISFIABLE", 3, "counts none"),
            ("both", "echo s UNSATISFIABLE; echo c s exact arb int 5", 3, "contradicts itself"),
            ("estimate", "echo c s approx arb int 5", 3, "gives no count"), ("crash", "kill -SEGV $$", 3, "signal 11"),
            ("hang", "sleep 100", 3, "unknown")):
        file = oracle.fresh_folder(SCRATCH / f"liar-{name}") / "counter"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        done = tool(tree, f"liar-{name}", "count", *SLICE, "--counter", str(file), "--timeout", "2")
        if done.code != code or text not in (done.stdout + done.stderr).decode():
            problems.append(f"{name}: exit {done.code}: {done.stdout.decode()}{done.stderr.decode()}")
    done = tool(tree, "missing", "count", *SLICE, "--counter", "no-such-counter")
    if done.code != 3 or b"no-such-counter" not in done.stderr:
        problems.append(f"missing: exit {done.code}: {done.stderr.decode()}")
    return problems, ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case", nargs="*")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    if not PYTHON.exists():
        fail_early(f"there is no {PYTHON}: scripts/setup test installs it")
    try:
        tree = oracle.Oracle(oracle.VERSIONS[0])
        tree.prepare(["hexagon"], say)
    except oracle.OracleError as error:
        fail_early(error)
    cases = {"formulas": formulas, "slice": lambda: slice_of(tree, LARGER if options.all else SLICE),
             "interrupted": lambda: interrupted(tree), "named": lambda: named(tree), "liars": lambda: liars(tree)}
    chosen = [name for name in cases if not options.case or name in options.case]
    return summarize(run_cases(chosen, lambda name: cases[name]()))


if __name__ == "__main__":
    sys.exit(main())
