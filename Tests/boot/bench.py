# SPDX-License-Identifier: GPL-2.0-or-later
"""boards/bench in a kernel: all kinds of test are there, the same seed gives the same bytes, other seeds next to the same
numbers."""

import collections
import math
import re
import subprocess

import oracle
from kernel import Kernel
from userspace import HOME, environment, run

# QEMU counts instructions instead of looking at a clock, so that a run repeats to the digit.
COUNTED = ("-accel", "tcg", "-icount", "shift=3,sleep=off", "-rtc", "base=2026-01-01,clock=vm", "-m", "256M", "-smp", "1",
           "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot")
# What the seed reaches the kernel by: the boards with a device tree have a random number in it; this x86 must have an
# instruction for one.
PROCESSOR = {"x86": ("-cpu", "qemu64,+rdrand")}
KINDS = ("syscall", "pipe", "context", "process", "execl", "copy", "fault", "arithmetic")
LINE = re.compile(rb"^bench (\w+) (\d+) (\d+\.\d{3}) (ns/\w+)\r?$", re.M)
REPETITIONS = 3
TIMEOUT = 300
# Of the mean of the logarithms, between two seeds. The standard deviation of one was measured as 0.02 % (riscv) and 0.07 %
# (x86).
SPREAD = 0.005


class BenchError(Exception):
    """The kernel was not measured; the text says why."""


def archive(of: Kernel):
    path = HOME / f"bench-{of.board.arch}.cpio"
    run([oracle.ROOT / "boards/bench/build", of.board.arch, path], HOME, env=environment())
    return path


def console(of: Kernel, initramfs, seed: int) -> bytes:
    """What the machine says until it is switched off."""
    command = [*of.board.qemu, *PROCESSOR.get(of.board.arch, ()), *COUNTED, "-seed", str(seed), "-kernel", of.image,
               "-initrd", initramfs, "-append", f"console={of.board.console} panic=-1 bench_repetitions={REPETITIONS}"]
    try:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT, env=environment())
    except subprocess.TimeoutExpired as error:
        last = (error.stdout or b"")[-1500:].decode(errors="replace")
        raise BenchError(f"seed {seed}: not off after {TIMEOUT} s:\n{last}") from error
    if b"\nbench ready" not in done.stdout or b"\nbench done" not in done.stdout:
        raise BenchError(f"seed {seed}: exit {done.returncode}:\n{done.stdout[-1500:].decode(errors='replace')}")
    return done.stdout


def results(text: bytes) -> dict[str, list[float]]:
    found = collections.defaultdict(list)
    for kind, number, value, _ in LINE.findall(text):
        found[kind.decode()].append(float(value))
        if int(number) != len(found[kind.decode()]):
            raise BenchError(f"repetition {number.decode()} of {kind.decode()} is out of order")
    return found


def total(found: dict[str, list[float]]) -> float:
    return sum(math.log(sum(values) / len(values)) for values in found.values()) / len(found)


def check_bench(of: Kernel) -> list[str]:
    """What is wrong."""
    initramfs = archive(of)
    texts = {name: console(of, initramfs, seed) for name, seed in (("first", 1), ("again", 1), ("other", 2))}
    problems = []
    for name, text in texts.items():
        found = results(text)
        if list(found) != list(KINDS) or {len(values) for values in found.values()} != {REPETITIONS}:
            problems.append(f"{name}: {dict(found)}")
    if problems:
        return problems
    if texts["first"] != texts["again"]:
        problems.append("the same seed gives another console")
    if texts["first"] == texts["other"]:
        problems.append("another seed gives the same console: it does not reach the kernel")
    distance = abs(total(results(texts["first"])) - total(results(texts["other"])))
    if distance > SPREAD:
        problems.append(f"two seeds differ by {distance:.2%}, more than {SPREAD:.1%}")
    return problems
