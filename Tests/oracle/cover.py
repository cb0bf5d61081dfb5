#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`cover` on patches made for the test, judged by make, conf and the C preprocessor.

Thirty patches put lines that can be recognised into files of the tree: drivers, exclusive branches, assembly, headers, new
files, several at once, in the form of git, of diff(1), of mailboxes; some only rename, delete or change modes, some don't
fit. Each line that `cover` says a configuration compiles must be there: make's lists have the object (vex.py), and the
preprocessor lets the line through, given the files that `conf --syncconfig` writes of that configuration. conf leaves the
configuration as it is. With --all the kernel's make is asked on x86 as well: the line must be in the FILE.i (FILE.s) that it makes of the
patched tree, and `cover --verify` must say so.

  cover.py                     6.12 on x86, patches of each kind
  cover.py --all               all patches, on 6.12 and 6.1, on x86, riscv and arm64
  cover.py -t 6.1 -a riscv -p "exclusive 2"

Exit status: 0 all well, 1 not, 3 a tool or a tree is missing.
"""

import argparse
import difflib
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import oracle
from makelists import Make
from report import fail_early, run_cases, say, summarize

HOME = oracle.BUILD / "cover"
# Headers, with a source that leads to them in every configuration.
HEADERS = {"include/linux/skbuff.h": "kernel/fork.c", "include/linux/mm.h": "mm/memory.c"}


class Patches:
    """Patches with marked lines: name -> (text, markers by file, what is wanted)."""

    def __init__(self, tree: Path, arch: str, seed: int):
        self.tree, self.arch, self.chance = tree, arch, random.Random(seed)
        self.count = 0
        self.all = {}
        self._make()

    def marker(self, file: str) -> str:
        self.count += 1
        # What make compiles to prepare a build includes headers: there it must be C.
        return f"struct cover_marker_{self.count};" if file.endswith(".h") else f"cover_marker_{self.count}{';' * (not file.endswith('.S'))}"

    def lines(self, file: str) -> list[str]:
        return (self.tree / file).read_bytes().decode(errors="surrogateescape").splitlines(keepends=True)

    def diff(self, file: str, new: list[str], old=None, to=None) -> str:
        old = self.lines(file) if old is None else old
        return "".join(difflib.unified_diff(old, new, f"a/{file}", f"b/{to or file}", n=3))

    def marked(self, file: str, places: list[int]) -> tuple[list[str], list[str]]:
        """The lines of a file with a marker in front of each of some lines."""
        new, markers = self.lines(file), []
        for place in sorted(places, reverse=True):
            marker = self.marker(file)
            markers.append(marker)
            new.insert(place, marker + "\n")
        return new, markers

    # --- places

    def ends(self, file: str) -> list[int]:
        """Behind functions: no branch of the preprocessor, no comment, no macro."""
        lines, depth, found = self.lines(file), 0, []
        for number, line in enumerate(lines):
            if re.match(r"\s*#\s*if", line):
                depth += 1
            elif re.match(r"\s*#\s*endif", line):
                depth -= 1
            elif depth == 0 and line.rstrip() == "}":
                found.append(number + 1)
        return found

    def exclusive(self, file: str) -> list[tuple[int, int]]:
        """Plain `#ifdef CONFIG_X … #else`, not nested: behind either line."""
        lines, found, open_ = self.lines(file), [], []
        for number, line in enumerate(lines):
            if re.match(r"\s*#\s*if", line):
                simple = not open_ and re.match(r"#\s*(ifdef|if IS_ENABLED\()\s*\(?CONFIG_\w+\)?\s*$", line)
                open_.append(number if simple else None)
            elif re.match(r"\s*#\s*else", line) and open_ and open_[-1] is not None:
                found.append((open_[-1] + 1, number + 1))
            elif re.match(r"\s*#\s*endif", line) and open_:
                open_.pop()
        return [pair for pair in found if all(not lines[place].startswith("#") for place in pair)]

    def sources(self, folders, suffix=".c") -> list[str]:
        found = [str(path.relative_to(self.tree)) for folder in folders
                 for path in sorted((self.tree / folder).rglob(f"*{suffix}"))]
        self.chance.shuffle(found)
        return found

    # --- the thirty

    def add(self, name, text, markers, wanted="all"):
        """wanted: `all` markers are covered; `honest`: what is claimed is true; a number: this exit status; a text on stderr
        or stdout."""
        self.all[name] = (text, markers, wanted)

    def simple(self, file):
        new, markers = self.marked(file, self.chance.sample(self.ends(file), 1))
        return self.diff(file, new), {file: markers}

    def _make(self):
        common = ("drivers/net", "drivers/usb", "fs", "net", "sound/core", "crypto", "mm")
        drivers = [file for file in self.sources(common) if self.ends(file)]
        for number in range(8):
            self.add(f"driver {number}", *self.simple(drivers.pop()), "honest" if number > 5 else "driver")
        # Both branches can be had: options with a prompt of their own.
        known = [f for f in ("kernel/sched/fair.c", "kernel/fork.c", "net/core/dev.c", "mm/memory.c", "fs/exec.c",
                             "net/ipv4/route.c") if self.exclusive(f)]
        for number, file in enumerate(known[:5]):
            pair = self.chance.choice(self.exclusive(file))
            new, markers = self.marked(file, list(pair))
            self.add(f"exclusive {number}", self.diff(file, new), {file: markers}, "honest")
        for number, file in enumerate(f for f in self.sources((f"arch/{self.arch}/kernel", f"arch/{self.arch}/lib"), ".S")[:2]):
            new, markers = self.marked(file, [len(self.lines(file))])
            self.add(f"assembly {number}", self.diff(file, new), {file: markers}, "honest")
        for number, file in enumerate(HEADERS):
            new, markers = self.marked(file, [len(self.lines(file)) - 2])
            self.add(f"header {number}", self.diff(file, new), {file: markers}, "honest")
        other = "arm64" if self.arch != "arm64" else "x86"
        self.add("other architecture", *self.simple(f"arch/{other}/kernel/setup.c"), "of architecture")
        several, markers = "", {}
        for file in [drivers.pop() for _ in range(8)]:
            text, more = self.simple(file)
            several, markers = several + text, markers | more
        self.add("several", several, markers, "honest")
        self._make_odd(drivers)

    def _make_odd(self, drivers):
        text, markers = self.simple(drivers.pop())
        mail = "From 1234 Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\nSubject: [PATCH] x\n\ntext\n---\n d/x.c | 1 +\n\n"
        second, more = self.simple(drivers.pop())
        self.add("mailbox", mail + text + "-- \n2.39\n\n" + mail + second + "-- \n2.39\n", markers | more, "honest")
        text, markers = self.simple(drivers.pop())
        self.add("carriage returns", text.replace("\n", "\r\n"), markers, "honest")
        file = drivers.pop()
        self.add("comment only", self.diff(file, self.lines(file) + ["/* cover */\n"]), {file: []}, 0)
        file = drivers.pop()
        self.add("mode", f"diff --git a/{file} b/{file}\nold mode 100644\nnew mode 100755\n", {}, "only its mode changes")
        self.add("rename", f"diff --git a/{file} b/{file}.c\nsimilarity index 100%\nrename from {file}\nrename to {file}.c\n",
                 {}, "renamed, without a changed line")
        lines = self.lines(file)
        self.add("deletion", f"diff --git a/{file} b/{file}\ndeleted file mode 100644\n--- a/{file}\n+++ /dev/null\n"
                 + f"@@ -1,{len(lines)} +0,0 @@\n" + "".join("-" + line for line in lines), {}, "deleted")
        self.add("binary", f"diff --git a/{file} b/{file}\nindex 1..2 100644\nBinary files a/{file} and b/{file} differ\n", {},
                 "a binary file")
        make = "drivers/net/Makefile"
        self.add("make file only", self.diff(make, self.lines(make) + ["# cover\n"]), {}, "no code by itself")
        marker = self.marker("x.c")
        new = f"--- /dev/null\n+++ b/drivers/net/cover_new.c\n@@ -0,0 +1 @@\n+{marker}\n"
        self.add("new without make file", new, {"drivers/net/cover_new.c": [marker]}, 1)
        self.add("new with make file", new + self.diff(make, self.lines(make) + ["obj-$(CONFIG_TUN) += cover_new.o\n"]),
                 {"drivers/net/cover_new.c": [marker]}, "all")
        self.add("does not fit", f"--- a/{file}\n+++ b/{file}\n@@ -1,2 +1,2 @@\n no such line\n-nor this\n+x\n", {}, 2)
        self.add("no such file", "--- a/d/nosuch.c\n+++ b/d/nosuch.c\n@@ -1 +1 @@\n-a\n+b\n", {}, 2)
        self.add("no diff", "hello\n", {}, 2)
        self.add("cut off", self.simple(drivers.pop())[0][:-40], {}, 2)


class Links:
    """A folder that shows a tree with some files otherwise: only folders on the way to these are no links."""

    def __init__(self, tree: Path, path: Path):
        self.tree, self.path = tree.resolve(), path
        self._open(Path("."))

    def _open(self, folder: Path):
        target = self.path / folder
        if folder != Path("."):
            self._open(folder.parent)
        if target.is_dir() and not target.is_symlink():
            return
        target.unlink(missing_ok=True)
        target.mkdir(parents=True)
        for entry in (self.tree / folder).iterdir():
            (target / entry.name).symlink_to(entry)

    def put(self, name: str, text: str):
        self._open(Path(name).parent)
        (self.path / name).unlink(missing_ok=True)
        (self.path / name).write_text(text, errors="surrogateescape")

    def restore(self, name: str):
        (self.path / name).unlink()
        if (self.tree / name).exists():
            (self.path / name).symlink_to(self.tree / name)


class Build:
    """The kernel's make on a tree with patched files, in a folder of its own."""

    def __init__(self, tree: Path, arch: str, home: Path):
        self.arch, self.out, self.links = arch, home / "build", Links(tree, home / "links")
        self.out.mkdir(parents=True)

    def make(self, *goals) -> subprocess.CompletedProcess:
        return subprocess.run(["make", "-s", "-k", "-C", self.links.path, f"O={self.out}", f"ARCH={self.arch}", *goals],
                              env=oracle.clean_environment(), capture_output=True, text=True, errors="replace")

    def through(self, config: Path, files: dict[str, list[str]], markers) -> tuple[dict[str, set], list[str]]:
        """By file, the markers in what make preprocesses with a configuration; and what make has against it."""
        for name, lines in files.items():
            self.links.put(name, "\n".join(lines) + "\n")
        try:
            return self._through(config, markers)
        finally:
            for name in files:
                self.links.restore(name)

    def _through(self, config, markers):
        (self.out / ".config").write_bytes(config.read_bytes())
        done = self.make("olddefconfig", "prepare")
        if done.returncode:
            return {}, [f"make prepare: {done.stderr[:600]}"]
        found, problems = {}, []
        for file in markers:
            source = HEADERS.get(file, file)
            target = source[:-1] + ("s" if source.endswith(".S") else "i")
            (self.out / target).unlink(missing_ok=True)
            done = self.make(target)
            text = self.out / target
            if text.is_file():
                found[file] = set(re.findall(r"cover_marker_\d+", text.read_text(errors="replace")))
            else:
                problems.append(f"make {target}: {done.stderr[-300:]}")
        return found, problems


class Case:
    def __init__(self, version: str, arch: str, seed: int, builds: bool = False):
        self.tree = oracle.Oracle(version)
        self.tree.prepare([arch], say)
        self.tree.start_replay()
        self.arch, self.name = arch, f"{version}-{arch}"
        self.home = oracle.fresh_folder(HOME / self.name)
        self.patches = Patches(self.tree.tree, arch, seed)
        self.builds, self.build = builds, None

    def check(self, name: str):
        text, markers, wanted = self.patches.all[name]
        folder = oracle.fresh_folder(self.home / name.replace(" ", "-"))
        patch = folder / "x.patch"
        patch.write_bytes(text.encode(errors="surrogateescape"))
        done = self.tree.run_tool(self.arch, folder, ["cover", "--diff", "x.patch", "--base", "alldefconfig", "--format", "json",
                                                      "-o", "out"])
        if wanted == 2 or done.code not in (0, 1):
            place = re.match(rb"x\.patch:\d+: .*", done.stderr)
            return ([] if done.code == wanted and place else [f"exit {done.code}: {done.stderr.decode()[-300:]}"]), ""
        answer = json.loads(done.stdout)
        files = self.patched(folder, text)
        problems = self.judge(folder, answer, markers, files)
        if self.arch == "x86" and self.builds:
            problems += self.built(folder, answer, markers, files)
        if isinstance(wanted, int) and done.code != wanted:
            problems.append(f"exit {done.code}, {wanted} expected: {answer['uncovered'][:3]}")
        elif wanted not in ("all", "honest", "driver", 0, 1) and not any(
                wanted in entry["cause"] for entry in answer["uncovered"]):
            problems.append(f"'{wanted}' is not said: {answer['uncovered']}")
        claimed = sum(len(entry["lines"]) for entry in answer["configurations"])
        missing = self.missing
        if wanted in ("all", "driver") and missing:
            told = [entry["cause"] for entry in answer["uncovered"] if entry["kind"] != "nothing"]
            if wanted == "all" or not told:
                problems.append(f"{missing} not covered: {told}")
        return problems, f"{len(answer['configurations'])} configurations, {claimed} claims, {len(missing)} markers open"

    def patched(self, folder: Path, text: str) -> dict[str, list[str]]:
        """What files hold with the patch, by patch(1)."""
        below = oracle.fresh_folder(folder / "tree")
        text = text.replace("\r\n", "\n")
        for name in re.findall(r"^--- a/(\S+)", text, re.M):
            target = below / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((self.tree.tree / name).read_bytes())
        if "\n@@" in text:
            done = subprocess.run(["patch", "-p1", "-s", "--no-backup-if-mismatch"], cwd=below, capture_output=True,
                                  input=text.encode(errors="surrogateescape"))
            if done.returncode:
                raise oracle.OracleError(f"patch: {done.stdout.decode()[-300:]}")
        return {str(path.relative_to(below)): path.read_text(errors="surrogateescape").splitlines()
                for path in below.rglob("*") if path.is_file()}

    def judge(self, folder, answer, markers, files) -> list[str]:
        problems, open_ = [], {marker for some in markers.values() for marker in some}
        for entry in answer["configurations"]:
            config = folder / entry["file"]
            through, more = self.through(oracle.fresh_folder(folder / entry["name"]), config, markers, files)
            problems += more
            for claim in entry["lines"]:
                for line in files.get(claim["file"], [])[claim["first"] - 1:claim["last"]]:
                    marker = re.search(r"cover_marker_\d+", line)
                    if not marker:
                        continue
                    open_ -= {line.strip()}
                    if marker[0] not in through.get(claim["file"], set()):
                        problems.append(f"WRONG claim: {entry['name']} does not compile {line.strip()} of {claim['file']}")
        self.missing = sorted(open_)
        return problems

    def built(self, folder, answer, markers, files) -> list[str]:
        """The same by make; and what `cover --verify` says."""
        problems = []
        self.build = self.build or Build(self.tree.tree, self.arch, oracle.fresh_folder(self.home / "made"))
        for entry in answer["configurations"]:
            # What no configuration compiles may not even be preprocessed.
            claimed = {claim["file"] for claim in entry["lines"]}
            through, more = self.build.through(folder / entry["file"], files, {file: markers[file] for file in markers if file in claimed})
            problems += more
            for claim in entry["lines"]:
                for line in files.get(claim["file"], [])[claim["first"] - 1:claim["last"]]:
                    marker = re.search(r"cover_marker_\d+", line)
                    if marker and marker[0] not in through.get(claim["file"], set()):
                        problems.append(f"WRONG claim: {marker[0]} of {claim['file']} is not in what make preprocesses")
        return problems

    def run(self, folder, words, variables) -> oracle.Result:
        """The program with real compilers, as it runs within another make."""
        environment = self.tree.environments[self.arch] | variables
        return oracle.run([oracle.tool_path(), *words], folder, environment)

    def verify(self) -> tuple[list[str], str]:
        """`cover --verify` of lines of the tree as it is: in the tree, inside another make, and of a tree that is not clean."""
        folder = oracle.fresh_folder(self.home / "verify")
        file, pair = next(
            (file, pair) for file in ("kernel/fork.c", "mm/memory.c", "net/core/dev.c", "fs/exec.c")
            for pair in self.patches.exclusive(file)
            if all(re.match(r"\s*[a-z]", self.patches.lines(file)[line]) for line in pair))
        asked = [f"{file}:{line + 1}" for line in pair]
        words = ["cover", *asked, "--base", "alldefconfig", "--format", "json", "--verify"]
        strange = {"sub_make_done": "1", "MAKEFLAGS": "w", "MAKELEVEL": "2", "KBUILD_OUTPUT": str(folder), "O": str(folder)}
        before = set(os.listdir(folder))
        done = self.run(folder, words, strange)
        if done.code not in (0, 1):
            return [f"exit {done.code}: {done.stderr.decode()[-300:]}"], ""
        made = json.loads(done.stdout)["configurations"]
        problems = [f"{entry['name']}: {entry['verified']}" for entry in made
                    if entry["verified"]["missing"] or entry["verified"]["failed"] or not entry["verified"]["lines"]]
        problems += ["nothing is covered"] * (not made) + [f"left behind: {set(os.listdir(folder)) - before}"] * (
            set(os.listdir(folder)) != before)
        dirty = Links(self.tree.tree, oracle.fresh_folder(self.home / "dirty") / "tree")
        dirty.put(".config", "")
        done = self.run(folder, words, {"srctree": str(dirty.path)})
        if done.code != 2 or b"has .config" not in done.stderr:
            problems.append(f"of a tree that is not clean: exit {done.code}: {done.stderr.decode()[-300:]}")
        return problems, f"{len(made)} configurations"

    def through(self, folder, config, markers, files):
        """By file, the markers that a configuration lets through; and what conf has against it."""
        text = config.read_text()
        (folder / ".config").write_text(text)
        self.tree.run_conf(self.arch, folder, ["--olddefconfig", "Kconfig"])
        problems = [] if (folder / ".config").read_text() == text else [f"conf changes {config.name}"]
        for below in ("config", "generated"):
            (folder / "include" / below).mkdir(parents=True, exist_ok=True)
        self.tree.run_conf(self.arch, folder, ["--syncconfig", "Kconfig"])
        make = Make(self.tree.tree, self.arch, text)
        for name, lines in files.items():
            if name.endswith("Makefile"):
                make.files[name] = "\n".join(lines) + "\n"
        found = {}
        for file in markers:
            way = make.compiles(HEADERS.get(file, file))
            if not way:
                continue
            source = "\n".join("" if re.match(r"\s*#\s*include", line) else line for line in files[file]) + "\n"
            flags = ["-DMODULE"] if way == "m" else []
            flags += ["-D__ASSEMBLY__"] if file.endswith(".S") else []
            done = subprocess.run(
                ["gcc", "-E", "-P", "-nostdinc", "-D__KERNEL__", "-I", folder / "include", "-I", self.tree.tree / "include",
                 "-include", "linux/kconfig.h", *flags, "-x", "assembler-with-cpp" if file.endswith(".S") else "c", "-"],
                input=source.encode(errors="surrogateescape"), capture_output=True)
            found[file] = set(re.findall(r"cover_marker_\d+", done.stdout.decode(errors="replace")))
        return found, problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("-p", "--patch", action="append", help="this one only; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    sample = [("6.12", "x86")]
    if options.all:
        sample = [(version, arch) for version in oracle.VERSIONS for arch in ("x86", "riscv", "arm64")]
    if options.tree or options.arch:
        sample = [(tree, arch) for tree in oracle.trees(options).values() for arch in options.arch or ["x86"]]
    made = {}
    try:
        for number, (version, arch) in enumerate(sample):
            case = Case(version, arch, options.seed + number, options.all)
            made |= {f"{case.name} {name}": (case, name) for name in case.patches.all
                     if (name in options.patch if options.patch else options.all or not re.search(r" [2-9]$", name))}
            if case.arch == "x86" and (not options.patch or "verify" in options.patch):
                made[f"{case.name} verify"] = (case, "verify")
    except oracle.OracleError as error:
        fail_early(error)

    # One after the other: a case keeps what it found last.
    def check(name):
        case, patch = made[name]
        return case.verify() if patch == "verify" else case.check(patch)
    return summarize(run_cases(list(made), check, workers=1))


if __name__ == "__main__":
    sys.exit(main())
