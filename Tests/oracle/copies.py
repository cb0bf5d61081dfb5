#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree is read by what its own `conf` does, whatever its Makefile says.

Of both trees, copies whose Makefile names another version, or none: links to everything but the Makefile. Without
KERNELVERSION, `kconfig-sat conf` writes the same bytes in a copy as in the original and says the same, and `stats` names the same
texts of the sources.

  copies.py [-t TREE]… [-a ARCH]… [-m MODE]…     all these architectures in all these modes
"""

import argparse
import json
import re
from pathlib import Path

import oracle
from report import fail_early, run_cases, summarize

SCRATCH = oracle.BUILD / "copies"
# A version from before most rows, one from after all of them, and none.
VERSIONS = ("4.17", "7.1", None)
# Each run asks the compiler everything anew: few, unless -a or -m names others.
USUAL = (("x86", "allmodconfig"), ("riscv", "randconfig"))


def copy_of(tree: Path, folder: Path, version) -> Path:
    """A folder with links to all that is in the tree, and a Makefile of its own."""
    oracle.fresh_folder(folder)
    for path in tree.iterdir():
        if path.name != "Makefile":
            (folder / path.name).symlink_to(path)
    text = (tree / "Makefile").read_text()
    if version is None:
        text = re.sub(r"^(VERSION|PATCHLEVEL) *=.*\n", "", text, flags=re.M)
    else:
        for name, number in zip(("VERSION", "PATCHLEVEL"), version.split(".")):
            text = re.sub(rf"^{name} *=.*$", f"{name} = {number}", text, flags=re.M)
    (folder / "Makefile").write_text(text)
    return folder


def answer(reference, arch, tree, mode, folder):
    """What `conf` writes and says with that tree, which is not told its version."""
    environment = {name: value for name, value in reference.environments[arch].items()
                   if name not in ("KERNELVERSION", "srctree", "abs_srctree")}
    environment |= {"srctree": str(tree), "abs_srctree": str(tree), "KCONFIG_SEED": "42", "KCONFIG_SAT_CACHE": "off"}
    done = oracle.run([oracle.tool_path(), "conf", f"--{mode}", "Kconfig"], oracle.fresh_folder(folder), environment)
    plain = [text.replace(str(tree).encode(), b"TREE") for text in (done.stdout, done.stderr)]
    return done.code, *plain, done.config


def evidence(tree) -> list:
    done = oracle.run([oracle.tool_path(), "stats", "--arch", "x86", "--format", "json"], tree,
                      oracle.clean_environment() | {"srctree": str(tree)})
    return json.loads(done.stdout)["dialect"]["evidence"]


def differences(wanted, got) -> list[str]:
    names = ("status", "stdout", "stderr", ".config")
    return [f"{name}: {first_difference(a, b)}" for name, a, b in zip(names, wanted, got) if a != b]


def first_difference(wanted, got) -> str:
    if not isinstance(wanted, bytes) or not isinstance(got, bytes):
        return f"{wanted!r}, but {got!r}"
    lines = zip(wanted.split(b"\n"), got.split(b"\n"))
    return next((f"{a!r}, but {b!r}" for a, b in lines if a != b), f"{len(wanted)} bytes, but {len(got)}")


def check(reference, arch, mode):
    base = SCRATCH / reference.name / f"{arch}-{mode}"
    wanted = answer(reference, arch, reference.tree, mode, base / "original")
    if wanted[0] != 0 or not wanted[3]:
        return [f"the original: status {wanted[0]}: {wanted[2][-300:]!r}"], ""
    problems = []
    for version in VERSIONS:
        tree = SCRATCH / reference.name / "trees" / str(version)
        got = answer(reference, arch, tree, mode, base / str(version))
        problems += [f"a Makefile that says {version}: {line}" for line in differences(wanted, got)]
    return problems, f"{len(VERSIONS)} copies"


def main():
    parser = argparse.ArgumentParser()
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("-m", "--mode", action="append")
    options = parser.parse_args()
    usual = [list(dict.fromkeys(names)) for names in zip(*USUAL)]
    pairs = USUAL if not options.arch and not options.mode else [
        (arch, mode) for arch in options.arch or usual[0] for mode in options.mode or usual[1]]
    jobs = {}
    try:
        for name in oracle.trees(options):
            reference = oracle.Oracle(name)
            reference.prepare([arch for arch, _ in pairs])
            for version in VERSIONS:
                copy_of(reference.tree, SCRATCH / reference.name / "trees" / str(version), version)
            for arch, mode in pairs:
                jobs[f"{name} {arch} {mode}"] = lambda r=reference, a=arch, m=mode: check(r, a, m)
            jobs[f"{name} evidence"] = lambda r=reference: same_evidence(r)
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(list(jobs), lambda case: jobs[case]()))


def same_evidence(reference):
    wanted = evidence(reference.tree)
    if not wanted:
        return ["the original: no evidence"], ""
    copies = {version: evidence(SCRATCH / reference.name / "trees" / str(version)) for version in VERSIONS}
    return [f"a Makefile that says {version}: other evidence" for version, got in copies.items() if got != wanted], ""


if __name__ == "__main__":
    raise SystemExit(main())
