#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat conf` in trees with other dialects, against what their own `conf` wrote there.

The data is no part of this project: a folder shared/foreign beside it has, for each tree, the Kconfig files, the variables
to run with, and the files and messages that its `conf` made. Where there is none, this says so and passes.

  foreign.py [--data FOLDER] [-t TREE]… [-a ARCH]… [-c CASE]… [-k]

A tree's GOALS are how many of its files are byte-identical, and its messages: fewer fail, and so do more until they are
written down here. Without -t, the trees that have goals are tried.
"""

import argparse
import difflib
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import oracle
from report import fail_early, run_cases, say

DATA = oracle.ROOT.parent / "shared" / "foreign"
SCRATCH = oracle.BUILD / "foreign"
# A tree whose sources are not there: its dialect has to be named.
NAMED = {"u-boot": "4.20+rawStrings"}
# Files and messages that are the same, of how many.
GOALS = {"u-boot": (22, 22, 22), "linux-4.19": (48, 48, 48), "linux-2.6.33": (38, 38, 38)}


# What `check` may say about a file that the tree's `conf` wrote and leaves alone: `conf` itself refuses an empty number when
# it reads one, and a select against a dependency is no configuration.
TRUE_COMPLAINT = re.compile("a value of type (hex|integer) is expected|is selected against what it depends on")


@dataclass(frozen=True)
class Case:
    tree: str
    arch: str  # empty where a tree has only one
    name: str

    def __str__(self):
        return " ".join(part for part in (self.tree, self.arch, self.name) if part)

    def expected(self, kind) -> Path:
        return SCRATCH / self.tree / "expected" / self.arch / f"{self.name}.{kind}"


def unpack(data, tree):
    """Unpacks a tree's data anew where it has changed since the last time."""
    folder = SCRATCH / tree
    archives = [data / tree / f"{part}.tar.xz" for part in ("tree", "expected")]
    stamp = "\n".join(f"{archive} {archive.stat().st_mtime_ns}" for archive in archives)
    if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp:
        return
    oracle.fresh_folder(folder)
    for archive in archives:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    (folder / "stamp").write_text(stamp)


def cases(tree, archs) -> list[Case]:
    root = SCRATCH / tree / "expected"
    found = [Case(tree, str(file.parent.relative_to(root)).strip("."), file.stem) for file in root.rglob("*.config")]
    return sorted((case for case in found if not archs or case.arch in archs), key=str)


def variables(data, case) -> dict[str, str]:
    file = data / case.tree / "env"
    text = (file / case.arch if case.arch else file).read_text()
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    if case.tree in NAMED:
        found["KCONFIG_SAT_DIALECT"] = NAMED[case.tree]
    if match := re.fullmatch(r"rand(\d+)", case.name):
        found["KCONFIG_SEED"] = match[1]
    return found


def command(case) -> list[str]:
    """The arguments of `conf`, from the file that has them, or by the name of the case."""
    if case.expected("command").exists():
        return case.expected("command").read_text().split("#")[0].split()[1:]
    if case.name.startswith("old-"):
        return ["--olddefconfig", "Kconfig"]
    if re.fullmatch(r"rand\d+", case.name):
        return ["--randconfig", "Kconfig"]
    if re.fullmatch(r"all\w+config", case.name):
        return [f"--{case.name}", "Kconfig"]
    return [f"--defconfig=configs/{case.name}", "Kconfig"]


def scratch(case) -> Path:
    return SCRATCH / "runs" / str(case).replace(" ", "_")


def run(data, case) -> tuple[bytes, bytes]:
    """The .config and the messages."""
    folder = oracle.fresh_folder(scratch(case))
    config = folder / ".config"
    if case.name.startswith("old-"):
        config.write_bytes(case.expected("config").with_name(case.name[4:] + ".config").read_bytes())
    environment = {"PATH": "/usr/bin:/bin", "KCONFIG_SAT_CACHE": "off", **variables(data, case)}
    environment |= {"KCONFIG_CONFIG": str(config), "KCONFIG_AUTOCONFIG": str(folder / "auto.conf"),
                    "KCONFIG_AUTOHEADER": str(folder / "autoconf.h"), "KCONFIG_TRISTATE": str(folder / "tristate.conf"),
                    "KCONFIG_RUSTCCFG": str(folder / "rustc_cfg")}
    done = subprocess.run([oracle.tool_path(), "conf", *command(case)], cwd=SCRATCH / case.tree / "tree", env=environment,
                          capture_output=True, timeout=oracle.TIMEOUT, check=False)
    written = config.read_bytes() if config.exists() else b""
    return written, done.stderr.replace(str(config).encode(), b".config")


def complaints(data, case) -> list[str]:
    """What `check` says about the expected file that can't be true."""
    if case.tree not in NAMED or re.fullmatch(r"rand\d+", case.name):
        return []
    config = scratch(case) / ".config"
    shutil.copyfile(case.expected("config"), config)
    environment = {"PATH": "/usr/bin:/bin", "KCONFIG_SAT_CACHE": "off", **variables(data, case), "KCONFIG_CONFIG": str(config)}
    done = subprocess.run([oracle.tool_path(), "check"], cwd=SCRATCH / case.tree / "tree", env=environment,
                          capture_output=True, text=True, timeout=oracle.TIMEOUT, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if ": error: " in line]
    wrong = [line for line in said if not TRUE_COMPLAINT.search(line)]
    return wrong if done.returncode == (1 if said else 0) else [*wrong, f"check: exit status {done.returncode}"]


def check(data, results, case):
    written, messages = run(data, case)
    wanted = case.expected("config").read_bytes()
    expected = case.expected("stderr")
    said = expected.read_bytes() if expected.exists() else b""
    results[case] = (written == wanted, messages == said)
    note = "" if all(results[case]) else sketch(wanted, written) + sketch(said, messages)
    return complaints(data, case), note


def sketch(wanted, got) -> str:
    """The first lines that differ."""
    lines = difflib.unified_diff(wanted.decode(errors="replace").splitlines(), got.decode(errors="replace").splitlines(),
                                 n=0, lineterm="")
    return "".join(f"\n      {line}" for line in [line for line in lines if line[:2] not in ("--", "++", "@@")][:4])


def judge(tree, results) -> bool:
    files, messages = (sum(result[part] for result in results.values()) for part in (0, 1))
    say(f"{tree}: {files} of {len(results)} files, {messages} of {len(results)} messages are what its conf wrote")
    goal = GOALS.get(tree)
    if goal and len(results) == goal[2] and (files, messages) != goal[:2]:
        say(f"{tree}: FAILED, {goal[0]} files and {goal[1]} messages are expected")
        return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("-t", "--tree", action="append")
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("-c", "--case", action="append")
    parser.add_argument("-k", "--keep", action="store_true", help="keep what was written, in build/foreign/runs")
    options = parser.parse_args()
    if not options.data.is_dir():
        say(f"there is no {options.data}: nothing was compared")
        return 0
    trees = options.tree or sorted(GOALS)
    good = True
    for tree in trees:
        if not (options.data / tree / "tree.tar.xz").exists():
            fail_early(f"there is no {options.data / tree}")
        unpack(options.data, tree)
        results = {}
        chosen = [case for case in cases(tree, options.arch) if not options.case or case.name in options.case]
        failures = run_cases(chosen, lambda case, into=results: check(options.data, into, case))
        good = judge(tree, results) and not any(failures.values()) and good
    if not options.keep:
        shutil.rmtree(SCRATCH / "runs", ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
