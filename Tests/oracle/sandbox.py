#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`--sandbox`: commands of hostile Kconfig files do no harm, and those of real ones give what they give anyway.

  hostile   a Kconfig that writes outside, reads a key in $HOME, opens a socket, forks without end, eats memory, sleeps for
            ever, looks at the environment: each is stopped, and the one who runs it is told
  real      riscv and x86 of both trees: the same .config with a sandbox and without
  missing   without bubblewrap: exit 3, and nothing runs
  since     what a change brings (--since) with one

  sandbox.py [CASE…]
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import oracle
from report import fail_early, run_cases, summarize

TREE = 'config A\n\tstring\n\tdefault "$(shell,{command})"\n\nconfig B\n\tbool "B"\n'


def made(scratch: Path) -> Path:
    """A folder that everybody may read: what root starts in the sandbox runs as another user."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    folder.chmod(0o755)
    return folder


def tool(folder, *arguments, timeout=300, **variables):
    environment = oracle.clean_environment() | {"KCONFIG_SAT_CACHE": "off"} | variables
    return oracle.run([oracle.tool_path(), *arguments], folder, environment, timeout)


def value(scratch: Path, command: str, **variables) -> tuple[str, object]:
    """What A is when a Kconfig file gives it what the command prints, and the run."""
    folder = made(scratch)
    (folder / "Kconfig").write_text(TREE.replace("{command}", command))
    done = tool(folder, "explain", "A", "--sandbox", **variables)
    return done.stdout.decode().split("\n")[0], done


def hostile(scratch: Path, name: str):
    home = scratch / "home"
    home.mkdir(exist_ok=True)
    (home / "key").write_text("hush")
    outside = scratch / "outside"
    server = socket.create_server(("127.0.0.1", 0))
    came = []
    threading.Thread(target=lambda: came.append(server.accept()), daemon=True).start()
    port = server.getsockname()[1]
    # What is run; what A must not be; what must be said; the status.
    cases = {
        # /tmp is a folder of the sandbox's own: on the way to the tree it is nobody's.
        "writes": (f"echo x >{outside} && echo done", "done",
                   "Permission denied" if outside.is_relative_to("/tmp") else "Read-only", 0),
        "writes to the tree": ("echo x >$(srctree)/written && echo done; cat Kconfig >/dev/null && echo read", "done", "Read-only", 0),
        "reads a key": (f"cat {home}/key", "hush", "No such file", 0),
        "reads /etc/shadow": ("cat /etc/shadow", "root", "No such file", 0),
        "opens a socket": (f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo done", "done", "", 0),
        "looks around": ("env", "topsecret", "", 0),
        "sees processes": ("ls /proc", str(os.getpid()), "", 0),
        "forks without end": ("bomb() { bomb | bomb & }; bomb; sleep 1000", "", "started more than 256 processes in the sandbox", 2),
        "eats memory": ("perl -e 'print length(qq(a) x 2**33)'", "", "took more than 1 GiB in the sandbox", 2),
        "prints without end": ("yes", "", "", 0),
        "leaves something running": ("sleep 1000 & echo left", "", "", 0),
        "sleeps for ever": ("sleep 100000", "", "ran for more than 60 s in the sandbox", 2),
    }
    command, never, said, code = cases[name]
    if name == "opens a socket":
        command = f"bash -c '{command}'"
    shown, done = value(scratch, command, HOME=str(home), SECRET="topsecret")
    problems = [] if done.code == code else [f"exit {done.code}: {done.stderr.decode()[-400:]}"]
    problems += [f"A is {shown}"] * bool(never and never in shown)
    problems += [f"says {done.stderr.decode()[-400:]}"] * (said not in done.stderr.decode())
    if code == 2 and "Kconfig:3:" not in done.stderr.decode():
        problems.append(f"no place: {done.stderr.decode()}")
    problems += ["it wrote outside"] * outside.exists() + ["somebody came through the network"] * bool(came)
    server.close()
    return problems, ""


HOSTILE = ["writes", "writes to the tree", "reads a key", "reads /etc/shadow", "opens a socket", "looks around", "sees processes",
           "forks without end", "eats memory", "prints without end", "leaves something running", "sleeps for ever"]


def real(scratch: Path, version: str, arch: str):
    written = set()
    for more in ([], ["--sandbox"]):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        (folder / ".satconfig").write_text("CONFIG_EXT4_FS=y\n")
        # Tools of this machine that are in a home are not there.
        done = tool(folder, "satconfig", "--arch", arch, *more, srctree=str(oracle.tree_path(version)), PATH="/usr/bin:/bin")
        if done.code:
            return [f"{more}: exit {done.code}: {done.stderr.decode()[-500:]}"], ""
        written.add(done.config)
    return ["another .config"] * (len(written) != 1), ""


def in_the_tree(scratch: Path):
    """The same where the working folder is the tree."""
    tree = made(scratch)
    (tree / "scripts").mkdir()
    (tree / "scripts/say.sh").write_text("#!/bin/sh\necho $1\n")
    (tree / "scripts/say.sh").chmod(0o755)
    (tree / "Kconfig").write_text(TREE.replace("{command}", "scripts/say.sh hello; mkdir .tmp_$$ && rmdir .tmp_$$ && echo made"))
    shown = tool(tree, "explain", "A", "--sandbox").stdout.decode().split("\n")[0]
    return [] if "hello made" in shown else [shown], ""


def since(scratch: Path):
    """What a change brings, where the former tree is a folder of links to what is the same."""
    tree = made(scratch)
    (tree / "scripts").mkdir()
    (tree / "scripts/say.sh").write_text("#!/bin/sh\necho $1\n")
    (tree / "scripts/say.sh").chmod(0o755)
    (tree / "Kconfig").write_text("$(error-if,$(shell,scripts/say.sh n || echo y),it does not run)\n" + TREE.replace("{command}", "echo"))
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=tree, check=True)
    with (tree / "Kconfig").open("a") as file:
        file.write("\nconfig NEW\n\tbool \"new\"\n\tdepends on NOWHERE\n\thelp\n\t  New.\n")
    found = tool(tree, "lint", "--tree", "--since", "HEAD", "--sandbox", XDG_CACHE_HOME=str(scratch / "cache"))
    text = found.stdout.decode() + found.stderr.decode()
    wanted = found.code == 1 and "NOWHERE" in text and "not found" not in text
    return [] if wanted else [f"exit {found.code}: {text}"], ""


def unreadable(scratch: Path):
    """A tree that only root can read, for root: said, not answered as if files were missing."""
    if os.geteuid():
        return [], "not root"
    tree = made(scratch)
    (tree / "Kconfig").write_text(TREE.replace("{command}", f"echo >{tree}/ran"))
    tree.chmod(0o700)
    done = tool(tree, "explain", "A", "--sandbox")
    problems = [] if done.code == 3 and b"hint: chmod -R go+rX" in done.stderr else [f"exit {done.code}: {done.stderr.decode()}"]
    return problems + ["it ran"] * (tree / "ran").exists(), ""


def missing(scratch: Path):
    folder = made(scratch)
    (folder / "Kconfig").write_text(TREE.replace("{command}", f"touch {folder}/ran"))
    tools = folder / "bin"
    tools.mkdir()
    problems = []
    for name in ("none", "broken"):
        if name == "broken":
            (tools / "bwrap").write_text("#!/bin/sh\necho no namespaces here >&2\nexit 1\n")
            (tools / "bwrap").chmod(0o755)
        done = tool(folder, "explain", "A", "--sandbox", PATH=str(tools))
        if done.code != 3 or (folder / "ran").exists() or b"no sandbox: " not in done.stderr:
            problems.append(f"{name}: exit {done.code}: {done.stderr.decode()}")
    return problems, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()
    if not oracle.tool_path().is_file() or not shutil.which("bwrap"):
        fail_early("the program (make build) or bwrap (scripts/setup test) is missing")
    with tempfile.TemporaryDirectory(dir=oracle.BUILD) as name:
        scratch = Path(name)
        cases = {f"hostile: {case}": lambda case=case: hostile(scratch, case) for case in HOSTILE}
        cases |= {"unreadable": lambda: unreadable(scratch), "missing": lambda: missing(scratch), "in the tree": lambda: in_the_tree(scratch),
                  "since": lambda: since(scratch)}
        for version in oracle.VERSIONS:
            for arch in ("x86", "riscv"):
                cases[f"real {version} {arch}"] = lambda version=version, arch=arch: real(scratch, version, arch)
        chosen = [name for name in cases if not options.case or any(word in name for word in options.case)]
        return summarize(run_cases(chosen, lambda name: cases[name]()))


if __name__ == "__main__":
    sys.exit(main())
