#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is shipped: `make install` and `make uninstall`, the man pages, the completions, the Debian package, the archive of the
sources.

  package.py [CASE…]     install, manual, completions, package, sources; when asked for: bare, binary
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/oracle"))
import oracle  # noqa: E402
from report import fail_early, run_cases, summarize  # noqa: E402

TIMEOUT = 1800
LINTIAN = ["lintian", "--fail-on", "error", "--no-tag-display-limit", "--allow-root"]


def run(command, cwd=ROOT, **variables):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=TIMEOUT,
                          env=oracle.clean_environment() | {"KCONFIG_SAT": str(oracle.tool_path())} | variables)
    return done


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


def commands() -> list[str]:
    dump = json.loads(run([oracle.tool_path(), "--experimental-dump-help"]).stdout)
    return [one["commandName"] for one in dump["command"]["subcommands"] if one["commandName"] != "help" and one["shouldDisplay"]]


def installed(folder: Path, prefix: str):
    done = run(["scripts/install"], PREFIX=prefix, DESTDIR=str(folder))
    return [f"install: exit {done.returncode}: {done.stderr}"] if done.returncode else []


def install():
    """Everything is where it belongs, works from there, and goes again; what others put beside it stays."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        problems = installed(folder, "/opt/x y")
        if problems:
            return problems, ""
        prefix = folder / "opt/x y"
        wanted = {"bin/kconfig-sat", "bin/kconfig-patch", "bin/kconfig-describe-machine", "bin/kconfig-pyganak", "share/man/man1/kconfig-describe-machine.1",
                  "share/kconfig-sat/Makefile.autoos",
                  "share/kconfig-sat/boards/qemu-riscv-virt.conf", "share/man/man5/kconfig-sat.satconfig.5",
                  "share/bash-completion/completions/kconfig-sat", "share/zsh/site-functions/_kconfig-sat",
                  "share/fish/vendor_completions.d/kconfig-sat.fish", "share/doc/kconfig-sat/README.md"}
        wanted |= {f"share/man/man1/kconfig-sat-{name}.1" for name in commands()}
        there = set(files(prefix))
        problems += [f"{name} is missing" for name in sorted(wanted - there)]
        tree = folder / "linux"
        for name in ("Makefile", "Kconfig", "init/Kconfig", "scripts/Kbuild.include", "scripts/kconfig/Makefile"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(oracle.tree_path(oracle.VERSIONS[0]) / name, tree / name)
        environment = oracle.clean_environment()
        environment.pop("KCONFIG_SAT", None)
        done = subprocess.run([prefix / "bin/kconfig-patch", "--install-binary", tree], env=environment, capture_output=True,
                              text=True, timeout=TIMEOUT)
        if done.returncode or not (tree / "scripts/kconfig/kconfig-sat").is_file():
            problems.append(f"kconfig-patch: exit {done.returncode}: {done.stderr}")
        done = subprocess.run([prefix / "bin/kconfig-describe-machine"], env=environment, capture_output=True, text=True,
                              timeout=TIMEOUT)
        if done.returncode or not done.stdout:
            problems.append(f"kconfig-describe-machine: exit {done.returncode}: {done.stderr}")
        # A shipped record is found by its name; one that is not there is refused with those that are.
        asked = [prefix / "bin/kconfig-sat", "stats", "--arch", "x86", "--probes"]
        outside = environment | {"srctree": str(oracle.tree_path(oracle.VERSIONS[0]))}
        for name, code, said in (("gcc-12-x86", 0, ""), ("nosuch", 2, "clang-14-arm64")):
            done = subprocess.run([*asked, name], cwd=folder, env=outside, capture_output=True, text=True, timeout=TIMEOUT)
            if done.returncode != code or said not in done.stderr:
                problems.append(f"--probes {name}: exit {done.returncode}: {done.stderr}")
        (prefix / "bin/other").write_text("")
        done = run(["scripts/install", "--uninstall"], PREFIX="/opt/x y", DESTDIR=str(folder))
        left = files(prefix)
        if done.returncode or left != ["bin/other"]:
            problems.append(f"uninstall: exit {done.returncode}: {done.stderr}; left: {left[:10]}")
        for words, variables in ((["x"], {}), ([], {"PREFIX": "relative"})):
            done = run(["scripts/install", *words], **{"DESTDIR": str(folder)} | variables)
            if done.returncode != 2:
                problems.append(f"{words} {variables}: exit {done.returncode}")
    return problems, f"{len(there)} files"


def manual():
    """roff has nothing to complain about, and each option of --help is on its page."""
    problems, count = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        done = run(["scripts/manual", oracle.tool_path(), scratch])
        if done.returncode:
            return [f"exit {done.returncode}: {done.stderr}"], ""
        for page in sorted(Path(scratch).rglob("*.[15]")):
            done = run(["groff", "-man", "-Tutf8", "-ww", "-z", page])
            problems += [f"{page.name}: {line}" for line in done.stderr.splitlines()[:3]]
            count += 1
        for name in commands():
            text = run(["groff", "-man", "-Tutf8", "-P-c", Path(scratch) / f"man1/kconfig-sat-{name}.1"]).stdout
            text = re.sub(r".\x08", "", text)
            spelled = re.findall(r"(?m)^  (?:-\w, )?(--[\w-]+)", run([oracle.tool_path(), name, "--help"]).stdout)
            problems += [f"{name}: {option} is not in its page" for option in spelled
                         if option not in text and option not in ("--version", "--help")]
    return problems, f"{count} pages"


def completions():
    problems = []
    for shell in ("bash", "zsh", "fish"):
        script = run([oracle.tool_path(), "--generate-completion-script", shell]).stdout
        if "satrandconfig" not in script:
            problems.append(f"{shell}: no subcommands")
        if shutil.which(shell):
            done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, timeout=TIMEOUT)
            problems += [f"{shell}: {done.stderr}"] * (done.returncode != 0)
    return problems, ""


def made_twice(script: str) -> tuple[Path | None, list[str]]:
    """What a script makes, and whether it makes the same bytes again."""
    digests = []
    for _ in range(2):
        done = run([script])
        if done.returncode:
            return None, [f"{script}: exit {done.returncode}: {done.stderr}"]
        path = Path(done.stdout.strip())
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    return path, [f"{script}: two differ"] * (digests[0] != digests[1])


def package():
    """The same bytes twice; lintian finds no error; what is in it."""
    path, problems = made_twice("scripts/package")
    if not path:
        return problems, ""
    done = run([*LINTIAN, path])
    problems += [line for line in done.stdout.splitlines() if line.startswith("E:")]
    problems += [f"lintian: exit {done.returncode}: {done.stderr}"] * (done.returncode not in (0, 1, 2))
    about = run(["dpkg-deb", "-f", path, "Depends"]).stdout
    problems += [f"does not depend on {name}: {about}" for name in ("libc6", "libpcre2-8-0", "libsqlite3-0")
                 if name not in about]
    listed = run(["dpkg-deb", "-c", path]).stdout
    problems += [f"{name} is missing" for name in ("./usr/bin/kconfig-patch", "man1/kconfig-sat-fix.1.gz", "copyright")
                 if name not in listed]
    return problems, f"{path.stat().st_size >> 10} KiB"


def sources():
    """The archive has its packages in it, and the same commit gives the same bytes."""
    path, problems = made_twice("scripts/dist")
    if not path:
        return problems, ""
    with tarfile.open(path) as archive:
        names = archive.getnames()
        manifest = archive.extractfile(f"{names[0]}/Package.swift").read().decode()
    if "url:" in manifest or f"{names[0]}/vendor/swift-argument-parser/Package.swift" not in names:
        problems.append("a package would be fetched")
    return problems, f"{path.stat().st_size >> 10} KiB"


# What somebody needs to configure a kernel, whatever configures it; nothing of ours, no Swift.
BARE = "make,gcc,libc6-dev,flex,bison,bc"
USE = """set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq -y install ./kconfig-sat.deb >/dev/null
kconfig-patch linux
cd linux
printf 'CONFIG_EXT4_FS=y\nCONFIG_E1000E=m\n' >.satconfig
make -s satconfig
cp .config made
make -s olddefconfig
cmp made .config
kconfig-sat explain --arch x86 E1000E
! command -v swift
"""


def mirror() -> str:
    """Where this machine gets its packages."""
    texts = [path.read_text() for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources"),
                                           *Path("/etc/apt/sources.list.d").glob("*.list")] if path.is_file()]
    found = re.search(r"(?m)^(?:URIs:\s*|deb (?:\[.*\] )?)(https?://\S+/debian)/?(?=\s|$)", "\n".join(texts))
    return found[1] if found else "http://deb.debian.org/debian"


def bare():
    """A Debian 12 without Swift: the package installs, a tree is patched, `make satconfig` works."""
    if os.geteuid():
        fail_early("package.py bare needs to be root: debootstrap")
    path, problems = made_twice("scripts/package")
    if not path:
        return problems, ""
    with tempfile.TemporaryDirectory(dir=oracle.BUILD) as scratch:
        root = Path(scratch) / "root"
        done = run(["debootstrap", "--variant=minbase", f"--include={BARE}", "bookworm", root, mirror()])
        if done.returncode:
            return [f"debootstrap: exit {done.returncode}: {done.stdout[-2000:]}"], ""
        home = root / "root"
        shutil.copy(path, home / "kconfig-sat.deb")
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        # Links to the same files, but for the folder that is patched.
        subprocess.run(["cp", "-al", oracle.tree_path("6.12"), home / "linux"], check=True)
        for name in ("scripts/kconfig", "Makefile"):
            subprocess.run(["rm", "-r", home / "linux" / name], check=True)
            subprocess.run(["cp", "-a", oracle.tree_path("6.12") / name, home / "linux" / name], check=True)
        # Of its own, with what is mounted: nothing has to be taken away.
        inside = ["unshare", "--mount", "--pid", "--fork", "sh", "-ec",
                  'mount -t proc proc "$0/proc"; exec chroot "$0" /bin/sh -c "cd /root && exec sh"', root]
        done = subprocess.run(inside, input=USE, capture_output=True, text=True, timeout=TIMEOUT,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "ARCH": "x86"})
        if done.returncode or "E1000E=m (tristate): set by your configuration" not in done.stdout:
            problems.append(f"exit {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        blind = subprocess.run(["chroot", root, "kconfig-sat", "--version"], capture_output=True, text=True, timeout=TIMEOUT)
        if blind.returncode != 3 or "/proc is not mounted" not in blind.stderr:
            problems.append(f"without /proc: {blind}")
    return problems, ""


def sections(program: Path) -> dict[str, str]:
    """The content of each section of a 64-bit ELF file, as a digest."""
    data = program.read_bytes()
    table, size, count, names = (*struct.unpack_from("<Q", data, 40), *struct.unpack_from("<HHH", data, 58))
    headers = [struct.unpack_from("<IIQQQQ", data, table + number * size) for number in range(count)]
    text = headers[names][4]
    return {data[text + name:data.index(b"\0", text + name)].decode():
            hashlib.sha256(b"" if kind == 8 else data[offset:offset + length]).hexdigest()
            for name, kind, _, _, offset, length in headers}


def binary():
    """From the archive, without a network, in two folders: a program that works, the same bytes twice."""
    if os.geteuid():
        fail_early("package.py binary needs to be root: unshare")
    path, problems = made_twice("scripts/dist")
    if not path:
        return problems, ""
    made = []
    with tempfile.TemporaryDirectory(dir=oracle.BUILD) as scratch:
        for name in ("one", "another/folder further down"):
            folder = Path(scratch) / name
            folder.mkdir(parents=True)
            run(["tar", "-C", folder, "--strip-components=1", "-xf", path])
            done = run(["unshare", "--net", "make", "build"], cwd=folder, HOME=str(folder))
            if done.returncode:
                return [f"make build: exit {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}"], ""
            program = folder / ".build/release/kconfig-sat"
            if run([program, "--version"]).stdout != run([oracle.tool_path(), "--version"]).stdout:
                problems.append(f"--version: {run([program, '--version']).stdout}")
            # As the package has it: what is stripped names folders.
            run(["scripts/package", "--strip", program])
            made.append((program.read_bytes(), sections(program)))
            shutil.rmtree(folder)
    (one, parts), (other, others) = made
    if one != other:
        names = [name for name in parts if parts[name] != others.get(name)]
        problems.append(f"two builds differ: {', '.join(names) or 'outside of sections'}")
    return problems, ""


# What takes long or needs to be root: only when asked for.
RARE = {"bare": bare, "binary": binary}
CASES = {"install": install, "manual": manual, "completions": completions, "package": package, "sources": sources} | RARE


def main() -> int:
    parser = argparse.ArgumentParser(description="what is shipped")
    parser.add_argument("case", nargs="*", choices=[[], *CASES])
    options = parser.parse_args()
    for tool in ("groff", "lintian", "dpkg-shlibdeps", "debootstrap"):
        if not shutil.which(tool):
            fail_early(f"{tool} is missing: scripts/setup test installs it")
    if not oracle.tool_path().is_file():
        fail_early(f"{oracle.tool_path()}: not built (make build)")
    # dist and package use the folder build: one after the other.
    usual = [name for name in CASES if name not in RARE]
    return summarize(run_cases(options.case or usual, lambda name: CASES[name](), workers=1))


if __name__ == "__main__":
    sys.exit(main())
