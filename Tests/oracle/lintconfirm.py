#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Verdicts of the analyses on a real tree, confirmed by the kernel's conf.

  dead     symbols that `dead` says are never on: satconfig finds no configuration with them, and conf drops them from
           every .config that asks for them
  alive    symbols that it does not list: satconfig writes a configuration with them, which conf leaves as it is
  unmet    the witness of every unmet select makes conf warn about unmet direct dependencies of that symbol

  lintconfirm.py                         a sample on 6.12/x86
  lintconfirm.py -n 50                   50 dead and 50 alive ones
  lintconfirm.py -g unmet -a x86 -a riscv -a arm64
"""

import argparse
import json
import random
import re
import resource

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "lintconfirm"
UNMET = re.compile(r"unmet direct dependencies detected for (\w+)")


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Confirmation:
    def __init__(self, tree, arch, number, seed):
        self.tree, self.arch, self.number = tree, arch, number
        self.chance = random.Random(seed)
        self.home = oracle.fresh_folder(SCRATCH / arch)

    def tool(self, name, *arguments):
        folder = self.home / name
        folder.mkdir(exist_ok=True)
        return folder, self.tree.run_tool(self.arch, folder, arguments)

    def settle(self, folder, config):
        (folder / ".config").write_bytes(config)
        return self.tree.run_conf(self.arch, folder, ["--olddefconfig", "Kconfig"])

    def choose(self):
        """Samples of what is dead and of what is alive, of bools and tristates."""
        before = cpu()
        _, done = self.tool("dead", "dead", "--format", "json")
        if done.code != 0:
            raise oracle.OracleError(f"dead: exit {done.code} {done.stderr.decode()}")
        say(f"dead on {self.tree.version}/{self.arch}: {cpu() - before:.1f} s of CPU")
        listed = json.loads(done.stdout)["symbols"]
        dead = sorted(entry["name"] for entry in listed if entry["is"] == "never on")
        logical = self.logical()
        alive = sorted(logical - set(dead))
        say(f"{len(dead)} never on, {len(alive)} bools and tristates alive")
        dead = [name for name in dead if name in logical]
        self.dead = self.chance.sample(dead, min(self.number, len(dead)))
        self.alive = self.chance.sample(alive, min(self.number, len(alive)))

    def logical(self) -> set[str]:
        """The bools and tristates that the architecture reads: those with a variable."""
        folder, done = self.tool("encode", "encode", "--dimacs", "formula.cnf")
        if done.code != 0:
            raise oracle.OracleError(f"encode: exit {done.code} {done.stderr.decode()}")
        names = set()
        with open(folder / "formula.cnf") as lines:
            for line in lines:
                if not line.startswith("c"):
                    break
                if match := re.match(r"c (\w+) on=", line):
                    names.add(match.group(1))
        return names

    def satconfig(self, name):
        folder = self.home / name
        folder.mkdir(exist_ok=True)
        (folder / ".satconfig").write_text(f"assert {name}\n")
        done = self.tree.run_tool(self.arch, folder, ["satconfig", "--objective", "any", "--allow-unmet-select", "-s"])
        return folder, done

    def check_dead(self, name):
        _, done = self.satconfig(name)
        return ([] if done.code == 1 else [f"satconfig: exit {done.code} {done.stderr.decode()[:300]}"]), "no configuration"

    def check_alive(self, name):
        folder, done = self.satconfig(name)
        if done.code != 0:
            return [f"satconfig: exit {done.code} {done.stderr.decode()[:300]}"], ""
        on = re.compile(rb"^CONFIG_%s=[ym]$" % name.encode(), re.M)
        after = self.settle(folder, done.config)
        problems = [] if on.search(done.config) else ["not in the .config"]
        return problems + ([] if after.config == done.config else ["conf changes the .config"]), "conf agrees"

    def check_dropped(self, mode):
        """One .config that asks for all dead symbols at once: conf keeps none."""
        folder = self.home / f"dropped-{mode}"
        folder.mkdir(exist_ok=True)
        seed, goal = mode.partition("=")[2], mode.partition("=")[0]
        made = self.tree.run_conf(self.arch, folder, [f"--{goal}", "Kconfig"], {"KCONFIG_SEED": seed or "1"})
        wanted = "".join(f"CONFIG_{name}=y\n" for name in self.dead).encode()
        after = self.settle(folder, made.config + wanted).config
        kept = [name for name in self.dead if re.search(rb"^CONFIG_%s=[ym]$" % name.encode(), after, re.M)]
        return [f"conf keeps {name}" for name in kept], f"{len(self.dead)} lines dropped"

    def witnesses(self):
        """The findings of unmet-select, each with its .config."""
        rules = re.findall(r"^### `([a-z-]+)`$", (oracle.ROOT / "docs/lint.md").read_text(), re.M)
        disabled = [part for rule in rules if rule != "unmet-select" for part in ("--disable", rule)]
        before = cpu()
        folder, done = self.tool(
            "unmet", "lint", "--tree", "--format", "json", "--witness", "witnesses", *disabled)
        if done.code not in (0, 1):
            raise oracle.OracleError(f"lint: exit {done.code} {done.stderr.decode()}")
        found = json.loads(done.stdout)["findings"]
        say(f"unmet selects on {self.tree.version}/{self.arch}: {len(found)} found, {cpu() - before:.1f} s of CPU")
        return [(self, folder / entry["witness"], entry["witness"]) for entry in found]

    def check_witness(self, path):
        selected = path.stem.partition("-")[2]
        folder = self.home / f"witness-{path.stem}"
        folder.mkdir(exist_ok=True)
        after = self.settle(folder, path.read_bytes())
        warned = UNMET.findall(after.stderr.decode())
        problems = [] if selected in warned else [f"conf warns about {warned}"]
        return problems + ([] if after.config == path.read_bytes() else ["conf changes the witness"]), "conf warns"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", default="6.12", metavar="VERSION")
    parser.add_argument("-a", "--arch", action="append", help="this architecture; may be repeated (default: x86)")
    parser.add_argument("-g", "--group", action="append", choices=("dead", "alive", "unmet"))
    parser.add_argument("-n", "--number", type=int, default=4, help="symbols of each kind (default 4)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    groups = options.group or ("dead", "alive", "unmet")
    cases = {}
    try:
        tree = oracle.Oracle(options.tree)
        tree.prepare(options.arch or ["x86"], say)
        tree.start_replay()
        for arch in options.arch or ["x86"]:
            state = Confirmation(tree, arch, options.number, options.seed)
            if "unmet" in groups:
                cases |= {f"unmet {arch} {name}": (state.check_witness, path) for _, path, name in state.witnesses()}
            if "dead" in groups or "alive" in groups:
                state.choose()
            if "dead" in groups:
                cases |= {f"dead {arch} {name}": (state.check_dead, name) for name in state.dead}
                modes = ["allyesconfig", "allmodconfig", "randconfig=1", "randconfig=2"]
                cases |= {f"dropped {arch} {mode}": (state.check_dropped, mode) for mode in modes}
            if "alive" in groups:
                cases |= {f"alive {arch} {name}": (state.check_alive, name) for name in state.alive}
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(list(cases), lambda case: cases[case][0](cases[case][1])))


if __name__ == "__main__":
    raise SystemExit(main())
