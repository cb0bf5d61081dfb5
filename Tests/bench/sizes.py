# SPDX-License-Identifier: GPL-2.0-or-later
"""`olddefconfig` on trees of many sizes: parts of a tree, two versions, several architectures."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import peers
import subsets
from measuring import BenchError, Meter, Row, measure
from oracle import Oracle, tool_path

SERIES = {
    "kconfiglib": "Kconfiglib", "conf": "the kernel's conf", "conf-replayed": "conf, probes replayed",
    "cold": "kconfig-sat, no cache", "warm": "kconfig-sat, warm cache",
}
# Beside x86, of both trees.
ARCHITECTURES = ("arm64", "riscv", "m68k")


@dataclass
class Tree:
    """A root Kconfig file with the environment to read it in."""

    name: str
    oracle: Oracle
    arch: str
    root: str
    part: bool


def trees(oracles: list[Oracle], home: Path) -> list[Tree]:
    first = oracles[0]
    parts = [Tree(f"part of {first.version}/x86", first, "x86", str(root), True)
             for root in subsets.roots(first.tree, home / "subsets")]
    whole = [Tree(f"{oracle.version}/{arch}", oracle, arch, "Kconfig", oracle is first and arch == "x86")
             for oracle in oracles for arch in ("x86", *ARCHITECTURES)]
    return parts + whole


def rows(tree: Tree, home: Path, venv: Path) -> list[Row]:
    """The series for one tree. Without a .config: all values are defaults."""
    folder = home / "sizes" / f"{tree.oracle.version}-{tree.arch}-{Path(tree.root).name}"
    kbuild = tree.oracle.environments[tree.arch] | {"XDG_CACHE_HOME": str(home / "cache")}
    adapted = str(peers.kconfiglib_tree(tree.oracle.tree, home / f"kconfiglib-{tree.oracle.version}"))
    conf, ours = [tree.oracle.conf, "--olddefconfig", tree.root], [tool_path(), "conf", "--olddefconfig", tree.root]
    settings = {
        "kconfiglib": ([venv / "bin/python", "-m", "olddefconfig", tree.root], {"srctree": adapted}),
        "conf": (conf, {}),
        "conf-replayed": (conf, tree.oracle.replay),
        "cold": (ours, {"KCONFIG_SAT_CACHE": "off"}),
        "warm": (ours, {}),
    }
    return [Row(series, "sizes", f"{tree.name}: {SERIES[series]}", command, folder / series, kbuild | extra)
            for series, (command, extra) in settings.items()]


def symbols(tree: Tree) -> int:
    """How many options the tree defines, as `kconfig-sat stats` counts them."""
    command = [tool_path(), "stats", "--format", "json", "--kconfig", tree.root]
    done = subprocess.run(command, cwd=tree.oracle.home, env=tree.oracle.environments[tree.arch], capture_output=True)
    if done.returncode != 0:
        raise BenchError(f"{tree.name}: {done.stderr.decode()}")
    return json.loads(done.stdout)["architectures"][0]["options"]


def points(oracles: list[Oracle], meter: Meter, home: Path, venv: Path, repeat: int, say) -> list[dict]:
    """What `plot.svg` draws."""
    found = []
    for tree in trees(oracles, home):
        size = symbols(tree)
        say(f"{tree.name}: {size} symbols")
        measured = rows(tree, home, venv)
        measure(meter, measured, repeat)
        found += [{"series": row.key, "tree": tree.name, "symbols": size, "part": tree.part, "seconds": row.seconds,
                   "megabytes": row.peak} for row in measured]
    return found
