# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that kconfig-sat is compared with, as they have to be set up to run on a kernel tree."""

import os
import re
import subprocess
from pathlib import Path

from measuring import BenchError

# `modules` without `option`, since 5.13: the one line of the kernel's Kconfig files that Kconfiglib can't read.
BARE_MODULES = re.compile(r"^\tmodules$", re.MULTILINE)
MODULES_FILES = ("kernel/module/Kconfig", "init/Kconfig")


def kconfiglib_tree(tree: Path, copy: Path) -> Path:
    """A tree of links to `tree`, but for the file with the line that Kconfiglib can't read, which is adapted."""
    file = next((name for name in MODULES_FILES
                 if (tree / name).is_file() and BARE_MODULES.search((tree / name).read_text())), None)
    if file is None:
        raise BenchError(f"{tree}: no 'modules' line in {' or '.join(MODULES_FILES)}")
    folder, original = copy, tree
    for part in Path(file).parts:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in sorted(original.iterdir()):
            link = folder / entry.name
            if entry.name != part and not link.is_symlink():
                link.symlink_to(entry)
        folder, original = folder / part, original / part
    (copy / file).write_text(BARE_MODULES.sub("\toption modules", original.read_text()))
    return copy


def git_index(tree: Path, folder: Path) -> dict[str, str]:
    """Variables that make `git ls-files` list all files of `tree`, as in a clone.

    checkkconfigsymbols.py takes its files from there, and a tree from a package is no clone. The index holds names
    only: nobody reads the objects."""
    environment = {"GIT_DIR": str(folder), "GIT_WORK_TREE": str(tree)}
    whole = dict(os.environ) | environment
    if not (folder / "index").is_file():
        subprocess.run(["git", "init", "-q", "--bare", folder], check=True, capture_output=True)
        listing = "".join(f"{'120000' if os.path.islink(tree / name) else '100644'} {'1' * 40}\t{name}\n"
                          for name in files(tree))
        subprocess.run(["git", "update-index", "--index-info"], input=listing.encode(), check=True, env=whole)
    return environment


def files(tree: Path) -> list[str]:
    """All files below `tree`, relative to it."""
    found = []
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        found += [os.path.relpath(os.path.join(folder, name), tree) for name in names + links]
    return sorted(found)


def klocalizer_command(venv: Path, tree: Path, sources: list[str]) -> list:
    """klocalizer as its README has it for several files that may exclude each other, with formulas that it makes itself (it
    would fetch those of known kernels)."""
    units = " ".join(f"--include-mutex {name.removesuffix('.c')}.o" for name in sources)
    script = (f'PATH={venv}/bin:$PATH && cd "$BENCH_FOLDER" && klocalizer -q -a x86_64 --disable-downloading-formulas '
              f'--linux-ksrc {tree} --formulas formulas -o . {units} >klocalizer.log 2>&1')
    return ["sh", "-c", script]


def kmax_command(venv: Path, environment: dict[str, str]) -> list:
    """kextract with the variables that it passes on itself, then kclause, as `kextractlinux` and the README have it."""
    names = ("ARCH", "SRCARCH", "KERNELVERSION", "srctree", "CC", "LD", "RUSTC")
    given = " ".join(f"-e {name}='{environment[name]}'" for name in names)
    script = (f"cd {environment['srctree']} && {venv}/bin/kextract --module-version next-20210426 --extract "
              f'-o "$BENCH_FOLDER/kextract" {given} Kconfig && '
              f'{venv}/bin/kclause -q <"$BENCH_FOLDER/kextract" >"$BENCH_FOLDER/kclause"')
    return ["sh", "-c", script]
