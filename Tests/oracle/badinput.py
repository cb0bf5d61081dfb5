# SPDX-License-Identifier: GPL-2.0-or-later
"""Bad input: status 2 or 3, the place named, .config untouched, nothing left behind."""

import re
from dataclasses import dataclass, field

from impossible import OLD, lines_of

SATCONFIG = ("satconfig", ".satconfig")


@dataclass(frozen=True)
class Bad:
    files: dict[str, str]  # written into the folder first; a name that ends in / is a folder
    wanted: tuple[str, ...] = ()  # patterns that the output must match
    arguments: tuple[str, ...] = SATCONFIG
    environment: dict[str, str] = field(default_factory=dict)
    codes: tuple[int, ...] = (2, 3)


def line(text, number=1, *wanted) -> Bad:
    """A .satconfig whose line `number` is wrong."""
    return Bad({".satconfig": text + "\n"}, (rf"\.satconfig:{number}\b", *wanted))


def kconfig(text, number, *wanted) -> Bad:
    """A Kconfig whose line `number` is wrong, or the one where its end comes too soon."""
    return Bad({"Kconfig.bad": text, ".satconfig": "CONFIG_A=y\n"}, (rf"Kconfig\.bad:{number}\b", *wanted),
               (*SATCONFIG, "--kconfig", "Kconfig.bad"))


INPUTS = {
    "unknown symbol": line("CONFIG_NET=y\nCONFIG_EXT4_F=y", 2, "EXT4_FS"),
    "unknown symbol, transposed": line("CONFIG_VIRTIO_NTE=y", 1, "VIRTIO_NET"),
    "unknown symbol, unset": line("# CONFIG_BTRFS_F is not set", 1, "BTRFS_FS"),
    "unknown symbol in assert": line("assert NET && E1OOO", 1, "E1OOO"),
    "unknown symbol in prefer": line("prefer CONFIG_PREEMPT_NOON=y", 1, "PREEMPT_NONE"),
    "a pattern without symbols": line("match ^CONFIG_NO_SUCH_SYMBOL_AT_ALL_ y", 1),
    "bool as m": line("CONFIG_SMP=m", 1, "SMP"),
    "bool as number": line("CONFIG_SMP=5", 1, "SMP"),
    "tristate as string": line('CONFIG_EXT4_FS="yes"', 1, "EXT4_FS"),
    "int as word": line("# numbers\n\nCONFIG_NR_CPUS=many", 3, "NR_CPUS"),
    "int as hex": line("CONFIG_LOG_BUF_SHIFT=0x12", 1, "LOG_BUF_SHIFT"),
    "hex as word": line("CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE=0xzz", 1, "MAGIC_SYSRQ_DEFAULT_ENABLE"),
    "string without quotes": line("CONFIG_LOCALVERSION=abc", 1, "LOCALVERSION"),
    "string without its end": line('CONFIG_LOCALVERSION="abc', 1),
    "number too large": line("CONFIG_LOG_BUF_SHIFT=99", 1, "LOG_BUF_SHIFT", "25"),
    "number too small": line("CONFIG_LOG_BUF_SHIFT=3", 1, "LOG_BUF_SHIFT", "12"),
    "unparsable line": line("CONFIG_NET=y\nplease enable everything", 2),
    "a name alone": line("CONFIG_NET", 1),
    "no value": line("CONFIG_NET=", 1),
    "unknown value": line("CONFIG_EXT4_FS=y|x", 1),
    "bad pattern": line("match ^CONFIG_(USB n", 1),
    "bad expression": line("assert NET && (E1000", 1),
    "bad weight": line("prefer CONFIG_NET=y heavy", 1),
    "include of nothing": line("CONFIG_NET=y\ninclude no-such-file", 2, "no-such-file"),
    "include of itself": line("include .satconfig", 1),
    "error in an included file": Bad({".satconfig": "include more\n", "more": "CONFIG_NET=y\nCONFIG_NTE=y\n"},
                                     (r"more:2\b", r"\.satconfig:1\b")),
    "not text": Bad({".satconfig": "\0\1\2\3\n"}, (r"\.satconfig:1\b",)),
    "no file": Bad({}, ("no-such-file",), ("satconfig", "no-such-file")),
    "no .satconfig": Bad({}, (r"\.satconfig",), ("satconfig",)),
    "a folder as file": Bad({"folder/": ""}, ("folder",), ("satconfig", "folder")),
    "unknown option": Bad({".satconfig": ""}, ("--no-such-option",), (*SATCONFIG, "--no-such-option"), {}, (2,)),
    "no Kconfig": Bad({".satconfig": ""}, ("Kconfig.none",), (*SATCONFIG, "--kconfig", "Kconfig.none")),
    "Kconfig: unknown word": kconfig('config A\n\tbool "a"\n\tdepend on B\n', 3),
    "Kconfig: open parenthesis": kconfig('config A\n\tbool "a"\n\tdepends on (A\n', 3),
    "Kconfig: no endmenu": kconfig('menu "m"\nconfig A\n\tbool "a"\n', "[134]"),
    "Kconfig: no endif": kconfig('config A\n\tbool "a"\nif A\n', "[34]"),
    "Kconfig: source of nothing": kconfig('config A\n\tbool "a"\nsource "no-such-file"\n', 3, "no-such-file"),
    "Kconfig: itself": kconfig('config A\n\tbool "a"\nsource "Kconfig.bad"\n', 3),
    "Kconfig: a circle": kconfig('config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n',
                                 "[146]"),
    "Kconfig: error-if": kconfig('$(error-if,y,no way)\nconfig A\n\tbool "a"\n', 1, "no way"),
    "Kconfig: not text": kconfig("\0\xff\xfe\1", 1),
    "--count without --dir": Bad({}, ("--dir",), ("satrandconfig", "--count", "3"), {}, (2,)),
    "--dir without --count": Bad({}, ("--count",), ("satrandconfig", "--dir", "d"), {}, (2,)),
    "--count of nothing": Bad({}, ("--count 0",), ("satrandconfig", "--count", "0", "--dir", "d"), {}, (2,)),
    "a file as --dir": Bad({"d": ""}, ("d/config-0001",), ("satrandconfig", "--count", "1", "--dir", "d"), {}, (2,)),
    "a probability beyond 100": Bad({}, ("KCONFIG_PROBABILITY",), ("satrandconfig",),
                                    {"KCONFIG_PROBABILITY": "60:50"}, (2,)),
    "no compiler": Bad({".satconfig": "CONFIG_NET=y\n"}, ("/nonexistent",), SATCONFIG, {"CC": "/nonexistent"}),
}


def bad_input(tree, bad, folder):
    for name, text in bad.files.items():
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(text.encode("latin-1"))
    (folder / ".config").write_bytes(OLD)
    result = tree.run_tool("x86", folder, bad.arguments, bad.environment)
    text = result.stderr.decode(errors="replace")
    problems = []
    if result.code not in bad.codes:
        problems.append(f"exit {result.code}, expected {' or '.join(map(str, bad.codes))}")
    problems += [f"stderr does not name: {wanted}" for wanted in bad.wanted if not re.search(wanted, text)]
    if result.config != OLD:
        problems.append(".config was touched")
    known = {".config", *(name.rstrip("/") for name in bad.files)}
    problems += [f"left behind: {path.name}" for path in folder.iterdir() if path.name not in known]
    if re.search(r"Fatal error|Crash|\.swift:\d+", text):
        problems.append("it crashed")
    return problems + (lines_of(result)[:12] if problems else []), f"exit {result.code}"


def ignore_unknown(tree, folder):
    """What is an error by default passes with --ignore-unknown."""
    (folder / ".satconfig").write_text("CONFIG_NO_SUCH_SYMBOL=y\nCONFIG_NET=y\n")
    result = tree.run_tool("x86", folder, [*SATCONFIG, "--ignore-unknown"])
    good = result.code == 0 and b"\nCONFIG_NET=y\n" in (result.config or b"")
    return ([] if good else [f"exit {result.code}", *lines_of(result)[:12]]), ""


def named_twice(tree, folder):
    """The last line wins, with a warning that names both."""
    (folder / ".satconfig").write_text("CONFIG_NET=y\nCONFIG_EXT4_FS=y\nCONFIG_EXT4_FS=m\n")
    result = tree.run_tool("x86", folder, SATCONFIG)
    problems = [] if b"\nCONFIG_EXT4_FS=m\n" in (result.config or b"") else ["the last line did not win"]
    if not re.search(rb"\.satconfig:[23]:.*warning.*EXT4_FS", result.stderr):
        problems.append("no warning about the symbol that is named twice")
    return problems + (lines_of(result)[:12] if problems else []), ""


def bad_inputs(tree):
    for name, bad in INPUTS.items():
        yield name, lambda folder, bad=bad: bad_input(tree, bad, folder)
    yield "--ignore-unknown", lambda folder: ignore_unknown(tree, folder)
    yield "a symbol named twice", lambda folder: named_twice(tree, folder)
