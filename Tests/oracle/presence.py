#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`compiled --all` against make.

For a configuration make reads the tree as a build does: the root's Makefile with auto.conf, then each folder's make file
with scripts/Makefile.lib, descending as scripts/Makefile.build does, but it prints the lists of objects instead of
building them. kconfig-sat must say the same of each object that it knows, and must know each object:

  wrong yes   said to be compiled, but make does not list it
  wrong no    make lists it, but it is said not to be compiled, or is not known
  unknown     left open, with the place that makes it so: less than 1 % of the objects

  presence.py                      a sample: 6.12, x86, three configurations
  presence.py --all                both trees, five architectures, 4 + 20 configurations each
  presence.py -t 6.1 -a arm64 -c allmodconfig -c random:3 --misses 50

Exit status: 0 all well, 1 not, 3 make or a tool failed.
"""

import argparse
import collections
import json
import os
import re
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


def run(command, environment, cwd, allowed=(0,)) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], env=environment, cwd=cwd, capture_output=True, text=True,
                          timeout=oracle.TIMEOUT)
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

    def answers(self) -> dict[str, dict]:
        done = run([oracle.tool_path(), "compiled", "--arch", self.arch, "--format", "json", "--all", "--config",
                    self.folder / ".config"],
                   self.environment | {"srctree": str(self.tree)}, self.folder, allowed=(0, 1))
        return {answer["object"]: answer for answer in json.loads(done.stdout)["objects"]}


def plain(path: str) -> str:
    return re.sub(r"\.[os]$", "", path)


def compare(made: dict[str, str], said: dict[str, dict], misses: int) -> tuple[list[str], int]:
    """Problems, and how many are unknown."""
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
        if name not in made:
            if answer["compiled"] in ("y", "m"):
                problems.append(f"wrong yes: {name} is not {answer['compiled']}")
            elif answer["compiled"] == "unknown" and not answer.get("recipe"):
                unknown += 1
                if misses > 20:
                    print(f"    unknown: {name} {answer['places']}")
    return problems, unknown


def measure(version: str, arch: str, mode: str, misses: int) -> bool:
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as name:
        walk = Walk(version, arch, Path(name))
        walk.configure(mode)
        made, said = walk.objects(), walk.answers()
    problems, unknown = compare(made, said, misses)
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
    parser.add_argument("--misses", type=int, default=8, help="how many problems to print of each configuration")
    options = parser.parse_args()
    trees = options.tree or (list(oracle.VERSIONS) if options.all else ["6.12"])
    arches = options.arch or (list(ARCHITECTURES) if options.all else ["x86"])
    modes = options.configuration or (
        [*MODES, *(f"random:{seed}" for seed in range(20))] if options.all else ["tinyconfig", "random:1", "random:2"])
    try:
        results = [measure(tree, arch, mode, options.misses) for tree in trees for arch in arches for mode in modes]
    except (MakeError, oracle.OracleError) as error:
        print(f"presence: {error}", file=sys.stderr)
        return 3
    good = sum(results)
    print(f"{good} passed, {len(results) - good} failed")
    return 0 if good == len(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
