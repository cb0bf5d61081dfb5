# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine that QEMU emulates, and its serial console: wait for a text, type, read."""

import os
import re
import select
import subprocess
import time
from pathlib import Path

import oracle
from kernel import Kernel

# Emulated without the host's help: the same machine everywhere, and slow on a busy host.
PLAIN = ("-accel", "tcg", "-m", "256M", "-smp", "1", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot")
BOOT_TIMEOUT = 240
COMMAND_TIMEOUT = 60
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class ConsoleError(Exception):
    """The machine did not say what was waited for; the text has the end of what it said."""


class Console:
    """Use it by `with`: QEMU ends with the block, however that ends."""

    def __init__(self, command, log: Path, patience: float | None = None):
        """`patience`: seconds instead of all timeouts."""
        self.text, self.seen, self.log, self.patience = "", 0, log, patience
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=oracle.clean_environment())
        os.set_blocking(self.process.stdout.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.log.write_text(self.text)
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def wait_for(self, pattern: str, timeout: float, what: str) -> re.Match:
        """The first match behind what was waited for before."""
        timeout = self.patience or timeout
        end = time.monotonic() + timeout
        while True:
            if found := re.compile(pattern, re.M).search(self.text, self.seen):
                self.seen = found.end()
                return found
            if "Kernel panic" in self.text[self.seen:]:
                self.read(1)
                raise self.error(f"the kernel panics; waited for {what}")
            if time.monotonic() > end:
                raise self.error(f"no {what} after {timeout} s")
            if not self.read(0.5) and self.process.poll() is not None:
                raise self.error(f"QEMU ends with {self.process.returncode}; waited for {what}")

    def read(self, seconds: float) -> bool:
        """Takes in what comes within this time. False: the end."""
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return True
        data = os.read(self.process.stdout.fileno(), 65536)
        # A sequence may be cut in two; then its rest stays as text, which nothing waits for.
        self.text += ESCAPES.sub("", data.decode(errors="replace"))
        return bool(data)

    def type(self, line: str):
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise self.error(f"can't type {line!r}: {error}") from error

    def login(self):
        self.wait_for(r"^\S* ?login: ", BOOT_TIMEOUT, "login prompt")
        self.type("root")
        self.wait_for(r"^.*# $", COMMAND_TIMEOUT, "shell prompt")

    def ask(self, command: str) -> str:
        """What the command prints. The mark around it is computed there, so the echo of the line can't be taken for it."""
        self.type(f"echo mark-$((6*7)); {command}; echo done-$((6*7))")
        found = self.wait_for(r"(?s)mark-42\n(.*?)\n?done-42$", COMMAND_TIMEOUT, f"answer to {command!r}")
        self.wait_for(r"^.*# $", COMMAND_TIMEOUT, "shell prompt")
        return found[1]

    def power_off(self):
        """Types poweroff. Not every board can switch itself off: the kernel's last words count."""
        self.type("poweroff")
        self.wait_for(r"reboot: (Power down|System halted|Power off not available)", COMMAND_TIMEOUT, "power down")

    def error(self, text: str) -> ConsoleError:
        last = "\n".join(self.text.splitlines()[-25:])
        return ConsoleError(f"{text}. The console's last lines:\n{last}")


def qemu(of: Kernel, initramfs: Path | None, disk: Path) -> list:
    """The command that boots the kernel: from the initramfs, or from the disk. That is there in both."""
    # `rdinit` without an initramfs is passed over, so that both have the same command line. What is written to the disk is
    # thrown away: each boot finds the same.
    start = ["-append", f"console={of.board.console} panic=-1 rdinit=/init root=/dev/vda rw"]
    if initramfs:
        start += ["-initrd", initramfs]
    return [*of.board.qemu, *PLAIN, "-kernel", of.image, *start,
            "-drive", f"if=none,id=root,format=raw,snapshot=on,file={disk}", "-device", f"{of.board.disk},drive=root"]
