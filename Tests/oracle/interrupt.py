# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGINT at random moments: .config is the old file, the new one, or the best found so far, and nothing else is left."""

import os
import random
import re
import signal
import subprocess
import time

import oracle
import requirements
from impossible import OLD

MOMENTS = 20
SEED = 20260101
FILE = oracle.ROOT / "Tests/acceptance/common/01-virtio-guest.satconfig"

# .tmp_PID belongs to the compiler probes of scripts/Kconfig.include, whose shell removes it on exit but not
# on SIGINT: an interrupted conf leaves it behind as well.
ALLOWED = r"\.config(\.old)?|\.tmp_\d+|include"


def interrupted_run(tree, folder, delay: float) -> int | None:
    """Runs satconfig in a group of its own, as a terminal would, and interrupts the group.

    Returns its exit status; negative when a signal ended it."""
    process = subprocess.Popen([oracle.tool_path(), "satconfig", FILE], cwd=folder, start_new_session=True,
                               env=tree.environments["x86"] | {"PWD": str(folder)}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    try:
        os.killpg(process.pid, signal.SIGINT)
    except ProcessLookupError:
        pass  # it was quicker
    return process.wait(timeout=60)


def judge(tree, code, folder, new) -> list[str]:
    problems = []
    config = oracle.read_config(folder)
    if code == 0 and config != new:
        problems.append("status 0, but .config is not the new one")
    elif code not in (0, 130):
        problems.append(f"exit {code}, expected 130, or 0 when it was done before")
    if config not in (OLD, new):
        problems += so_far(tree, folder, config)
    problems += [f"left behind: {path.name}" for path in folder.iterdir()
                 if not re.fullmatch(ALLOWED, path.name)]
    return problems


def so_far(tree, folder, config) -> list[str]:
    """What an interrupted search has written must be valid and meet the requirements all the same."""
    if config is None:
        return [".config is gone"]
    again = tree.run_conf("x86", folder, ["--olddefconfig", "Kconfig"])
    problems = requirements.violations(requirements.read(FILE), config)
    if again.config != config or again.stderr:
        problems.append(f".config ({len(config)} bytes) is no configuration of conf's")
    return problems


def many_moments(tree, folder):
    """Half of the moments anywhere in the run, half in its last tenth, where files are written."""
    whole = oracle.fresh_folder(folder / "whole")
    start = time.monotonic()
    result = tree.run_tool("x86", whole, ["satconfig", FILE])
    duration = time.monotonic() - start
    if result.code != 0:
        return [f"an uninterrupted run: exit {result.code}", *result.stderr.decode().splitlines()[:10]], ""
    moments, problems, codes = random.Random(SEED), [], []
    for number in range(MOMENTS):
        delay = moments.uniform(0.02 if number % 2 else 0.9 * duration, 1.02 * duration)
        home = oracle.fresh_folder(folder / str(number))
        (home / ".config").write_bytes(OLD)
        codes.append(interrupted_run(tree, home, delay))
        problems += [f"after {delay:.3f} s of {duration:.3f}: {line}"
                     for line in judge(tree, codes[-1], home, result.config)]
    if 130 not in codes:
        problems.append("no run was interrupted at all")
    return problems, f"{codes.count(130)} interrupted, {codes.count(0)} were done"


def cases(tree):
    yield f"{MOMENTS} moments", lambda folder: many_moments(tree, folder)
