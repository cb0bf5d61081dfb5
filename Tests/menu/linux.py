#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""satmenuconfig on Linux 6.12 for x86, from the defconfig, in a pseudo terminal: signals, terminals that vanish or are tiny, and
how long a key takes while the best configuration is looked for in the background.

  linux.py                  all
  linux.py -g keys          only cases with this word in their names
"""

import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import screens
from screens import DOWN, ENTER, UP, Failure, Terminal, expect, is_restored

TREE = screens.ROOT / "build/trees/linux-source-6.12"
RUNNING = r"\d+ on [·|] "
DRIVER = ("/", "^E1000$", ENTER)
CHANGED = "# mine\nCONFIG_E1000=m\n"
# Milliseconds of work for a key; the clock of a busy machine says nothing.
MOST = 50
screens.PATIENCE = 300


def folder_with(root: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=root))
    shutil.copy(TREE / "arch/x86/configs/x86_64_defconfig", folder / ".config")
    (folder / ".satconfig").write_text("# mine\n")
    return folder


def start(folder: Path, size=(24, 80), **variables) -> Terminal:
    return Terminal(folder, size, ["--arch", "x86"], srctree=str(TREE), **variables)


def changed(root: Path, size=(24, 80)) -> tuple[Path, Terminal]:
    folder = folder_with(root)
    terminal = start(folder, size)
    terminal.wait(RUNNING if size[0] > 7 else "R|General")
    terminal.type(*DRIVER)
    terminal.type("m")
    terminal.wait("R.<M>")
    return folder, terminal


def expect_recovery(folder: Path):
    expect((folder / ".satconfig").read_text(), "# mine\n")
    expect((folder / ".satconfig.recover").read_text(), CHANGED)


def case_hangup(root):
    folder, terminal = changed(root)
    terminal.child.kill(signal.SIGHUP)
    expect(terminal.end(), 130)
    is_restored(terminal)
    expect_recovery(folder)
    again = start(folder)
    again.wait("Unsaved changes of an earlier run")
    again.type(ENTER)
    again.wait("recovered: not saved yet")
    again.type("s")
    again.wait("saved")
    expect((folder / ".satconfig").read_text(), CHANGED)
    again.drop()


def case_hangup_in_proof(root):
    """While the background works, and in the middle of typing."""
    folder, terminal = changed(root)
    terminal.wait("not yet optimal|[·|] optimal")
    terminal.type("/", "ext4")
    terminal.child.kill(signal.SIGHUP)
    expect(terminal.end(), 130)
    is_restored(terminal)
    expect_recovery(folder)


def case_vanished(root):
    folder, terminal = changed(root)
    process = terminal.child.pid
    os.close(terminal.child.child_fd)
    terminal.child.child_fd, terminal.child.closed = -1, True
    end = time.monotonic() + screens.PATIENCE
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            raise Failure("it goes on without a terminal")
        time.sleep(0.1)
    expect_recovery(folder)


def case_stop_and_continue(root):
    folder = folder_with(root)
    terminal = Terminal(folder, command=["bash", "--norc", "--noprofile", "-i"], PS1="ready> ", srctree=str(TREE))
    terminal.wait("ready>")
    terminal.type(f"{screens.TOOL} satmenuconfig --arch x86\r")
    terminal.wait(RUNNING)
    terminal.type(*DRIVER, "m")
    terminal.wait("R.<M>")
    terminal.type("\x1a")
    terminal.wait("Stopped")
    is_restored(terminal)
    terminal.screen.reset()
    terminal.type("fg\r")
    terminal.wait("R.<M>")
    terminal.type("u")
    terminal.wait("undone: E1000: m → y")
    terminal.drop()


def case_tiny_window(root):
    _, terminal = changed(root, (5, 20))
    for keys in (["?"], ["/", "usb"], ["d"], ["o"], ["/", "^PREEMPT_RT$", ENTER, "y"]):
        terminal.type(*keys)
        time.sleep(1)
        terminal.settle()
        if not terminal.child.isalive():
            raise Failure(f"ended after {keys}")
        terminal.type("\x1b")
        time.sleep(0.5)
    for rows, columns in [(1, 1), (2, 40), (43, 132), (24, 80)]:
        terminal.resize(rows, columns)
        time.sleep(0.5)
        terminal.settle()
    terminal.wait(RUNNING)
    terminal.type("q", "2")
    expect(terminal.end(), 0)
    is_restored(terminal)


def case_dumb(root):
    terminal = start(folder_with(root), TERM="dumb")
    expect(terminal.end(), 2)
    if "dumb" not in "\n".join(terminal.lines):
        raise Failure("\n".join(terminal.lines))


class Work:
    """Milliseconds that the thread of the menu has worked: the one that has worked most while nothing else was to be done."""

    def __init__(self, process: int):
        self.folder = Path(f"/proc/{process}/task")
        self.thread = max((self.of(thread.name), thread.name) for thread in self.folder.iterdir())[1]

    def of(self, thread: str) -> float:
        return int((self.folder / thread / "schedstat").read_text().split()[0]) / 1e6

    @property
    def now(self) -> float:
        return self.of(self.thread)

    @property
    def threads(self) -> int:
        return len(list(self.folder.iterdir()))


def answer(terminal: Terminal, pattern: str | None):
    """Until something is drawn that shows it."""
    end = time.monotonic() + screens.PATIENCE
    while time.monotonic() < end:
        if terminal.read(1) and (pattern is None or re.search(pattern, "\n".join(terminal.lines))):
            return
    raise Failure("no answer to a key:\n" + "\n".join(terminal.lines))


def case_keys_in_proof(root):
    """Moves and wishes at any moment of the search in the background."""
    terminal = start(folder_with(root))
    terminal.wait(RUNNING)
    work = Work(terminal.child.pid)
    terminal.type(*DRIVER)
    terminal.wait("Ethernet driver support")
    chance = random.Random(1)
    keys = [(DOWN, None), (UP, None), (DOWN, None), (UP, None), ("m", r"R.<M> +Intel"), ("y", r"R.<\*> +Intel")]
    moves, wishes, beside = [], [], 0
    for key, pattern in keys * 10:
        # A proof begins a quarter of a second after the last key.
        time.sleep(chance.uniform(0.2, 1.0))
        terminal.settle()
        beside += work.threads > 2
        before, clock = work.now, time.monotonic()
        terminal.child.send(key)
        answer(terminal, pattern)
        (wishes if pattern else moves).append((work.now - before, (time.monotonic() - clock) * 1000))
    terminal.drop()
    for name, times in (("moves", moves), ("wishes", wishes)):
        spent = sorted(round(time) for time, _ in times)
        clocks = sorted(round(clock) for _, clock in times)
        print(f"{name}: {len(times)}, of work median {spent[len(spent) // 2]} ms, worst {spent[-1]} ms; "
              f"by the clock median {clocks[len(clocks) // 2]} ms, worst {clocks[-1]} ms")
    print(f"with the background at work: {beside} of 60")
    if max(time for time, _ in moves) > MOST:
        raise Failure(f"a key took more than {MOST} ms of work")
    if not beside:
        raise Failure("nothing went on in the background")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--grep", default="", help="only cases with this word in their names")
    options = parser.parse_args()
    cases = {name[5:]: case for name, case in globals().items() if name.startswith("case_") and options.grep in name}
    failed = 0
    with tempfile.TemporaryDirectory() as root:
        for name, case in cases.items():
            try:
                case(Path(root))
            except Failure as problem:
                failed += 1
                print(f"FAILED {name}: {problem}")
    print(f"{len(cases)} cases, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
