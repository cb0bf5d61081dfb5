#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Recorded toolchains: the same answers as from the tools themselves, on a machine that has none, with nothing run.

  same      a record made here, replayed without PATH: for each defconfig of x86, arm64 and riscv what the kernel's conf
            writes with the tools; strace sees no program start
  shipped   each file of toolchains/ answers both trees without PATH, and twice with the same bytes
  again     toolchains/ recorded anew are the same (needs their compilers: only when asked for)
  refused   what is not in a record: which command, where, exit 2; damaged files; other trees and architectures
  open      `lint --tree --unknown-probes free` with an empty record finds what it finds with a whole one
  goals     make satconfig SATPROBES= in a patched tree

  probes.py [--all] [CASE…]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

ARCHITECTURES = ("x86", "arm64", "riscv")
TOOLCHAINS = oracle.ROOT / "toolchains"
NOWHERE = "/nonexistent"


class Probes:
    def __init__(self, scratch: Path, trees):
        self.scratch, self.trees = scratch, trees

    def folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def tool(self, folder, *arguments, tree=None, **variables):
        """Outside make, with no cache that could know an answer."""
        environment = oracle.clean_environment() | {"srctree": str(tree or self.trees[0].tree), "KCONFIG_SAT_CACHE": "off"}
        return oracle.run([oracle.tool_path(), *arguments], folder, environment | variables)

    def record(self, tree, arch) -> Path:
        """What the tools say in the environment in which conf is asked here."""
        file = self.folder() / "here.probes"
        done = oracle.run([oracle.tool_path(), "stats", "--record-probes", file], file.parent,
                          tree.environments[arch] | {"KCONFIG_SAT_CACHE": "off"})
        if done.code:
            raise oracle.OracleError(f"--record-probes: {done.stderr.decode()}")
        return file

    # --- the same answers ---

    def same(self, tree, arch):
        file = self.record(tree, arch)
        problems, names = [], tree.defconfigs(arch)
        replayed = tree.environments[arch] | {"PATH": NOWHERE, "KCONFIG_SAT_PROBES": str(file), "CC_VERSION_TEXT": "another"}
        for name in names:
            words = [f"--defconfig=arch/{tree.environments[arch]['SRCARCH']}/configs/{name}", "Kconfig"]
            wanted = tree.recall_conf(arch, self.folder(), words)
            got = oracle.run([oracle.tool_path(), "conf", *words], self.folder(), replayed)
            if (wanted.code, wanted.config) != (got.code, got.config):
                wanted = tree.recall_conf(arch, self.folder(), words, afresh=True)
            if (wanted.code, wanted.config) != (got.code, got.config):
                problems.append(f"{name}: another .config, exit {got.code}: {got.stderr.decode()[-300:]}")
        return problems + self.starts_nothing(file, tree, arch), f"{len(names)} defconfigs"

    def starts_nothing(self, file, tree, arch):
        folder, log = self.folder(), self.folder() / "log"
        (folder / ".satconfig").write_text("CONFIG_EXT4_FS=y\n")
        problems = []
        for words in (["satconfig"], ["check"], ["explain", "EXT4_FS"]):
            command = ["strace", "-f", "-qq", "-e", "trace=execve,execveat", "-o", log, oracle.tool_path(), *words,
                       "--arch", arch, "--probes", file]
            done = oracle.run(command, folder, oracle.clean_environment() | {"srctree": str(tree.tree)})
            starts = [line for line in log.read_text().splitlines() if "exec" in line]
            if done.code or len(starts) != 1:
                problems.append(f"{words}: exit {done.code}: {done.stderr.decode()[-300:]}; {starts[1:3]}")
        return problems

    # --- the files that are shipped ---

    def shipped(self, tree, file):
        arch = file.stem.split("-")[-1]
        problems, written = [], set()
        for path in (NOWHERE, os.environ["PATH"]):
            folder = self.folder()
            (folder / ".satconfig").write_text("CONFIG_EXT4_FS=y\n")
            done = self.tool(folder, "satconfig", "--arch", arch, "--probes", file, tree=tree.tree, PATH=path)
            written.add(done.config)
            problems += [f"exit {done.code}: {done.stderr.decode()[-300:]}"] * (done.code != 0)
        if len(written) != 1:
            problems.append("PATH makes a difference")
        version = re.search(rb'CC_VERSION_TEXT="(.*)"', next(iter(written)) or b"")
        compiler = file.stem.split("-")[0]
        if not version or compiler.encode() not in version[1].lower():
            problems.append(f"no {compiler}: {version}")
        return problems, ""

    def again(self):
        folder = self.folder()
        for file in TOOLCHAINS.glob("*.probes"):
            shutil.copy(file, folder)
        done = subprocess.run([oracle.ROOT / "scripts/record-toolchains", *(tree.tree for tree in self.trees)], capture_output=True,
                              text=True, env=oracle.clean_environment() | {"TOOLCHAINS": str(folder), "KCONFIG_SAT": str(oracle.tool_path())})
        if done.returncode:
            return [f"exit {done.returncode}: {done.stderr}"], ""
        files = sorted(TOOLCHAINS.glob("*.probes"))
        return [f"{file.name} differs" for file in files if (folder / file.name).read_bytes() != file.read_bytes()], f"{len(files)} files"

    # --- what a record does not have ---

    def refused(self):
        folder = self.folder()
        whole = (TOOLCHAINS / "gcc-12-x86.probes").read_text()
        without = re.sub(r"(?m)^\$ \{ .*-fsanitize=kernel-address .*\n(?:> .*\n)*", "", whole)
        texts = {
            "without": (without, 2, [r"Kconfig[\w.]*:\d+:\d+: error: .* does not say what '.*-fsanitize=kernel-address .*' gives", "hint: '--record-probes"]),
            "no head": ("tree 6.12 arch x86\n", 2, [r":1:1: error: 'format kconfig-sat/probes/1' expected"]),
            "no tree": (whole.split("\n")[0] + "\n$ true\n", 2, [r":2:1: error: 'tree VERSION arch NAME' expected"]),
            "twice": (whole + "\ntree 6.12 arch x86\n", 2, [r":\d+:1: error: 'tree 6.12 arch x86' is there twice"]),
            "an output without a command": (whole.split("\n")[0] + "\ntree 6.12 arch x86\n> y\n", 2, [r":3:1: error: a line with '\$'"]),
            "noise": (whole.replace("\n$ ", "\n% ", 1), 2, [r":\d+:1: error: '#', 'tree', '=', '\$' or '>' expected"]),
            "empty": ("", 2, [r":1:1: error: 'format"]),
            "another tree": (whole.replace("tree 6.12 ", "tree 6.9 "), 2, [r"knows nothing of tree 6.12 arch x86: it is about tree 6.1 arch x86, tree 6.9 arch x86"]),
        }
        problems = []
        for name, (text, code, patterns) in texts.items():
            (folder / "p").write_text(text)
            done = self.tool(folder, "stats", "--arch", "x86", "--probes", "p", PATH=NOWHERE)
            # Long lines are folded.
            said = " ".join(done.stderr.decode().split())
            problems += [f"{name}: exit {done.code}: {said[-400:]}"] * (done.code != code or not all(re.search(p, said) for p in patterns))
        for words in (["--probes", "no/such"], ["--probes", TOOLCHAINS / "gcc-12-riscv.probes"],
                      ["--probes", "p", "--record-probes", "q"], ["--record-probes", "/dev/null/p"]):
            done = self.tool(folder, "stats", "--arch", "x86", *words)
            problems += [f"{words}: exit {done.code}: {done.stderr.decode()[-400:]}"] * (done.code not in (2, 64) or not done.stderr)
        done = self.tool(folder, "stats", "--arch", "x86", "--record-probes", "new")
        if b"new has the answers of" not in done.stderr or b"tree 6.12 arch x86" not in done.stderr:
            problems.append(f"what was recorded is not said: {done.stderr.decode()}")
        (folder / "damaged").write_text("format kconfig-sat/probes/1\nx\n")
        done = self.tool(folder, "stats", "--arch", "x86", "--record-probes", "damaged")
        if done.code != 2 or (folder / "damaged").read_text().splitlines()[1] != "x":
            problems.append(f"a damaged file is replaced: exit {done.code}")
        return problems, f"{len(texts)} texts"

    def open(self):
        folder = self.folder()
        whole = (TOOLCHAINS / "gcc-12-riscv.probes").read_text()
        (folder / "empty").write_text(re.sub(r"(?m)^(\$|>).*\n", "", whole))
        words = ["lint", "--tree", "--arch", "riscv", "--format", "json", "--disable", "unmet-select", "--probes"]
        known = self.tool(folder, *words, TOOLCHAINS / "gcc-12-riscv.probes", PATH=NOWHERE)
        free = self.tool(folder, *words, "empty", "--unknown-probes", "free", PATH=NOWHERE)
        problems = [] if known.stdout == free.stdout and b'"rule"' in known.stdout else ["other findings"]
        done = self.tool(folder, *words, "empty", PATH=NOWHERE)
        problems += [f"without free: exit {done.code}"] * (done.code != 2)
        done = self.tool(folder, "lint", "--arch", "riscv", "--probes", "empty", "--unknown-probes", "free", PATH=NOWHERE)
        problems += [f"without --tree: exit {done.code}"] * (done.code not in (2, 64))
        return problems, ""

    def goals(self):
        """In make, which says other things about the tools."""
        tree, folder = self.folder() / "linux", self.folder()
        subprocess.run(["cp", "-as", self.trees[0].tree, tree], check=True)
        for name in ("scripts/kconfig", "Makefile"):
            subprocess.run(["rm", "-r", tree / name], check=True)
            subprocess.run(["cp", "-a", self.trees[0].tree / name, tree / name], check=True)
        environment = oracle.clean_environment() | {"KCONFIG_SAT": str(oracle.tool_path())}
        subprocess.run([oracle.ROOT / "scripts/kconfig-patch", tree], check=True, env=environment, capture_output=True)
        (folder / ".satconfig").write_text("CONFIG_EXT4_FS=y\n")
        file = TOOLCHAINS / "clang-14-riscv.probes"
        done = oracle.run(["make", "-s", "-C", tree, f"O={folder}", "ARCH=riscv", f"SATPROBES={file}", "satconfig"], folder, environment)
        outside = self.folder()
        (outside / ".satconfig").write_text("CONFIG_EXT4_FS=y\n")
        alone = self.tool(outside, "satconfig", "--arch", "riscv", "--probes", file, PATH=NOWHERE)
        if done.code or done.config != alone.config or b"clang" not in (done.config or b""):
            return [f"exit {done.code}: {done.stderr.decode()[-400:]}"], ""
        return [], ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        if not shutil.which("strace"):
            raise oracle.OracleError("strace is missing: scripts/setup test installs it")
        trees = [oracle.Oracle(version) for version in oracle.VERSIONS]
        for tree in trees:
            tree.prepare(ARCHITECTURES, say)
    except oracle.OracleError as error:
        fail_early(error)
    with tempfile.TemporaryDirectory() as scratch:
        probes = Probes(Path(scratch), trees)
        cases = {name: getattr(probes, name) for name in ("refused", "open", "goals")}
        if options.all:
            cases["again"] = probes.again
        for tree in trees:
            for arch in ARCHITECTURES:
                cases[f"same {tree.version} {arch}"] = lambda tree=tree, arch=arch: probes.same(tree, arch)
            for file in sorted(TOOLCHAINS.glob("*.probes")):
                cases[f"shipped {tree.version} {file.stem}"] = lambda tree=tree, file=file: probes.shipped(tree, file)
        chosen = [name for name in cases if not options.case or any(word in name for word in options.case)]
        return summarize(run_cases(chosen, lambda name: cases[name]()))


if __name__ == "__main__":
    sys.exit(main())
