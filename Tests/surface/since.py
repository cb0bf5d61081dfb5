#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lint --since REV`: patches to a real tree, and for each exactly the findings that it brings.

The tree is a part of 6.12 in a repository of git: the Kconfig files of the core, the architecture and some drivers, all make
files, the scripts, the sources of the LED drivers.

  since.py [-g WORD]      only patches with this word in their names
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/oracle"))
import oracle  # noqa: E402
from report import fail_early, run_cases, summarize  # noqa: E402

LEDS, CLASS = "drivers/leds/Kconfig", "drivers/leds/leds-gpio.c"
DRIVER = """
config LEDS_SAMPLE
	tristate "LED support for a sample"
	depends on LEDS_CLASS
{lines}	help
	  This driver is a sample for what patches look like. It has a help text
	  that is long enough.

"""


def change(tree: Path, name: str, old: str, new: str):
    text = (tree / name).read_text()
    assert text.count(old) >= 1, (name, old)
    (tree / name).write_text(text.replace(old, new, 1))


def driver(*lines: str, built=True):
    """A patch that adds a driver with these lines."""
    def patch(tree: Path):
        text = DRIVER.format(lines="".join(f"\t{line}\n" for line in lines))
        change(tree, LEDS, "config LEDS_AN30259A\n", text.lstrip("\n") + "config LEDS_AN30259A\n")
        if built:
            change(tree, "drivers/leds/Makefile", "obj-$(CONFIG_LEDS_APU)", "obj-$(CONFIG_LEDS_SAMPLE) += leds-sample.o\nobj-$(CONFIG_LEDS_APU)")
    return patch


def edit(*changes):
    """A patch of replacements: file, old text, new text."""
    def patch(tree: Path):
        for name, old, new in changes:
            change(tree, name, old, new)
    return patch


def source(*lines: str):
    return edit((CLASS, "struct gpio_led_data {", "\n".join(lines) + "\nstruct gpio_led_data {"))


def new_file(tree: Path):
    (tree / "drivers/leds/leds-sample.c").write_text("#ifdef CONFIG_LEDS_SAMPEL\nint sample;\n#endif\n")


def moved(tree: Path):
    """Lines move, and what was found before is found elsewhere."""
    for name in (LEDS, "init/Kconfig", "lib/Kconfig.debug"):
        path = tree / name
        path.write_text("# A comment.\n#\n#\n" + path.read_text())


def gone(tree: Path):
    """A driver goes, but not all that mentions it."""
    text = (tree / LEDS).read_text()
    start = text.index("config LEDS_LM3530\n")
    end = text.index("\nconfig ", start)
    (tree / LEDS).write_text(text[:start] + text[end + 1:])


CIRCLE = "symbol LEDS_CLASS is selected by LEDS_SAMPLE; symbol LEDS_SAMPLE depends on LEDS_CLASS"
NEVER = {("dead-symbol", "LEDS_SAMPLE"), ("unreachable-code", "obj-$(CONFIG_LEDS_SAMPLE)")}

# What the patch is; what it does; the findings it brings, as rule and subject.
PATCHES = {
    "a sound driver": (driver("depends on I2C", "select REGMAP_I2C"), set()),
    "a select that overrides": (driver("select REGMAP_I2C"), {("unmet-select", "LEDS_SAMPLE select REGMAP_I2C")}),
    "a typo in a dependency": (driver("depends on I2C_MUXX"), {("undefined-symbol", "LEDS_SAMPLE depends on I2C_MUXX I2C_MUXX"), *NEVER}),
    "a typo in a select": (driver("select REGMAPP_I2C"), {("undefined-symbol", "LEDS_SAMPLE select REGMAPP_I2C REGMAPP_I2C")}),
    "said twice": (driver("depends on LEDS_CLASS"), {("duplicate-dependency", "LEDS_SAMPLE LEDS_CLASS")}),
    "never": (driver("depends on BROKEN_ON_SMP && SMP && !SMP"), NEVER),
    "a default that is never used": (driver("default y if PCI", "default m if PCI"), {("dead-default", "LEDS_SAMPLE default m if PCI")}),
    "a select that never acts": (driver("select CRC32 if PCI && !PCI"), {("dead-select", "LEDS_SAMPLE select CRC32 if PCI && !PCI")}),
    "selects what has no type for it": (driver("select LOG_BUF_SHIFT"), {("select-wrong-type", "LEDS_SAMPLE select LOG_BUF_SHIFT")}),
    "selects a member of a choice": (driver("select HZ_100"), {("select-choice-member", "LEDS_SAMPLE select HZ_100")}),
    "a circle": (driver("depends on I2C", "select I2C_SMBUS", "select LEDS_CLASS", built=True), {("recursive-dependency", CIRCLE)}),
    "another type": (edit((LEDS, "config LEDS_AN30259A\n", "config LEDS_APU\n\tstring\n\nconfig LEDS_AN30259A\n")),
                     {("type-conflict", "LEDS_APU")}),
    "no type": (edit((LEDS, "config LEDS_AN30259A\n", "config LEDS_BARE\n\tdepends on LEDS_CLASS\n\nconfig LEDS_AN30259A\n")),
                {("missing-type", "LEDS_BARE")}),
    "no help, which is no fault unless asked for": (edit((LEDS, "config LEDS_AN30259A\n", "config LEDS_SILENT\n\ttristate \"Silent\"\n\tdepends on LEDS_CLASS\n\nconfig LEDS_AN30259A\n")),
                set()),
    "a range the wrong way": (edit((LEDS, "config LEDS_AN30259A\n", "config LEDS_NUMBER\n\tint \"Number\"\n\trange 9 1\n\tdepends on BROKEN\n\nconfig LEDS_AN30259A\n")),
                              {("backward-range", "LEDS_NUMBER range 9 1"), ("dead-symbol", "LEDS_NUMBER"),
                               # Where it could be set, no number would do: so BROKEN must be off.
                               ("dead-symbol", "LEDS_CLEVO_MAIL"), ("unreachable-code", "obj-$(CONFIG_LEDS_CLEVO_MAIL)")}),
    "gone, and still built": (gone, {("undefined-reference", "LEDS_LM3530")}),
    "a typo in a source": (source("#ifdef CONFIG_LEDS_CLAS", "int typo;", "#endif"), {("undefined-reference", "LEDS_CLAS")}),
    "a typo in IS_ENABLED": (source("static int typo = IS_ENABLED(CONFIG_LEDS_TRIGERS);"), {("undefined-reference", "LEDS_TRIGERS")}),
    "code that no configuration reaches": (source("#ifdef CONFIG_I2C", "#ifndef CONFIG_I2C", "int never;", "#endif", "#endif"),
                                           {("unreachable-code", "#ifndef CONFIG_I2C; #ifdef CONFIG_I2C")}),
    "a file that git does not know": (new_file, {("undefined-reference", "LEDS_SAMPEL"),
                                                 ("source-without-object", "drivers/leds/leds-sample.c")}),
    "a typo in a make file": (edit(("drivers/leds/Makefile", "CONFIG_LEDS_APU", "CONFIG_LEDS_APUU")), {("undefined-reference", "LEDS_APUU")}),
    "moved lines": (moved, set()),
    "nothing": (lambda tree: None, set()),
}


# What is left of the root and of drivers/Kconfig: to ask about all of a kernel twice takes half a minute.
ROOT_FILE = """mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"
source "scripts/Kconfig.include"
source "init/Kconfig"
source "kernel/Kconfig.freezer"
source "fs/Kconfig.binfmt"
source "mm/Kconfig"
source "drivers/Kconfig"
source "lib/Kconfig"
source "lib/Kconfig.debug"
"""
DRIVERS = """menu "Device Drivers"
source "drivers/base/Kconfig"
source "drivers/pci/Kconfig"
source "drivers/i2c/Kconfig"
source "drivers/gpio/Kconfig"
source "drivers/leds/Kconfig"
endmenu
"""


def git(tree: Path, *words):
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", tree, *words], check=True, capture_output=True)


def prepare(tree: Path):
    """A copy of what a question about LED drivers reads, committed."""
    origin = oracle.tree_path("6.12")
    skip = {"drivers/leds"}
    for path in origin.rglob("*"):
        name = path.relative_to(origin)
        wanted = path.name.startswith(("Kconfig", "Makefile", "Kbuild")) or name.parts[0] == "scripts" or str(name.parent) in skip
        if wanted and path.is_file() and not path.is_symlink():
            target = tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
    (tree / "Kconfig").write_text(ROOT_FILE)
    (tree / "drivers/Kconfig").write_text(DRIVERS)
    git(tree, "init", "-q")
    git(tree, "add", "-A", "-f")
    git(tree, "commit", "-q", "-m", "base")


def lint(tree: Path, *arguments, status=(0, 1)):
    done = subprocess.run([oracle.tool_path(), "lint", "--arch", "x86", "--tree", "--sources", "--format", "json", *arguments],
                          cwd=tree, capture_output=True, text=True, timeout=oracle.TIMEOUT, env=oracle.clean_environment())
    if done.returncode not in status:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr}")
    return done


def found(done):
    return {(one["rule"], one["subject"]): one for one in json.loads(done.stdout)["findings"]}


def check(tree: Path, name: str):
    patch, wanted = PATCHES[name]
    patch(tree)
    try:
        done = lint(tree, "--since", "HEAD")
        brought = set(found(done))
        problems = []
        if brought != wanted:
            problems.append(f"brings {sorted(brought)}, not {sorted(wanted)}")
        levels = {one["level"] if "level" in one else one["severity"] for one in found(done).values()}
        if done.returncode != (1 if levels & {"warning", "error"} else 0):
            problems.append(f"exit {done.returncode} with {levels}")
        return problems, f"{len(brought)} findings"
    finally:
        git(tree, "reset", "-q", "--hard")
        git(tree, "clean", "-qfd")


def refusals(tree: Path):
    problems = []
    for arguments, status, text in [(["--since", "nosuch"], 2, "no revision 'nosuch'"), (["--since", "-x"], 2, ""),
                                    (["--since", "HEAD", "--write-baseline", "b"], 2, "--since goes")]:
        done = lint(tree, *arguments, status=(0, 1, 2, 3))
        if done.returncode != status or text not in done.stderr:
            problems.append(f"{arguments}: exit {done.returncode}: {done.stderr}")
    with tempfile.TemporaryDirectory() as bare:
        (Path(bare) / "Kconfig").write_text("config A\n\tbool\n")
        done = subprocess.run([oracle.tool_path(), "lint", "--tree", "--since", "HEAD"], cwd=bare, capture_output=True, text=True,
                              env=oracle.clean_environment())
        if done.returncode != 2 or "git" not in done.stderr:
            problems.append(f"no repository: exit {done.returncode}: {done.stderr}")
    return problems, ""


def recipes(tree: Path):
    """What docs/ci.md says about changes, as it stands there, for a patch with a fault and for a sound one."""
    text = (ROOT / "docs/ci.md").read_text()
    commands = re.findall(r"(?m)^ *(?:- |entry: )?(kconfig-sat lint .*--since .*)$", text)
    problems = [] if len(commands) == 3 else [f"{len(commands)} commands"]
    environment = oracle.clean_environment() | {"ARCH": "x86", "BASE": "HEAD", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD"}
    for name, status in (("a typo in a select", 1), ("a sound driver", 0)):
        PATCHES[name][0](tree)
        for command in commands:
            words = command.replace("kconfig-sat", str(oracle.tool_path()), 1)
            done = subprocess.run(["bash", "-ec", words], cwd=tree, capture_output=True, text=True, timeout=oracle.TIMEOUT, env=environment)
            if done.returncode != status or ("REGMAPP_I2C" in done.stdout) != (status == 1):
                problems.append(f"{name}: {command}: exit {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
        git(tree, "reset", "-q", "--hard")
        git(tree, "clean", "-qfd")
    return problems, f"{len(commands)} commands"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--grep", default="")
    options = parser.parse_args()
    if not oracle.tool_path().exists():
        fail_early(f"{oracle.tool_path()} is missing: make build")
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        prepare(tree)
        others = {"refusals": refusals, "recipes of docs/ci.md": recipes}
        cases = [name for name in [*PATCHES, *others] if options.grep in name]
        return summarize(run_cases(cases, lambda name: others[name](tree) if name in others else check(tree, name), workers=1))


if __name__ == "__main__":
    sys.exit(main())
