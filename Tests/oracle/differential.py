#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Differential tests: `kconfig-sat conf MODE` against the tree's own `conf MODE`.

A case is tree × architecture × mode. Both programs run with kbuild's environment, each in a
folder of its own that holds the same files; afterwards the bytes of .config must be equal and so
must the exit codes. Differences on stderr are noted, and fail with --messages.

  differential.py                    the sample that `make test` runs
  differential.py --all              every architecture, mode and defconfig, more random configs
  differential.py -t 6.12 -a x86 -m allmodconfig -k     one case, its folders kept
  differential.py -t /path/to/linux                     the sample for any kernel tree
"""

import argparse
import difflib
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

PLAIN_MODES = ("olddefconfig", "alldefconfig", "allnoconfig", "allyesconfig", "allmodconfig")
# The sample: all modes, defconfigs and random configs for some architectures, few modes for the rest.
CLOSELY = {"6.12": ("x86", "riscv", "arm64", "um"), "6.1": ("x86", "riscv")}
EVERYWHERE = {"6.12": ("alldefconfig", "allmodconfig"), "6.1": ("allmodconfig",)}
# Trees of other versions get the sample of this one.
USUAL = "6.12"
SAMPLE_DEFCONFIGS = {
    "x86": ("x86_64_defconfig", "i386_defconfig"),
    "riscv": ("defconfig", "nommu_virt_defconfig"),
    "arm64": ("defconfig",),
    "um": ("x86_64_defconfig",),
    "arm": ("multi_v7_defconfig",),
    "mips": ("malta_defconfig",),
    "powerpc": ("ppc64_defconfig",),
    "s390": ("debug_defconfig",),
}
SAMPLE_SEEDS = (1,)
ALL_SEEDS = tuple(range(1, 11))
SAMPLE_DRAWS = (1,)
ALL_DRAWS = (1, 2, 3, 4, 0x5EED)
# Modes that change or ask about a configuration: half of a random one. All that they print and write must be
# equal.
WHOLE_MODES = ("savedefconfig", "listnewconfig", "helpnewconfig", "yes2modconfig", "mod2yesconfig", "mod2noconfig",
               "syncconfig", "oldconfig", "oldaskconfig")
# What found differences once is part of the sample: help that computes values, prompts of members passed over.
REGRESSIONS = {("6.1", "nios2"): ("oldconfig",), ("6.12", "m68k"): ("oldaskconfig",)}
# Nothing to compare with: conf itself does not come to an end. That we do is checked.
ENDLESS = {("6.12", "s390", "oldaskconfig"):
           "conf asks for ever at the end of its input: a choice without a visible member is left"}
ANSWERS = b"y\nn\nm\n?\n2\n\n" * 30000
SCRATCH = oracle.BUILD / "differential"


@dataclass(frozen=True)
class Case:
    version: str  # or another tree's name
    arch: str
    mode: str  # a plain mode, "defconfig=NAME", "randconfig=SEED", "random=SEED": olddefconfig on conf's randconfig

    def __str__(self):
        return f"{self.version} {self.arch} {self.mode}"

    def folder(self) -> Path:
        return SCRATCH / self.version / self.arch / re.sub(r"\W+", "_", self.mode)


def sample_modes(version, arch, defconfigs) -> list[str]:
    named = [name for name in SAMPLE_DEFCONFIGS.get(arch, ()) if name in defconfigs]
    if arch in CLOSELY.get(version, CLOSELY[USUAL]):
        whole = WHOLE_MODES if arch == "x86" else ()
        return [*modes(PLAIN_MODES, named, SAMPLE_SEEDS, SAMPLE_DRAWS), *whole]
    return [*modes(EVERYWHERE.get(version, EVERYWHERE[USUAL]), named, (), ()), *REGRESSIONS.get((version, arch), ())]


def modes(plain, defconfigs, seeds, draws) -> list[str]:
    return [*plain, *(f"defconfig={name}" for name in defconfigs), *(f"random={seed}" for seed in seeds),
            *(f"randconfig={seed}" for seed in draws)]


def all_modes(defconfigs) -> list[str]:
    return [*modes(PLAIN_MODES, defconfigs, ALL_SEEDS, ALL_DRAWS), *WHOLE_MODES]


def case_list(oracles, options) -> list[Case]:
    cases = []
    for place, tree in oracles.items():
        for arch in tree.environments:
            names = tree.defconfigs(arch)
            wanted = all_modes(names) if options.all else sample_modes(tree.version, arch, names)
            if options.mode:
                wanted = options.mode
            cases += [Case(place, arch, mode) for mode in wanted]
    return cases


def conf_arguments(tree, case) -> list[str]:
    name, _, value = case.mode.partition("=")
    if name == "defconfig":
        source = tree.environments[case.arch]["SRCARCH"]
        return [f"--defconfig=arch/{source}/configs/{value}", "Kconfig"]
    if name == "savedefconfig":
        return ["--savedefconfig=defconfig", "Kconfig"]
    return ["--olddefconfig" if name == "random" else f"--{name}", "Kconfig"]


def extra_variables(case) -> dict[str, str]:
    name, _, value = case.mode.partition("=")
    return {"KCONFIG_SEED": value} if name == "randconfig" else {}


def random_config(tree, case, folder, seed) -> bytes:
    """A random .config as the tree's conf writes it."""
    made = tree.recall_conf(case.arch, folder, ["--randconfig", "Kconfig"], {"KCONFIG_SEED": seed})
    if made.code != 0 or made.config is None:
        raise oracle.OracleError(f"conf --randconfig: exit {made.code}: {made.stderr.decode()}")
    return made.config


def differences(expected: bytes | None, actual: bytes | None) -> list[str]:
    """The lines by which the files differ; every line names its symbol."""
    if expected == actual:
        return []
    if expected is None or actual is None:
        return [f".config written by conf: {expected is not None}, by kconfig-sat: {actual is not None}"]
    old, new = (data.decode(errors="replace").splitlines() for data in (expected, actual))
    delta = difflib.unified_diff(old, new, "conf", "kconfig-sat", n=0, lineterm="")
    lines = [line for line in delta if line[0] in "+-" and not line.startswith(("+++", "---"))]
    return lines or [".config differs in its line ends only"]


def symbol_of(line: str) -> str | None:
    match = re.match(r"[+-](?:# )?CONFIG_(\w+)", line)
    return match and match.group(1)


def check(tree, case, options):
    folder = oracle.fresh_folder(case.folder())
    conf_home, tool_home = folder / "conf", folder / "kconfig-sat"
    for home in (conf_home, tool_home):
        home.mkdir()
    is_whole = case.mode in WHOLE_MODES
    if is_whole or case.mode.startswith("random="):
        config = random_config(tree, case, conf_home, "1" if is_whole else case.mode.partition("=")[2])
        shutil.rmtree(conf_home)
        conf_home.mkdir()
        for home in (conf_home, tool_home):
            (home / ".config").write_bytes(config[:len(config) // 2] if is_whole else config)
    if case.mode.startswith("old") and is_whole:
        for home in (conf_home, tool_home):
            (home / ".answers").write_bytes(ANSWERS)
    arguments, extra = conf_arguments(tree, case), extra_variables(case)
    actual = tree.run_tool(case.arch, tool_home, ["conf", *arguments], extra)
    if reason := ENDLESS.get((tree.version, case.arch, case.mode)):
        return [], f"(not compared: {reason})"
    expected = tree.recall_conf(case.arch, conf_home, arguments, extra, afresh=options.files or is_whole)
    if compare(expected, actual, options):
        expected = tree.recall_conf(case.arch, conf_home, arguments, extra, afresh=True)
    problems = compare(expected, actual, options)
    if is_whole:
        problems += text_differences("stdout", expected.stdout, actual.stdout)
        problems += text_differences("stderr", expected.stderr, actual.stderr)
    if options.files or is_whole:
        problems += other_files(conf_home, tool_home)[:options.lines]
    if not problems and not options.keep:
        shutil.rmtree(folder)
    same = expected.stderr == actual.stderr
    return problems, "" if same else "(stderr differs)"


def compare(expected, actual, options) -> list[str]:
    problems = []
    if expected.code != actual.code:
        problems.append(f"exit code {actual.code}, conf's is {expected.code}")
        problems += actual.stderr.decode(errors="replace").splitlines()[:5]
    lines = differences(expected.config, actual.config)
    problems += lines[:options.lines]
    if len(lines) > options.lines:
        symbols = {symbol_of(line) for line in lines} - {None}
        problems.append(f"… {len(lines)} lines in all, {len(symbols)} symbols")
    if options.messages and expected.stderr != actual.stderr:
        problems += text_differences("stderr", expected.stderr, actual.stderr)
    return problems


def text_differences(name, expected: bytes, actual: bytes) -> list[str]:
    if expected == actual:
        return []
    texts = [data.decode(errors="replace").splitlines() for data in (expected, actual)]
    return list(difflib.unified_diff(*texts, f"conf's {name}", "kconfig-sat's", n=0, lineterm=""))[:20]


def other_files(conf_home, tool_home) -> list[str]:
    """Differences in the files that conf writes beside .config (include/config/…, include/generated/…)."""
    written = [{str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
               for home in (conf_home, tool_home)]
    names = sorted({*written[0], *written[1]} - {".config"})
    return [f"file differs: {name}" for name in names if written[0].get(name) != written[1].get(name)]


def fingerprint_of_tool() -> str:
    return hashlib.sha256(oracle.tool_path().read_bytes()).hexdigest()[:12]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append", help="this architecture only; may be repeated")
    parser.add_argument("-m", "--mode", action="append",
                        help="this mode only: a mode of conf, defconfig=NAME or random=SEED")
    parser.add_argument("--all", action="store_true", help="everything instead of the sample")
    parser.add_argument("--probe", action="store_true", help="run all shell commands each time, replay none")
    parser.add_argument("--messages", action="store_true", help="stderr must be equal too")
    parser.add_argument("--files", action="store_true", help="all files that conf writes must be equal")
    parser.add_argument("-k", "--keep", action="store_true", help=f"keep the folders under {SCRATCH}")
    parser.add_argument("--lines", type=int, default=20, help="lines shown per difference (default 20)")
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    oracles = {}
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        for name, place in oracle.trees(options).items():
            tree = oracles[name] = oracle.Oracle(place)
            known = tree.architectures()
            tree.prepare([arch for arch in known if not options.arch or arch in options.arch], say)
            if not options.probe:
                tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    cases = case_list(oracles, options)
    say(f"differential tests: {len(cases)} cases, kconfig-sat {fingerprint_of_tool()}")
    problems = run_cases(cases, lambda case: check(oracles[case.version], case, options))
    return summarize(problems)


if __name__ == "__main__":
    raise SystemExit(main())
