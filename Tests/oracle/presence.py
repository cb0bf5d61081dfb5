#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`compiled --all` against make.

For a configuration make reads the tree as a build does: the root's Makefile with auto.conf, then each folder's make file
with scripts/Makefile.lib, descending as scripts/Makefile.build does, but it prints the lists of objects instead of
building them. kconfig-sat must say the same of each object that it knows, and must know each object:

  wrong yes   said to be compiled, but make does not list it
  wrong no    make lists it, but it is said not to be compiled, or is not known
  unknown     left open, with the place that makes it so: less than 1 % of the objects

With --built the kernel is built instead, and what make has compiled is the judge.

  presence.py                      a sample: 6.12, x86, three configurations
  presence.py --all                both trees, five architectures, 4 + 20 configurations each
  presence.py -t 6.1 -a arm64 -c allmodconfig -c random:3 --misses 50
  presence.py --built -c tinyconfig -c defconfig        an hour on two cores

Exit status: 0 all well, 1 not, 3 make or a tool failed.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import oracle

HOME = oracle.BUILD / "presence"
ARCHITECTURES = ("x86", "arm64", "riscv", "powerpc", "mips")
# Beside the tree's own `defconfig` of an architecture.
MODES = ("allyesconfig", "allmodconfig", "defconfig", "tinyconfig")
UNKNOWN_LIMIT = 0.01
CCACHE = ["CC=ccache gcc"] if shutil.which("ccache") else []
SUFFIXES = (".o", ".s", ".lds", ".dtb", ".dtbo")

# The root's Makefile, and a goal that walks instead of building.
START = """include $(abs_srctree)/Makefile
presence-walk:
\t$(Q)$(MAKE) -f $(PRESENCE_WALK) obj=. need-builtin=1 need-modorder=1
\t$(Q)$(if $(and $(dtstree),$(CONFIG_OF_EARLY_FLATTREE)),$(MAKE) -f $(PRESENCE_WALK) obj=$(dtstree))
"""

# What stands behind the head of the tree's own scripts/Makefile.build: the lists, and the folders below.
WALK = """
ifneq ($(wildcard $(srctree)/scripts/Makefile.dtbs),)
ifneq ($(dtb-y)$(dtb-),)
include $(srctree)/scripts/Makefile.dtbs
endif
endif
presence-prefix = $(if $(filter .,$(obj)),,$(obj)/)
presence-lists := $(obj) | \\
  $(if $(need-builtin),$(patsubst $(obj)/%,%,$(filter %.o,$(real-obj-y)))) | \\
  $(patsubst $(obj)/%,%,$(filter %.o,$(real-obj-m))) | \\
  $(patsubst $(obj)/%,%,$(filter %.o %.lds %.s,$(lib-y) $(extra-y) $(always-y))) | \\
  $(patsubst $(obj)/%,%,$(filter %.dtb %.dtbo,$(real-dtb-y)))
$(file >>$(PRESENCE_OUT),$(presence-lists))
subdir-builtin := $(sort $(filter %/built-in.a, $(real-obj-y)))
subdir-modorder := $(sort $(filter %/modules.order, $(obj-m)))
.PHONY: presence-done $(subdir-ym)
presence-done: $(subdir-ym)
\t@:
$(subdir-ym):
\t@$(MAKE) -f $(PRESENCE_WALK) obj=$@ \\
\tneed-builtin=$(if $(filter $@/built-in.a, $(subdir-builtin)),1) \\
\tneed-modorder=$(if $(filter $@/modules.order, $(subdir-modorder)),1)
.DEFAULT_GOAL := presence-done
"""


class MakeError(Exception):
    """make or the program failed."""


def run(command, environment, cwd, allowed=(0,), timeout=oracle.TIMEOUT) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], env=environment, cwd=cwd, capture_output=True, text=True,
                          timeout=timeout)
    if done.returncode not in allowed:
        raise MakeError(f"{' '.join(str(word) for word in command)}: {done.stderr.strip()[-2000:]}")
    return done


def walk_file(tree: Path, folder: Path) -> Path:
    """The head of scripts/Makefile.build up to where Makefile.lib was read, and our end."""
    text = (tree / "scripts/Makefile.build").read_text()
    head = text[:text.index("include $(srctree)/scripts/Makefile.lib")]
    path = folder / "walk.mk"
    path.write_text(head + "include $(srctree)/scripts/Makefile.lib\n" + WALK)
    return path


class Walk:
    """A tree, an architecture and a folder for its configuration."""

    def __init__(self, version: str, arch: str, folder: Path):
        self.tree, self.arch, self.folder = oracle.tree_path(version), arch, folder
        self.environment = oracle.clean_environment()
        # Of each object that a build has compiled.
        self.sources: dict[str, str] = {}

    def configure(self, mode: str) -> None:
        words = ["make", "-s", "-C", self.tree, f"O={self.folder}", f"ARCH={self.arch}"]
        environment = dict(self.environment)
        if mode.startswith("random:"):
            # As many modules as a distribution has, and as few.
            number = int(mode.split(":")[1])
            environment |= {"KCONFIG_SEED": str(number), "KCONFIG_PROBABILITY": str(10 + 13 * number % 70)}
            mode = "randconfig"
        run([*words, mode], environment, self.folder)
        run([*words, "syncconfig"], environment, self.folder)

    def take(self, config: bytes) -> None:
        """A configuration instead of one that make makes; afterwards .config is as make has it."""
        (self.folder / ".config").write_bytes(config)
        self.configure("olddefconfig")

    def objects(self) -> dict[str, str]:
        """By path, with suffix: y, m, or both."""
        out = self.folder / "lists"
        out.unlink(missing_ok=True)
        start = self.folder / "start.mk"
        start.write_text(START)
        environment = self.environment | {
            "abs_srctree": str(self.tree), "abs_objtree": str(self.folder), "sub_make_done": "1",
            "PRESENCE_OUT": str(out), "PRESENCE_WALK": str(walk_file(self.tree, self.folder))}
        run(["make", "-rR", "--no-print-directory", f"--include-dir={self.tree}", "-f", start, f"ARCH={self.arch}",
             "KBUILD_MODULES=1", "KBUILD_BUILTIN=1", "Q=@", "presence-walk"], environment, self.folder)
        found: dict[str, set] = collections.defaultdict(set)
        for line in out.read_text().splitlines():
            folder, *lists = [part.split() for part in line.split("|")]
            for way, names in zip("ymyy", lists):
                for name in names:
                    found[os.path.normpath(f"{folder[0]}/{name}")].add(way)
        return {path: "".join(sorted(ways)) for path, ways in found.items()}

    def built(self) -> dict[str, str]:
        """What a build has compiled for the kernel.

        Without programs that run on this machine, and without sources that the build itself has made: nobody asks for them.
        """
        run(["make", "-s", f"-j{os.cpu_count()}", "-C", self.tree, f"O={self.folder}", f"ARCH={self.arch}", "all",
             *CCACHE], os.environ | self.environment, self.folder, timeout=4 * 3600)
        found = {}
        for file in self.folder.rglob(".*.o.cmd"):
            text = file.read_text(errors="replace")
            target = re.match(r"(?:saved)?cmd_(\S+\.o) :=", text)
            # .mod.o and the tables of symbols are made of what was linked.
            if target and "__KERNEL__" in text and re.search(r"(?m)^source_", text) and not target[1].endswith(".mod.o"):
                name = os.path.normpath(target[1])
                if not os.path.basename(name).startswith("."):
                    source = re.search(r"(?m)^source_\S+ := (\S+)", text)[1]
                    file = os.path.relpath(os.path.join(self.folder, source), self.tree)
                    if not file.startswith(".."):
                        found[name], self.sources[plain(name)] = "ym", file
        return found

    def by_source(self, names) -> dict[str, dict]:
        """What is said of the sources of objects that no list of Kbuild has: parts of the boot loader, mostly."""
        files = {name: self.sources[name] for name in names}
        if not files:
            return {}
        done = run([oracle.tool_path(), "compiled", "--arch", self.arch, "--no-fix", "--format", "json", "--config",
                    self.folder / ".config", *files.values()],
                   self.environment | {"srctree": str(self.tree)}, self.folder, allowed=(0, 1))
        said = {answer["file"]: answer for answer in json.loads(done.stdout)["files"]}
        return {name: said[file] for name, file in files.items()}

    def answers(self) -> dict[str, dict]:
        done = run([oracle.tool_path(), "compiled", "--arch", self.arch, "--format", "json", "--all", "--config",
                    self.folder / ".config"],
                   self.environment | {"srctree": str(self.tree)}, self.folder, allowed=(0, 1))
        return {answer["object"]: answer for answer in json.loads(done.stdout)["objects"]}


def plain(path: str) -> str:
    return re.sub(r"\.[os]$", "", path)


def compare(made: dict[str, str], said: dict[str, dict], misses: int, exists=lambda name: False) -> tuple[list[str], int]:
    """Problems, and how many are unknown.

    - exists: whether there is what is in no list of what was made.
    """
    problems, unknown = [], 0
    made = {plain(path): ways for path, ways in made.items()}
    for name, ways in sorted(made.items()):
        answer = said.get(name)
        if answer is None:
            problems.append(f"wrong no: {name} ({ways}) is not known")
        elif answer["compiled"] == "unknown":
            unknown += 1
        elif answer["compiled"] not in ways:
            problems.append(f"wrong {'no' if answer['compiled'] == 'n' else 'way'}: {name} is {ways}, not "
                            f"{answer['compiled']}: {answer.get('failing', '')}")
    for name, answer in sorted(said.items()):
        if name not in made and not exists(name):
            if answer["compiled"] in ("y", "m"):
                problems.append(f"wrong yes: {name} is not {answer['compiled']}")
            elif answer["compiled"] == "unknown" and not answer.get("recipe"):
                unknown += 1
                if misses > 20:
                    print(f"    unknown: {name} {answer['places']}")
    return problems, unknown


def measure(version: str, arch: str, mode: str, misses: int, built: bool) -> bool:
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as name:
        walk = Walk(version, arch, Path(name))
        walk.configure(mode)
        said = walk.answers()
        made = walk.built() if built else walk.objects()
        # No file of make says how linker scripts and device trees came about.
        here = {plain(str(path.relative_to(name))) for kind in SUFFIXES for path in Path(name).rglob(f"*{kind}")} if built else ()
        said |= walk.by_source({plain(path) for path in made} - set(said)) if built else {}
    problems, unknown = compare(made, said, misses, lambda object: object in here)
    total = len(set(said) | {plain(path) for path in made})
    share = unknown / max(1, total)
    print(f"{version} {arch} {mode}: {len(made)} of {total} objects compiled, {len(problems)} wrong, "
          f"{unknown} unknown ({100 * share:.2f} %)", flush=True)
    for problem in problems[:misses]:
        print(f"  {problem}")
    return not problems and share < UNKNOWN_LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("-c", "--configuration", action="append", metavar="MODE",
                        help="a goal of make that writes .config, or random:SEED")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--built", action="store_true", help="build the kernel and look what was compiled")
    parser.add_argument("--misses", type=int, default=8, help="how many problems to print of each configuration")
    options = parser.parse_args()
    trees = options.tree or (list(oracle.VERSIONS) if options.all else ["6.12"])
    arches = options.arch or (list(ARCHITECTURES) if options.all else ["x86"])
    modes = options.configuration or (
        [*MODES, *(f"random:{seed}" for seed in range(20))] if options.all else ["tinyconfig", "random:1", "random:2"])
    try:
        results = [measure(tree, arch, mode, options.misses, options.built) for tree in trees for arch in arches for mode in modes]
    except (MakeError, oracle.OracleError) as error:
        print(f"presence: {error}", file=sys.stderr)
        return 3
    good = sum(results)
    print(f"{good} passed, {len(results) - good} failed")
    return 0 if good == len(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
