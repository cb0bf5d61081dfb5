# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests that no configuration meets: status 1, .config untouched, an explanation of facts.

An explanation is a headline that ends in "because" and the indented lines after it, one fact each. It is
judged from outside: every fact names a file and a line; and the requirements that it names are a minimal
conflict, which is tried: together they must fail, without any one of them they must succeed."""

import difflib
import itertools
import re

import oracle

SELECT_BREAK = oracle.ROOT / "Tests/acceptance/select-break"
OLD = b"# an old .config that must survive\nCONFIG_OLD=y\n"
PLACE = r"[\w./+-]+:\d+"

REQUESTS = {
    "module without MODULES": "# CONFIG_MODULES is not set\nCONFIG_BTRFS_FS=m\nCONFIG_EXT4_FS=y\n",
    "two members of a choice": "CONFIG_EXT4_FS=y\nCONFIG_HZ_100=y\nCONFIG_NET=y\nCONFIG_HZ_1000=y\n",
    "a driver without its bus": "CONFIG_VIRTIO_BLK=y\n# CONFIG_PCI is not set\nCONFIG_E1000E=y\n",
    "a selected symbol off": "CONFIG_EXT4_FS=y\nCONFIG_NET=y\n# CONFIG_JBD2 is not set\n",
    "a selector below m": "CONFIG_BTRFS_FS=y\nCONFIG_XOR_BLOCKS=m\n",
    "an assert against a line": "CONFIG_NET=y\nassert !INET\nCONFIG_NFS_FS=y\n",
    "a match against a line": "match ^CONFIG_VIRTIO_ n\nCONFIG_EXT4_FS=y\nCONFIG_VIRTIO_NET=m\n",
    "three lines": "CONFIG_USB=m\nCONFIG_SND=y\nCONFIG_SOUND=m\nCONFIG_NET=y\n",
}
NO_MODULES_ON = ("x86", "riscv", "arm64")


def differences(before: bytes | None, after: bytes | None) -> list[str]:
    texts = [(data or b"").decode(errors="replace").splitlines() for data in (before, after)]
    return list(difflib.unified_diff(*texts, "before", "after", n=0, lineterm=""))[2:]


def request(tree, arch, text, folder):
    (folder / ".satconfig").write_text(text)
    (folder / ".config").write_bytes(OLD)
    return tree.run_tool(arch, folder, ["satconfig", ".satconfig"])


def refused(result, folder) -> list[str]:
    problems = []
    if result.code != 1:
        problems.append(f"exit {result.code}, expected 1")
    if result.config != OLD:
        problems.append(".config was touched")
    if names := sorted(path.name for path in folder.iterdir() if path.name not in (".config", ".satconfig")):
        problems.append(f"left behind: {', '.join(names)}")
    if not fact_lines(result):
        problems.append("no explanation with file:line")
    problems += [f"a fact without file:line: {line}" for line in fact_lines(result)
                 if not re.search(PLACE, line)]
    return problems + (lines_of(result)[:15] if problems else [])


def lines_of(result) -> list[str]:
    return (result.stdout + result.stderr).decode(errors="replace").splitlines()


def fact_lines(result) -> list[str]:
    lines = lines_of(result)
    heads = [number for number, line in enumerate(lines) if line.endswith("because")]
    if not heads:
        return []
    return list(itertools.takewhile(lambda line: line.startswith(" "), lines[heads[0] + 1:]))


def minimal_requirements(tree, arch, text, result, folder) -> list[str]:
    """The requirements that the explanation names: in conflict together, and not without any of them."""
    lines = text.splitlines()
    named = sorted({int(number) for line in fact_lines(result)
                    for number in re.findall(r"\.satconfig:(\d+)", line)})
    if not named or named[-1] > len(lines):
        return [f"the explanation names no line of .satconfig: {named}"]
    problems = []
    for left_out in [None, *named]:
        rest = "".join(f"{lines[number - 1]}\n" for number in named if number != left_out)
        wanted = 1 if left_out is None else 0
        got = request(tree, arch, rest, oracle.fresh_folder(folder / f"without-{left_out}"))
        if got.code != wanted:
            problems.append(f"named lines {named} without {left_out}: exit {got.code}, expected {wanted}")
    return problems


def impossible(tree, arch, text, folder):
    home = oracle.fresh_folder(folder / "all")
    result = request(tree, arch, text, home)
    problems = refused(result, home)
    if not problems:
        problems = minimal_requirements(tree, arch, text, result, folder)
        problems += lines_of(result)[:15] if problems else []
    return problems, f"{len(fact_lines(result))} facts"


def select_break(tree, folder):
    """A, B depends on !A, C depends on A and selects B: CONFIG_C=y needs A, and then B is unmet."""
    home = oracle.fresh_folder(folder / "strict")
    command = ["satconfig", ".satconfig", "--kconfig", SELECT_BREAK / "Kconfig"]
    (home / ".satconfig").write_text((SELECT_BREAK / "request.satconfig").read_text())
    (home / ".config").write_bytes(OLD)
    result = tree.run_tool("x86", home, command)
    problems = refused(result, home)
    # C's dependency may be shown at its own line or where the entry begins.
    expected = {".satconfig:1"}, places("depends on !A"), places("config C", "depends on A"), places("select B")
    named = {place.rpartition("/")[2] for line in fact_lines(result) for place in re.findall(PLACE, line)}
    problems += [f"missing from the explanation: {' or '.join(sorted(some))}" for some in expected
                 if not some & named]
    if len(fact_lines(result)) > len(expected):
        problems.append(f"{len(fact_lines(result))} fact lines, {len(expected)} would do")
    return problems + (lines_of(result)[:15] if problems else []), ""


def places(*texts) -> set[str]:
    lines = [line.strip() for line in (SELECT_BREAK / "Kconfig").read_text().splitlines()]
    return {f"Kconfig:{lines.index(text) + 1}" for text in texts}


def select_break_allowed(tree, folder):
    """The same with --allow-unmet-select: possible, and what conf writes too."""
    command = ["satconfig", SELECT_BREAK / "request.satconfig", "--kconfig", SELECT_BREAK / "Kconfig"]
    result = tree.run_tool("x86", folder, [*command, "--allow-unmet-select"])
    if result.code != 0:
        return [f"exit {result.code}, expected 0", *lines_of(result)[:15]], ""
    again = tree.run_conf("x86", folder, ["--olddefconfig", SELECT_BREAK / "Kconfig"])
    wanted = b"CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n"
    problems = [] if result.config.endswith(wanted) else result.config.decode().splitlines()
    return problems + differences(result.config, again.config), ""


def cases(tree):
    for name, text in REQUESTS.items():
        architectures = NO_MODULES_ON if name == "module without MODULES" else ("x86",)
        for arch in architectures:
            yield (f"{arch} {name}",
                   lambda folder, arch=arch, text=text: impossible(tree, arch, text, folder))
    yield "select-break", lambda folder: select_break(tree, folder)
    yield "select-break allowed", lambda folder: select_break_allowed(tree, folder)
