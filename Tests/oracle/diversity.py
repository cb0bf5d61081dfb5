#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How varied are the configurations of satrandconfig and of the kernel's own `conf --randconfig`?

Draws from both, with the same KCONFIG_PROBABILITY, and prints the tables of docs/satrandconfig.md. What was
drawn is kept in build/diversity and not drawn again: remove the folder for fresh ones.

  diversity.py                            6.12, x86 and riscv, 200 configurations each
  diversity.py -t 6.1 -a x86 -n 50 -p 20
"""

import argparse
import random
import re
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import oracle
from report import fail_early, say

HOME = oracle.BUILD / "diversity"
PAIRS = 20000
STEPS = (10, 25, 50, 100, 200, 400, 800)
SHARES = (10, 25, 50, 75, 90)


# Drawing


def spent() -> float:
    """CPU seconds of all programs run so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def draw(folder, count, command) -> tuple[list[Path], float]:
    """The files, and the CPU seconds that each took."""
    before, times = spent(), folder / "seconds"
    paths = [folder / f"config-{number:04}" for number in range(1, count + 1)]
    if not all(path.is_file() for path in paths):
        folder.mkdir(parents=True, exist_ok=True)
        command(folder, paths)
        times.write_text(str((spent() - before) / count))
    return paths, float(times.read_text())


def draw_ours(tree, arch, environment):
    def command(folder, paths):
        arguments = ["satrandconfig", "-s", "--count", str(len(paths)), "--dir", "."]
        result = tree.run_tool(arch, folder, arguments, environment | {"KCONFIG_SEED": "1"}, timeout=7200)
        if result.code != 0:
            raise oracle.OracleError(result.stderr.decode())
    return command


def draw_theirs(tree, arch, environment):
    def one(path):
        seed = {"KCONFIG_SEED": str(int(path.name.split("-")[1])), "KCONFIG_CONFIG": path.name}
        result = tree.run_conf(arch, path.parent, ["--randconfig", "Kconfig"], environment | seed)
        if result.code != 0:
            raise oracle.OracleError(result.stderr.decode())

    def command(folder, paths):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, paths))
    return command


def valid(tree, arch, paths) -> int:
    """How many of the first files conf reads back without a change and without a warning."""
    count = 0
    for path in paths:
        copy = oracle.fresh_folder(HOME / "reread") / ".config"
        copy.write_bytes(path.read_bytes())
        result = tree.run_conf(arch, copy.parent, ["--olddefconfig", "Kconfig"])
        count += result.config == path.read_bytes() and not result.stderr
    return count


# What can be set


def settable(tree, arch) -> dict[str, str]:
    """The bools and tristates with a prompt in all files that the architecture's Kconfig sources."""
    environment = tree.environments[arch]
    found, todo, seen = {}, ["Kconfig"], set()
    while todo:
        name = todo.pop()
        if name in seen or not (tree.tree / name).is_file():
            continue
        seen.add(name)
        text = (tree.tree / name).read_text(errors="replace").replace("\\\n", " ")
        todo += [re.sub(r"\$\((\w+)\)", lambda match: environment.get(match[1], ""), source)
                 for source in re.findall(r'^\s*source\s+"([^"]+)"', text, re.MULTILINE)]
        for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE):
            head = re.match(r"(?:menu)?config\s+(\w+)", entry)
            kind = re.search(r"^\s+(?:def_)?(bool|tristate)\b", entry, re.MULTILINE)
            prompt = re.search(r"^\s+(?:bool|tristate|prompt)\s+[\"']", entry, re.MULTILINE)
            if head and kind and prompt:
                found[head[1]] = kind[1]
    return found


# Counting


class Sample:
    """For each symbol, in which configurations it is y or m, as the bits of a number."""

    def __init__(self, paths, symbols):
        self.symbols, self.paths = symbols, paths
        self.yes, self.module = dict.fromkeys(symbols, 0), dict.fromkeys(symbols, 0)
        for number, path in enumerate(paths):
            for name, value in re.findall(r"^CONFIG_(\w+)=([ym])$", path.read_text(), re.MULTILINE):
                if name in symbols:
                    (self.yes if value == "y" else self.module)[name] |= 1 << number
        self.on = {name: self.yes[name] | self.module[name] for name in symbols}

    def first(self, count) -> "Sample":
        part = Sample([], self.symbols)
        part.paths, mask = self.paths[:count], (1 << count) - 1
        for mine, whole in ((part.yes, self.yes), (part.module, self.module), (part.on, self.on)):
            mine.update((name, bits & mask) for name, bits in whole.items())
        return part

    def ever(self, bits) -> int:
        return sum(1 for value in bits.values() if value)

    def always(self) -> int:
        return sum(1 for value in self.on.values() if value.bit_count() == len(self.paths))

    def shares(self, names) -> list[float]:
        """How often each of the symbols is on, in percent, rarest first."""
        return sorted(100 * self.on[name].bit_count() / len(self.paths) for name in names)

    def pairs(self, pairs) -> tuple[int, int, int]:
        """How many pairs were seen both on, one on and the other off (each way counts), both off."""
        full, both, mixed, none = (1 << len(self.paths)) - 1, 0, 0, 0
        for one, other in ((self.on[a], self.on[b]) for a, b in pairs):
            both += one & other != 0
            mixed += (one & ~other != 0) + (other & ~one != 0)
            none += one | other != full
        return both, mixed, none

    def enabled(self) -> list[int]:
        return sorted(sum(self.on[name] >> number & 1 for name in self.symbols)
                      for number in range(len(self.paths)))

    def distance(self) -> float:
        """The mean number of symbols in which two configurations differ."""
        count, total = len(self.paths), 0
        for name in self.symbols:
            values = (self.yes[name].bit_count(), self.module[name].bit_count(),
                      count - self.on[name].bit_count())
            total += count * count - sum(value * value for value in values)
        return total / (count * (count - 1))


# Tables


def row(*cells) -> str:
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


def main_table(title, samples, symbols, pairs, seconds, correct, checked):
    reached = [name for name in symbols if any(sample.on[name] for sample in samples)]
    tristates = sum(1 for kind in symbols.values() if kind == "tristate")
    yield row(title, "`conf --randconfig`", "`satrandconfig`")
    yield "|---|---:|---:|"
    if checked:
        yield row(f"of the first {checked}, `conf --olddefconfig` leaves alone, without a warning", *correct)
    yield row(f"of {len(symbols):,} settable symbols, ever on", *(sample.ever(sample.on) for sample in samples))
    yield row("ever y", *(sample.ever(sample.yes) for sample in samples))
    yield row(f"of {tristates:,} settable tristates, ever m", *(sample.ever(sample.module) for sample in samples))
    yield row("on in every configuration", *(sample.always() for sample in samples))
    shares = [sample.shares(reached) for sample in samples]
    yield row(f"of {len(reached):,} that either had on: never on", *(sum(s == 0 for s in list) for list in shares))
    yield row("on in less than 5% of the configurations, but not never", *(sum(0 < s < 5 for s in list) for list in shares))
    yield row("on in more than 95%", *(sum(s > 95 for s in list) for list in shares))
    for share in SHARES:
        yield row(f"on-frequency: {share}% of them are at or below",
                  *(f"{list[share * (len(list) - 1) // 100]:.1f}%" for list in shares))
    seen = [sample.pairs(pairs) for sample in samples]
    yield row(f"of {len(pairs):,} pairs of these, both on in some configuration", *(counts[0] for counts in seen))
    yield row(f"of {2 * len(pairs):,}, the one on and the other off", *(counts[1] for counts in seen))
    yield row(f"of {len(pairs):,}, both off", *(counts[2] for counts in seen))
    yield row("pair values seen", *(f"{100 * sum(counts) / 4 / len(pairs):.1f}%" for counts in seen))
    sizes = [sample.enabled() for sample in samples]
    yield row("settable symbols that are on, mean", *(sum(size) // len(size) for size in sizes))
    yield row("fewest, most", *(f"{size[0]:,}, {size[-1]:,}" for size in sizes))
    yield row("symbols in which two configurations differ, mean", *(round(sample.distance()) for sample in samples))
    yield row("CPU seconds per configuration", *(f"{value:.2f}" for value in seconds))


def growth_table(samples, pairs):
    yield row("after so many configurations", "ever on: `conf`", "`satrandconfig`", "pair values: `conf`", "`satrandconfig`")
    yield "|---:|---:|---:|---:|---:|"
    for step in (step for step in STEPS if step <= len(samples[0].paths)):
        parts = [sample.first(step) for sample in samples]
        yield row(step, *(part.ever(part.on) for part in parts),
                  *(f"{100 * sum(part.pairs(pairs)) / 4 / len(pairs):.1f}%" for part in parts))


def report(tree, arch, options):
    symbols = settable(tree, arch)
    environment = {"KCONFIG_PROBABILITY": options.probability}
    folder = HOME / f"{tree.version}-{arch}-{options.probability.replace(':', '_') or 'default'}"
    drawn = [draw(folder / "randconfig", options.count, draw_theirs(tree, arch, environment)),
             draw(folder / "satrandconfig", options.count, draw_ours(tree, arch, environment))]
    samples = [Sample(paths, symbols) for paths, _ in drawn]
    correct = [valid(tree, arch, paths[:options.check]) for paths, _ in drawn]
    reached = sorted(name for name in symbols if any(sample.on[name] for sample in samples))
    generator = random.Random(options.seed)
    pairs = [tuple(generator.sample(reached, 2)) for _ in range(PAIRS)]
    title = f"{tree.version}/{arch}, {options.count} configurations each"
    if options.probability:
        title += f", KCONFIG_PROBABILITY={options.probability}"
    for line in main_table(title, samples, symbols, pairs, [time for _, time in drawn], correct, options.check):
        say(line)
    say("")
    for line in growth_table(samples, pairs):
        say(line)
    say("")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", default="6.12", choices=oracle.VERSIONS, help="the kernel's version")
    parser.add_argument("-a", "--arch", action="append", help="may be repeated (default: x86 and riscv)")
    parser.add_argument("-n", "--count", type=int, default=200, help="configurations of each kind")
    parser.add_argument("-p", "--probability", default="", help="KCONFIG_PROBABILITY of both")
    parser.add_argument("-c", "--check", type=int, default=20, help="how many conf reads back")
    parser.add_argument("-s", "--seed", type=int, default=1, help="which pairs are looked at")
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    architectures = options.arch or ["x86", "riscv"]
    try:
        tree = oracle.Oracle(options.tree)
        tree.prepare(architectures, say)
        for arch in architectures:
            report(tree, arch, options)
    except oracle.OracleError as error:
        fail_early(error)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
