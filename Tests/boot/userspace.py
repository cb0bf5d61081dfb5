# SPDX-License-Identifier: GPL-2.0-or-later
"""A user space that says `login:`: busybox, as an initramfs and as an ext4 disk.

Debian has no busybox for riscv64, so that of its source package is built, for each architecture in the same way. Nothing
here needs root."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import oracle

HOME = oracle.BUILD / "boot"
CACHE = HOME / "ccache"
HERE = Path(__file__).resolve().parent
SYSTEM_SOURCES = Path("/etc/apt")
TIMEOUT = 540


class MissingError(Exception):
    """A tool or a package that can't be had; the text says which."""


def run(command, folder, **more) -> str:
    """Its output. An error tells the last lines of what the command wrote."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT, **more)
    except OSError as error:
        raise MissingError(f"{words[0]}: {error}") from error
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        raise MissingError("\n".join([f"{' '.join(words)}: exit {done.returncode}"] + text.splitlines()[-15:]))
    return text


# --- the source package -----------------------------------------------------------------------------------------------

def source_lists() -> str:
    """The system's lists of Debian packages, turned to source packages."""
    stanzas = []
    for path in sorted((SYSTEM_SOURCES / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            if re.search(r"(?m)^URIs:.*debian", stanza):
                stanzas.append(re.sub(r"(?m)^Types:.*", "Types: deb-src", stanza).strip())
    for path in [SYSTEM_SOURCES / "sources.list", *sorted((SYSTEM_SOURCES / "sources.list.d").glob("*.list"))]:
        text = path.read_text() if path.is_file() else ""
        for options, uri, suite, components in re.findall(r"(?m)^deb\s+(\[.*?\])?\s*(\S*debian\S*)\s+(\S+)\s+(.+)$", text):
            # What the options say about keys is the same in both forms.
            key = re.search(r"signed-by=(\S+?)[\]\s]", options)
            stanzas.append(f"Types: deb-src\nURIs: {uri}\nSuites: {suite}\nComponents: {components}"
                           + (f"\nSigned-By: {key[1]}" if key else ""))
    return "\n\n".join(stanzas) + "\n"


def busybox_source() -> Path:
    """The unpacked source package, fetched through apt when it is not there. The system's lists stay as they are."""
    folder = HOME / "busybox/source"
    if folder.is_dir():
        return folder
    home = HOME / "apt"
    for name in ("state/lists/partial", "cache/archives/partial", "sources.d", "package"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "sources.d/debian.sources").write_text(source_lists())
    options = []
    for option in (f"Dir::Etc::sourcelist=/dev/null", f"Dir::Etc::sourceparts={home}/sources.d",
                   f"Dir::State={home}/state", f"Dir::Cache={home}/cache", "APT::Sandbox::User=root"):
        options += ["-o", option]
    run(["apt-get", *options, "update", "-q"], home)
    run(["apt-get", *options, "source", "-q", "--download-only", "busybox"], home / "package")
    archives = sorted((home / "package").glob("busybox_*.orig.tar.*"))
    if not archives:
        raise MissingError("apt-get source busybox brought no busybox_*.orig.tar.*")
    partial = oracle.fresh_folder(folder.with_suffix(".partial"))
    run(["tar", "--strip-components=1", "-xf", archives[-1]], partial)
    partial.rename(folder)
    return folder


# --- busybox ----------------------------------------------------------------------------------------------------------

def busybox(name: str, compiler: str) -> Path:
    """The program for the architecture that the prefix `compiler` compiles for, linked without libraries."""
    output = HOME / "busybox" / name
    program = output / "busybox"
    wanted = (HERE / "busybox.config").read_text()
    if program.is_file() and (output / "wanted").read_text() == wanted:
        return program
    source = busybox_source()
    oracle.fresh_folder(output)
    make = ["make", "-s", "-C", source, f"O={output}", "ARCH=" + name, f"CROSS_COMPILE={compiler}", f"CC=ccache {compiler}gcc",
            f"-j{os.cpu_count()}"]
    run([*make, "allnoconfig"], output, env=environment())
    config = (output / ".config").read_text()
    for line in wanted.splitlines():
        if line.startswith("CONFIG_"):
            symbol = line.split("=")[0]
            config = re.sub(rf"(?m)^(# )?{symbol}( is not set|=.*)$", line.split()[0], config)
    (output / ".config").write_text(config)
    # What is new asks; the empty answer is the default.
    run([*make, "oldconfig"], output, env=environment(), stdin=subprocess.DEVNULL)
    lost = [line for line in wanted.splitlines() if line.startswith("CONFIG_")
            and line.split()[0] not in (output / ".config").read_text().splitlines()]
    if lost:
        raise MissingError(f"busybox {name} loses {', '.join(lost)}")
    run([*make, "busybox"], output, env=environment())
    (output / "wanted").write_text(wanted)
    return program


def environment() -> dict[str, str]:
    """What compilers and makes get: no variables of a surrounding make, and a cache of objects below build/ if there is
    one. Where each object is compiled once, a cache would only cost time: those who want one make the folder."""
    kept = oracle.clean_environment() | {"LC_ALL": "C"}
    if not CACHE.is_dir():
        return kept | {"CCACHE_DISABLE": "1"}
    return kept | {"CCACHE_DIR": str(CACHE), "CCACHE_MAXSIZE": "4G"}


# --- root file systems ------------------------------------------------------------------------------------------------

def root_folder(name: str, program: Path) -> Path:
    """The files of the system: busybox with its names, and what init reads."""
    root = oracle.fresh_folder(HOME / "root" / name)
    for folder in ("bin", "dev", "proc", "sys", "tmp", "root"):
        (root / folder).mkdir()
    for link in ("sbin", "usr"):
        (root / link).symlink_to("bin" if link == "sbin" else ".")
    shutil.copy(program, root / "bin/busybox")
    for applet in (HERE / "applets").read_text().split():
        (root / "bin" / applet).symlink_to("busybox")
    shutil.copytree(HERE / "etc", root / "etc")
    (root / "etc/rc").chmod(0o755)
    shutil.copy(oracle.ROOT / "scripts/describe-machine", root / "bin/describe-machine")
    # An initramfs starts /init, a disk /sbin/init.
    (root / "init").symlink_to("bin/busybox")
    return root


def initramfs(name: str, root: Path) -> Path:
    archive = HOME / f"{name}.cpio.gz"
    files = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    packed = subprocess.run(["cpio", "--quiet", "--reproducible", "-o", "-H", "newc", "-R", "0:0"], cwd=root,
                            input=files.encode(), capture_output=True, timeout=TIMEOUT)
    if packed.returncode:
        raise MissingError(f"cpio: {packed.stderr.decode()}")
    unpacked = archive.with_suffix("")
    unpacked.write_bytes(packed.stdout)
    run(["gzip", "-nf", unpacked], HOME)
    return archive


def disk(name: str, root: Path) -> Path:
    """An ext4 file system without a partition table, owned by root."""
    image = HOME / f"{name}.ext4"
    image.unlink(missing_ok=True)
    run(["mke2fs", "-q", "-t", "ext4", "-E", "root_owner=0:0", "-d", root, image, "16M"], HOME,
        env=environment() | {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    return image


def system(name: str, compiler: str) -> tuple[Path, Path]:
    """An initramfs and a disk for an architecture."""
    root = root_folder(name, busybox(name, compiler))
    return initramfs(name, root), disk(name, root)
