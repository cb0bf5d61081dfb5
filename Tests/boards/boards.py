#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands beside board files: boards/bench/build makes the same archive from the same sources, and says what is wrong;
boards/unixbench.sh reads what UnixBench prints; the commands of boards/labgrid.conf run in a labgrid on this machine.
(Board files themselves, and the fake board, are in Tests/SearchTests; a kernel runs the archive in Tests/boot.)

Exit status: 0 all well, 1 not, 3 a tool is missing."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import oracle  # noqa: E402
from report import fail_early, run_cases, summarize  # noqa: E402

from laboratory import PROGRAMS, check_laboratory  # noqa: E402

BOARDS = oracle.ROOT / "boards"
ARCHITECTURES = {"riscv": b"\xf3\x00", "arm64": b"\xb7\x00", "x86": b"\x3e\x00"}  # machine of the ELF header
RUN = """#!/bin/sh
[ "$1 $2 $3" = "-q -c 1" ] || exit 9
cat <<'END'
1 CPU in system; running 1 parallel copy of tests

Dhrystone 2 using register variables       38214525.7 lps   (10.0 s, 7 samples)
Double-Precision Whetstone                     5123.4 MWIPS (9.9 s, 7 samples)
File Copy 1024 bufsize 2000 maxblocks        712345.0 KBps  (30.0 s, 2 samples)
Shell Scripts (1 concurrent)                   4321.2 lpm   (60.0 s, 2 samples)

System Benchmarks Index Values               BASELINE       RESULT    INDEX
Dhrystone 2 using register variables         116700.0   38214525.7   3274.6
END
"""
LINES = """bench dhrystone-2-using-register-variables {0} 38214525.7 lps
bench double-precision-whetstone {0} 5123.4 MWIPS
bench file-copy-1024-bufsize-2000-maxblocks {0} 712345.0 KBps
bench shell-scripts-1-concurrent {0} 4321.2 lpm
"""


def run(command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300,
                          env=oracle.clean_environment() | more)


def entries(archive: bytes) -> dict[str, tuple[int, bytes]]:
    """Names, modes and contents, by the kernel's buffer-format.rst."""
    found, place = {}, 0
    while archive[place:place + 6] == b"070701":
        fields = [int(archive[place + 6 + 8 * number:place + 14 + 8 * number], 16) for number in range(13)]
        mode, size, length = fields[1], fields[6], fields[11]
        name = archive[place + 110:place + 110 + length - 1].decode()
        data = (place + 110 + length + 3) & ~3
        found[name] = (mode, archive[data:data + size])
        place = (data + size + 3) & ~3
    return found


def check_archive(arch: str):
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "a/bench.cpio", Path(folder) / "second.cpio"
        for path in (first, second):
            done = run([BOARDS / "bench/build", arch, path])
            if done.returncode or done.stdout or done.stderr:
                return [f"exit {done.returncode}: {done.stdout}{done.stderr}"], ""
        if first.read_bytes() != second.read_bytes():
            problems.append("two builds differ")
        left = sorted(path.name for path in Path(folder).iterdir())
        if left != ["a", "second.cpio"]:
            problems.append(f"left behind: {left}")
        found = entries(first.read_bytes())
    if list(found) != ["dev", "dev/console", "init", "TRAILER!!!"]:
        return [f"entries {list(found)}"], ""
    mode, program = found["init"]
    if mode != 0o100755 or program[18:20] != ARCHITECTURES[arch]:
        problems.append(f"init has mode {mode:o}, machine {program[18:20]!r}")
    if found["dev/console"][0] != 0o20600:
        problems.append("dev/console is no character device")
    # A program without an interpreter has no libraries.
    if b"ld-linux" in program:
        problems.append("init needs a dynamic linker")
    return problems, f"{len(program)} bytes"


def check_refusals():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for words, more, status, text in (
            ([], {}, 2, "usage:"),
            (["mips", f"{folder}/x"], {}, 2, "usage:"),
            (["riscv", f"{folder}/x"], {"CC": "no-such-compiler"}, 3, "no-such-compiler is not there"),
            (["riscv", f"{folder}/x"], {"CC": "false"}, 3, "false can't build"),
            (["riscv", "/proc/nowhere/x"], {}, 3, "can't make /proc/nowhere/x"),
        ):
            done = run([BOARDS / "bench/build", *words], **more)
            if done.returncode != status or text not in done.stderr:
                problems.append(f"{words} {more}: exit {done.returncode}, {done.stderr!r}")
        if left := list(Path(folder).iterdir()):
            problems.append(f"left behind: {left}")
    return problems, ""


def check_unixbench():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "Run"
        program.write_text(RUN)
        program.chmod(0o755)
        done = run([BOARDS / "unixbench.sh"], UNIXBENCH=folder, UNIXBENCH_REPEAT="2")
        if done.returncode or done.stdout != LINES.format(1) + LINES.format(2) + "bench done\n":
            problems.append(f"exit {done.returncode}: {done.stdout}{done.stderr}")
        program.write_text("#!/bin/sh\necho nothing\n")
        done = run([BOARDS / "unixbench.sh"], UNIXBENCH=folder)
        if done.returncode != 3 or "gave no results" not in done.stderr:
            problems.append(f"no results: exit {done.returncode}: {done.stderr}")
        program.unlink()
        done = subprocess.run([BOARDS / "unixbench.sh"], cwd=folder, capture_output=True, text=True,
                              env=oracle.clean_environment() | {"HOME": folder, "UNIXBENCH": folder})
        if done.returncode != 3 or "no UnixBench in the usual places" not in done.stderr:
            problems.append(f"no UnixBench: exit {done.returncode}: {done.stderr}")
    return problems, ""


def main() -> int:
    cases = {f"archive {arch}": lambda arch=arch: check_archive(arch) for arch in ARCHITECTURES}
    cases |= {"refusals": check_refusals, "unixbench": check_unixbench, "labgrid": check_laboratory}
    if not (PROGRAMS / "labgrid-client").is_file():
        fail_early(f"no labgrid in {PROGRAMS}: scripts/setup test installs it")
    return summarize(run_cases(list(cases), lambda name: cases[name]()))


if __name__ == "__main__":
    raise SystemExit(main())
