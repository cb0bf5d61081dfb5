# SPDX-License-Identifier: GPL-2.0-or-later
"""Kernel trees that scripts/kconfig-patch has hooked `make autoosconfig` into."""

import shutil
import subprocess

import oracle

PATCH = oracle.ROOT / "scripts/kconfig-patch"


def patched(tree):
    """A tree that is like the packaged one, with the goals: files of its own only where it differs.

    All else are links, since the trees are large and must stay as they are."""
    copy = oracle.fresh_folder(oracle.BUILD / "autoos" / f"linux-{tree.version}")
    link_all(tree.tree, copy, {"scripts", "Makefile"})
    shutil.copyfile(tree.tree / "Makefile", copy / "Makefile")
    (copy / "scripts").mkdir()
    link_all(tree.tree / "scripts", copy / "scripts", {"kconfig"})
    shutil.copytree(tree.tree / "scripts/kconfig", copy / "scripts/kconfig", symlinks=True)
    for arguments in ([], ["--check"]):
        done = subprocess.run([PATCH, *arguments, copy], capture_output=True, text=True, env=oracle.clean_environment())
        if done.returncode != 0:
            raise oracle.OracleError(f"kconfig-patch {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return copy


def link_all(source, target, without):
    for path in sorted(source.iterdir()):
        if path.name not in without:
            (target / path.name).symlink_to(path)


def run(copy, arch, folder, flags, extra):
    """make autoosconfig in the output folder; exit status 0 or 2, as make has it."""
    environment = oracle.clean_environment() | {"KCONFIG_SAT": str(oracle.tool_path())} | extra
    command = ["make", "-C", copy, f"O={folder}", f"ARCH={arch}", "--no-print-directory", "autoosconfig"]
    if flags:
        command.append("SATFLAGS=" + " ".join(str(flag) for flag in flags))
    return oracle.run(command, folder, environment)
