#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""satmenuconfig in a pseudo terminal, with a terminal in memory that draws what it writes.

Each dialogue at 80x24 and 132x43 must look as in golden/; then signals, terminals that vanish or can't do much, and
very small ones. The tree is a tiny one.

  screens.py                  all
  screens.py -g conflict      only cases with this word in their names
  screens.py --record         write golden/ anew
"""

import argparse
import difflib
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build/screens/bin/python"
if Path(sys.prefix).resolve() != PYTHON.parents[1].resolve():
    if not PYTHON.exists():
        sys.exit(f"{PYTHON} is missing: scripts/setup test installs it")
    os.execv(PYTHON, [PYTHON, *sys.argv])

import pexpect  # noqa: E402
import pyte  # noqa: E402

GOLDEN = Path(__file__).with_name("golden")
TOOL = Path(os.environ.get("KCONFIG_SAT", ROOT / ".build/release/kconfig-sat")).resolve()
SIZES = [(24, 80), (43, 132)]
PATIENCE = 60
UP, DOWN, ENTER, ESCAPE, DELETE = "\x1bOA", "\x1bOB", "\r", "\x1b\x1b", "\x1b[3~"
BACKSPACE = "\x7f"

KCONFIG = """mainmenu "Tiny tree"
config MODULES
	bool "Loadable modules"
	modules
	default y
menu "Network"
config NET
	bool "Networking"
	default y
	help
	  Packets and the like.
config DRIVER
	tristate "A driver"
	depends on NET
menuconfig CARDS
	bool "Cards"
	depends on NET
if CARDS
config CARD
	tristate "A card"
	select LIB
	help
	  For cards made of cardboard.
endif
endmenu
config TINY
	bool "Tiny system"
	depends on !NET || !DRIVER
config LIB
	tristate
config SIZE
	int "Size" if NET
	range 1 9
	default 4
config LABEL
	string "Label"
	default "none"
choice
	prompt "Speed"
config FAST
	bool "Fast"
config SLOW
	bool "Slow"
	depends on NET
endchoice
comment "the end"
"""


class Failure(Exception):
    pass


class Screen(pyte.Screen):
    """With what xterm does and ncurses uses, but pyte does not know: a character again, and scrolling."""

    last = " "

    def draw(self, data):
        super().draw(data)
        self.last = data[-1:] or self.last

    def repeat(self, count=None):
        self.draw(self.last * (count or 1))

    def scroll_up(self, count=None):
        self.at_top(self.delete_lines, count)

    def scroll_down(self, count=None):
        self.at_top(self.insert_lines, count)

    def at_top(self, change, count):
        line, column = self.cursor.y, self.cursor.x
        self.cursor.y = self.margins.top if self.margins else 0
        change(count)
        self.cursor.y, self.cursor.x = line, column


class Stream(pyte.ByteStream):
    csi = pyte.ByteStream.csi | {"b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class Terminal:
    """A program, and what its terminal shows."""

    def __init__(self, folder: Path, size=(24, 80), arguments=(), command=None, **variables):
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(folder / "cache")}
        environment |= variables
        for name, value in variables.items():
            if value is None:
                del environment[name]
        self.screen = Screen(size[1], size[0])
        self.stream = Stream(self.screen)
        self.raw = b""
        program, *rest = command or [str(TOOL), "satmenuconfig", *arguments]
        self.child = pexpect.spawn(program, rest, cwd=folder, env=environment, dimensions=size, timeout=PATIENCE)
        self.child.delaybeforesend = None

    def read(self, seconds: float) -> bool:
        """Takes what comes within that time; whether anything did."""
        try:
            data = self.child.read_nonblocking(65536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def settle(self):
        while self.read(0.25):
            pass

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    def wait(self, pattern: str):
        """Until the screen shows it."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, "\n".join(self.lines), re.M):
            if time.monotonic() > end or (not self.read(0.1) and not self.child.isalive()):
                self.settle()
                if re.search(pattern, "\n".join(self.lines), re.M):
                    break
                raise Failure(f"the screen never showed {pattern!r}:\n" + "\n".join(self.lines))
        self.settle()

    def type(self, *keys: str):
        for key in keys:
            self.child.send(key)
            self.read(0.05)

    def resize(self, rows: int, columns: int):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def drop(self):
        self.child.kill(signal.SIGKILL)
        self.child.wait()
        self.child.close()

    def end(self) -> int:
        """The exit status, or minus the signal."""
        end = time.monotonic() + PATIENCE
        while self.child.isalive():
            self.read(0.1)
            if time.monotonic() > end:
                self.child.kill(signal.SIGKILL)
                raise Failure("it does not end:\n" + "\n".join(self.lines))
        self.settle()
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus


def folder_with(root: Path, satconfig: str | None = None) -> Path:
    folder = Path(tempfile.mkdtemp(dir=root))
    (folder / "Kconfig").write_text(KCONFIG)
    if satconfig is not None:
        (folder / ".satconfig").write_text(satconfig)
    return folder


# --- What each dialogue looks like -----------------------------------------------------------------------------------

OPTIMAL = r"[·|] optimal"
NETWORK = (DOWN, ENTER)
SCENES = {
    "main": ((), OPTIMAL),
    "network": (NETWORK, OPTIMAL),
    "marks": ((*NETWORK, DOWN, "m"), r"R\+<M>"),
    "everything": (("z",), "showing everything"),
    "ways": (("/", "cardboard", ENTER, "y"), "needs other changes"),
    "conflict": ((DOWN, DOWN, "y", UP, ENTER, DOWN, "y"), "can't be had so"),
    "help": ((*NETWORK, "?"), "Why it is y"),
    "search": (("/", "card"), r"found  Enter"),
    "badpattern": (("/", "("), "parenthesis"),
    "number": ((DOWN, DOWN, DOWN, ENTER), "range: 1 to 9"),
    "outofrange": ((DOWN, DOWN, DOWN, ENTER, "0", ENTER), "out of range"),
    "text": ((DOWN, DOWN, DOWN, DOWN, ENTER), "a text"),
    "choice": ((DOWN,) * 5 + (ENTER,), r"\(X\) Fast"),
    "differences": ((*NETWORK, DOWN, "y", "d"), "Differences"),
    "objective": (("o",), "the best is"),
    "leaving": ((*NETWORK, DOWN, "y", "q"), "not saved"),
    "keys": (("\x1bOR",), "Keys and marks"),
    "copy": (("S",), "Save under another name"),
}


def compare(name: str, lines: list[str], record: bool):
    file = GOLDEN / f"{name}.txt"
    text = "\n".join(lines) + "\n"
    if record:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text)
        return
    wanted = file.read_text() if file.exists() else ""
    if text != wanted:
        raise Failure("\n".join(difflib.unified_diff(wanted.splitlines(), text.splitlines(), "golden", "now", n=1, lineterm="")))


def scene(name, size, root, record):
    keys, pattern = SCENES[name]
    terminal = Terminal(folder_with(root), size)
    terminal.wait(OPTIMAL)
    terminal.type(*keys)
    terminal.wait(pattern)
    if name not in ("ways", "conflict"):
        # What the background found out shows in the status line.
        terminal.wait(r"[·|] optimal|found  Enter|parenthesis|range|a text|the best is|Differences|Keys|Why|showing|not saved|Fast|another name")
    while any("looking for other ways" in line for line in terminal.lines):
        terminal.read(0.25)
    terminal.settle()
    if any("not yet optimal" in line for line in terminal.lines):
        terminal.wait(OPTIMAL)
    compare(f"{name}-{size[1]}x{size[0]}", terminal.lines, record)
    terminal.drop()


# --- What must not hurt ----------------------------------------------------------------------------------------------

CHANGED = "# mine\nCONFIG_DRIVER=m\n"


def changed(root, **more) -> tuple[Path, Terminal]:
    folder = folder_with(root, "# mine\n")
    terminal = Terminal(folder, **more)
    terminal.wait(OPTIMAL)
    terminal.type(*NETWORK, DOWN, "m")
    terminal.wait(r"R.<M>")
    return folder, terminal


def expect(what, wanted, is_equal=True):
    if (what == wanted) != is_equal:
        raise Failure(f"{what!r}, not {wanted!r}")


def is_restored(terminal: Terminal):
    """The last word on the alternate screen is that it is left."""
    modes = re.findall(rb"\x1b\[\?1049([hl])", terminal.raw)
    if not modes or modes[-1] != b"l":
        raise Failure("the terminal was not given back")


def case_save(root):
    folder, terminal = changed(root)
    terminal.type("s")
    terminal.wait("saved")
    expect((folder / ".satconfig").read_text(), CHANGED)
    if "CONFIG_DRIVER=m" not in (folder / ".config").read_text():
        raise Failure("no CONFIG_DRIVER=m in .config")
    terminal.type("q")
    expect(terminal.end(), 0)
    is_restored(terminal)
    expect((folder / ".satconfig.recover").exists(), False)


def case_escape_escape(root):
    terminal = Terminal(folder_with(root))
    terminal.wait(OPTIMAL)
    terminal.type(*NETWORK, ESCAPE)
    terminal.wait("main menu")
    time.sleep(0.5)
    terminal.type(ESCAPE)
    terminal.wait("not saved")
    terminal.type("2")
    expect(terminal.end(), 0)


def case_resize(root):
    _, terminal = changed(root)
    for rows, columns in [(43, 132), (5, 20), (1, 5), (60, 200), (24, 80)]:
        terminal.resize(rows, columns)
        time.sleep(0.4)
        terminal.settle()
        if not any("driver" in line or "R" in line for line in terminal.lines):
            raise Failure(f"{rows}x{columns}: " + "\n".join(terminal.lines))
    terminal.wait("> Network")
    terminal.type("q", "2")
    expect(terminal.end(), 0)


def ends_with_recovery(folder, terminal, status):
    expect(terminal.end(), status)
    expect((folder / ".satconfig").read_text(), "# mine\n")
    expect((folder / ".satconfig.recover").read_text(), CHANGED)


def case_hangup(root):
    folder, terminal = changed(root)
    terminal.child.kill(signal.SIGHUP)
    ends_with_recovery(folder, terminal, 130)
    is_restored(terminal)
    again = Terminal(folder)
    again.wait("Unsaved changes of an earlier run")
    again.type(ENTER)
    again.wait("recovered: not saved yet")
    again.type("s")
    again.wait("saved")
    expect((folder / ".satconfig").read_text(), CHANGED)
    expect((folder / ".satconfig.recover").exists(), False)
    again.drop()


def case_terminate(root):
    folder, terminal = changed(root)
    terminal.child.kill(signal.SIGTERM)
    ends_with_recovery(folder, terminal, 130)
    is_restored(terminal)


def case_kill(root):
    folder, terminal = changed(root)
    terminal.child.kill(signal.SIGKILL)
    ends_with_recovery(folder, terminal, -9)


def case_interrupt_asks(root):
    folder, terminal = changed(root)
    terminal.type("\x03")
    terminal.wait("not saved")
    terminal.type("2")
    expect(terminal.end(), 0)
    expect((folder / ".satconfig.recover").exists(), False)
    expect((folder / ".satconfig").read_text(), "# mine\n")


def case_vanished(root):
    folder, terminal = changed(root)
    process = terminal.child.pid
    os.close(terminal.child.child_fd)
    terminal.child.child_fd, terminal.child.closed = -1, True
    end = time.monotonic() + PATIENCE
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            raise Failure("it goes on without a terminal")
        time.sleep(0.1)
    expect((folder / ".satconfig.recover").read_text(), CHANGED)


def case_stop_and_continue(root):
    folder = folder_with(root, "# mine\n")
    terminal = Terminal(folder, command=["bash", "--norc", "--noprofile", "-i"], PS1="ready> ")
    terminal.wait("ready>")
    terminal.type(f"{TOOL} satmenuconfig\r")
    terminal.wait(OPTIMAL)
    terminal.type(*NETWORK, DOWN, "m")
    terminal.wait("R.<M>")
    for milliseconds in [None, *range(12)]:
        # In the middle of drawing, too.
        if milliseconds is not None:
            terminal.child.send("z")
            time.sleep(milliseconds / 1000)
        terminal.type("\x1a")
        terminal.wait("Stopped")
        is_restored(terminal)
        terminal.screen.reset()
        terminal.type("fg\r")
        terminal.wait("> Network")
        terminal.wait("R.<M>")
    terminal.type("u")
    terminal.wait("undone")
    terminal.drop()


def case_dumb(root):
    for variables, word in [({"TERM": "dumb"}, "dumb"), ({"TERM": ""}, "TERM is not set"), ({"TERM": "nosuch"}, "nosuch")]:
        terminal = Terminal(folder_with(root), **variables)
        expect(terminal.end(), 2)
        if word not in "\n".join(terminal.lines):
            raise Failure("\n".join(terminal.lines))


def case_no_terminal(root):
    folder = folder_with(root)
    terminal = Terminal(folder, command=["sh", "-c", f"{TOOL} satmenuconfig </dev/null"])
    expect(terminal.end(), 2)
    terminal = Terminal(folder, command=["sh", "-c", f"{TOOL} satmenuconfig | cat; exit 0"])
    terminal.end()
    if "a terminal is needed" not in "\n".join(terminal.lines):
        raise Failure("\n".join(terminal.lines))


def case_no_colour(root):
    colour = re.compile(rb"\x1b\[(?:[0-9]+;)*3[0-7](?:;[0-9]+)*m")
    for variables, wanted in [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "vt100"}, False)]:
        _, terminal = changed(root, **variables)
        expect(bool(colour.search(terminal.raw)), wanted)
        terminal.drop()


def case_ascii(root):
    _, terminal = changed(root, LANG="C", LC_ALL="C")
    if not terminal.raw.isascii():
        raise Failure("bytes beyond ASCII")
    if not any(line.startswith("-----") for line in terminal.lines):
        raise Failure("\n".join(terminal.lines))
    terminal.drop()


def case_small(root):
    _, terminal = changed(root, size=(5, 20))
    for keys in (["?"], ["/", "card"], ["d"], ["o"]):
        terminal.type(*keys)
        time.sleep(0.2)
        terminal.settle()
        terminal.type("\x1b")
        time.sleep(0.5)
    terminal.wait("R.<M>")
    terminal.type("q", "2")
    expect(terminal.end(), 0)


def case_watch(root):
    folder = folder_with(root, "")
    terminal = Terminal(folder, arguments=["--watch"])
    terminal.wait(OPTIMAL)
    terminal.type(*NETWORK)
    (folder / ".satconfig").write_text("CONFIG_DRIVER=y\n")
    terminal.wait(r"R.<\*>   A driver")
    terminal.drop()


def case_bad_file(root):
    terminal = Terminal(folder_with(root, "CONFIG_NOPE=y\n"))
    expect(terminal.end(), 2)
    if ".satconfig:1:8: error: unknown symbol CONFIG_NOPE" not in "\n".join(terminal.lines):
        raise Failure("\n".join(terminal.lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--grep", default="", help="only cases with this word in their names")
    parser.add_argument("--record", action="store_true", help="write golden/ anew")
    options = parser.parse_args()
    cases = {f"{name} {size[1]}x{size[0]}": lambda root, name=name, size=size: scene(name, size, root, options.record)
             for name in SCENES for size in SIZES}
    if not options.record:
        cases |= {name[5:]: case for name, case in globals().items() if name.startswith("case_")}
    failed = 0
    with tempfile.TemporaryDirectory() as root:
        for name, case in cases.items():
            if options.grep not in name:
                continue
            try:
                case(Path(root))
            except Failure as problem:
                failed += 1
                print(f"FAILED {name}: {problem}")
    print(f"{len(cases)} cases, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
