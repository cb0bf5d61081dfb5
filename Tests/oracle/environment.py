#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Inside make and outside: the same variables, the same files, the same answers.

  variables  for every architecture: what `--arch A` sets is what `make ARCH=A` gives to conf, for every variable that make
             exports, and so for every name that a Kconfig file uses; also with other tools on the command line
  newer      a copy of the tree whose Makefile exports one variable more, which is the default of an int (as PAHOLE_VERSION
             in 7.1): satconfig, dead, lint and check say and write the same inside and outside
  without    no make, or a Makefile that fails: a note, the usual variables, and the names that make would have known

  environment.py                                both trees; of the older one what is looked at closely, with no other tools;
                                                `newer` once each on two architectures
  environment.py --all                          everything for both trees
  environment.py -t 6.12 -a x86 -g variables    one architecture
"""

import argparse
import os
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "environment"
# Every kernel asks for these.
EXPECTED = {"SRCARCH", "CC", "LD", "CC_VERSION_TEXT", "srctree"}
LOCK = threading.Lock()
# Kconfig files say $(NAME) or $NAME, and `option env="NAME"` up to 4.17.
USED = re.compile(r"""\$[({]?([A-Za-z_][A-Za-z0-9_]*)|option\s+env\s*=\s*"(\w+)\"""")
# Of make, of the shell, and where the output goes: not what the tree says.
NOT_SAID = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_TERMOUT", "MAKE_TERMERR", "O", "KBUILD_OUTPUT",
            "sub_make_done", "SHLVL", *oracle.RECORDING_ONLY}
# What a user may say to make, for these architectures. conf itself is always built by the same compiler.
COMMAND_LINES = (("LLVM=1", "HOSTCC=gcc"), ("LLVM=-19", "HOSTCC=gcc", "W=c"), ("CROSS_COMPILE=x-y-z-",), ("CC=clang", "LD=ld.lld", "W=e"),
                 ("KCONFIG_CONFIG=other.config", "PYTHON3=python3.99"))
CLOSELY = ("x86", "arm64", "riscv", "um")
NEWER = ("x86", "arm64", "riscv")
# Two runs of `dead` each: a sample has these values for these architectures.
SAMPLED_NEWER = {"6.12": {"x86": ("number",), "riscv": ("empty",)}}
# What the script says of the version of a tool: one, or nothing since the tool is not there.
VALUES = {"number": "131", "empty": ""}


@dataclass(frozen=True)
class Case:
    group: str
    version: str
    arch: str
    what: tuple[str, ...]

    def __str__(self):
        return " ".join((self.group, self.version, self.arch, *self.what))


def parse_environment(path: Path) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in path.read_bytes().decode().split("\0") if entry)


def said(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in NOT_SAID}


def recording(folder: Path) -> tuple[Path, dict[str, str]]:
    """A Kconfig file that writes the environment of whoever reads it, and the variables for that."""
    recorder = folder / "Kconfig.recorder"
    recorder.write_text(oracle.RECORDER)
    return recorder, oracle.clean_environment() | {"KCONFIG_SAT_RECORD": str(folder / "environment"),
                                                   "KCONFIG_SAT_CACHE": "off"}


def of_make(tree: Path, folder: Path, arch: str, words, output: Path | None) -> dict[str, str]:
    """The environment that `make ARCH=arch` gives to the real conf."""
    recorder, environment = recording(folder)
    where = [] if output is None else [f"O={output}"]
    command = ["make", "-C", tree, *where, f"ARCH={arch}", *words, "olddefconfig"]
    with LOCK:  # the folder for output is the same for all cases
        made = oracle.run(command, folder, environment | {"KBUILD_KCONFIG": str(recorder)})
    if made.code != 0:
        raise oracle.OracleError(f"make ARCH={arch} {' '.join(words)}:\n{made.stderr.decode()}")
    return parse_environment(folder / "environment")


def of_tool(tree: Path, folder: Path, arch: str, words, output: Path | None, extra=None):
    """The environment that Kconfig files see with `--arch arch`, and what was said on standard error."""
    recorder, environment = recording(folder)
    if output is not None:
        environment["srctree"] = str(tree)
    defines = [part for word in words for part in ("--define", word)]
    command = [oracle.tool_path(), "stats", "--arch", arch, "--kconfig", recorder, *defines]
    done = oracle.run(command, output or tree, environment | (extra or {}))
    if done.code != 0:
        raise oracle.OracleError(f"stats --arch {arch} {' '.join(words)}:\n{done.stderr.decode()}")
    return parse_environment(folder / "environment"), done.stderr.decode()


def used_names(tree: Path) -> set[str]:
    """Every name that any Kconfig file of the tree may ask for; too many rather than too few."""
    files = [*tree.rglob("Kconfig*"), tree / "scripts/Kconfig.include"]
    texts = (path.read_text(errors="replace") for path in files if path.is_file())
    return {one or other for text in texts for one, other in USED.findall(text)}


# Variables ------------------------------------------------------------------------------------------------------

def check_variables(tree, case, names):
    folder = oracle.fresh_folder(SCRATCH / case.version / case.arch / re.sub(r"\W+", "_", "v" + "".join(case.what)))
    expected = of_make(tree.tree, folder, case.arch, case.what, tree.output)
    actual, errors = of_tool(tree.tree, folder, case.arch, case.what, tree.output)
    problems = compare(said(expected), said(actual))
    used = names & expected.keys()
    problems += [f"{name}: not among the names in Kconfig files that make exports" for name in EXPECTED - used]
    problems += [f"stderr: {line}" for line in errors.splitlines()]
    if not problems:
        shutil.rmtree(folder)
    return problems, f"({len(said(expected))} variables, {len(used)} in Kconfig files)"


def compare(expected, actual) -> list[str]:
    return [f"{name}: make says {expected.get(name)!r}, --arch {actual.get(name)!r}"
            for name in sorted({*expected, *actual}) if expected.get(name) != actual.get(name)]


# A tree that exports one more ----------------------------------------------------------------------------------

def copy_tree(source: Path, target: Path, arch: str):
    """What configuring needs: links to Kconfig files, Makefiles, scripts and the architecture's defconfigs."""
    wanted = re.compile(rf"(.*/)?(Kconfig|Makefile|Kbuild)[^/]*|scripts/(?!.*\.cmd$).*|arch/{arch}/configs/.*|kernel/configs/.*")
    for path in source.rglob("*"):
        name = str(path.relative_to(source))
        if not wanted.fullmatch(name) or path.is_dir():
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if name in ("Makefile", "init/Kconfig") or name.startswith("scripts/kconfig/"):
            shutil.copy(path, target / name)
        else:
            (target / name).symlink_to(path)


def make_newer(tree: Path, value: str):
    """One exported variable more, in the way of PAHOLE_VERSION: a script's output is the default of an int."""
    script = tree / "scripts/newest-version.sh"
    script.write_text(f"#!/bin/sh\n[ $# -eq 1 ] && echo '{value}'\n")
    script.chmod(0o755)
    makefile = tree / "Makefile"
    text, count = re.subn(r"^(export KBUILD_DEFCONFIG .*)$",
                          r"NEWEST_VERSION = $(shell $(srctree)/scripts/newest-version.sh $(PAHOLE))\n\1\nexport NEWEST_VERSION",
                          makefile.read_text(), flags=re.M)
    if count != 1:
        raise oracle.OracleError(f"{makefile}: no line that exports KBUILD_DEFCONFIG")
    makefile.write_text(text)
    with open(tree / "init/Kconfig", "a") as kconfig:
        kconfig.write('config NEWEST_VERSION\n\tint\n\tdefault "$(NEWEST_VERSION)"\n'
                      'config HAS_NEWEST\n\tbool "newest"\n\tdepends on NEWEST_VERSION >= 125\n'
                      'config LACKS_NEWEST\n\tbool "no newest"\n\tdepends on NEWEST_VERSION < 125\n')


def check_newer(tree, case, _names):
    folder = oracle.fresh_folder(SCRATCH / case.version / case.arch / "-".join(("n", *case.what)))
    copy = folder / "tree"
    copy_tree(tree.tree, copy, case.arch)
    value = VALUES[case.what[0]]
    make_newer(copy, value)
    patched = subprocess.run([oracle.ROOT / "scripts/kconfig-patch", copy], capture_output=True, text=True)
    if patched.returncode != 0:
        raise oracle.OracleError(f"kconfig-patch: {patched.stderr}")
    wanted = "HAS_NEWEST" if value else "LACKS_NEWEST"
    (copy / ".satconfig").write_text(f"CONFIG_{wanted}=y\nCONFIG_EXPERT=y\n")
    inside_variables = of_make(copy, folder, case.arch, (), None)
    problems = compare(said(inside_variables), said(of_tool(copy, folder, case.arch, (), None)[0]))
    if inside_variables.get("NEWEST_VERSION") != value:
        problems.append(f"make says NEWEST_VERSION={inside_variables.get('NEWEST_VERSION')!r}")
    runs = Runs(copy, folder, case.arch, inside_variables)
    problems += runs.satconfig(wanted)
    config = copy / "found.config"
    (copy / ".config").rename(config) if (copy / ".config").exists() else config.write_text("")
    with open(config, "a") as file:
        file.write("CONFIG_HAS_NEWEST=y\nCONFIG_NEWEST_VERSION=7\nCONFIG_SMP=m\n")
    for arguments in (["dead"], ["check", "found.config"], ["lint", "--config", "found.config"]):
        problems += runs.same(arguments)
    problems += runs.lint_goal()
    if not problems:
        shutil.rmtree(folder)
    return problems, ""


class Runs:
    """The same question inside make and outside."""

    def __init__(self, tree, folder, arch, inside):
        self.tree, self.folder, self.arch = tree, folder, arch
        self.inside = {name: value for name, value in inside.items() if name not in oracle.RECORDING_ONLY}

    def outside(self, arguments):
        return oracle.run([oracle.tool_path(), *arguments, "--arch", self.arch], self.tree, oracle.clean_environment())

    def same(self, arguments) -> list[str]:
        within = oracle.run([oracle.tool_path(), *arguments], self.tree, self.inside)
        without = self.outside(arguments)
        return self.differences(" ".join(arguments), within, without, (0, 1))

    def make(self, *words):
        return oracle.run(["make", "-s", f"ARCH={self.arch}", f"KCONFIG_SAT={oracle.tool_path()}", *words], self.tree,
                          oracle.clean_environment())

    def satconfig(self, wanted) -> list[str]:
        config = self.tree / ".config"
        config.unlink(missing_ok=True)
        within = self.make("satconfig")
        config.unlink(missing_ok=True)
        without = self.outside(["satconfig", "-s"])
        problems = self.differences("satconfig", within, without, (0,))
        if f"CONFIG_{wanted}=y".encode() not in (without.config or b""):
            problems.append(f"satconfig: no CONFIG_{wanted}=y in .config")
        return problems

    def lint_goal(self) -> list[str]:
        within = self.make("satlintconfig", "SATLINT_FRAGMENTS=found.config", "SATLINT_FORMAT=json")
        without = self.outside(["lint", "-s", "--format", "json", "--fragment", "found.config"])
        problems = [] if within.stdout == without.stdout else ["satlintconfig: other output than lint outside"]
        return problems if without.stdout else [*problems, "lint: no output"]

    @staticmethod
    def differences(name, within, without, codes) -> list[str]:
        problems = []
        if without.code not in codes:
            problems.append(f"{name}: exit {without.code} outside, {without.stderr.decode()[:300]}")
        if (within.code == 0) != (without.code == 0):
            problems.append(f"{name}: exit {within.code} inside, {without.code} outside")
        for part in ("stdout", "stderr", "config"):
            if getattr(within, part) != getattr(without, part) and (part != "stderr" or within.code == 0):
                problems.append(f"{name}: another {part} outside")
        return problems


# Where make can't be asked --------------------------------------------------------------------------------------

def check_without(tree, case, _names):
    folder = oracle.fresh_folder(SCRATCH / case.version / case.arch / "-".join(("w", *case.what)))
    copy, output = folder / "tree", folder / "o"
    output.mkdir()
    copy_tree(tree.tree, copy, case.arch)
    make_newer(copy, VALUES["number"])
    extra, defines = {}, []
    if case.what[0] == "missing":
        programs = folder / "bin"
        programs.mkdir()
        for name in os.listdir("/usr/bin"):
            if name not in ("make", "gmake"):
                (programs / name).symlink_to(Path("/usr/bin") / name)
        extra = {"PATH": str(programs)}
        reason = "there is no make"
    else:
        with open(copy / "Makefile", "a") as makefile:
            makefile.write("$(error out of order)\n")
        reason = "out of order"
    environment = oracle.clean_environment() | extra | {"srctree": str(copy), "KCONFIG_SAT_CACHE": "off"}
    command = [oracle.tool_path(), "stats", "--arch", case.arch]
    first = oracle.run(command, output, environment)
    second = oracle.run([*command, "--define", "NEWEST_VERSION=131"], output, environment)
    problems = []
    for done in (first, second):
        text = done.stderr.decode()
        if done.code != 0 or text.count("kconfig-sat: note: the Makefile") != 1 or reason not in text:
            problems.append(f"exit {done.code}: {text}")
    if not re.search(r"nothing defines NEWEST_VERSION \(\S*init/Kconfig:\d+\)\n", first.stderr.decode()):
        problems.append(f"NEWEST_VERSION alone should be named:\n{first.stderr.decode()}")
    if "nothing defines" in second.stderr.decode() or "KCONFIG_SAT" in first.stderr.decode():
        problems.append(second.stderr.decode())
    if not problems:
        shutil.rmtree(folder)
    return problems, ""


CHECKS = {"variables": check_variables, "newer": check_newer, "without": check_without}


def case_list(oracles, options):
    for version, tree in oracles.items():
        # Who names an architecture means it.
        sampled = not options.all and not options.arch
        brief = sampled and version != oracle.VERSIONS[0]
        newer = SAMPLED_NEWER.get(version, {}) if sampled else {arch: tuple(VALUES) for arch in NEWER}
        for arch in tree.architectures():
            if (options.arch and arch not in options.arch) or (brief and arch not in CLOSELY):
                continue
            lines = [(), *(COMMAND_LINES if arch in CLOSELY and not brief else ())]
            cases = {"variables": lines, "newer": [(kind,) for kind in newer.get(arch, ())],
                     "without": [("missing",), ("failing",)] if arch == "x86" else []}
            for group in options.group or CHECKS:
                yield from (Case(group, version, arch, what) for what in cases[group])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append", help="this architecture only; may be repeated")
    parser.add_argument("--all", action="store_true", help="every architecture of the older tree as well")
    parser.add_argument("-g", "--group", action="append", choices=[*CHECKS])
    options = parser.parse_args()
    try:
        oracles = {name: oracle.Oracle(place) for name, place in oracle.trees(options).items()}
        for tree in oracles.values():
            # Builds conf, so that no case waits for another one that does.
            tree.prepare(["x86"] if "x86" in tree.architectures() else tree.architectures()[:1], say)
    except oracle.OracleError as error:
        fail_early(error)
    names = {version: used_names(tree.tree) for version, tree in oracles.items()}
    cases = list(case_list(oracles, options))
    say(f"environment: {len(cases)} cases")
    problems = run_cases(cases, lambda case: CHECKS[case.group](oracles[case.version], case, names[case.version]))
    return summarize(problems)


if __name__ == "__main__":
    raise SystemExit(main())
