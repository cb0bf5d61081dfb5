# SPDX-License-Identifier: GPL-2.0-or-later
"""Kernels from configurations: a folder of objects for each, one cache of objects for all if there is one, below build/boot."""

import os
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

import oracle
from boards import Board
from userspace import HOME, environment

# A minimal kernel takes some four minutes of a processor; a busy machine has a part of one.
BUILD_TIMEOUT = 3600
# Who built it when is part of an image: the same for all, so that equal inputs give equal images.
WHO = {"KBUILD_BUILD_TIMESTAMP": "Thu Jan  1 00:00:00 UTC 1970", "KBUILD_BUILD_USER": "boot", "KBUILD_BUILD_HOST": "test",
       "KBUILD_BUILD_VERSION": "1"}


class BuildError(Exception):
    """The kernel does not build; the text has the end of what make said."""


@dataclass(frozen=True)
class Kernel:
    tree: str  # 6.12
    board: Board
    way: str  # how its configuration is made; see ways.py

    @property
    def folder(self) -> Path:
        """Where the objects of this kernel are, and .config."""
        return HOME / "o" / f"{oracle.name_of_tree(self.tree)}-{self.board.name}-{self.way}"

    @property
    def image(self) -> Path:
        return self.folder / self.board.image

    @property
    def size(self) -> int:
        """Of what a boot loader gets: Image has gaps of megabytes where the rights of memory change."""
        return (self.folder / self.board.shipped).stat().st_size

    @property
    def compiler(self) -> list[str]:
        """What make and kconfig-sat must both be told, so that the tests of the Kconfig files see the same compiler."""
        return [f"CROSS_COMPILE={self.board.prefix}", f"CC=ccache {self.board.prefix}gcc"]

    def release(self) -> str:
        """What `uname -r` must say in it."""
        return (self.folder / "include/config/kernel.release").read_text().strip()

    def make(self, *goals: str, **variables):
        command = ["make", "-C", oracle.tree_path(self.tree), f"O={self.folder}", f"ARCH={self.board.arch}", *self.compiler,
                   f"-j{os.cpu_count()}", *goals]
        with open(self.folder / "make.log", "wb") as log:
            # In the group of the test: what interrupts that interrupts make, which ends its compilers.
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, env=environment() | WHO | variables)
            try:
                status = process.wait(BUILD_TIMEOUT)
            except subprocess.TimeoutExpired as error:
                process.terminate()
                process.wait()
                raise BuildError(f"{self.folder}: make {' '.join(goals)}: not done after {BUILD_TIMEOUT} s") from error
        if status:
            last = (self.folder / "make.log").read_text(errors="replace").splitlines()[-25:]
            raise BuildError("\n".join([f"{self.folder}: make {' '.join(goals)}: exit {status}", *last]))

    def build(self) -> float:
        """Makes the image of .config, which make must leave alone. Gives the seconds of processors that it took."""
        config = self.folder / ".config"
        before, start = config.read_bytes(), processor_time()
        self.make(self.board.shipped.rsplit("/", 1)[-1])
        if config.read_bytes() != before:
            raise BuildError(f"{config}: make changes it")
        return processor_time() - start


def processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
