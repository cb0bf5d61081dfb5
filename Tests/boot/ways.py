# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways to a configuration for a board: from its description by `hardware`, from a profile, by hand."""

import functools
import re
import subprocess
from pathlib import Path

import oracle
from console import PLAIN
from kernel import Kernel
from userspace import HOME, environment, run

HERE = Path(__file__).resolve().parent
TIMEOUT = 600


class RefusedError(Exception):
    """kconfig-sat gave no configuration; the text has what it said."""


def kconfig_sat(of: Kernel, *arguments) -> str:
    """What it prints, run in the kernel's folder with what make is told later."""
    defines = [word for setting in of.compiler for word in ("--define", setting)]
    command = [oracle.tool_path(), arguments[0], "--arch", of.board.arch, *defines, *arguments[1:]]
    done = subprocess.run([str(word) for word in command], cwd=of.folder, capture_output=True, timeout=TIMEOUT,
                          env=environment() | {"srctree": str(oracle.tree_path(of.tree)), "PWD": str(of.folder)})
    if done.returncode:
        raise RefusedError(f"{arguments[0]}: exit {done.returncode}\n{done.stderr.decode()[-3000:]}")
    return done.stdout.decode()


def description(board) -> list:
    """What `hardware` is given: the device tree that QEMU dumps, where the board has one, and a description: of x86, the
    one that was taken in a first boot; of the others, the disk and what is on it."""
    given = [HERE / "machines" / f"{board.name}.machine"]
    if not board.has_device_tree:
        return given
    blob = HOME / f"{board.name}.dtb"
    machine = [f"{word},dumpdtb={blob}" if word == "virt" else word for word in board.qemu]
    run([*machine, *PLAIN], HOME)
    return ["--dtb", blob, *given]


def from_hardware(of: Kernel, *options: str):
    (of.folder / ".satconfig").write_text(kconfig_sat(of, "hardware", *options, *description(of.board)))
    kconfig_sat(of, "satconfig", "--objective", "minimal")


def small(of: Kernel):
    from_hardware(of, "--profile", "small")


def from_profile(of: Kernel):
    (of.folder / ".satconfig").write_text("".join(f"include <{name}>\n" for name in of.board.profiles))
    kconfig_sat(of, "satconfig", "--objective", "minimal")


def by_hand(of: Kernel, *files: str):
    """allnoconfig and fragments. What only another version or architecture of Linux has is not in this one."""
    # conf knows no comments behind a value.
    lines = [line.split("#")[0].strip() for file in files for line in (HERE / file).read_text().splitlines()
             if line.startswith("CONFIG_")]
    (of.folder / "fragment").write_text("\n".join(lines) + "\n")
    of.make("allnoconfig", KCONFIG_ALLCONFIG=str(of.folder / "fragment"))
    held = (of.folder / ".config").read_text().splitlines()
    lost = [line for line in lines if line not in held and line.split("=")[0] in options_of(of.tree, of.board.arch)]
    if lost:
        raise RefusedError(f"{', '.join(files)}: allnoconfig loses {', '.join(lost)}")


@functools.cache
def options_of(tree: str, arch: str) -> set[str]:
    """The names with CONFIG_ of all options that the tree defines for the architecture."""
    found, top = set(), oracle.tree_path(tree)
    for path in top.rglob("Kconfig*"):
        is_other = path.is_relative_to(top / "arch") and not path.is_relative_to(top / "arch" / arch)
        if path.is_file() and not is_other:
            found |= set(re.findall(r"(?m)^\s*(?:menu)?config\s+(\w+)", path.read_text(errors="replace")))
    return {f"CONFIG_{name}" for name in found}


def bare(of: Kernel):
    by_hand(of, f"bare/{of.board.name}.config")


def with_promises(of: Kernel):
    """With what satconfig promises, too."""
    by_hand(of, f"bare/{of.board.name}.config", "byhand/common.config", f"byhand/{of.board.name}.config")


WAYS = {"hardware": from_hardware, "small": small, "profile": from_profile, "byhand": with_promises, "bare": bare}


def configure(of: Kernel):
    of.folder.mkdir(parents=True, exist_ok=True)
    WAYS[of.way](of)
