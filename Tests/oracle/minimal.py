#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `satconfig` decides against a default, it must: conf finds it, and asking for it off proves it.

For each requirement set of Tests/acceptance and each architecture: which lines of the result would conf write
differently if they were missing and the rest stood (without choices)? Each of them that no requirement names is
needed: with it off, and all wishes met that are, there is no configuration, or one in which as much is decided against
defaults.

  minimal.py                  some of the sets
  minimal.py --all            all of them, six minutes
  minimal.py x86/04           those whose name contains the text
  minimal.py -t 6.1 --all
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import oracle
import requirements
from acceptance import ARCHITECTURES, FILES, Case
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "minimal"
SAMPLE = ("x86/common/16-tiny-expert", "x86/common/01-virtio-guest", "riscv/common/12-prefer", "arm64/common/02-modules")


def requested(file: Path, names) -> set[str]:
    """The symbols that a requirement or a wish names."""
    found = set()
    for requirement in requirements.read(file):
        if requirement.kind == "match":
            found |= {name for name in names if re.search(requirement.subject, f"CONFIG_{name}")}
        else:
            found |= set(re.findall(r"\w+", requirement.subject))
    wishes = [line for line in file.read_text().splitlines() if line.startswith("prefer ")]
    return found | set(re.findall(r"CONFIG_(\w+)", "\n".join(wishes)))


def against_default(tree, arch, folder, config: bytes) -> list[str]:
    """The options that are on, and that conf writes as off when their line is missing. conf itself says which these can be:
    what --savedefconfig leaves out is what would be there without its line."""
    lines = config.decode().splitlines()
    (folder / ".config").write_bytes(config)
    tree.run_conf(arch, folder, ["--savedefconfig=least", "Kconfig"])
    candidates = re.findall(r"^CONFIG_(\w+)=[ym]$", (folder / "least").read_text(), re.M)

    def is_lost(name: str) -> bool:
        missing = {f"CONFIG_{name}={value}" for value in "ym"}
        (folder / ".config").write_text("\n".join(line for line in lines if line not in missing) + "\n")
        after = tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"]).config
        return f"CONFIG_{name}=" not in after.decode()

    return [name for name in candidates if is_lost(name)]


def ask(tree, arch, folder, files) -> tuple[int, dict, bytes | None]:
    result = tree.run_tool(arch, oracle.fresh_folder(folder), ["satconfig", "--format", "json", *files])
    return result.code, json.loads(result.stdout or b"{}"), result.config


def met_wishes(file: Path, config: bytes) -> str:
    """The `prefer` lines that hold, as requirements: they count more than what is decided."""
    found = re.findall(r"^prefer (CONFIG_\w+=\S+)", file.read_text(), re.M)
    lines = config.decode().splitlines()
    return "".join(f"{wish}\n" for wish in found
                   if any(f"{wish.split('=')[0]}={value}" in lines for value in wish.split("=")[1].split("|")))


def is_needed(tree, arch, file, name, decided, wishes, folder) -> str | None:
    """None when it is; what is better without it, otherwise."""
    folder = oracle.fresh_folder(folder)
    extra = folder / "off.satconfig"
    extra.write_text(f"{wishes}# CONFIG_{name} is not set\n")
    code, answer, _ = ask(tree, arch, folder / "run", [file, extra])
    if code == 1:
        return None
    if code != 0 or not answer["optimal"]:
        return f"{name}: exit {code} when it is asked to be off"
    if answer["againstDefault"] >= decided:
        return None
    return f"{name} is needless: {answer['againstDefault']} against their default without it, {decided} with it"


def check(tree, arch, file, folder):
    code, answer, config = ask(tree, arch, folder / "first", [file])
    if code != 0 or not answer["optimal"]:
        return [f"exit {code}"], ""
    found = against_default(tree, arch, oracle.fresh_folder(folder / "conf"), config)
    decided = answer["againstDefault"]
    problems = []
    if len(found) > decided:
        problems.append(f"{decided} are said to be against their default, conf finds {len(found)}: {found}")
    open_ones = sorted(set(found) - requested(file, found))
    wishes = met_wishes(file, config)
    answers = [is_needed(tree, arch, file, name, decided, wishes, folder / name) for name in open_ones]
    note = f"{decided} against their default, {len(open_ones)} of them not requested: {' '.join(open_ones)}"
    return problems + [problem for problem in answers if problem], note


def case_list(tree):
    for arch in ARCHITECTURES:
        for file in [*sorted(FILES.glob("common/*.satconfig")), *sorted(FILES.glob(f"{arch}/*.satconfig"))]:
            run = lambda folder, arch=arch, file=file: check(tree, arch, file, folder)
            yield Case("minimal", f"{arch}/{file.parent.name}/{file.stem}", run)


def run_case(case):
    folder = oracle.fresh_folder(SCRATCH / re.sub(r"\W+", "_", case.name))
    problems, note = case.check(folder)
    if not problems:
        shutil.rmtree(folder)
    return problems, note


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="only sets whose name contains one of these")
    parser.add_argument("--all", action="store_true", help="all sets")
    parser.add_argument("-t", "--tree", default="6.12", help="6.12, 6.1, or the folder of a kernel tree")
    options = parser.parse_args()
    try:
        tree = oracle.Oracle(options.tree)
        tree.prepare(ARCHITECTURES, say)
        tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    cases = [case for case in case_list(tree)
             if (any(text in case.name for text in options.name) if options.name
                 else options.all or case.name in SAMPLE)]
    say(f"what is decided: {len(cases)} sets on linux {options.tree}")
    return summarize(run_cases(cases, run_case))


if __name__ == "__main__":
    raise SystemExit(main())
