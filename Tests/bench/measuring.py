# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures commands: CPU time and peak memory, medians over repetitions."""

import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT = 1800


class BenchError(Exception):
    """A command that is measured, or one that prepares for it, failed; the text says which and how."""


@dataclass
class Sample:
    seconds: float  # user and system time of the command and of all that it started
    megabytes: float  # the peak of its largest process


@dataclass
class Bound:
    ratio: float  # of the CPU time of another row
    of: str


@dataclass
class Row:
    """One command of the comparison."""

    key: str
    group: str
    text: str
    command: list
    folder: Path
    environment: dict
    config: Path | None = None  # what .config is before each run; None: there is none
    codes: tuple = (0,)  # the exit statuses that are no failure
    slow: bool = False
    own: bool = True  # kconfig-sat; else a program that it is compared with
    bound: Bound | None = None
    megabytes: float | None = None  # the bound of the peak memory
    samples: list = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def peak(self) -> float:
        return statistics.median(sample.megabytes for sample in self.samples)

    @property
    def spent(self) -> float:
        return sum(sample.seconds for sample in self.samples)


class Meter:
    """Runs commands by measure.c, which it compiles into `home`."""

    def __init__(self, home: Path):
        self.home = home
        self.program = home / "measure"
        home.mkdir(parents=True, exist_ok=True)
        source = Path(__file__).with_name("measure.c")
        built = subprocess.run(["gcc", "-O2", "-Wall", "-o", self.program, source], capture_output=True, text=True)
        if built.returncode != 0:
            raise BenchError(f"can't build measure.c:\n{built.stderr}")

    def run(self, row: Row) -> Sample:
        self._prepare(row)
        result = self.home / "result"
        result.unlink(missing_ok=True)
        command = [self.program, result, *row.command]
        with open(row.folder / "log", "wb") as log:
            subprocess.run([str(part) for part in command], cwd=row.folder, stdin=subprocess.DEVNULL,
                           env=row.environment | {"PWD": str(row.folder)}, stdout=log, stderr=subprocess.STDOUT,
                           timeout=TIMEOUT)
        if not result.is_file():
            raise BenchError(f"{row.text}: could not be measured, see {row.folder}/log")
        code, user, system, peak = (int(word) for word in result.read_text().split())
        if code not in row.codes:
            raise BenchError(f"{row.text}: exit status {code}, see {row.folder}/log")
        return Sample((user + system) / 1e6, peak / 1024)

    @staticmethod
    def _prepare(row: Row):
        row.folder.mkdir(parents=True, exist_ok=True)
        for name in (".config", ".config.old"):
            (row.folder / name).unlink(missing_ok=True)
        if row.config:
            shutil.copyfile(row.config, row.folder / ".config")


def measure(meter: Meter, rows: list[Row], repeat: int, say=lambda line: None, enough=60.0):
    """Fills in the samples. Repetitions go round the rows, so that a busy minute of the machine meets them all.

    The first run warms up and does not count, unless it is long: it brings files into memory, records probes and
    fills the cache. What takes more than `enough` seconds altogether is not repeated further."""
    for row in rows:
        say(f"{row.key}: {row.text}")
        first = meter.run(row)
        if first.seconds > enough / 4:
            row.samples.append(first)
    for turn in range(repeat):
        say(f"repetition {turn + 1} of {repeat}")
        for row in rows:
            if len(row.samples) < repeat and row.spent < enough:
                row.samples.append(meter.run(row))
