#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Acceptance tests: what `kconfig-sat satconfig` and `satrandconfig` promise, on a real kernel tree.

Every case runs the binary with kbuild's environment in a folder of its own. Groups:
  sets         each requirement set of Tests/acceptance/{common,ARCH} on x86, riscv and arm64
  impossible   no configuration exists: status 1, an explanation, .config untouched
  bad          bad input: status 2 or 3, file:line, .config untouched
  interrupt    SIGINT at random moments: .config is the old one or the new one
  random       satrandconfig: fixpoints of conf, the same seed gives the same bytes, series
  repeat       the same request gives the same file and the same messages
  outside      --arch outside make gives the bytes that it gives inside

  acceptance.py                     all groups; of the common sets a third on riscv and another on arm64
  acceptance.py --all               every set on every architecture
  acceptance.py -g sets x86/04      cases of one group whose name contains the text (then of all sets)
  acceptance.py -g random -t 6.1 --draws 100 series
"""

import argparse
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import impossible
import interrupt
import oracle
import randoms
import requirements
from badinput import bad_inputs
from fixpoint import is_fixpoint
from report import fail_early, run_cases, say, summarize

VERSION = "6.12"
ARCHITECTURES = ("x86", "riscv", "arm64")
FILES = oracle.ROOT / "Tests/acceptance"
SCRATCH = oracle.BUILD / "acceptance"
DRAWS = 4
REPEATED = ("04-numbers", "08-deep-menus", "11-assert", "12-prefer")


@dataclass(frozen=True)
class Case:
    group: str
    name: str
    check: Callable[[Path], tuple[list[str], str]]

    def __str__(self):
        return f"{self.group} {self.name}"

    def folder(self) -> Path:
        return SCRATCH / self.group / re.sub(r"\W+", "_", self.name)


def succeeded(result) -> list[str]:
    if result.code == 0 and result.config is not None:
        return []
    text = (result.stdout + result.stderr).decode(errors="replace").splitlines()
    return [f"exit {result.code}, .config written: {result.config is not None}", *text[:15]]


def requirement_set(tree, arch, file, folder):
    """One satisfiable set: all hard lines hold, conf agrees with the file, no rubbish is left behind."""
    result = tree.run_tool(arch, folder, ["satconfig", file])
    if problems := succeeded(result):
        return problems, ""
    problems = requirements.violations(requirements.read(file), result.config)
    problems += [f"left behind: {name}" for name in leftovers(folder)]
    problems += is_fixpoint(tree, arch, folder)
    return problems, f"{requirements.enabled(result.config)} enabled"


def leftovers(folder) -> list[str]:
    """What has no business there. conf writes include/ too when it is missing, so it is allowed."""
    known = (".config", ".config.old", ".satconfig", "include")
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


def sets(tree, everything) -> list[Case]:
    cases = []
    for place, arch in enumerate(ARCHITECTURES):
        common = sorted(FILES.glob("common/*.satconfig"))
        for file in [*(common if everything or not place else common[place::3]), *sorted(FILES.glob(f"{arch}/*.satconfig"))]:
            check = lambda folder, arch=arch, file=file: requirement_set(tree, arch, file, folder)
            cases.append(Case("sets", f"{arch}/{file.parent.name}/{file.stem}", check))
    return cases


def outside_make(tree, arch, folder):
    """--arch with nothing but srctree set: the same bytes as with all that kbuild exports."""
    file = FILES / "common/01-virtio-guest.satconfig"
    inside = tree.run_tool(arch, oracle.fresh_folder(folder / "inside"), ["satconfig", file])
    plain = oracle.clean_environment() | {"srctree": str(tree.tree)}
    command = [oracle.tool_path(), "satconfig", file, "--arch", arch]
    outside = oracle.run(command, oracle.fresh_folder(folder / "outside"), plain)
    if problems := succeeded(inside) + succeeded(outside):
        return problems, ""
    return impossible.differences(inside.config, outside.config)[:20], ""


def outsides(tree) -> list[Case]:
    return [Case("outside", arch, lambda folder, arch=arch: outside_make(tree, arch, folder))
            for arch in ARCHITECTURES]


def repeated(tree, arch, file, folder):
    """Three runs on the same request: the same status, bytes and messages each time."""
    results = [tree.run_tool(arch, oracle.fresh_folder(folder / str(number)), ["satconfig", file])
               for number in range(3)]
    seen = {(result.code, result.config, result.stdout, result.stderr) for result in results}
    texts = [(result.config or b"") + result.stdout + result.stderr for result in results]
    changed = impossible.differences(texts[0], next((text for text in texts if text != texts[0]), texts[0]))
    return ([] if len(seen) == 1 else [f"{len(seen)} different outcomes", *changed[:15]]), ""


def repeats(tree) -> list[Case]:
    files = [*(FILES / "common" / f"{name}.satconfig" for name in REPEATED),
             oracle.ROOT / "docs/examples/impossible.satconfig"]
    return [Case("repeat", f"x86 {file.stem}", lambda folder, file=file: repeated(tree, "x86", file, folder))
            for file in files]


def case_list(tree, draws, everything) -> list[Case]:
    cases = [Case("interrupt", name, check) for name, check in interrupt.cases(tree)]
    cases += sets(tree, everything)
    cases += [Case("impossible", name, check) for name, check in impossible.cases(tree)]
    cases += [Case("bad", name, check) for name, check in bad_inputs(tree)]
    cases += [Case("random", name, check) for name, check in randoms.cases(tree, draws)]
    return cases + repeats(tree) + outsides(tree)


def check(case, options):
    folder = oracle.fresh_folder(case.folder())
    problems, note = case.check(folder)
    if not problems and not options.keep:
        shutil.rmtree(folder)
    return problems, note


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="only cases whose name contains one of these")
    parser.add_argument("-g", "--group", action="append", help="only this group; may be repeated")
    parser.add_argument("-t", "--tree", default=VERSION, choices=oracle.VERSIONS, help="the kernel's version")
    parser.add_argument("--all", action="store_true", help="every common set on every architecture")
    parser.add_argument("--draws", type=int, default=DRAWS, help="how long a series of group random is")
    parser.add_argument("-k", "--keep", action="store_true", help=f"keep the folders under {SCRATCH}")
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        tree = oracle.Oracle(options.tree)
        tree.prepare(ARCHITECTURES, say)
    except oracle.OracleError as error:
        fail_early(error)
    cases = [case for case in case_list(tree, options.draws, options.all or bool(options.name))
             if (not options.group or case.group in options.group)
             and (not options.name or any(text in case.name for text in options.name))]
    say(f"acceptance tests: {len(cases)} cases on linux {options.tree}")
    return summarize(run_cases(cases, lambda case: check(case, options)))


if __name__ == "__main__":
    raise SystemExit(main())
