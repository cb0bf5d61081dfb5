#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random wishes on Linux for x86 from the defconfig, as somebody in satmenuconfig makes them.

After each one `conf --olddefconfig` must leave the configuration as it is, and every line of .satconfig must hold in it.
Prints the CPU time of the answers.

  wishes.py                   40 wishes
  wishes.py -n 500 --seed 3   more, others
  wishes.py -t 6.1 -a riscv   another tree, another architecture
  wishes.py -n 5000 --long --no-conf   an hour's worth of keys, and how much memory they take
"""

import argparse
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "oracle"))
import oracle  # noqa: E402
import report  # noqa: E402

SETTING = re.compile(r"^CONFIG_(\w+)=(.*)$|^# CONFIG_(\w+) is not set$", re.M)
DEFCONFIGS = {"x86": "x86_64_defconfig", "arm64": "defconfig", "riscv": "defconfig"}


def settings(config: str) -> dict[str, str]:
    return {found[1] or found[3]: found[2] if found[1] else "n" for found in SETTING.finditer(config)}


def candidates(reference: oracle.Oracle, arch: str, folder: Path) -> dict[str, str]:
    """Names that a configuration of the architecture has, with a value each."""
    found = {}
    for goal in ("--allmodconfig", f"--defconfig=arch/{reference.environments[arch]['SRCARCH']}/configs/{DEFCONFIGS[arch]}"):
        done = reference.run_conf(arch, folder, [goal, "Kconfig"])
        found |= settings(done.config.decode())
    return found


def value_for(chance: random.Random, old: str) -> str | None:
    if old in ("y", "n"):
        return chance.choice("yyyn")
    if old == "m":
        return chance.choice("ymmn")
    if old.startswith('"'):
        return chance.choice(["", "text", "a b", 'quoted " text'])
    try:
        number = int(old, 0)
    except ValueError:
        return None
    changed = max(0, number + chance.choice([-1, 1, 2, number]))
    return hex(changed) if old.startswith("0x") else str(changed)


def plan(chance: random.Random, names: dict[str, str], count: int) -> list[str]:
    steps, wished = [], []
    order = sorted(names)
    while len(steps) < count:
        what = chance.random()
        if wished and what < 0.15:
            steps.append("-" + wished.pop(chance.randrange(len(wished))))
        elif wished and what < 0.2:
            steps.append("undo")
        else:
            name = chance.choice(order)
            value = value_for(chance, names[name])
            if value is not None:
                steps.append(f"{name}={value}")
                wished.append(name)
    return steps


def with_pauses(chance: random.Random, steps: list[str]) -> list[str]:
    """Now and then somebody waits for the proof. After that, when nothing is at work, memory is looked at ten times."""
    paused = []
    for number, step in enumerate(steps):
        paused.append(step)
        if chance.random() < 0.02:
            paused.append("wait")
        if number % max(1, len(steps) // 10) == len(steps) // 10 - 1:
            paused += ["wait", "memory"]
    return paused


def problems_of(reference, arch, folder: Path, config: bytes, satconfig: str) -> list[str]:
    (folder / ".config").write_bytes(config)
    done = reference.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])
    found = [] if done.config == config else ["conf changes the configuration"]
    have = settings(config.decode())
    for name, value in settings(satconfig).items():
        if have.get(name, "n") not in value.split("|"):
            found.append(f"CONFIG_{name}={value} does not hold: {have.get(name, 'no line')}")
    return found


def show(name: str, times: list):
    times = sorted(times)
    print(f"{name}: median {times[len(times) // 2][0]} ms, 95 % within {times[len(times) * 95 // 100][0]} ms, worst "
          + ", ".join(f"{time} ms ({step}: {answer})" for time, step, answer in times[-3:]))


MOST_MEGABYTES = 200
MOST_GROWTH = 1.1


def memory_problems(answers: list[str]) -> list[str]:
    """Of answers such as `1200 KB, at most 1300 KB`, in order; shows them."""
    if not answers:
        return []
    used = [int(answer.split()[0]) >> 10 for answer in answers]
    most = int(answers[-1].split()[-2]) >> 10
    print("MB in use: " + " ".join(str(megabytes) for megabytes in used) + f"; at most {most}")
    problems = [] if most <= MOST_MEGABYTES else [f"{most} MB of memory are more than {MOST_MEGABYTES}"]
    if used[-1] > used[(len(used) - 1) // 2] * MOST_GROWTH:
        problems.append("memory grows in the second half")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", default="6.12")
    parser.add_argument("-a", "--arch", default="x86")
    parser.add_argument("-n", type=int, default=40, help="how many wishes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help="with pauses for the proof; shows the memory in use")
    parser.add_argument("--no-conf", action="store_true", help="only measure")
    options = parser.parse_args()
    try:
        reference = oracle.Oracle(options.tree)
        reference.prepare([options.arch], report.say)
        reference.start_replay()
    except oracle.OracleError as error:
        report.fail_early(error)
    with tempfile.TemporaryDirectory() as name:
        sys.exit(run(reference, Path(name), options))


def run(reference, folder: Path, options) -> int:
    arch = options.arch
    steps = plan(random.Random(options.seed), candidates(reference, arch, folder), options.n)
    if options.long:
        steps = with_pauses(random.Random(options.seed), steps)
    lines = []
    for number, step in enumerate(steps):
        lines.append(step)
        if not options.no_conf:
            lines += [f"config {number}.config", f"satconfig {number}.satconfig"]
    (folder / "steps").write_text("\n".join(lines) + "\n")
    done = reference.run_tool(arch, folder, ["satmenuconfig", "--steps", "steps"], timeout=options.n * 60)
    answers = [line.split("\t") for line in done.stdout.decode().splitlines()]
    asked = [answer for answer in answers if not answer[0].startswith(("config ", "satconfig "))]
    if done.code != 0 or len(asked) != len(steps):
        print(f"exit status {done.code} after {len(asked)} of {len(steps)} steps: {done.stderr.decode()}")
        return 1
    failed = 0
    before = b""
    for number, (step, answer, changes, time) in enumerate(asked):
        if options.no_conf:
            continue
        config = (folder / f"{number}.config").read_bytes()
        satconfig = (folder / f"{number}.satconfig").read_text()
        if config == before:
            continue
        before = config
        for problem in problems_of(reference, arch, folder, config, satconfig):
            failed += 1
            print(f"FAILED {step} ({answer}): {problem}")
    firsts, wholes = ([(int(time.split()[part]) / 10, step, answer) for step, answer, _, time in asked if step not in ("wait", "memory")]
                      for part in (0, 1))
    kinds = {}
    for _, answer, _, _ in asked:
        kind = answer.split(":")[0].split(" ")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    print(f"{len(steps)} wishes: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    show("CPU to the answer", firsts)
    show("CPU with taking the first way or alternative", wholes)
    for problem in memory_problems([answer for step, answer, _, _ in asked if step == "memory"]):
        failed += 1
        print(f"FAILED {problem}")
    print(f"{failed} failed")
    return failed > 0


if __name__ == "__main__":
    main()
