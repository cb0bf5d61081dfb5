#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The cache of shell macros on real trees: the same bytes cold, warm and without, and a miss for each change.

The compiler is a wrapper that counts how often it is run; the tree is a folder of links to the real one with a copy
of scripts/, so that both can be changed.

  cache.py                      both trees, x86 and riscv; the changes with 6.12 and x86
  cache.py --all                the changes with all of them
  cache.py -t 6.12 -a x86       one of them
"""

import argparse
import os
import shutil
import subprocess
import time
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "cache-test"
ARCHITECTURES = ("x86", "riscv")
# What changed so shortly before a run is not kept (CachingShell.isStable), so each change is followed by a pause.
PAUSE = 2.1

WRAPPER = """#!/bin/sh
echo run >>"{log}"
if [ -e "{broken}" ]; then exit 1; fi
exec gcc "$@"
"""


class Setup:
    """A tree and a compiler that can be changed, with folders for the cache and for the runs."""

    def __init__(self, tree, arch):
        self.home = oracle.fresh_folder(SCRATCH / tree.version / arch)
        self.tree, self.cache = self.home / "tree", self.home / "xdg"
        self.log, self.broken = self.home / "log", self.home / "broken"
        self.tree.mkdir()
        for path in tree.tree.iterdir():
            if path.name != "scripts":
                (self.tree / path.name).symlink_to(path)
        shutil.copytree(tree.tree / "scripts", self.tree / "scripts", symlinks=True)
        tools = self.home / "bin"
        tools.mkdir()
        self.wrapper = tools / "counted-gcc"
        self.write_wrapper()
        original = tree.environments[arch]
        self.environment = {name: value.replace(str(tree.tree), str(self.tree)) for name, value in original.items()}
        self.environment |= {"CC": "counted-gcc", "PATH": f"{tools}:{original['PATH']}",
                             "XDG_CACHE_HOME": str(self.cache)}
        time.sleep(PAUSE)

    def write_wrapper(self):
        self.wrapper.write_text(WRAPPER.format(log=self.log, broken=self.broken))
        self.wrapper.chmod(0o755)

    def run(self, name, extra=None, cwd=None, arguments=("conf", "--olddefconfig", "Kconfig")):
        folder = cwd or oracle.fresh_folder(self.home / name)
        return oracle.run([oracle.tool_path(), *arguments], folder, self.environment | (extra or {}))

    def compilations(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def cache_files(self):
        return sorted((self.cache / "kconfig-sat").glob("*.probes"))


class Checks:
    def __init__(self, setup):
        self.setup = setup
        self.problems = []
        self.expected = None

    def expect(self, condition, text):
        if not condition:
            self.problems.append(text)

    def same(self, name, result, warnings=0):
        """The result is that of the first run; on stderr is nothing more than so many warnings."""
        text = result.stderr.decode(errors="replace")
        lines = [line for line in text.splitlines() if line.startswith("kconfig-sat: warning: ")]
        rest = "".join(line + "\n" for line in text.splitlines() if line not in lines)
        self.expect(len(lines) == warnings, f"{name}: {len(lines)} warnings: {text}")
        key = (result.code, result.stdout, rest, result.config)
        if self.expected is None:
            self.expected = key
            self.expect(result.code == 0 and result.config, f"{name}: exit {result.code}: {text}")
        self.expect(key == self.expected, f"{name}: another result than the first run: {key[0]} {key[2]}")

    def counted(self, name, runs, warnings=0, differs=False, **options):
        """Runs; `runs` says whether the compiler must run or must not."""
        before = self.setup.compilations()
        result = self.setup.run(name, **options)
        count = self.setup.compilations() - before
        self.expect((count > 0) == runs, f"{name}: the compiler ran {count} times")
        if not differs:
            self.same(name, result, warnings)
        return result


def check(tree, arch, is_whole):
    setup = Setup(tree, arch)
    checks = Checks(setup)
    checks.counted("off", True, extra={"KCONFIG_SAT_CACHE": "off"})
    checks.expect(not setup.cache_files(), "off: results were kept")
    checks.counted("cold", True)
    checks.expect(len(setup.cache_files()) == 1, "cold: nothing was kept")
    checks.counted("warm", False)
    checks.counted("other-folder", False)
    checks.counted("ids", False, extra={"MAKEFLAGS": "-j8", "GITHUB_RUN_ID": "17"})
    checks.counted("name", False, differs=True, extra={"KCONFIG_CONFIG": "other"})
    checks.counted("verify", True, extra={"KCONFIG_SAT_CACHE": "verify"})
    if is_whole:
        check_changes(setup, checks)
        check_damage(setup, checks)
        check_verify(setup, checks)
        check_concurrency(setup, checks)
        check_options(setup, checks, arch)
    if not checks.problems:
        shutil.rmtree(setup.home)
    return checks.problems, ""


def check_changes(setup, checks):
    def changed(name, change):
        change()
        time.sleep(PAUSE)
        checks.counted(name, True)
        checks.counted(name + "-warm", False)

    changed("touched-compiler", lambda: os.utime(setup.wrapper))
    changed("replaced-compiler", setup.write_wrapper)
    script = setup.tree / "scripts/cc-version.sh"
    changed("script", lambda: script.write_text(script.read_text() + "\n"))
    changed("called-script", lambda: os.utime(setup.tree / "scripts/min-tool-version.sh"))
    changed("new-script", lambda: (setup.tree / "scripts/new.sh").write_text("#!/bin/sh\n"))
    path = setup.environment["PATH"]
    checks.counted("path", True, extra={"PATH": f"{path}:/nonexistent"})
    full = str(setup.wrapper)
    checks.counted("cc", True, extra={"CC": full})
    checks.counted("cc-warm", False, extra={"CC": full})
    checks.counted("locale", True, extra={"LC_MESSAGES": "C"})
    checks.counted("old-key", False)


def check_damage(setup, checks):
    # Other runs left files with other keys: only what this key names may be read.
    for file in setup.cache_files():
        file.write_bytes(file.read_bytes()[:-7])
    checks.counted("damaged", True, warnings=1)
    checks.counted("repaired", False)
    shutil.rmtree(setup.cache)
    setup.cache.write_text("in the way")
    checks.counted("unwritable", True, warnings=1)
    setup.cache.unlink()


def check_verify(setup, checks):
    """A compiler that changes without a trace."""
    checks.counted("cold-again", True)
    setup.broken.touch()
    checks.counted("stale", False)
    found = checks.counted("mismatch", True, differs=True, extra={"KCONFIG_SAT_CACHE": "verify"})
    checks.expect(found.code == 3 and b"the cache holds" in found.stderr,
                  f"mismatch: exit {found.code}: {found.stderr.decode()}")
    check_verify_with_errors(setup, checks)
    setup.broken.unlink()
    shutil.rmtree(setup.cache, ignore_errors=True)


def check_verify_with_errors(setup, checks):
    """Where the Kconfig file has errors as well, each command says both."""
    root = setup.home / "Kconfig.broken"
    root.write_text("WORKS := $(shell,{ counted-gcc -v; } >/dev/null 2>&1 && echo y || echo n)\nconfig\n")
    for words in ("conf --olddefconfig", "stats --kconfig", "lint --tree --kconfig", "lint --sources --kconfig"):
        def run():
            return setup.run("verify-errors", {"KCONFIG_SAT_CACHE": "verify"}, arguments=[*words.split(), str(root)])

        setup.broken.unlink()
        run()
        setup.broken.touch()
        found = run()
        text = found.stderr.decode()
        checks.expect(found.code == 3 and "Kconfig.broken:2" in text and "the cache holds" in text,
                      f"mismatch and errors: {words}: exit {found.code}: {text}")


def check_concurrency(setup, checks):
    folders = [oracle.fresh_folder(setup.home / f"at-once-{number}") for number in range(4)]
    command = [oracle.tool_path(), "conf", "--olddefconfig", "Kconfig"]
    started = [subprocess.Popen(command, cwd=folder, env=setup.environment | {"PWD": str(folder)},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
               for folder in folders]
    for folder, process in zip(folders, started):
        out, err = process.communicate(timeout=oracle.TIMEOUT)
        checks.same(folder.name, oracle.Result(process.returncode, out, err, oracle.read_config(folder)))
    checks.counted("after-at-once", False)
    left = [path.name for path in (setup.cache / "kconfig-sat").iterdir() if path.suffix != ".probes"]
    checks.expect(not left, f"left in the cache: {left}")


def check_options(setup, checks, arch):
    """Outside make: --no-cache, --verify-cache, and a second run without a process."""
    (setup.home / ".satconfig").write_text("CONFIG_NET=y\n")
    arguments = ["satconfig", "--objective", "any", "--arch", arch, str(setup.home / ".satconfig")]
    extra = {"CC": "", "KCONFIG_SAT_CACHE": ""}
    environment = ["--define", "CC=counted-gcc"]
    results = []
    for option, runs in (("--no-cache", True), (None, True), (None, False), ("--verify-cache", True)):
        before = setup.compilations()
        done = setup.run(f"satconfig{len(results)}", extra,
                         arguments=arguments + environment + ([option] if option else []))
        checks.expect((setup.compilations() > before) == runs, f"satconfig {option}: compilations")
        results.append((done.code, done.config))
    checks.expect(len(set(results)) == 1 and results[0][0] == 0, f"satconfig: exits {[code for code, _ in results]}")
    checks.expect(setup.run("both", arguments=[*arguments, "--no-cache", "--verify-cache"]).code == 2, "both options")
    bad = setup.run("bad", {"KCONFIG_SAT_CACHE": "maybe"}, arguments=arguments)
    checks.expect(bad.code == 2 and b"maybe" in bad.stderr, "KCONFIG_SAT_CACHE=maybe")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append", help="x86, riscv (default: both)")
    parser.add_argument("--all", action="store_true", help="the changes with each tree and architecture")
    options = parser.parse_args()
    cases = {}
    try:
        if not oracle.tool_path().is_file():
            raise oracle.OracleError(f"{oracle.tool_path()}: not built (make build)")
        for name, place in oracle.trees(options).items():
            tree = oracle.Oracle(place)
            tree.prepare(options.arch or ARCHITECTURES, say)
            for arch in options.arch or ARCHITECTURES:
                is_whole = options.all or (name, arch) == ("6.12", "x86")
                cases[f"{name} {arch}"] = tree, arch, is_whole
    except oracle.OracleError as error:
        fail_early(error)
    return summarize(run_cases(list(cases), lambda case: check(*cases[case])))


if __name__ == "__main__":
    raise SystemExit(main())
