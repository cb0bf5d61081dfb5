#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the program looks like to the one who types: colours and links, wrapped lines, completions of the shells, typing errors,
topics of help, lists in files, stdin, O= folders.

  surface.py [CASE…]
"""

import argparse
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import termios
import struct
import fcntl
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/oracle"))
import oracle  # noqa: E402
import schemas as validators  # noqa: E402
from report import fail_early, run_cases, summarize  # noqa: E402

TOOL = oracle.tool_path()
KCONFIG = """mainmenu "Tiny tree"
config MODULES
	bool "Loadable modules"
	modules
	default y
config NET
	bool "Networking"
config DRIVER
	tristate "A driver of which the prompt is rather long"
	depends on NET
config DRIVER_DEBUG
	bool "Debugging"
	depends on DRIVER
config SIZE
	int "Size"
	range 1 9
	default 4
config BROKEN
	bool
"""


def folder(**files) -> Path:
    path = Path(tempfile.mkdtemp(dir=SCRATCH))
    (path / "Kconfig").write_text(KCONFIG)
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text)
    return path


def environment(**variables) -> dict:
    own = {name: value for name, value in oracle.clean_environment().items()
           if name not in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK", "VTE_VERSION", "TERM_PROGRAM")}
    return own | {"TERM": "xterm-256color", "XDG_CACHE_HOME": str(SCRATCH / "cache")} | variables


def run(cwd, *arguments, text="", **variables):
    return subprocess.run([str(TOOL), *map(str, arguments)], cwd=cwd, input=text, capture_output=True, text=True, timeout=120,
                          env=environment(**variables))


def on_terminal(cwd, *arguments, columns=80, **variables) -> str:
    """What it writes to a terminal that is as wide as that."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([str(TOOL), *map(str, arguments)], cwd=cwd, stdin=side, stdout=side, stderr=side,
                               env=environment(**variables))
    os.close(side)
    shown = b""
    while True:
        try:
            data = os.read(main, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(main)
    process.wait(timeout=120)
    return shown.decode().replace("\r\n", "\n")


def bare(text: str) -> str:
    return re.sub(r"\x1b\][^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", text)


def wanted(text: str, *parts: str) -> list[str]:
    return [f"no {part!r} in: {text}" for part in parts if part not in text]


# --- Colours ----------------------------------------------------------------------------------------------------------

def colours():
    """On terminals, unless somebody forbids it; never otherwise, unless somebody asks for it; and the words stay the same."""
    tree = folder(__config="CONFIG_DRIVER=y\n")
    plain = run(tree, "check")
    shown = on_terminal(tree, "check", columns=300)
    problems = wanted(shown, "\x1b[1mCONFIG_DRIVER\x1b[0m=\x1b[32my\x1b[0m", "\x1b[1mNET\x1b[0m [=\x1b[31mn\x1b[0m]", "\x1b[36m.config:1")
    if bare(shown) != plain.stdout + plain.stderr:
        problems.append(f"other words: {bare(shown)!r}, {plain.stdout + plain.stderr!r}")
    for variables, arguments, is_wanted in [({"NO_COLOR": "1"}, [], False), ({"TERM": "dumb"}, [], False), ({"CLICOLOR": "0"}, [], False),
                                            ({}, ["--color", "never"], False), ({"NO_COLOR": "1"}, ["--color", "always"], True)]:
        text = on_terminal(tree, "check", *arguments, columns=300, **variables)
        if ("\x1b[" in text) != is_wanted:
            problems.append(f"{variables} {arguments}: {text!r}")
    for variables, arguments, is_wanted in [({}, [], False), ({"CLICOLOR_FORCE": "1"}, [], True), ({"CLICOLOR_FORCE": "0"}, [], False),
                                            ({}, ["--color", "always"], True)]:
        text = run(tree, "check", *arguments, **variables).stdout
        if ("\x1b[" in text) != is_wanted:
            problems.append(f"piped, {variables} {arguments}: {text!r}")
    return problems, ""


def data_stays_data():
    """JSON, fragments, profiles, formulas and what conf writes have no colour, whatever is asked for."""
    tree = folder(__config="CONFIG_DRIVER=y\n")
    problems = []
    for arguments in (["check", "--format", "json"], ["lint", "--format", "sarif"], ["fix", "DRIVER=m", "--format", "fragment"],
                      ["encode", "--dimacs", "-"], ["profiles", "systemd"], ["conf", "--listnewconfig", "Kconfig"]):
        done = run(tree, *arguments, CLICOLOR_FORCE="1")
        if "\x1b" in done.stdout or not done.stdout:
            problems.append(f"{arguments}: {done.stdout[:200]!r}")
    if "\x1b" in on_terminal(tree, "conf", "--olddefconfig", "Kconfig"):
        problems.append("conf is coloured on a terminal")
    return problems, ""


def links():
    """From places to files that are there, where the terminal makes links."""
    tree = folder(__config="")
    link = f"{tree.resolve()}/Kconfig#9\x1b\\"
    shown = on_terminal(tree, "explain", "DRIVER", columns=300, VTE_VERSION="7000")
    problems = wanted(shown, "\x1b]8;;file://")
    if not re.search(r"\x1b\]8;;file://[^/]*" + re.escape(str(tree.resolve())) + r"/Kconfig#\d+\x1b\\", shown):
        problems.append(f"no link like {link!r} in {shown!r}")
    for variables in ({}, {"VTE_VERSION": "7000", "FORCE_HYPERLINK": "0"}, {"VTE_VERSION": "4000"}):
        if "\x1b]8" in on_terminal(tree, "explain", "DRIVER", **variables):
            problems.append(f"{variables}: links")
    return problems, ""


def wrapped():
    """No line of words is wider than the terminal; no word is lost."""
    tree = folder(__config="CONFIG_DRIVER=y\n")
    problems = []
    for columns in (44, 60, 80, 81):
        shown = bare(on_terminal(tree, "check", columns=columns, NO_COLOR="1"))
        wide = [line for line in shown.split("\n") if len(line) > columns and " " in line.strip()]
        if wide:
            problems.append(f"{columns} columns: {wide}")
        if shown.split() != run(tree, "check").stdout.split():
            problems.append(f"other words: {shown}")
    return problems, ""


def silence():
    """What could be taken for an answer is said: no .config, symbols that are not dead, files that are not there."""
    tree = folder()
    problems = []
    for words in (["explain", "NET"], ["fix", "NET=y"]):
        problems += wanted(run(tree, *words).stderr, "there is no .config: asked about alldefconfig")
    (tree / ".config").write_text("CONFIG_NET=y\n")
    if "alldefconfig" in run(tree, "explain", "NET").stderr:
        problems.append("a .config is not taken")
    dead, live = run(tree, "dead", "BROKEN", "CONFIG_NET"), run(tree, "necessary", "NET")
    problems += wanted(dead.stdout, "BROKEN never on") + wanted(dead.stderr, "NET: not dead")
    problems += wanted(live.stderr, "NET: off in some configuration")
    if "NET" in dead.stdout or live.stdout or run(tree, "dead").stderr:
        problems.append(f"{dead} {live}")
    return problems, ""


def one_refusal():
    """What another architecture or nobody has is said in the same words."""
    variables = {"srctree": str(oracle.tree_path("6.12")), "CROSS_COMPILE": "riscv64-linux-gnu-"}
    empty = folder()
    (empty / "Kconfig").unlink()
    foreign, gone = "arch/x86/kernel/apm_32.c", "drivers/none.c"
    problems = []
    for command in ("whichconfig", "compiled"):
        done = run(empty, command, "--arch", "riscv", foreign, **variables)
        problems += wanted(done.stdout, "of architecture x86: ask with --arch x86")
    for name in (gone, "drivers/net/tun.h", "net/ipv4/tcp.xyz"):
        done = run(empty, "whichconfig", "--arch", "riscv", name, **variables)
        problems += wanted(done.stdout, "the tree has no such file") + [f"{name}: exit {done.returncode}"] * (done.returncode != 1)
    problems += wanted(run(empty, "whichconfig", "--arch", "riscv", "drivers/net/tunn.c", **variables).stdout,
                       "did you mean drivers/net/tun.c?")
    for command in ("whichconfig", "compiled"):
        problems += wanted(run(empty, command, "--arch", "riscv", "kernel/fork.c:abc", **variables).stderr, "FILE:LINE")
    everywhere = run(empty, "whichconfig", "--arch", "arc,riscv", "arch/riscv/kernel/smp.c", **variables).stdout
    problems += wanted(everywhere, "  arc:\n    of architecture riscv\n")
    return problems, ""


# --- Completions ------------------------------------------------------------------------------------------------------

def bash_words(tree, *words) -> list[str]:
    """What bash offers behind these words, of which the last is being typed."""
    script = subprocess.run([str(TOOL), "--generate-completion-script", "bash"], capture_output=True, text=True, check=True).stdout
    line = " ".join(words)
    drive = f"""{script}
COMP_WORDS=({' '.join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; COMP_POINT={len(line)}
COMP_TYPE=9; COMP_KEY=9
function=$(complete -p kconfig-sat | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$function" kconfig-sat '{"" if words[-1] == "=" else words[-1]}' "${{COMP_WORDS[COMP_CWORD-1]}}" 2>/dev/null
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc"], cwd=tree, input=drive, capture_output=True, text=True, timeout=60,
                          env=environment(PATH=f"{SCRATCH}/bin:{os.environ['PATH']}"))
    return [word.rstrip() for word in done.stdout.split("\n") if word.strip()]


def completions():
    """Symbols of the tree at hand, values by their types, rules, architectures."""
    bin_folder = SCRATCH / "bin"
    bin_folder.mkdir(exist_ok=True)
    if not (bin_folder / "kconfig-sat").exists():
        (bin_folder / "kconfig-sat").symlink_to(TOOL)
    tree = folder()
    problems = []
    for words, needed, forbidden in [
        (("kconfig-sat", "explain", "DRI"), {"DRIVER", "DRIVER_DEBUG"}, {"NET"}),
        (("kconfig-sat", "explain", "CONFIG_DRI"), {"CONFIG_DRIVER", "CONFIG_DRIVER_DEBUG"}, {"DRIVER"}),
        (("kconfig-sat", "fix", "DRIVER", "=", ""), {"y", "m", "n"}, {"NET"}),
        (("kconfig-sat", "fix", "NET", "="), {"y", "n"}, {"m"}),
        (("kconfig-sat", "dead", "SI"), {"SIZE"}, {"NET"}),
        (("kconfig-sat", "lint", "--disable", "unmet"), {"unmet-select"}, {"value-lost"}),
        (("kconfig-sat", "che"), {"check"}, {"explain"}),
    ]:
        found = set(bash_words(tree, *words))
        if not needed <= found or found & forbidden:
            problems.append(f"{' '.join(words)}: {sorted(found)}")
    return problems, ""


# --- Typing errors, help ----------------------------------------------------------------------------------------------

def typing_errors():
    tree = folder(__config="")
    problems = []
    for arguments, hint in [(["chekc"], "did you mean check?"), (["help", "requirement"], "did you mean requirements?"),
                            (["check", "--formt", "json"], "'--format'"), (["lint", "--disable", "unmet-selct"], "unmet-select"),
                            (["explain", "DRIVR"], "DRIVER"), (["fix", "DRIVR=y"], "DRIVER"), (["xyzzy"], "--help"),
                            (["fix", "DRIVER"], "DRIVER=m"), (["fix", "CONFIG_SIZE"], "SIZE=value")]:
        done = run(tree, *arguments)
        if done.returncode != 2 or hint not in done.stderr:
            problems.append(f"{arguments}: exit {done.returncode}: {done.stderr}")
    return problems, ""


def fragment_typos():
    """A line that names nothing is told, and is no line that was kept."""
    tree = folder(__config="CONFIG_NET=y\n", typo="CONFIG_DRIVR=y\n")
    done = run(tree, "mergeconfig", "--strict", ".config", "typo")
    problems = wanted(done.stdout, "typo:1: warning: CONFIG_DRIVR=y is dropped", "did you mean DRIVER?", "lost: 1 line of fragments")
    problems += [f"--strict: {done}"] * (done.returncode != 1)
    done = run(tree, "check", "--fragment", "typo")
    problems += wanted(done.stdout, "typo:1: warning: CONFIG_DRIVR=y", "did you mean DRIVER?", ".config: valid")
    done = run(tree, "satconfig", "-", text="CONFIG_NET=y|m\n")
    problems += [f"y|m of a bool: {done}"] * (done.returncode != 0)
    done = run(tree, "satconfig", "-", text="CONFIG_NET=m\n")
    problems += [f"m of a bool: {done}"] * (done.returncode != 2)
    return problems, ""


def topics():
    names = re.search(r"tells of: ([^.]*)\.", run(ROOT, "--help").stdout.replace("\n", " "))
    problems = [] if names else ["--help does not name the topics"]
    for name in re.split(r",\s+", names[1]) if names else []:
        done = run(ROOT, "help", name)
        if done.returncode or len(done.stdout) < 200:
            problems.append(f"{name}: {done}")
    return problems, ""


# --- Lists, stdin, folders --------------------------------------------------------------------------------------------

def lists():
    """@FILE for wishes and symbols, `-` for stdin."""
    tree = folder(__config="", wishes="# of mine\nDRIVER=y\n\nCONFIG_SIZE=5\n", names="NET\n# no\nDRIVER\n")
    fragment = run(tree, "fix", "@wishes", "--format", "fragment")
    lines = {line for line in fragment.stdout.split("\n") if line and not line.startswith("# kconfig-sat")}
    problems = [] if lines == {"CONFIG_NET=y", "CONFIG_DRIVER=y", "CONFIG_SIZE=5"} else [fragment.stdout + fragment.stderr]
    merged = run(tree, "check", "-", text=fragment.stdout)
    problems += [f"check -: {merged}"] * (merged.returncode != 0)
    bad = run(tree, "fix", "@-", text="NET=y\nNOPE=y\n")
    problems += [f"@-: {bad}"] * (bad.returncode != 2 or ":2:" not in bad.stderr)
    for arguments in (["dead", "@names"], ["variants", "@names"]):
        done = run(tree, *arguments)
        problems += [f"{arguments}: {done}"] * (done.returncode != 0)
    some = run(tree, "check", "wishes", "nowhere", ".config")
    if some.returncode != 2 or "nowhere" not in some.stderr or ".config: valid" not in some.stdout:
        problems.append(f"check of three files: {some}")
    missing = run(tree, "fix", "@nowhere")
    problems += [f"{missing}"] * (missing.returncode != 2 or "nowhere" not in missing.stderr)
    (tree / "more").write_text("CONFIG_SIZE=5\n")
    for options in ([], ["-m"]):
        joined = run(tree, "mergeconfig", *options, "-O", ".", "-", "more", text="CONFIG_NET=y\n")
        problems += [f"mergeconfig {options} -: {joined}"] * (joined.returncode != 0 or "CONFIG_NET=y" not in (tree / ".config").read_text())
    linted = run(tree, "lint", "-", text="CONFIG_DRIVER=y\n")
    problems += [f"lint -: {linted}"] * ("stdin:1: warning" not in linted.stdout)
    same = run(tree, "satconfig", "-", text="CONFIG_DRIVER=m\n")
    problems += [f"satconfig -: {same}"] * (same.returncode != 0 or "CONFIG_DRIVER=m" not in (tree / ".config").read_text())
    return problems, ""


def lint_of_a_file():
    tree = folder(__config="", board="CONFIG_DRIVER=y\n")
    named, option = run(tree, "lint", "board"), run(tree, "lint", "--config", "board")
    problems = [f"{named}"] * (named.returncode != 1 or named.stdout != option.stdout)
    mistyped = run(tree, "lint", folder(__config="", board="# kconfig-sat: disable=value-droped\nCONFIG_DRIVER=y\n") / "board")
    problems += wanted(mistyped.stderr, ":1: there is no rule 'value-droped'", "did you mean value-dropped?")
    both = run(tree, "lint", "board", "--config", "board")
    problems += [f"{both}"] * (both.returncode != 2)
    listed = run(tree, "lint", "--list-rules").stdout
    rules = json.loads(run(tree, "lint", "--list-rules", "--format", "json").stdout)["rules"]
    documented = set(re.findall(r"(?m)^### `?([a-z-]+)`?", (ROOT / "docs/lint.md").read_text()))
    if {rule["id"] for rule in rules} != documented:
        problems.append(f"not as in docs/lint.md: {documented ^ {rule['id'] for rule in rules}}")
    return problems + [f"not listed: {rule['id']}" for rule in rules if rule["id"] not in listed], f"{len(rules)} rules"


def output_folder():
    """A folder of `make O=` knows its tree, by the link of older kernels or the Makefile of newer ones."""
    tree = folder()
    problems = []
    link, include = Path(tempfile.mkdtemp(dir=SCRATCH)), Path(tempfile.mkdtemp(dir=SCRATCH))
    (link / "source").symlink_to(tree)
    (include / "Makefile").write_text(f"# Automatically generated by {tree}/Makefile: don't edit\ninclude {tree}/Makefile\n")
    for output in (link, include):
        (output / ".config").write_text("CONFIG_NET=y\nCONFIG_DRIVER=y\n")
        done = run(output, "explain", "DRIVER")
        problems += [f"{output}: {done}"] * (done.returncode != 0 or "DRIVER=y (tristate): set by" not in done.stdout)
    return problems, ""


def no_kernel():
    """Who names an architecture where there are none is told to leave it out."""
    done = run(folder(), "check", "--arch", "x86")
    return wanted(done.stderr, "need no --arch") + [f"exit {done.returncode}"] * (done.returncode != 2), ""


def foreign_compiler():
    """Who asks about another architecture without its compiler is told so: on a terminal once, with -v always."""
    empty = Path(tempfile.mkdtemp(dir=SCRATCH))
    arch, prefix = ("x86", "x86_64-linux-gnu-") if os.uname().machine == "aarch64" else ("arm64", "aarch64-linux-gnu-")
    variables = {"srctree": str(oracle.tree_path("6.12")), "XDG_CACHE_HOME": str(empty / "cache")}
    note, hint = "answers what the Kconfig files of", f"--define CROSS_COMPILE={prefix}"
    words = ["explain", "--arch", arch, "NET"]
    problems = []
    for number, expected in enumerate((True, False)):
        shown = bare(on_terminal(empty, *words, columns=300, **variables))
        if (note in shown and hint in shown) != expected:
            problems.append(f"run {number}: {shown!r}")
    if note not in run(empty, *words, "-v", **variables).stderr:
        problems.append("-v does not tell")
    for more in ([], ["-v", "--quiet"], ["-v", f"--define=CC={empty}/cc"]):
        (empty / "cc").write_text(f"#!/bin/sh\n[ \"$1\" = -dumpmachine ] && exec echo {prefix}gcc\nexec gcc \"$@\"\n")
        (empty / "cc").chmod(0o755)
        if note in run(empty, *words, *more, **variables).stderr:
            problems.append(f"{more} tells")
    return problems, ""


def long_reason():
    """What takes many steps is told in short: why it is as it is, what changes it, how many steps -v has."""
    empty = Path(tempfile.mkdtemp(dir=SCRATCH))
    (empty / ".config").write_text("# CONFIG_GPIOLIB is not set\n# CONFIG_NET is not set\n# CONFIG_IIO is not set\n# CONFIG_PINCTRL is not set\n")
    tree = str(oracle.tree_path("6.12"))
    done, whole = (run(empty, "explain", "--arch", "riscv", "LEDS_GPIO=y", *more, srctree=tree) for more in ([], ["-v"]))
    problems = wanted(done.stdout, "LEDS_GPIO=y does not go with .config, where\n  LEDS_GPIO=n (tristate): nothing sets it\n",
                      "the prompt \"LED Support for GPIO connected LEDs\" is not visible; it needs", "GPIOLIB [=n]",
                      "the likeliest change that makes way:\n  CONFIG_LEDS_GPIO=y")
    steps = re.search(r"takes (\d+) steps: see -v\n", done.stdout)
    shown = whole.stdout.split("the likeliest change")[0].count("\n") - 1
    if not steps or int(steps[1]) < 9 or shown < int(steps[1]) or len(done.stdout.split("\n")) > 18 or done.returncode != 1:
        problems.append(f"{steps}; -v shows {shown}: {done.stdout}")
    return problems, ""


def progress():
    """A bar with an estimate on a terminal, on one line that goes; nothing of it elsewhere."""
    empty, tree = Path(tempfile.mkdtemp(dir=SCRATCH)), str(oracle.tree_path("6.12"))
    problems = []
    for arguments in (["necessary"], ["lint", "--tree"]):
        words = [*arguments, "--arch", "x86"]
        shown = on_terminal(empty, *words, columns=60, srctree=tree)
        lines = [part for part in shown.split("\r") if re.search(r"\[#*\.+\] \d+ %", part)]
        if not lines or any("\n" in line or len(line) > 60 for line in lines):
            problems.append(f"{arguments}: {lines[:3]}")
        quiet = on_terminal(empty, *words, "--quiet", srctree=tree)
        if "%" in quiet.replace("100%", "") and "] " in quiet and re.search(r"\[#*\.+\]", quiet):
            problems.append(f"{arguments} --quiet: a bar")
        done = run(empty, *words, srctree=tree)
        if "%" in done.stderr:
            problems.append(f"{arguments}: {done.stderr}")
    shown = on_terminal(empty, "fix", "--all", "--timeout", "5", "--arch", "x86", "REGMAP_I2C=y", srctree=tree)
    if not re.search(r"\rlooking for fixes: \d+ found, ", shown):
        problems.append(f"fix --all: {shown[:300]!r}")
    return problems, ""


# --- Schemas ----------------------------------------------------------------------------------------------------------

# Files of the program's own, and what autoosconfig says of its handbook.
INTERNAL = {"autoos-report", "autoos-transcript", "handbook", "lint-baseline", "part"}
# What is asked of the tiny tree, and of x86.
TINY = ["explain DRIVER", "explain NET", "explain DRIVER=y", "explain SIZE=5", "explain BROKEN=y", "fix DRIVER=y", "fix SIZE=5", "fix NET=n", "fix BROKEN=y",
        "fix --satconfig impossible", "fix --satconfig possible", "satconfig possible", "satconfig impossible", "satrandconfig possible",
        "satrandconfig --count 2 --dir d", "check", "check bad", "diff bad .config", "diff bad bad", "dead -v", "necessary -v",
        "variants NET DRIVER SIZE", "count NET DRIVER", "stats", "lint bad", "lint --list-rules", "profiles", "profiles docker",
        "matrix build", "matrix build --dry-run a", "matrix why NET DRIVER", "matrix check", "matrix review --from .", "matrix review"]
REAL = ["explain CFI_CLANG", "explain E1000=y", "fix VIRTIO=y", "fix E1000=y", "check defconfig", "stats",
        "whichconfig e1000e 8086:10d3 drivers/net/tun.c nosuch", "whichconfig --list", "cover drivers/net/tun.c:1-900 kernel/fork.c MAINTAINERS", "hardware machine", "satlocalconfig machine",
        "whichconfig mm/slub.c:200-260 include/linux/fs.h arch/arm/mm/init.c Makefile",
        "compiled drivers/net/tun.c mm/slub.c:200-260 include/linux/fs.h arch/arm/mm/init.c", "compiled --all"]


def schemas():
    """Every JSON answer is what its file in docs/schemas says, and has one; texts about a real tree have no line of over 200 characters."""
    problems, count = [], 0
    tree = folder(__config="# CONFIG_NET is not set\n", bad="CONFIG_DRIVER=y\nfoo\nCONFIG_SIZE=77\nCONFIG_NOPE=y\n", possible="CONFIG_NET=y\n",
                  impossible="CONFIG_DRIVER=y\n# CONFIG_NET is not set\n",
                  __satmatrix="cell a flavour=x output=out/a possible\ncell b flavour=y output=out/b possible\n")
    empty = Path(tempfile.mkdtemp(dir=SCRATCH))
    (empty / "defconfig").write_text((oracle.tree_path("6.12") / "arch/x86/configs/i386_defconfig").read_text())
    (empty / "machine").write_text("modalias pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00 0000:00:02.0\nmodalias nosuch:x\nmount ext4 / vda\n")
    answers: set[str] = set()
    for where, line in [(tree, line) for line in TINY] + [(empty, line) for line in REAL]:
        words = line.split()
        real = ["--arch", "x86", "--kconfig", "Kconfig"] if where == empty else []
        extra = {"srctree": str(oracle.tree_path("6.12"))} if where == empty else {}
        done = run(where, *words, *real, "--format", "json", **extra)
        try:
            name = json.loads(done.stdout)["schema"].split("/")[1]
        except ValueError:
            problems.append(f"{line}: exit {done.returncode}: {done.stderr}")
            continue
        answers.add(name)
        problems += [f"{line}: {problem}" for problem in validators.problems(name, done.stdout)]
        count += 1
        # A list for programs has lines as long as it takes.
        if where == empty and "--list" not in words:
            plain = run(where, *words, *real, **extra)
            problems += [f"{line}: a line of {len(text)} characters: {text[:100]}"
                         for text in (plain.stdout + plain.stderr).splitlines() if len(text) > 200]
    said = {name for path in (ROOT / "Sources").rglob("*.swift") for name in re.findall(r'"kconfig-sat/([a-z-]+)/\d+"', path.read_text())}
    problems += [f"no answer of {name} was looked at" for name in said - INTERNAL - answers - {"search", "migrate"}]
    return problems, f"{count} answers"


CASES = {case.__name__: case for case in (colours, data_stays_data, links, wrapped, completions, typing_errors, fragment_typos, topics, lists,
                                          lint_of_a_file, output_folder, no_kernel, foreign_compiler, long_reason, progress, silence,
                                          one_refusal, schemas)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*", choices=[[], *CASES], help=", ".join(CASES))
    options = parser.parse_args()
    if not TOOL.exists():
        fail_early(f"{TOOL} is missing: make build")
    if not shutil.which("bash"):
        fail_early("bash is missing: scripts/setup test installs it")
    global SCRATCH
    with tempfile.TemporaryDirectory() as scratch:
        SCRATCH = Path(scratch)
        return summarize(run_cases(options.case or list(CASES), lambda name: CASES[name](), workers=2))


if __name__ == "__main__":
    sys.exit(main())
