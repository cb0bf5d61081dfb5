#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Starts QEMU by labgrid's QEMUDriver and prints its console until the machine is off: the `console` of a board file.

It runs with labgrid's own Python. Variables: IMAGE, SEED, SWITCHES and COUNTED as in boards/qemu-riscv-virt.conf, BUILD
with bench.cpio in it."""

import os
import sys
from pathlib import Path

from labgrid import Environment
from pexpect import TIMEOUT

# Nothing is printed for so long only by a board that hangs: the board file's time-out ends it.
PATIENCE = 60


def main() -> int:
    for name in ("IMAGE", "SEED", "SWITCHES", "COUNTED"):
        os.environ[f"LG_{name}"] = os.environ.get(name, "")
    os.environ["LG_INITRD"] = f"{os.environ['BUILD']}/bench.cpio"
    board = Environment(str(Path(__file__).with_name("qemu.yaml"))).get_target("main").get_driver("QEMUDriver")
    board.on()
    while True:
        try:
            said = board.read(timeout=PATIENCE)
        except TIMEOUT:
            continue
        if not said:
            return 0
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
