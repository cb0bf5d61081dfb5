#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat lsp` on Linux 6.12, with a client that says what editors say, and what none would; and with Neovim.

  lsp.py                 all cases
  lsp.py -g keys         those whose names have that in them

Prints what a key costs and how much memory the server takes; more than 300 MB is a failure.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "oracle"))
import oracle  # noqa: E402
import report  # noqa: E402
from client import Client, Failure, uri  # noqa: E402

MEMORY = 300
CASES = {}
HERE = Path(__file__).resolve().parent


def case(check):
    CASES[check.__name__] = check
    return check


class Bench:
    """The tree, and folders that are copies of parts of it."""

    def __init__(self):
        self.tree = oracle.tree_path("6.12")
        self.binary = oracle.tool_path()
        self.environment = oracle.clean_environment()
        self.folder = Path(tempfile.mkdtemp(prefix="lsp-"))

    def client(self, *arguments, root=None, options=None, **more) -> Client:
        client = Client(self.binary, arguments or ("--arch", "x86"), self.environment)
        client.initialize(root or self.tree, options, **more)
        return client

    def small(self, name: str, **files: str) -> Path:
        """A tiny tree."""
        folder = oracle.fresh_folder(self.folder / name)
        (folder / "scripts/kconfig").mkdir(parents=True)
        for path, text in files.items():
            (folder / path.replace("__", "/")).write_text(text)
        return folder

    def config(self, name: str, *lines: str) -> Path:
        """A configuration for x86: the defconfig, and lines behind it."""
        path = oracle.fresh_folder(self.folder / name) / ".config"
        path.write_text((self.tree / "arch/x86/configs/x86_64_defconfig").read_text() + "\n".join(lines) + "\n")
        return path


def expect(problems: list, condition, text: str):
    if not condition:
        problems.append(text)


def line_of(path, text: str) -> int:
    """The number of the first line that is the text, from 0."""
    return Path(path).read_text(errors="replace").split("\n").index(text)


def memory(client: Client, problems: list) -> str:
    now, most = client.memory()
    expect(problems, most <= MEMORY, f"{most} MB of memory, {MEMORY} are the most")
    return f"{now} MB, at most {most} MB"


# Kconfig files


@case
def keys(bench):
    """What somebody sees who writes an entry, and what each key costs."""
    problems, path = [], bench.tree / "drivers/net/ethernet/intel/Kconfig"
    client = bench.client()
    client.open(path)
    line = line_of(path, "config E1000E")
    client.hover(path, line, 9)
    typed = "config MY_CARD\n\ttristate \"My card\"\n\tdepends on PCI && NET\n\tselect PHYLIB\n\thelp\n\t  Text.\n\n"
    place, cost, wall, before = [line, 0], [], [], client.cpu()
    for letter in typed:
        start = time.monotonic()
        client.change(path, place, place, letter)
        client.request("workspace/symbol", {"query": "NO_SUCH_SYMBOL_ANYWHERE"})
        place = [place[0] + 1, 0] if letter == "\n" else [place[0], place[1] + 1]
        wall.append(time.monotonic() - start)
        cost.append(client.cpu() - before)
        before = client.cpu()
    client.wait(lambda: not client.marks_of(path))
    note = f"{len(typed)} keys: {sum(cost) / len(cost) * 1000:.0f} ms of CPU each, {max(cost) * 1000:.0f} at most; " \
           f"{sorted(wall)[len(wall) // 2] * 1000:.0f} ms until the answer; "
    expect(problems, "My card" in client.hover(path, line, 9), "the new entry has no hover text")
    labels = client.labels(path, line + 2, 14)
    expect(problems, labels[:1] == ["PCI"] and "MY_CARD" not in labels, f"behind 'depends on P' there is {labels[:4]}")
    client.change(path, (line + 2, 0), (line + 2, 16), "\tdepends on PCIX")
    mark = client.wait_for_mark(path, lambda mark: mark.get("code") == "undefined-symbol")
    expect(problems, mark["range"]["start"]["line"] == line + 2, f"PCIX is marked at {mark['range']}")
    titles = [action["title"] for action in client.actions(path, line + 2)]
    expect(problems, "Change to PCI" in titles, f"for PCIX there is {titles}")
    client.change(path, (line + 2, 0), (line + 2, 16), "\tdepends on (PCI")
    client.wait_for_mark(path, lambda mark: mark["severity"] == 1 and mark["range"]["start"]["line"] == line + 2)
    expect(problems, "E1000E" in client.hover(path, line + 7, 9), "no hover text while the tree can't be read")
    client.change(path, (line + 2, 0), (line + 2, 16), "\tdepends on PCI")
    client.wait(lambda: not [mark for mark in client.marks_of(path) if mark["severity"] == 1])
    note += memory(client, problems)
    expect(problems, client.end() == 0, "the exit status is not 0")
    return problems, note


@case
def rules(bench):
    """What the rules of lint find in files that are open, and nothing of others."""
    problems, client = [], bench.client()
    path = bench.tree / "init/Kconfig"
    client.open(path)
    client.wait_for_mark(path, lambda mark: mark.get("code") == "dead-symbol")
    expect(problems, list(client.marks) == [uri(path)], f"marks of {list(client.marks)}")
    line = line_of(path, "config LOCALVERSION")
    client.change(path, (line, 0), (line, 0), "config NEVER\n\tbool \"never\"\n\tdepends on BUG && !BUG\n\n")
    mark = client.wait_for_mark(path, lambda mark: mark["message"].startswith("NEVER can never be on"))
    expect(problems, mark["range"]["start"]["line"] == line, f"NEVER is marked at {mark['range']}")
    old = line_of(path, "config CC_STRINGOP_OVERFLOW")
    others = [mark for mark in client.marks_of(path) if mark["message"].startswith("CC_STRINGOP_OVERFLOW can never")]
    expect(problems, [mark["range"]["start"]["line"] for mark in others] == [old + 4], "marks do not move with lines")
    client.change(path, (line, 0), (line + 4, 0), "")
    client.wait(lambda: not any("NEVER" in mark["message"] for mark in client.marks_of(path)))
    return problems, memory(client, problems)


@case
def navigation(bench):
    problems, client = [], bench.client()
    path = bench.tree / "drivers/net/ethernet/intel/Kconfig"
    client.open(path)
    line = line_of(path, "config E1000E")
    place = client.request("textDocument/definition", client.at(path, line + 2, 14))
    expect(problems, [found["uri"] for found in place] == [uri(bench.tree / "drivers/pci/Kconfig")], f"PCI is at {place}")
    outline = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri(path)}})
    expect(problems, {"E1000", "IXGBE", "ICE"} <= {found["name"] for found in outline}, "the outline lacks symbols")
    found = client.request("workspace/symbol", {"query": "CONFIG_e1000"})
    expect(problems, [entry["name"] for entry in found][:2] == ["E1000", "E1000E"], f"the search finds {found[:3]}")
    start = time.monotonic()
    uses = client.request("textDocument/references", client.at(path, line, 9, context={"includeDeclaration": True}))
    seconds = time.monotonic() - start
    files = {use["uri"].removeprefix(uri(bench.tree) + "/") for use in uses}
    wanted = {"drivers/net/ethernet/intel/Kconfig", "drivers/net/ethernet/intel/Makefile",
              "arch/x86/configs/x86_64_defconfig"}
    expect(problems, wanted <= files, f"E1000E is used in {sorted(files)}")
    return problems, f"{len(uses)} uses of E1000E in {seconds:.1f} s, {memory(client, problems)}"


@case
def rename(bench):
    """On the real tree each use is found that grep finds, the edits are put in, and the tree says the same as before."""
    problems, client = [], bench.client()
    path, name = bench.tree / "drivers/net/ethernet/intel/Kconfig", "IGB_HWMON"
    client.open(path)
    result = client.request("textDocument/rename", client.at(path, line_of(path, f"config {name}"), 9, newName="IGB_SENSORS"))
    edits = {file.removeprefix(uri(bench.tree) + "/"): len(list_) for file, list_ in result["changes"].items()}
    found = subprocess.run(["grep", "-rcw", f"CONFIG_{name}", "drivers/net/ethernet/intel", "arch"], cwd=bench.tree,
                           capture_output=True, text=True).stdout
    wanted = {file: int(count) for file, count in (line.rsplit(":", 1) for line in found.splitlines()) if count != "0"}
    for file, count in wanted.items():
        expect(problems, edits.get(file, 0) >= count, f"{file}: {edits.get(file, 0)} edits, grep finds {count} lines")
    expect(problems, edits.get("drivers/net/ethernet/intel/Kconfig", 0) >= 1, "no edit of the definition")
    for taken in ("E1000", "SBUS", "if", "9"):
        try:
            client.request("textDocument/rename", client.at(path, 0 + line_of(path, f"config {name}"), 9, newName=taken))
            problems.append(f"{taken} was taken for a name")
        except Failure as failure:
            expect(problems, failure.code == -32803, f"{taken}: {failure}")
    return problems, f"{sum(edits.values())} edits in {len(edits)} files, {memory(client, problems)}"


@case
def rename_in_policies(bench):
    """Lines and statements of .satconfig files name it, too; comments and longer names stay."""
    problems = []
    policy = "CONFIG_OLD=y  # OLD\nassert OLD && !OLDER  # not OLD\n# CONFIG_OLD is not set\nwaive unmet-select:OLD\n"
    tree = bench.small("policies", Kconfig='config OLD\n\tbool "old"\nconfig OLDER\n\tbool "older"\n', **{"board.satconfig": policy})
    client = bench.client("--define", "X=1", root=tree)
    client.open(tree / "Kconfig")
    result = client.request("textDocument/rename", client.at(tree / "Kconfig", 0, 8, newName="NEW"))
    places = [(edit["range"]["start"]["line"], edit["range"]["start"]["character"])
              for edit in result["changes"].get(uri(tree / "board.satconfig"), [])]
    expect(problems, sorted(places) == [(0, 7), (1, 7), (2, 9), (3, 19)], f"{places}")
    return problems, ""


@case
def cancelled(bench):
    """A request that takes long is taken back; others are answered meanwhile."""
    problems, client = [], bench.client()
    path = bench.tree / "init/Kconfig"
    client.open(path)
    line = line_of(path, "config LOCALVERSION")
    client.hover(path, line, 9)
    number = client.ask("textDocument/references", client.at(path, line, 9, context={}))
    expect(problems, "LOCALVERSION" in client.hover(path, line, 9), "no hover text while references are looked for")
    client.notify("$/cancelRequest", {"id": number})
    try:
        client.answer(number)
    except Failure as failure:
        expect(problems, failure.code == -32800, f"{failure}")
    return problems, ""


# Configurations


@case
def configs(bench):
    problems, client = [], bench.client()
    path = bench.config("configs", "CONFIG_E1001=y", "CONFIG_VIRTIO_FS=y", "CONFIG_NR_CPUS=99999", "CONFIG_", "CONFIG_PREEMPT=y")
    client.open(path)
    start = len(path.read_text().split("\n")) - 6
    for offset, code in enumerate(("unknown-symbol", "value-dropped", "value-out-of-range", "malformed-line")):
        client.wait_for_mark(path, lambda mark: mark["range"]["start"]["line"] == start + offset and mark["code"] == code)
    titles = [action["title"] for action in client.actions(path, start + 1)]
    expect(problems, titles[:1] == ["Set FUSE_FS=y"], f"for VIRTIO_FS there is {titles}")
    automatic = client.actions(path, start + 1, triggerKind=2)
    expect(problems, automatic == [], f"an editor that asks by itself gets {automatic}")
    titles = [action["title"] for action in client.actions(path, start)]
    expect(problems, titles == ["Change to E100", "Change to E1000", "Remove the line"], f"for E1001 there is {titles}")
    apply(client, path, client.actions(path, start + 1)[0])
    client.wait(lambda: not any(mark["code"] == "value-dropped" for mark in client.marks_of(path)))
    text = client.hover(path, line_of(path, "CONFIG_SMP=y"), 3)
    expect(problems, text.startswith("**SMP** (bool) — Symmetric multi-processing support\n\n`y` in "), text)
    labels = client.labels(path, start + 4, 7)
    expect(problems, len(labels) > 100 and all(" " not in label for label in labels), f"CONFIG_ gives {labels[:5]}")
    before, keys_ = client.cpu(), 20
    for number in range(keys_):
        client.change(path, (start + 4, 7 + number), (start + 4, 7 + number), "X")
        client.actions(path, 100000)
    note = f"{(client.cpu() - before) / keys_ * 1000:.0f} ms of CPU for a key, "
    return problems, note + memory(client, problems)


def apply(client: Client, path, action: dict):
    """Does in the document what an action says."""
    changes = action["edit"]["changes"][uri(path)]
    client.change_raw(path, [{"range": edit["range"], "text": edit["newText"]} for edit in
                             sorted(changes, key=lambda edit: edit["range"]["start"]["line"], reverse=True)])


@case
def fragments(bench):
    """A fragment is judged with the .config that it is merged into."""
    problems, folder = [], bench.folder / "fragments"
    config = bench.config("fragments", "")
    client = bench.client("--arch", "x86", "--config", str(config))
    path = folder / "net.config"
    client.open(path, "CONFIG_E1000=m\nCONFIG_CIFS=y\nCONFIG_VIRTIO_FS=m\n")
    mark = client.wait_for_mark(path, lambda mark: mark["code"] == "value-dropped")
    expect(problems, "FUSE_FS" in mark["message"], f"{mark}")
    expect(problems, [mark["range"]["start"]["line"] for mark in client.marks_of(path)] == [2], f"{client.marks_of(path)}")
    expect(problems, "`m` in " in client.hover(path, 0, 8), client.hover(path, 0, 8)[:200])
    client.change(path, (2, 0), (2, 0), "CONFIG_CUSE=m\n")
    client.wait_for_mark(path, lambda mark: "CONFIG_CUSE" in mark["message"])
    offers = [action for action in client.actions(path, 2) if "edit" not in action]
    expect(problems, len(offers) == 1, f"{len(offers)} offers to keep all lines")
    edit = client.request("codeAction/resolve", offers[0])["edit"]["changes"][uri(path)][0]["newText"]
    expect(problems, edit.strip() in ("CONFIG_FUSE_FS=m", "CONFIG_FUSE_FS=y"), f"to keep all lines, {edit} is added")
    client.change(path, (4, 0), (4, 0), "CONFIG_HZ=250\n")
    client.wait_for_mark(path, lambda mark: mark["code"] == "value-computed")
    titles = [action["title"] for action in client.actions(path, 4)]
    expect(problems, titles[:1] == ["Set HZ_250=y"], f"for HZ there is {titles}")
    foreign = bench.tree / "arch/arm64/configs/defconfig"
    client.open(foreign)
    mark = client.wait_for_mark(foreign, lambda mark: "--arch arm64" in mark["message"])
    expect(problems, mark["severity"] == 3 and len(client.marks_of(foreign)) == 1, f"{client.marks_of(foreign)[:3]}")
    return problems, memory(client, problems)


@case
def requirements(bench):
    problems, client = [], bench.client()
    path = bench.folder / "board.satconfig"
    client.open(path, "include <qemu-q35>\nCONFIG_E1001=y\nassert E1000 && NOPE\nassert E10\n")
    client.wait_for_mark(path, lambda mark: mark["range"]["start"] == {"line": 1, "character": 7} or "E1001" in mark["message"])
    client.wait_for_mark(path, lambda mark: "NOPE" in mark["message"] and mark["range"]["start"]["line"] == 2)
    labels = client.labels(path, 3, 10)
    expect(problems, {"E100", "E1000", "E1000E"} == set(labels[:3]), f"behind 'assert E10' there is {labels[:4]}")
    expect(problems, "PRO/1000" in client.hover(path, 2, 9), client.hover(path, 2, 9))
    return problems, ""


# What goes wrong


@case
def malformed(bench):
    """Nothing that a client says ends the server but the end."""
    problems, client = [], bench.client()
    path = bench.tree / "init/Kconfig"
    frames = [b"Content-Length: x\r\n\r\n", b"X: 1\r\n\r\n", b"Content-Length: 2\r\n\r\n{]", b"Content-Length: 1\r\n\r\n7",
              b"Content-Length: 7\r\n\r\n\"\xff\xfe\x00\xc3(\"", b"Content-Length: 0\r\n\r\n", b"\r\n" * 3,
              b"Content-Length: 99999999999999999999\r\n\r\n", b"Content-Length: 300000\r\n\r\n" + b"[" * 300000]
    for frame in frames:
        client.send_bytes(frame)
    for message in ({}, {"id": 1e99, "method": "x"}, {"method": None}, {"jsonrpc": "2.0", "id": "x", "method": "shut"}):
        client.send(message)
    client.notify("textDocument/didChange", {"textDocument": {"uri": "file:///nowhere"}, "contentChanges": [{"text": "x"}]})
    client.notify("textDocument/didClose", {"textDocument": {"uri": 7}})
    client.open(path)
    for line, character in ((10**9, 0), (0, 10**9), (2**62, 2**62)):
        client.hover(path, line, character)
        client.change(path, (line, character), (0, 0), "")
    for method in ("hover", "definition", "references", "completion", "rename", "codeAction", "documentSymbol"):
        for parameters in ({}, [], {"textDocument": []}, {"textDocument": {"uri": uri(path)}, "position": {"line": -1}}):
            try:
                client.answer(client.ask(f"textDocument/{method}", parameters))
            except Failure as failure:
                expect(problems, failure.code == -32602, f"{method} of {parameters}: {failure}")
    line = line_of(path, "config LOCALVERSION")
    expect(problems, "LOCALVERSION" in client.hover(path, line, 9), "no hover text after all that")
    expect(problems, client.end() == 0, "the exit status is not 0")
    return problems, ""


@case
def vanished(bench):
    """An editor that is killed leaves no server behind, whatever it is at; nor does a line that breaks."""
    problems, path = [], bench.tree / "init/Kconfig"
    for at_work in (False, True):
        client = bench.client()
        client.open(path)
        if at_work:
            client.ask("textDocument/references", client.at(path, line_of(path, "config LOCALVERSION"), 9, context={}))
        client.process.stdin.close()
        expect(problems, client.process.wait(30) == 1, f"status {client.process.returncode}")
    holder = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys, time\n"
         "server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
         "print(server.pid, flush=True)\ntime.sleep(1000)", str(bench.binary), "lsp"],
        stdout=subprocess.PIPE, text=True, env=bench.environment)
    server = int(holder.stdout.readline())
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    end = time.monotonic() + 30
    while Path(f"/proc/{server}/stat").exists() and " Z " not in Path(f"/proc/{server}/stat").read_text():
        if time.monotonic() > end:
            problems.append("the server goes on without its editor")
            os.kill(server, signal.SIGKILL)
            break
        time.sleep(0.05)
    return problems, ""


@case
def strange(bench):
    """Documents that are no UTF-8, huge, empty, or of no tree."""
    problems = []
    tree = bench.small("strange", Kconfig='config A\n\tbool "a"\nsource "latin"\n')
    (tree / "latin").write_bytes(b'config B\n\tbool "\xe4\xff"\n\tdepends on A\n\thelp\n\t  \xfc\xfe\n')
    client = bench.client("--define", "X=1", root=tree)
    client.open(tree / "Kconfig")
    client.open(tree / "latin", (tree / "latin").read_bytes().decode("latin-1"), "kconfig")
    expect(problems, "**B**" in client.hover(tree / "latin", 0, 8), "no hover text in a file in Latin-1")
    client.change(tree / "latin", (1, 7), (1, 9), "𝄞ö")
    expect(problems, "𝄞ö" in client.hover(tree / "latin", 0, 8), client.hover(tree / "latin", 0, 8)[:80])
    uses = client.request("textDocument/references", client.at(tree / "Kconfig", 0, 8, context={"includeDeclaration": True}))
    expect(problems, [use["range"]["start"] for use in uses][1:] == [{"line": 2, "character": 12}], f"{uses}")
    huge = bench.folder / "huge.config"
    client.open(huge, "CONFIG_A=y\n" * 2_000_000)
    client.wait_for_mark(huge, lambda mark: "16 MB" in mark["message"])
    long = bench.folder / "long.config"
    client.open(long, "# " + "x" * 1_000_000 + "\nCONFIG_B=y\n" + "CONFIG_A=y\n" * 50_000)
    client.wait(lambda: uri(long) in client.marks)
    client.open(bench.folder / "empty.config", "")
    client.open(bench.folder / "empty/Kconfig", "")
    expect(problems, "**A**" in client.hover(tree / "Kconfig", 0, 8), "no hover text after all that")
    note = memory(client, problems)
    lost = bench.client("--define", "X=1", root="/")
    lost.open(bench.folder / "lost.config", "CONFIG_A=y\n")
    expect(problems, lost.hover(bench.folder / "lost.config", 0, 8) == "", "a hover text without a tree")
    return problems, note


@case
def broken(bench):
    """A tree that can't be read from the start, is mended while it is open, and broken again; recursive dependencies."""
    problems = []
    tree = bench.small("broken", Kconfig='config A\n\tbool "a"\n\tdepends on\nsource "gone"\n')
    client = bench.client("--define", "X=1", root=tree)
    path = tree / "Kconfig"
    client.open(path)
    client.wait_for_mark(path, lambda mark: mark["range"]["start"]["line"] == 2 and mark["severity"] == 1)
    client.wait_for_mark(path, lambda mark: 'can\'t open file "gone"' in mark["message"])
    expect(problems, "depends on" in client.labels(path, 2, 1), "no keywords while the tree can't be read")
    client.change(path, (2, 0), (4, 0), "config B\n\tbool \"b\"\n\tdepends on A\n")
    client.wait(lambda: not client.marks_of(path))
    expect(problems, "Depends on `A [=n]`" in client.hover(path, 2, 8), client.hover(path, 2, 8))
    client.change(path, (2, 0), (2, 0), "\tdepends on B\n")
    mark = client.wait_for_mark(path, lambda mark: "recursive dependency" in mark["message"])
    expect(problems, len(mark["relatedInformation"]) >= 2, f"{mark}")
    expect(problems, "**A**" in client.hover(path, 0, 8), "no hover text beside a recursive dependency")
    client.open(tree / ".config", "CONFIG_B=y\n")
    client.change(path, (2, 0), (3, 0), "")
    client.wait_for_mark(tree / ".config", lambda mark: "it needs A" in mark["message"])
    other = tree / "other"
    other.write_text("config C\n\tbol\n")
    client.change(path, (2, 0), (2, 0), 'source "other"\n')
    client.wait_for_mark(other, lambda mark: mark["range"]["start"]["line"] == 1)
    other.write_text("config C\n\tbool\n")
    expect(problems, any(note["method"] == "client/registerCapability" for note in client.notes), "files are not watched")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(other), "type": 2}]})
    client.wait(lambda: not client.marks_of(other))
    return problems, ""


@case
def commands(bench):
    """What is typed is not run; what is saved is."""
    problems = []
    tree = bench.small("commands", Kconfig='config A\n\tbool "a"\n')
    client = bench.client("--define", "X=1", root=tree)
    path, ran = tree / "Kconfig", tree / "ran"
    client.open(path)
    client.change(path, (0, 0), (0, 0), f"N := $(shell,echo yes | tee {ran})\n$(info,out)\n")
    expect(problems, "**A**" in client.hover(path, 2, 8), "no hover text")
    expect(problems, not ran.exists(), "a command ran that is not saved")
    path.write_text(f"N := $(shell,echo yes | tee {ran})\n$(info,out)\nconfig A\n\tbool \"a\"\n")
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri(path)}})
    expect(problems, "**A**" in client.hover(path, 2, 8), "no hover text")
    expect(problems, ran.exists(), "a command that is saved did not run")
    return problems, ""


PIECES = ["config A", "\n", "\t", "bool", "tristate \"t\"", "depends on ", "A", "B && ", "(", ")", "!", "help\n\t  ", "\"", "$(shell,x)",
          "choice\n", "endchoice\n", "if A\n", "endif\n", "menu \"m\"\n", "endmenu\n", "source \"Kconfig\"\n", "default ", "select B",
          "range 1 ", "# ", "\\\n", "CONFIG_A=y\n", "CONFIG_B=", "# CONFIG_A is not set\n", "m", "𝄞", "\r\n", "ä", "=", "assert ", "\0",
          "include <", "match ^A y\n", "prefer 3 "]


@case
def chance(bench):
    """Random texts, edits and questions, the same in each run: the server answers to the end."""
    problems, chance_ = [], random.Random(5)
    tree = bench.small("chance", Kconfig="config A\n\tbool \"a\"\nconfig B\n\ttristate \"b\"\n\tdepends on A\n")
    client = bench.client("--define", "X=1", root=tree)
    paths = [tree / name for name in ("Kconfig", ".config", "x.config", "y.satconfig", "other/Kconfig", "a.c")]
    texts = {}
    for path in paths:
        texts[path] = path.read_text() if path.exists() else ""
        client.open(path, texts[path])
    asked = []
    for _ in range(1500):
        path = chance_.choice(paths)
        point = lambda: (chance_.randrange(12), chance_.randrange(20))  # noqa: E731
        what = chance_.random()
        if what < 0.55:
            start, end = sorted((point(), point()))
            client.change(path, start, end if chance_.random() < 0.5 else start, "".join(chance_.choices(PIECES, k=chance_.randrange(4))))
        elif what < 0.6:
            client.change_raw(path, [{"text": texts[path]}])
        else:
            method = chance_.choice(["hover", "definition", "references", "completion", "documentSymbol", "codeAction", "rename"])
            line, character = point()
            more = {"newName": "C", "context": {}, "range": {"start": {"line": line, "character": 0}, "end": {"line": line + 1, "character": 0}}}
            asked.append(client.ask(f"textDocument/{method}", client.at(path, line, character, **more)))
            if chance_.random() < 0.1:
                client.notify("$/cancelRequest", {"id": asked[-1]})
    answers = [0, 0]
    for number in asked:
        try:
            client.answer(number)
            answers[0] += 1
        except Failure as failure:
            answers[1] += 1
            expect(problems, failure.code in (-32800, -32803), f"{failure}")
    for path in paths:
        client.change_raw(path, [{"text": texts[path]}])
    expect(problems, "Depends on `A [=n]`" in client.hover(paths[0], 2, 8), "no hover text after all that")
    expect(problems, client.end() == 0, "the exit status is not 0")
    return problems, f"{answers[0]} answers, {answers[1]} refused or taken back"


@case
def neovim(bench):
    """The settings of docs/editors.md in Neovim, headless, on the real tree."""
    if not shutil.which("nvim"):
        return ["there is no nvim: scripts/setup test"], ""
    problems = []
    settings = re.search(r"```lua\n-- Neovim of Debian 12.*?```", (HERE.parents[1] / "docs/editors.md").read_text(), re.S)
    home = oracle.fresh_folder(bench.folder / "neovim")
    (home / "nvim").mkdir()
    (home / "nvim/init.lua").write_text(settings[0].removeprefix("```lua\n").removesuffix("```"))
    environment = bench.environment | {
        "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_DATA_HOME": str(home), "HOME": str(home),
        "PATH": f"{bench.binary.parent}:{os.environ['PATH']}", "RESULT": str(home / "result"),
        "CONFIG": str(bench.config("neovim-config", "CONFIG_VIRTIO_FS=y"))}
    done = subprocess.run(["nvim", "--headless", "-S", str(HERE / "neovim.lua"), "drivers/net/ethernet/intel/Kconfig"],
                          cwd=bench.tree, env=environment, capture_output=True, text=True, timeout=180)
    result = (home / "result").read_text() if (home / "result").exists() else ""
    wanted = {"hover": "PRO/1000", "definition": "drivers/pci/Kconfig", "diagnostic": "syntax error",
              "completion": "PHYLIB", "dropped": "FUSE_FS", "action": "Set FUSE_FS=y", "fixed": "CONFIG_FUSE_FS=y"}
    for name, text in wanted.items():
        found = re.search(rf"^{name}: (.*)$", result, re.M)
        expect(problems, found and text in found[1], f"{name}: '{text}' expected, not {found and found[1]}")
    if problems:
        problems.append((done.stdout + done.stderr)[-2000:])
    return problems, subprocess.run(["nvim", "--version"], capture_output=True, text=True).stdout.split("\n")[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--grep", default="", help="only cases with that in their names")
    options = parser.parse_args()
    bench = Bench()
    if not (bench.tree / "Kconfig").is_file():
        report.fail_early(f"{bench.tree}: no kernel tree (scripts/fetch-tree 6.12 {bench.tree})")
    names = [name for name in CASES if options.grep in name]
    try:
        # One after the other: what keys cost is measured.
        problems = report.run_cases(names, lambda name: CASES[name](bench), workers=1)
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    return report.summarize(problems)


if __name__ == "__main__":
    sys.exit(main())
