#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat mergeconfig` against the trees' own scripts/kconfig/merge_config.sh.

Bases and fragments are the tree's own ones and made-up ones: values turned over, lines twice, comments that name a symbol,
lines that were joined, files without a line end. Both must leave the same .config, or none, and end alike; what kconfig-sat
says was lost must be what the script says, and nothing that is lost may be left out.

  mergeconfig.py [-t VERSION]… [-n COUNT] [-s SEED] [-k] [--make]

The script's `make alldefconfig` runs conf with the environment that kbuild gives it; with --make the kernel's own Makefile
does, in an output folder (slow).
"""

import argparse
import random
import re
import shutil

import oracle
from report import fail_early, run_cases, say, summarize

MAKEFILE = "alldefconfig allnoconfig:\n\t@%s --$@ Kconfig\n"
LINE = re.compile(r"CONFIG_(\w+)=(.*)|# CONFIG_(\w+) is not set")
OPTIONS = ("-n", "-r", "-y", "-s", "-Q", "-m")


class Case:
    """One base with its fragments and options, made from a number."""

    def __init__(self, tree, arch, config, seed):
        self.random = random.Random(f"{tree.version} {arch} {seed}")
        self.tree, self.arch = tree, arch
        self.settings = [line for line in config.splitlines() if LINE.fullmatch(line)]
        self.files = {"base.config": self.base(config)}
        for number in range(self.random.randint(1, 4)):
            self.files[f"{number}.config"] = self.fragment()
        chances = {"-m": 0.15, "-s": 0.15, "-n": 0.5}
        # The script of 6.1 has no -Q.
        known = (tree.tree / "scripts/kconfig/merge_config.sh").read_text()
        self.options = [option for option in OPTIONS
                        if self.random.random() < chances.get(option, 0.3) and f'"{option}")' in known]
        self.has_folder = self.random.random() < 0.2
        if self.random.random() < 0.1:
            del self.files["base.config"]

    def base(self, config):
        kind = self.random.randrange(4)
        if kind == 0:
            return config
        if kind == 1:
            return "\n".join(self.random.sample(self.settings, 300))
        names = [name for name in self.tree.defconfigs(self.arch)]
        folder = self.tree.tree / "arch" / self.tree.environments[self.arch]["SRCARCH"] / "configs"
        return (folder / self.random.choice(names)).read_text()

    def fragment(self):
        kind = self.random.randrange(4)
        own = sorted((self.tree.tree / "kernel/configs").glob("*.config"))
        if kind == 0:
            return self.random.choice(own).read_text()
        lines = [self.line() for _ in range(self.random.choice([1, 5, 40, 150]))]
        return "\n".join(lines) + self.random.choice(["\n", "\n", "", "\n\n"])

    def line(self):
        line = self.random.choice(self.settings)
        value, _, off = LINE.fullmatch(line).groups()
        name = value or off
        kind = self.random.randrange(12)
        if kind < 6:
            return self.random.choice([f"CONFIG_{name}=y", f"CONFIG_{name}=m", f"# CONFIG_{name} is not set",
                                       f"CONFIG_{name}=n"])
        other = LINE.fullmatch(self.random.choice(self.settings))
        return {6: f"# of CONFIG_{name} and CONFIG_{other[1]}=y", 7: line + self.random.choice(self.settings),
                8: line + "\n" + line, 9: f"CONFIG_{name}=y # why", 10: f"CONFIG_{name}X=y", 11: line}.get(kind, line)

    def write(self, folder):
        oracle.fresh_folder(folder)
        for name, text in self.files.items():
            (folder / name).write_text(text)
        if self.has_folder:
            (folder / "out").mkdir()
        return folder

    def arguments(self):
        where = ["-O", "out/"] if self.has_folder else []
        return [*self.options, *where, "base.config", *sorted(set(self.files) - {"base.config"})]

    def result(self, folder):
        file = folder / ("out/.config" if self.has_folder else ".config")
        return file.read_bytes() if file.is_file() else None


class Judge:
    def __init__(self, trees, scratch, keeps, uses_make):
        self.trees, self.scratch, self.keeps, self.uses_make = trees, scratch, keeps, uses_make
        self.configs = {}

    def config(self, tree, arch):
        """A .config with a line for nearly everything."""
        key = (tree.version, arch)
        if key not in self.configs:
            folder = oracle.fresh_folder(self.scratch / f"all-{tree.version}-{arch}")
            self.configs[key] = tree.run_conf(arch, folder, ["--allmodconfig", "Kconfig"]).config.decode()
        return self.configs[key]

    def check(self, key):
        version, arch, seed = key
        tree = self.trees[version]
        case = Case(tree, arch, self.config(tree, arch), seed)
        home = self.scratch / f"{version}-{arch}-{seed}"
        theirs, mine = case.write(home / "script"), case.write(home / "tool")
        script = self.run_script(tree, arch, theirs, case)
        tool = tree.run_tool(arch, mine, ["mergeconfig", "-v", *case.arguments()])
        problems = self.compare(case, theirs, mine, script, tool)
        if not problems and not self.keeps:
            shutil.rmtree(home)
        return problems, " ".join(case.arguments())

    def run_script(self, tree, arch, folder, case):
        command = ["sh", tree.tree / "scripts/kconfig/merge_config.sh", *case.arguments()]
        if self.uses_make:
            oracle.run(["make", "-C", tree.tree, f"O={folder}", f"ARCH={arch}", "outputmakefile"], folder, oracle.clean_environment())
            # Without -O the script leaves it to the folder that it runs in where make works.
            return oracle.run(command, folder, oracle.clean_environment() | {"ARCH": arch})
        (folder / "Makefile").write_text(MAKEFILE % tree.conf)
        if case.has_folder:
            # What `make O=out` does: conf runs there, and finds the file of the script by srctree.
            (folder / "Makefile").write_text(
                f"alldefconfig allnoconfig:\n\t@cd $(O) && KCONFIG_ALLCONFIG=../$(KCONFIG_ALLCONFIG) {tree.conf} --$@ Kconfig\n")
        environment = tree.environments[arch] | tree.replay
        environment = {name: value for name, value in environment.items() if not name.startswith(("MAKE", "MFLAGS"))}
        return oracle.run(command, folder, environment)

    def compare(self, case, theirs, mine, script, tool):
        problems = []
        if (script.code != 0) != (tool.code != 0):
            problems.append(f"exit {tool.code}, script {script.code}: {script.stderr.decode()[-300:]} {tool.stderr.decode()[-300:]}")
        wanted, found = case.result(theirs), case.result(mine)
        if wanted != found:
            problems += difference(wanted, found)
        if problems or script.code != 0 or "-m" in case.options:
            return problems
        return self.lost(case, wanted.decode(), script.stdout.decode(), tool.stdout.decode())

    def lost(self, case, config, script, tool):
        said = set(re.findall(r"^Value requested for CONFIG_(\w+) not in final", script, re.M))
        mine = set(re.findall(r"^\S+: (?:warning|note): (?:CONFIG_|# CONFIG_)(\w+)[^:]* (?:becomes|is dropped)", tool, re.M))
        final = values(config)
        requested = {}
        for name in sorted(case.files, key=lambda name: (name != "base.config", name)):
            requested |= values(case.files[name])
        problems = [f"{name}: said to be lost, the script has it" for name in sorted(mine - said)
                    if requested.get(name) == final.get(name, "n")]
        for name in sorted(said):
            # An empty text that has no line is empty all the same; the script does not know that.
            if requested.get(name) == '""' and name not in final:
                continue
            if name in requested and plain(requested[name]) != plain(final.get(name, "n")) and f"CONFIG_{name}" not in tool:
                problems.append(f"CONFIG_{name}={requested[name]} is {final.get(name, 'n')}, and nothing is said")
        return problems


def plain(value):
    """As conf reads it: of y, m and n the first letter."""
    return value[:1] if value[:1] in ("y", "m", "n") else value


def values(text):
    found = {}
    for line in text.splitlines():
        if match := LINE.fullmatch(line):
            found[match[1] or match[3]] = match[2] if match[1] else "n"
    return found


def difference(wanted, found):
    if wanted is None or found is None:
        return [f"the script {'wrote no' if wanted is None else 'wrote a'} .config, the tool {'none' if found is None else 'one'}"]
    theirs, mine = wanted.decode().splitlines(), found.decode().splitlines()
    only = [f"only the script: {line}" for line in theirs if line not in set(mine)][:5]
    return only + [f"only the tool: {line}" for line in mine if line not in set(theirs)][:5] or ["the lines are in another order"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", action="append", choices=oracle.VERSIONS)
    parser.add_argument("-n", "--count", type=int, default=12, help="cases for each tree and architecture")
    parser.add_argument("-s", "--seed", type=int, default=1)
    parser.add_argument("-a", "--arch", action="append", help="default: x86 and riscv")
    parser.add_argument("-k", "--keep", action="store_true", help="keep the folders of all cases")
    parser.add_argument("--make", action="store_true", help="with the kernel's own make")
    options = parser.parse_args()
    architectures = options.arch or ["x86", "riscv"]
    try:
        trees = {version: oracle.Oracle(version) for version in options.tree or oracle.VERSIONS}
        for tree in trees.values():
            tree.prepare(architectures, say)
            if not options.make:
                tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    judge = Judge(trees, oracle.BUILD / "mergeconfig", options.keep, options.make)
    for version in trees:
        for arch in architectures:
            judge.config(trees[version], arch)
    cases = [(version, arch, options.seed * 1000 + number) for version in trees for arch in architectures
             for number in range(options.count)]
    return summarize(run_cases(cases, judge.check))


if __name__ == "__main__":
    raise SystemExit(main())
