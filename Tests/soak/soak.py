#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A long life: thousands of runs of mixed commands, four at a time, over one cache, one tree and one folder.

Every run must give what it gives alone, from one of the configurations that the others may have put there meanwhile. Some are
killed at a moment of their own. In the end there is no file that the first hundred runs had not left, and the cache has not grown.

  soak.py [-n RUNS] [--seed N]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "oracle"))
import oracle  # noqa: E402
from report import fail_early, say  # noqa: E402

AT_A_TIME = 4
# One in so many is killed.
KILLED = 25
TREE = """mainmenu "soak"

cc-option = $(success,gcc -Werror $(1) -c -x c /dev/null -o .tmp_$$/tmp.o)
success = $(if-success,$(1),y,n)
if-success = $(shell,{ trap "rm -rf .tmp_$$" EXIT; mkdir .tmp_$$; $(1); } >/dev/null 2>&1 && echo "$(2)" || echo "$(3)")

config MODULES
	bool "modules"
	modules

config VERSION
	string
	default "$(shell,gcc -dumpversion)"

config HAS_O2
	def_bool $(cc-option,-O2)

config HAS_NONSENSE
	def_bool $(cc-option,-fno-such-thing)

choice
	prompt "one of"
	default SECOND

config FIRST
	bool "first"

config SECOND
	bool "second"

config THIRD
	bool "third" if HAS_O2

endchoice

config LEVEL
	int "level"
	range 1 9 if FIRST
	default 3

config NAME
	string "name"
	default "x" if SECOND
	default "y"

"""
DRIVERS = 40


def tree_text():
    lines = [TREE, "config HELPER\n\ttristate\n"]
    for i in range(DRIVERS):
        lines.append(f'config D{i}\n\ttristate "driver {i}"\n')
        if i:
            lines.append(f"\tdepends on D{i // 2} || !MODULES\n")
        if i % 5 == 3:
            lines.append("\tselect HELPER if THIRD\n")
        if i % 7 == 2:
            lines.append("\tdefault m if HAS_O2\n")
    return "".join(lines)


# What is run, and how much it weighs.
COMMANDS = {
    ("satconfig", "a.satconfig"): 4, ("satconfig", "b.satconfig"): 4, ("satconfig", "impossible.satconfig"): 1,
    ("conf", "--olddefconfig", "Kconfig"): 4, ("conf", "--alldefconfig", "Kconfig"): 1, ("conf", "--allmodconfig", "Kconfig"): 1,
    ("satrandconfig", "--seed", "7", "a.satconfig"): 1, ("check",): 3, ("explain", "D9"): 3, ("explain", "D9=y"): 2,
    ("lint", "--tree"): 2, ("lint",): 2, ("stats",): 1, ("dead",): 1, ("fix", "--dry-run", "D20=y"): 1,
    ("diff", "a.config", "b.config"): 1,
}


class Soak:
    def __init__(self, scratch: Path, seed: int):
        self.scratch, self.random = scratch, random.Random(seed)
        self.folder, self.cache = scratch / "shared", scratch / "cache"
        self.environment = oracle.clean_environment() | {"XDG_CACHE_HOME": str(self.cache), "CC": "gcc", "srctree": "."}
        self.problems = []

    def fill(self, folder: Path):
        folder.mkdir()
        (folder / "Kconfig").write_text(tree_text())
        (folder / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\n")
        (folder / "a.satconfig").write_text("CONFIG_D9=m\nCONFIG_LEVEL=5\nCONFIG_FIRST=y\n")
        (folder / "b.satconfig").write_text('CONFIG_D20=y\nCONFIG_NAME="b"\nCONFIG_THIRD=y\n')
        (folder / "impossible.satconfig").write_text("CONFIG_FIRST=y\nCONFIG_SECOND=y\n")

    def run(self, folder, command, **variables):
        done = oracle.run([oracle.tool_path(), *command], folder, self.environment | variables)
        # Another run may have put another file there meanwhile.
        return done.code, done.stdout.replace(b"configuration written to", b"No change to"), done.stderr

    def learn(self):
        """What each command gives alone, without a cache, from each configuration that any of them may leave."""
        alone = self.scratch / "alone"
        self.fill(alone)
        self.fill(self.folder)
        for name in ("a", "b"):
            self.run(alone, ("satconfig", f"{name}.satconfig"), KCONFIG_SAT_CACHE="off")
            for folder in (alone, self.folder):
                (folder / f"{name}.config").write_bytes((alone / ".config").read_bytes())
        states, waiting = set(), [(alone / "a.config").read_bytes()]
        self.allowed = {command: set() for command in COMMANDS}
        while waiting:
            state = waiting.pop()
            if state in states:
                continue
            states.add(state)
            for command in COMMANDS:
                (alone / ".config").write_bytes(state)
                self.allowed[command].add(self.run(alone, command, KCONFIG_SAT_CACHE="off"))
                waiting.append((alone / ".config").read_bytes())
        self.states = states
        (self.folder / ".config").write_bytes((alone / "a.config").read_bytes())
        say(f"{len(states)} configurations, {sum(len(set(found)) for found in self.allowed.values())} answers")

    def one(self, task):
        command, kill_after = task
        if kill_after is None:
            result = self.run(self.folder, command)
            if result not in self.allowed[command]:
                self.problems.append(f"{' '.join(command)}: exit {result[0]}: {(result[1] + result[2])[-300:].decode()}")
        else:
            process = subprocess.Popen([oracle.tool_path(), *command], cwd=self.folder, env=self.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            time.sleep(kill_after)
            process.kill()
            process.wait()
        if (self.folder / ".config").read_bytes() not in self.states:
            self.problems.append(f"{' '.join(command)}: another .config than any run makes")

    def batch(self, count, killing=True):
        tasks = []
        for command in self.random.choices(list(COMMANDS), list(COMMANDS.values()), k=count):
            is_killed = killing and self.random.randrange(KILLED) == 0
            tasks.append((command, self.random.uniform(0, 0.1) if is_killed else None))
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            list(pool.map(self.one, tasks))

    def files(self, folder):
        return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}

    def tidy(self):
        """Runs that end put away what those that were killed have left: each writes, and each asks the compiler."""
        for command in COMMANDS:
            self.run(self.folder, command, KCONFIG_SAT_CACHE="verify")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=10_000, help="runs")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not oracle.tool_path().is_file():
        fail_early(f"{oracle.tool_path()}: not built (make build)")
    with tempfile.TemporaryDirectory(dir=oracle.BUILD) as scratch:
        soak = Soak(Path(scratch), options.seed)
        soak.learn()
        # What was changed just before is not kept.
        time.sleep(2.1)
        first = min(100, options.n // 2)
        soak.batch(first, killing=False)
        soak.tidy()
        before = soak.files(soak.folder), soak.files(soak.cache)
        start = time.monotonic()
        done = first
        while done < options.n and not soak.problems:
            soak.batch(min(500, options.n - done))
            done = min(options.n, done + 500)
            say(f"{done} runs, {time.monotonic() - start:.0f} s")
        soak.tidy()
        after = soak.files(soak.folder), soak.files(soak.cache)
        for what, old, new in zip(("folder", "cache"), before, after):
            if set(old) != set(new):
                soak.problems.append(f"the {what} has other files: {sorted(set(old) ^ set(new))}")
        sizes = [sum(files[1].values()) for files in (before, after)]
        if sizes[1] > sizes[0] * 1.1:
            soak.problems.append(f"the cache has grown from {sizes[0]} to {sizes[1]} bytes")
        if not before[1]:
            soak.problems.append("nothing was kept in the cache")
    for problem in soak.problems[:20]:
        say(f"    {problem}")
    say(f"{'0 passed, 1' if soak.problems else '1 passed, 0'} failed")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main())
