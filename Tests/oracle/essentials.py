#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines of essentials/ against both trees.

Each symbol is defined, with a default, in the file that its line names, in one tree at least, and no
`conf --alldefconfig` of an architecture that the line is for has it off.
"""

import re

import oracle
from report import fail_early, run_cases, say, summarize

FILES = oracle.ROOT / "essentials"
# Those with a file of their own.
ARCHITECTURES = sorted(path.name for path in FILES.iterdir() if path.name != "common")


def lines(name: str):
    """(place, pattern of the symbol, file that defines it)"""
    for number, line in enumerate((FILES / name).read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            symbol, _, source, _ = line.split(maxsplit=3)
            yield f"{name}:{number}", symbol.replace("*", r"\w*"), source


def has_default(tree, source: str, symbol: str) -> bool:
    path = tree.tree / source
    if not path.is_file():
        return False
    blocks = re.findall(rf"^\s*(?:menu)?config {symbol}\n((?:[ \t].*\n|\n)*)", path.read_text(), re.M)
    return any(re.search(r"^\s+(default|def_bool|def_tristate) ", block, re.M) for block in blocks)


def defaults(tree, arch) -> str:
    folder = oracle.fresh_folder(oracle.BUILD / "essentials" / f"{tree.name}-{arch}")
    return tree.run_conf(arch, folder, ["--alldefconfig", "Kconfig"]).config.decode()


def check(trees, configs, name):
    problems = []
    for place, symbol, source in lines(name):
        if not any(has_default(tree, source, symbol) for tree in trees):
            problems.append(f"{place}: no tree has {symbol} with a default in {source}")
        for (version, arch), text in configs.items():
            is_off = re.search(rf"^# CONFIG_{symbol} is not set$", text, re.M)
            if r"\w" not in symbol and name in ("common", arch) and is_off:
                problems.append(f"{place}: {symbol} is off by default: linux {version}, {arch}")
    return problems, f"{len(list(lines(name)))} lines"


def main() -> int:
    try:
        trees = [oracle.Oracle(version) for version in oracle.VERSIONS]
        for tree in trees:
            tree.prepare(ARCHITECTURES, say)
    except oracle.OracleError as error:
        fail_early(error)
    configs = {(tree.name, arch): defaults(tree, arch) for tree in trees for arch in ARCHITECTURES}
    return summarize(run_cases(["common", *ARCHITECTURES], lambda name: check(trees, configs, name)))


if __name__ == "__main__":
    raise SystemExit(main())
