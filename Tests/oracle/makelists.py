# SPDX-License-Identifier: GPL-2.0-or-later
"""What make reads of single make files, which may be otherwise than in the tree."""

import os
import re
import subprocess
from pathlib import Path

import oracle

MAKEFILE = """
srctree := .
objtree := .
obj := {folder}
src := {folder}
{config}
include scripts/Kbuild.include
-include scripts/Makefile.compiler
obj-y :=
obj-m :=
lib-y :=
lib-m :=
{include}
$(foreach list,obj-y obj-m lib-y,$(foreach word,$($(list)),$(info $(list) $(word))))
$(foreach object,$(sort $(filter %.o,$(obj-y) $(obj-m) $(lib-y))),$(foreach part,\
 $($(object:.o=-objs)) $($(object:.o=-y)) $($(object:.o=-m)),$(info part $(object) $(part))))
all: ; @:
"""


class Make:
    """What make builds of a tree with a configuration."""

    def __init__(self, tree: Path, arch: str, config: str):
        self.tree, self.arch, self.folders = tree, arch, {}
        # Make files that are otherwise than in the tree.
        self.files = {}
        lines = re.findall(r"^CONFIG_\w+=.*$", config, re.M)
        self.config = "\n".join(re.sub(r'="(.*)"$', r"=\1", line).replace("#", "\\#") for line in lines)
        self.has_modules = "CONFIG_MODULES=y" in lines

    def folder(self, name: str) -> dict:
        """Lists of a folder's make file: objects and folders by list, parts by object."""
        if name not in self.folders:
            self.folders[name] = self._read(name)
        return self.folders[name]

    def _read(self, name: str) -> dict:
        file = next((f for f in ("Kbuild", "Makefile") if (self.tree / name / f).is_file()), None)
        found = {"obj-y": [], "obj-m": [], "lib-y": [], "parts": {}}
        if file is None:
            return found
        path = os.path.normpath(f"{name}/{file}")
        include = self.files.get(path, f"include {path}")
        text = MAKEFILE.format(folder=name, include=include, config=self.config)
        variables = {"ARCH": self.arch, "SRCARCH": self.arch, "CC": "gcc", "LD": "ld", "NM": "nm", "OBJCOPY": "objcopy",
                     "CONFIG_SHELL": "sh", "KBUILD_MODULES": "1", "KBUILD_BUILTIN": "1",
                     "BITS": "64" if "CONFIG_64BIT=y" in self.config else "32"}
        done = subprocess.run(["make", "-s", "-r", "-R", "-f", "-", "all"], input=text, text=True, capture_output=True,
                              cwd=self.tree, env=oracle.clean_environment() | variables)
        if done.returncode:
            raise oracle.OracleError(f"make can't read {name}/{file}: {done.stderr[-500:]}")
        for line in done.stdout.splitlines():
            words = line.split()
            if len(words) == 2 and words[0] in found:
                found[words[0]].append(words[1])
            elif len(words) == 3 and words[0] == "part":
                found["parts"].setdefault(words[1], []).append(words[2])
        return found

    def compiles(self, file: str) -> str:
        """`y`, `m`, or nothing: by folders that lead to it."""
        folder, name = os.path.split(file)
        return self._search(".", "y", folder, os.path.splitext(name)[0] + ".o", set())

    def _search(self, at: str, way: str, folder: str, wanted: str, seen: set) -> str:
        if (at, way) in seen:
            return ""
        seen.add((at, way))
        lists, best = self.folder(at), ""
        for list_, own in (("obj-y", way), ("lib-y", way), ("obj-m", "m")):
            if own == "m" and not self.has_modules:
                continue
            for word in lists[list_]:
                if word.endswith("/"):
                    below = os.path.normpath(f"{at}/{word}")
                    if folder == below or folder.startswith(below + "/"):
                        best = max(best, self._search(below, own, folder, wanted, seen))
                elif list_ == "obj-m" or way == "y":
                    parts = lists["parts"].get(word) or [word]
                    if any(os.path.normpath(f"{at}/{part}") == f"{folder}/{wanted}" for part in parts):
                        best = max(best, own)
        return best
