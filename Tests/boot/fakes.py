# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines that are shell scripts: what must not pass for a login, and that no machine outlives its test."""

import os
from pathlib import Path

from console import Console, ConsoleError
from userspace import HOME

# Name, what it does, and what the error must say.
BROKEN = (
    ("panics", "echo 'Kernel panic - not syncing: VFS'; exec sleep 100", "the kernel panics"),
    ("ends", "echo 'login is near'; exit 3", "QEMU ends with 3"),
    ("is silent", "exec sleep 100", "no login prompt after"),
    ("has no shell", "echo 'login: '; read name; exec sleep 100", "no shell prompt after"),
    # Echoes what is typed, as a terminal does without a shell behind it.
    ("only echoes", "printf 'login: '; read name; printf '\\n# '; while read line; do printf '%s\\n# ' \"$line\"; done",
     "no answer to"),
)
GOOD = "printf '(none) login: '; read name; printf '\\n# '; while read line; do eval \"$line\"; printf '# '; done"


def problems_with(name: str, script: str, expected: str) -> list[str]:
    try:
        with Console(["sh", "-c", script], HOME / "fake.console", patience=2) as console:
            console.login()
            console.ask("uname -r")
    except ConsoleError as error:
        problems = [] if expected in str(error) else [f"a machine that {name}: {error}"]
    else:
        problems = [f"a machine that {name} passes"]
    if Path(f"/proc/{console.process.pid}").exists():
        problems.append(f"a machine that {name} is still there")
    return problems


def check_consoles():
    HOME.mkdir(parents=True, exist_ok=True)
    problems = [line for case in BROKEN for line in problems_with(*case)]
    with Console(["sh", "-c", GOOD], HOME / "fake.console", patience=10) as console:
        console.login()
        answer = console.ask("uname -r; echo second")
    if answer != f"{os.uname().release}\nsecond":
        problems.append(f"a machine that works answers {answer!r}")
    return problems, f"{len(BROKEN)} broken machines"
