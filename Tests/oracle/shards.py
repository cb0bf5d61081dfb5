#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs that are split with --shard and put together by merge: the same bytes and exit status as one run.

The recipes of docs/performance.md for GNU parallel and for Slurm are executed as they stand there, on a tiny tree.
Prints `N passed, N failed`.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from oracle import BUILD, ROOT, Oracle, OracleError, clean_environment, fresh_folder, tool_path
from slurmnode import SlurmNode

HOME = BUILD / "shards"

# A tree of two architectures: what is dead in one, in both, and where a select is at fault.
SMALL_TREE = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n",
    "Kconfig": 'mainmenu "small"\nsource "arch/$(SRCARCH)/Kconfig"\nsource "common/Kconfig"\n',
    "arch/one/Kconfig": "config ONE\n\tdef_bool y\n",
    "arch/two/Kconfig": "config TWO\n\tdef_bool y\n",
    "common/Kconfig": """config NOWHERE
\tbool "nowhere"
\tdepends on ONE && TWO
config HALF
\tbool "half"
\tdepends on ONE
config BASE
\tbool "base"
\tdepends on HALF
config TAKER
\tbool "taker"
\tselect BASE
""",
}


def small_tree() -> dict[str, str]:
    tree = fresh_folder(HOME / "tree")
    for name, text in SMALL_TREE.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return clean_environment() | {"srctree": str(tree)}


def tool(arguments, environment):
    return subprocess.run([tool_path(), *arguments], cwd=HOME, env=environment, capture_output=True)


def in_parts(arguments, count, environment):
    """By GNU parallel."""
    parts = fresh_folder(HOME / "parts")
    command = ["parallel", "--will-cite", f"{tool_path()} {' '.join(arguments)} --shard {{}}/{count} >{parts}/{{}}",
               ":::", *(str(number + 1) for number in range(count))]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True)
    if done.returncode != 0:
        raise OracleError(f"parallel: exit status {done.returncode}\n{done.stderr.decode()}")
    return sorted(parts.iterdir())


class Tests:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, holds, shown=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok    ' if holds else 'FAILED'} {name} {'' if holds else shown}", flush=True)

    def same(self, arguments, count, environment):
        whole = tool(arguments, environment)
        merged = tool(["merge", *in_parts(arguments, count, environment)], environment)
        name = f"{' '.join(arguments)} in {count} parts: {len(whole.stdout)} bytes, exit status {whole.returncode}"
        same = (whole.returncode, whole.stdout) == (merged.returncode, merged.stdout)
        self.check(name, whole.stdout and whole.returncode < 2 and same, merged.stderr.decode() + whole.stderr.decode())

    def in_processes(self, arguments, environment):
        one, several = (tool([*arguments, "--jobs", str(jobs)], environment) for jobs in (1, 3))
        same = (one.returncode, one.stdout) == (several.returncode, several.stdout)
        # With -v it tells how long things take.
        same = same and ("-v" in arguments or one.stderr == several.stderr)
        self.check(f"{' '.join(arguments)} in 3 processes: exit status {one.returncode}",
                   same and one.stdout + one.stderr, several.stderr.decode() + one.stderr.decode())

    def recipe(self, name, done, whole, folder, count):
        """A recipe ends with `merge`, which says what one run says."""
        parts = list((folder / "parts").iterdir())
        lines = done.stdout.decode().splitlines(keepends=True)
        shown = "".join(line for line in lines if not line.startswith("Submitted batch job"))
        same = (done.returncode, shown) == (whole.returncode, whole.stdout.decode())
        self.check(f"recipe: {name}, {len(parts)} parts", whole.stdout and same and len(parts) == count,
                   done.stdout.decode() + done.stderr.decode() + whole.stderr.decode())
        for part in parts:
            part.unlink()

    def refused(self, name, files, expected, environment):
        done = tool(["merge", *files], environment)
        text = done.stderr.decode()
        self.check(f"refused: {name}", done.returncode == 2 and not done.stdout and expected in text, text)


def small(tests: Tests):
    environment = small_tree()
    for format in ("text", "json", "sarif"):
        tests.same(["lint", "--tree", "--arch", "all", "--format", format], 2, environment)
    tests.same(["lint", "--tree", "--arch", "all"], 5, environment)
    tests.same(["dead", "--arch", "one"], 3, environment)
    tests.same(["necessary", "--arch", "two", "-v", "--format", "json"], 2, environment)
    # What is not split is one part, whichever shard asks.
    tests.same(["count", "HALF", "TAKER", "--arch", "one"], 2, environment)
    one, two = in_parts(["dead", "--arch", "one"], 2, environment)
    tests.refused("a part is missing", [one], "2/2 is missing", environment)
    tests.refused("a part twice", [one, two, one], "same part", environment)
    cut = HOME / "cut"
    cut.write_bytes(two.read_bytes()[:-10])
    tests.refused("a part that was cut off", [one, cut], "cut off", environment)
    tests.refused("no part", [HOME / "tree/Kconfig"], "cut off", environment)
    other = HOME / "other"
    other.write_text(json.dumps(json.loads(two.read_text()) | {"question": "0"}))
    tests.refused("another tree", [one, other], "different trees", environment)
    other.write_text(json.dumps(json.loads(two.read_text()) | {"arguments": ["dead"]}))
    tests.refused("another run", [one, other], "different runs", environment)
    tests.refused("no such file", [HOME / "nothing"], "can't read", environment)


def shell(command, environment):
    return subprocess.run(["bash", "-e", "-c", command], cwd=HOME / "recipes", env=environment, capture_output=True)


def recipes(tests: Tests):
    """The blocks below "Scaling out", with the tiny tree as $HOME/linux."""
    folder = fresh_folder(HOME / "recipes")
    (folder / "linux").symlink_to(HOME / "tree")
    (folder / "bin").mkdir()
    (folder / "bin/kconfig-sat").symlink_to(tool_path())
    kbuild = small_tree()
    environment = kbuild | {"HOME": str(folder), "PATH": f"{folder}/bin:{kbuild['PATH']}"}
    section = (ROOT / "docs/performance.md").read_text().partition("## Scaling out")[2]
    parallel, batch, submit = re.findall(r"^```\n(.*?)^```", section, re.M | re.S)
    whole = shell("kconfig-sat lint --tree --arch all", environment)
    tests.recipe("GNU parallel", shell(parallel, environment), whole, folder, 8)
    (folder / "lint.sbatch").write_text(batch)
    del environment["srctree"]
    with SlurmNode() as slurm:
        tests.recipe("Slurm", shell(submit, environment | slurm), whole, folder, 21)


def processes(tests: Tests):
    environment = small_tree()
    tests.in_processes(["lint", "--tree", "--arch", "all", "--format", "json"], environment)
    tests.in_processes(["dead", "--arch", "one", "-v"], environment)
    (HOME / "tree/arch/two/Kconfig").write_text("config TWO\n\tdef_bool y\n\tcolour red\n")
    tests.in_processes(["lint", "--tree", "--arch", "all"], environment)
    tests.in_processes(["necessary", "--arch", "two"], environment)


def interrupted(tests: Tests, environment):
    """A signal for one process ends all."""
    started = subprocess.Popen([tool_path(), "lint", "--tree", "--jobs", "7"], cwd=HOME, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers = wait_for(lambda: len(workers_of(started.pid)) == 6 and workers_of(started.pid))
    started.terminate()
    status = started.wait()
    gone = wait_for(lambda: not any(os.path.exists(f"/proc/{worker}") for worker in workers or []))
    tests.check(f"SIGTERM ends {len(workers or [])} other processes", workers and gone and status == 130, status)


def workers_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for file in listed for child in file.read_text().split()]


def wait_for(ask):
    """What `ask` says once it says something, within a minute."""
    end = time.monotonic() + 60
    while not (answer := ask()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def real(tests: Tests):
    oracle = Oracle("6.12")
    oracle.prepare(["riscv"])
    environment = oracle.environments["riscv"]
    tests.same(["dead", "-v"], 2, environment)
    tests.same(["lint", "--tree", "--format", "json"], 2, environment)
    interrupted(tests, environment)


def main() -> int:
    fresh_folder(HOME)
    tests = Tests()
    try:
        small(tests)
        processes(tests)
        recipes(tests)
        real(tests)
    except OracleError as error:
        print(f"shards: {error}", file=sys.stderr)
        return 3
    print(f"{tests.passed} passed, {tests.failed} failed")
    return 1 if tests.failed else 0


if __name__ == "__main__":
    sys.exit(main())
