#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a tree newer than this program may bring: everything that is not known is named, with its place.

  words     what the `conf` of a kernel tree knows, read off its sources, is known here: keywords, macro functions, options,
            variables. Files of scripts/kconfig that 6.1 and 6.12 do not have are listed
  messages  a tiny tree of Linux 9.0 with something new of each kind

  unknown.py                      both trees
  unknown.py -t DIR -g words      another tree
"""

import argparse
import json
import re
import subprocess

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "unknown"
KEYWORD = re.compile(r'^"([a-z_]+)"\s+return\s+T_', re.M)
FUNCTION = re.compile(r'^\s*\{\s*"([a-z-]+)",\s*\d+,\s*\d+,', re.M)
OPTION = re.compile(r'^\s*\{\s*"([a-z0-9]+)",\s*(?:no|required|optional)_argument', re.M)
VARIABLE = re.compile(r'getenv\("(KCONFIG_\w+)"\)')
# Of 6.1 and 6.12.
FILES = set("""conf.c confdata.c expr.c expr.h gconf.c images.c images.h internal.h lexer.l list.h lkc.h lkc_proto.h mconf.c
menu.c mnconf-common.c mnconf-common.h nconf.c nconf.gui.c nconf.h parser.y preprocess.c preprocess.h qconf.cc qconf.h
symbol.c util.c array_size.h hashtable.h list_types.h xalloc.h""".split())


def kconfig_sat(folder, arguments, variables=None):
    return subprocess.run([oracle.tool_path(), *arguments], cwd=folder, capture_output=True, text=True,
                          env=oracle.clean_environment() | {"KCONFIG_SAT_CACHE": "off"} | (variables or {}))


# What the tree's conf knows -------------------------------------------------------------------------------------

def sources(tree):
    return {path.name: path.read_text(errors="replace") for path in (tree.tree / "scripts/kconfig").iterdir()
            if path.suffix in (".c", ".cc", ".h", ".l", ".y")}


def read_off(found, what, name) -> list[str]:
    if not found:
        raise oracle.OracleError(f"{name}: no {what} found: another form of the file?")
    return sorted(set(found))


def words(tree, folder):
    texts = sources(tree)
    version = {"KERNELVERSION": tree.version}
    problems = []

    def said(text, arguments=("stats",), variables=version):
        (folder / "Kconfig").write_text(text)
        return kconfig_sat(folder, arguments, variables).stderr

    keywords = read_off(KEYWORD.findall(texts["lexer.l"]), "keywords", "lexer.l")
    for word in keywords:
        for text in (f"config A\n\tbool\n\t{word} x\n", f"{word} x\n", f'choice\n\tprompt "a"\n\t{word}\n'):
            if f'unknown statement "{word}"' not in said(text):
                break
        else:
            problems.append(f"keyword: {word}")
    functions = read_off(FUNCTION.findall(texts["preprocess.c"]), "functions", "preprocess.c")
    for name in functions:
        if f"no function '{name}'" in said(f"X := $({name},a)\n"):
            problems.append(f"macro function: {name}")
    options = read_off(OPTION.findall(texts["conf.c"]), "options", "conf.c")
    usage = kconfig_sat(folder, ["conf", "--help"]).stdout
    problems += [f"option of conf: --{name}" for name in options if f"--{name} " not in usage]
    variables = read_off([name for text in texts.values() for name in VARIABLE.findall(text)], "variables", "scripts/kconfig")
    note = said("config A\n\tbool\n", variables=version | dict.fromkeys(variables, "1"))
    problems += [f"variable: {name}" for name in variables if name in note]
    new = sorted({name for name in texts if not name.endswith((".tab.c", ".tab.h", ".lex.c", ".moc"))} - FILES)
    counted = f"({len(keywords)} keywords, {len(functions)} functions, {len(options)} options, {len(variables)} variables)"
    return problems, counted + (f" new files: {' '.join(new)}" if new else "")


# What is said ---------------------------------------------------------------------------------------------------

TINY = 'mainmenu "tiny"\nconfig A\n\tbool "a"\n'
HINT = "hint: this is Linux 9.0, and the newest one known here is 7.1\n"
NEWER = "Linux 9.0 is taken for 7.1, the newest known"


def tiny(folder, text, version="9.0"):
    major, minor = version.split(".")
    (folder / "Makefile").write_text(f"VERSION = {major}\nPATCHLEVEL = {minor}\n")
    (folder / "Kconfig").write_text(text)


def keyword(folder):
    for text, place in ((TINY + "frobnicate x\n", "Kconfig:4:1"), (TINY + "\tfrobnicate x\n", "Kconfig:4:2")):
        tiny(folder, text)
        done = kconfig_sat(folder, ["stats"])
        yield done.returncode == 2 and f'{place}: error: unknown statement "frobnicate"' in done.stderr, done.stderr
        yield HINT in done.stderr, done.stderr
    done = kconfig_sat(folder, ["conf", "--alldefconfig", "Kconfig"])
    yield done.returncode == 1 and done.stderr == 'Kconfig:4: unknown statement "frobnicate"\n', done.stderr
    tiny(folder, TINY + "\tfrobnicate x\n", "6.12")
    yield HINT not in kconfig_sat(folder, ["stats"]).stderr, "a hint without reason"


def function(folder):
    tiny(folder, TINY + "X := $(frob,1)$(frob,2)\nconfig B\n\tstring\n\tdefault \"$(X)\"\n")
    done = kconfig_sat(folder, ["stats"])
    yield done.returncode == 0 and done.stderr.count("there is no function 'frob'") == 1, done.stderr
    yield done.stderr.startswith("Kconfig:4:1: note: ") and HINT in done.stderr, done.stderr
    done = kconfig_sat(folder, ["conf", "--alldefconfig", "Kconfig"])
    yield done.returncode == 0 and not done.stderr, done.stderr


def option(folder):
    tiny(folder, TINY)
    done = kconfig_sat(folder, ["conf", "--newmode", "Kconfig"])
    yield done.returncode == 1 and "unrecognized option '--newmode'" in done.stderr and NEWER in done.stderr, done.stderr
    yield not (folder / ".config").exists(), ".config written"
    tiny(folder, TINY, "6.12")
    done = kconfig_sat(folder, ["conf", "--newmode", "Kconfig"])
    # As the tree's own conf: it goes on, and asks.
    yield done.stderr.startswith("conf: unrecognized option '--newmode'\n") and "newest" not in done.stderr, done.stderr


def variable(folder):
    tiny(folder, TINY)
    new = {"KCONFIG_NEWTHING": "1", "KCONFIG_SEED": "1", "KCONFIG_WERROR": ""}
    done = kconfig_sat(folder, ["stats"], new)
    yield "nothing is known of KCONFIG_NEWTHING in the environment" in done.stderr, done.stderr
    yield not kconfig_sat(folder, ["stats", "--silent"], new).stderr, "not silent"
    yield not kconfig_sat(folder, ["conf", "-s", "--alldefconfig", "Kconfig"], new).stderr, "conf has a note"


def file(folder):
    tiny(folder, TINY + 'source "new/Kconfig"\n')
    done = kconfig_sat(folder, ["stats"])
    yield done.returncode == 2 and done.stderr.startswith("Kconfig:4:"), done.stderr
    yield 'new/Kconfig' in done.stderr, done.stderr


def version(folder):
    tiny(folder, TINY)
    plain, told = (kconfig_sat(folder, ["stats", *flags]) for flags in ([], ["-v"]))
    line = "rules of Linux 7.1, the newest known; the tree's is 9.0; compared with conf from 6.1 to 7.1, and with those of 2.6.33 and 4.19\nfound by the version\n"
    yield plain.stdout.endswith(line) and not plain.stderr, plain.stdout + plain.stderr
    yield told.stderr.count(NEWER) == 1, told.stderr
    rules = json.loads(kconfig_sat(folder, ["stats", "--format", "json"]).stdout)["dialect"]
    yield rules == {"tree": "9.0", "rules": "7.1", "found by": "the version", "evidence": [], "compared": ["6.1", "7.1"]}, rules
    tiny(folder, TINY, "6.12")
    known = kconfig_sat(folder, ["stats", "-v"])
    yield known.stdout.endswith("rules of Linux 6.12; compared with conf from 6.1 to 7.1, and with those of 2.6.33 and 4.19\nfound by the version\n"), known.stdout
    yield "newest known" not in known.stderr, known.stderr


MESSAGES = (keyword, function, option, variable, file, version)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    oracle.add_tree_option(parser)
    parser.add_argument("-g", "--group", action="append", choices=["words", "messages"])
    options = parser.parse_args()
    groups = options.group or ["words", "messages"]
    cases = {}
    try:
        for name, place in oracle.trees(options).items() if "words" in groups else ():
            tree = oracle.Oracle(place)
            cases[f"words {name}"] = lambda folder, tree=tree: words(tree, folder)
    except oracle.OracleError as error:
        fail_early(error)
    for check in MESSAGES if "messages" in groups else ():
        cases[f"messages {check.__name__}"] = \
            lambda folder, check=check: ([str(shown) for holds, shown in check(folder) if not holds], "")
    say(f"unknown: {len(cases)} cases")
    return summarize(run_cases(list(cases), lambda case: cases[case](oracle.fresh_folder(SCRATCH / case.replace(" ", "-")))))


if __name__ == "__main__":
    raise SystemExit(main())
