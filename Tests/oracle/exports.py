#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""When make is asked again for what it exports: a tiny tree, a make that counts, and one change after the other.

  exports.py
"""

import subprocess
import time

import oracle
from report import run_cases, say, summarize

SCRATCH = oracle.BUILD / "exports"
MAKEFILE = """VERSION = 6
PATCHLEVEL = 12
SRCARCH := $(ARCH)
include $(dir $(firstword $(filter %/Makefile Makefile,$(MAKEFILE_LIST))))more.mk
WISH ?= nothing
CC := tool
FROM_SCRIPT := $(shell $(srctree)/scripts/version.sh $(CC))
export VERSION PATCHLEVEL SRCARCH WISH CC FROM_SCRIPT FROM_MORE
unexport GONE
-include .kernelvariables
"""
KCONFIG = """RECORDED := $(shell,echo "$(WISH) $(FROM_SCRIPT) $(FROM_MORE) $(GONE) $(ARCH) $(SRCARCH)" >>"$(SAID)")
config RECORDED
	bool
"""
FILES = {"Makefile": MAKEFILE, "more.mk": "FROM_MORE = more\n", "Kconfig": KCONFIG, "arch/x86/Kconfig": "",
         "scripts/version.sh": "#!/bin/sh\n$1; echo one\n", "bin/tool": "#!/bin/sh\n",
         "bin/make": '#!/bin/sh\n[ "$MAKELEVEL" ] || echo >>"$CALLS"\nexec /usr/bin/make "$@"\n'}


class Tiny:
    def __init__(self, folder):
        self.folder = folder
        self.output = folder / "o"
        self.output.mkdir()
        for name, text in FILES.items():
            self.write(name, text)
        # What changed just now may change again without a trace, and is not kept.
        self.settle()

    @staticmethod
    def settle():
        time.sleep(2.3)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if text.startswith("#!"):
            path.chmod(0o755)

    def run(self, *arguments, **variables):
        """What the Kconfig file saw, and how often make was asked."""
        said, calls = self.folder / "said", self.folder / "calls"
        for path in (said, calls):
            path.write_text("")
        environment = oracle.clean_environment()
        environment |= {"PATH": f"{self.folder}/bin:{environment['PATH']}", "SAID": str(said), "CALLS": str(calls),
                        "XDG_CACHE_HOME": str(self.folder / "cache"), "srctree": str(self.folder), "GONE": "there"}
        done = subprocess.run([oracle.tool_path(), "stats", "--arch", "x86", *arguments], cwd=self.output,
                              env=environment | variables, capture_output=True, text=True)
        if done.returncode != 0 or done.stderr:
            raise oracle.OracleError(f"exit {done.returncode}: {done.stderr}")
        return said.read_text().strip(), len(calls.read_text())


def changes(tiny):
    """Per change: how, what the Kconfig file sees then, and whether make must be asked for that."""
    def file(name, text):
        return lambda: tiny.write(name, text)

    return {
        "nothing": (lambda: None, {}, "nothing one more  x86 x86", 0),
        "another variable": (lambda: None, {"UNRELATED": "1", "TERM": "x"}, "nothing one more  x86 x86", 0),
        "a variable that the Makefile names": (lambda: None, {"WISH": "much"}, "much one more  x86 x86", 1),
        "an included file": (file("more.mk", "FROM_MORE = less\n"), {}, "nothing one less  x86 x86", 1),
        "the Makefile": (file("Makefile", MAKEFILE + "WISH = set\n"), {}, "set one more  x86 x86", 1),
        "a script": (file("scripts/version.sh", "#!/bin/sh\n$1; echo two\n"), {}, "nothing two more  x86 x86", 1),
        "a tool": (file("bin/tool", "#!/bin/sh\necho changed\n"), {}, "nothing changed one more  x86 x86", 1),
        "a file that was not there": (file(".kernelvariables", "WISH = local\n"), {}, "local one more  x86 x86", 1),
    }


CASES = (*changes(None), "the command line", "no cache", "another folder", "verify")


def check(case):
    tiny = Tiny(oracle.fresh_folder(SCRATCH / case.replace(" ", "-")))
    problems = []

    def expect(found, wanted):
        if found != wanted:
            problems.append(f"{found}, expected {wanted}")

    usual = "nothing one more  x86 x86"
    if case == "a file that was not there":
        tiny.output = tiny.folder
    expect(tiny.run(), (usual, 1))
    expect(tiny.run(), (usual, 0))
    if case == "the command line":
        defined = "given one more  x86 x86"
        expect(tiny.run("--define", "WISH=given"), (defined, 1))
        expect(tiny.run("--define", "WISH=given"), (defined, 0))
    elif case == "no cache":
        expect(tiny.run("--no-cache"), (usual, 1))
        expect(tiny.run(KCONFIG_SAT_CACHE="off"), (usual, 1))
    elif case == "another folder":
        tiny.output = tiny.folder / "o2"
        tiny.output.mkdir()
        tiny.settle()
        expect(tiny.run(), (usual, 1))
        expect(tiny.run(), (usual, 0))
    elif case == "verify":
        expect(tiny.run("--verify-cache"), (usual, 1))
    else:
        change, variables, said, asked = changes(tiny)[case]
        change()
        tiny.settle()
        expect(tiny.run(**variables), (said, asked))
        expect(tiny.run(**variables), (said, 0))
    return problems, ""


if __name__ == "__main__":
    say(f"exports: {len(CASES)} cases")
    raise SystemExit(summarize(run_cases(CASES, check)))
