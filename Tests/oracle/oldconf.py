#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The `conf` of old kernels, built from the sources in ../shared/foreign, beside `kconfig-sat conf`.

Of each architecture that has expected files: `syncconfig` of one, then of another on top of that, and `savedefconfig`, with all
files that are left, messages and exit status. And small texts in the language of other kernels than that one: what is refused
is refused by both, what is read is read alike, the dialogues with somebody who gives all sorts of answers included. Only the
words of a refusal are our own.

Without the data (see foreign.py) this says so and passes.

  oldconf.py [--data FOLDER] [-t TREE]… [-a ARCH]… [-k]      two architectures of each tree
  oldconf.py --all                                           all of them
"""

import argparse
import re
import resource
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import oracle
from foreign import DATA, SCRATCH, Case, cases, command, unpack, variables
from oldtexts import CONFIGS, OTHERS, TEXTS
from report import run_cases, say, summarize

TREES = ("linux-4.19", "linux-2.6.33")
# 2.6.33 puts the date into what it writes, we don't.
DATE = re.compile(rb"^(#| \*) (Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*\n", re.M)
# What somebody answers: nonsense, values of all types, then Enter for all that comes.
ANSWERS = b"y\n\nm\n7\nfoo\n2\nn\n0x1f\n1\nY\n" + b"\n" * 200
# Who gives a wrong answer is told about the symbol, which old kernels lay out otherwise.
ABOUT = re.compile(rb"\nSymbol: .*?\n\n\n\n", re.S)
# Seconds that a small text may take, and bytes of a file.
PATIENCE, OUTPUT = 3, 1 << 22
RUNS = oracle.BUILD / "oldconf"


@dataclass
class Outcome:
    status: int
    out: bytes
    err: bytes
    files: dict[str, bytes]


def build_conf(tree) -> Path:
    """The tree's `conf`, made of its own sources or of what flex and bison make of them."""
    folder = oracle.fresh_folder(RUNS / "build" / tree)
    shutil.copytree(SCRATCH / tree / "tree/scripts/kconfig", folder, dirs_exist_ok=True)
    shipped = list(folder.glob("*.c_shipped"))
    for file in shipped:
        file.rename(file.with_suffix(".c"))
    if not shipped:
        subprocess.run(["flex", "-ozconf.lex.c", "-L", "zconf.l"], cwd=folder, check=True)
        subprocess.run(["bison", "-ozconf.tab.c", "-t", "-l", "zconf.y"], cwd=folder, check=True)
    subprocess.run(["cc", "-w", "-O1", "-I.", "-DKBUILD_NO_NLS", "conf.c", "zconf.tab.c", "-o", "conf"], cwd=folder, check=True)
    return folder / "conf"


def limit_output():
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))


class Place:
    """A folder in which one of the programs runs."""

    def __init__(self, tree, program, folder, environment):
        self.program, self.environment = program, environment
        self.folder = oracle.fresh_folder(folder)
        for name in ("include/config", "include/generated"):
            (self.folder / name).mkdir(parents=True)
        # The stand-in for a compiler is there.
        (self.folder / "scripts").symlink_to(SCRATCH / tree / "tree/scripts")

    def run(self, *arguments, patience=oracle.TIMEOUT, answers=b"") -> Outcome | None:
        """None when there is no answer in time: old kernels ask again and again where nobody answers."""
        said = self.folder.with_suffix(".in")
        said.write_bytes(answers)
        with open(self.folder.with_suffix(".out"), "w+b") as out, open(self.folder.with_suffix(".err"), "w+b") as err, \
                open(said, "rb") as given:
            try:
                done = subprocess.run([*self.program, *arguments], cwd=self.folder, env=self.environment, stdout=out, stderr=err,
                                      stdin=given, timeout=patience, check=False, preexec_fn=limit_output)
            except subprocess.TimeoutExpired:
                return None
            texts = [ABOUT.sub(b"\n", (stream.seek(0), stream.read())[1]) for stream in (out, err)]
        files = {str(file.relative_to(self.folder)): DATE.sub(b"", file.read_bytes())
                 for file in self.folder.rglob("*") if file.is_file() and not file.is_symlink()}
        return Outcome(done.returncode, *texts, files)

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def forget_changes(self):
        """What is there afterwards was touched anew."""
        for file in (self.folder / "include/config").rglob("*.h"):
            file.unlink()


class Pair:
    def __init__(self, tree, conf, name, environment):
        folder = RUNS / tree / name.replace(" ", "_")
        environment = {"PATH": "/usr/bin:/bin", "KCONFIG_SAT_CACHE": "off", **environment}
        self.places = [Place(tree, [conf], folder / "theirs", environment),
                       Place(tree, [oracle.tool_path(), "conf"], folder / "ours", environment)]

    def each(self, action):
        for place in self.places:
            action(place)

    def compare(self, *arguments, keeps_refusals=False, answers=b"") -> list[str]:
        patience = PATIENCE if keeps_refusals else oracle.TIMEOUT
        theirs = self.places[0].run(*arguments, patience=patience, answers=answers)
        # One that was killed asked without end.
        if theirs is None or theirs.status < 0:
            return []
        ours = self.places[1].run(*arguments, answers=answers)
        if keeps_refusals and theirs.status != 0 and ours.status != 0:
            return []
        what = " ".join(arguments)
        problems = [f"{what}: {part} {getattr(theirs, part)!r}, but {getattr(ours, part)!r}" for part in ("status", "out", "err")
                    if getattr(theirs, part) != getattr(ours, part)]
        lost, extra = sorted(theirs.files.keys() - ours.files.keys()), sorted(ours.files.keys() - theirs.files.keys())
        problems += [f"{what}: {len(lost)} files are missing: {lost[:5]}"] * bool(lost)
        problems += [f"{what}: {len(extra)} files too many: {extra[:5]}"] * bool(extra)
        return problems + [f"{what}: {name} differs: {first_difference(theirs.files[name], ours.files[name])}"
                           for name in sorted(theirs.files.keys() & ours.files.keys()) if theirs.files[name] != ours.files[name]]


def first_difference(wanted, got) -> str:
    lines = zip(wanted.split(b"\n"), got.split(b"\n"))
    return next((f"{a!r}, but {b!r}" for a, b in lines if a != b), f"{len(wanted)} bytes, but {len(got)}")


def of_arch(data, tree, conf, arch):
    """Synchronises with one configuration, then with another, and saves that as a defconfig."""
    found = {case.name: case for case in cases(tree, [arch])}
    first, second = next(name for name in sorted(found) if name != "allmodconfig"), "allmodconfig"
    root = command(found[first])[-1]
    pair = Pair(tree, conf, arch, {**variables(data, Case(tree, arch, first)), "srctree": str(SCRATCH / tree / "tree")})
    sync, save = SYNC[tree], "--savedefconfig=defconfig" if tree == "linux-4.19" else None
    problems = []
    pair.each(lambda place: place.write("include/config/auto.conf", 'CONFIG_GONE=y\nCONFIG_GONE_TOO="x"\n'))
    for name in (first, second):
        text = found[name].expected("config").read_bytes()
        pair.each(lambda place, text=text: (place.write(".config", text), place.forget_changes()))
        problems += pair.compare(sync, root)
        problems += pair.compare(save, root) if save else []
    count = len(pair.places[1].run(sync, root).files)
    return problems, f"{count} files"


def of_text(data, tree, conf, name):
    """A small Kconfig, with nothing and with something to read."""
    arch = cases(tree, None)[0].arch
    environment = variables(data, Case(tree, arch, "")) | {"srctree": "."}
    version = re.search(r"\d+\.\d+", tree)[0]
    pair = Pair(tree, conf, f"text {name}", environment | {"KCONFIG_SAT_DIALECT": version, "KCONFIG_SEED": "7"})
    for path, text in {"Kconfig": TEXTS[name], **OTHERS}.items():
        pair.each(lambda place, path=path, text=text: place.write(path, text))
    pair.each(lambda place: (place.folder / "scripts").unlink())
    problems = []
    for mode in MODES[tree]:
        for text in ("", *CONFIGS):
            pair.each(lambda place, text=text: place.write(".config", text))
            problems += pair.compare(*mode, "Kconfig", keeps_refusals=True)
    for mode in DIALOGUES[tree]:
        for text in ("", *CONFIGS):
            pair.each(lambda place, text=text: place.write(".config", text))
            problems += pair.compare(*mode, "Kconfig", keeps_refusals=True, answers=ANSWERS)
    # With what the last mode wrote: nobody is there to answer questions.
    return problems + pair.compare(SYNC[tree], "Kconfig", keeps_refusals=True), ""


SYNC = {"linux-4.19": "--syncconfig", "linux-2.6.33": "-s"}
# Those of 2.6.33 look otherwise, and are not compared.
DIALOGUES = {"linux-4.19": (["--oldconfig"], ["--oldaskconfig"], ["--listnewconfig"]), "linux-2.6.33": ()}
MODES = {
    "linux-4.19": (["--olddefconfig"], ["--allyesconfig"], ["--allmodconfig"], ["--allnoconfig"], ["--randconfig"],
                   ["--savedefconfig=saved"]),
    "linux-2.6.33": (["-D", ".config"], ["-y"], ["-m"], ["-n"]),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("-t", "--tree", action="append")
    parser.add_argument("-a", "--arch", action="append", help="only these, and no small texts")
    parser.add_argument("-c", "--case", action="append", help="only these small texts, and no architectures")
    parser.add_argument("--all", action="store_true", help="all architectures")
    parser.add_argument("-k", "--keep", action="store_true", help="keep what was written, in build/oldconf")
    given = parser.parse_args()
    if not given.data.is_dir():
        say(f"there is no {given.data}: nothing was compared")
        return 0
    jobs = {}
    for tree in given.tree or TREES:
        unpack(given.data, tree)
        conf = build_conf(tree)
        archs = sorted({case.arch for case in cases(tree, given.arch)}) if not given.case else []
        for arch in archs if given.all or given.arch else archs[:2]:
            jobs[f"{tree} {arch}"] = lambda tree=tree, conf=conf, arch=arch: of_arch(given.data, tree, conf, arch)
        for name in [] if given.arch else given.case or TEXTS:
            jobs[f"{tree} text {name}"] = lambda tree=tree, conf=conf, name=name: of_text(given.data, tree, conf, name)
    failures = run_cases(list(jobs), lambda case: jobs[case]())
    if not given.keep:
        shutil.rmtree(RUNS, ignore_errors=True)
    return summarize(failures)


if __name__ == "__main__":
    raise SystemExit(main())
