#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`whichconfig` against Debian's kernels.

Of a package linux-image-* (downloaded, unpacked, not installed) these are known: the configuration, each module, and of
each module and each built-in driver the aliases that it has. From the tree alone kconfig-sat must say:

  modules   for each .ko an option that makes it a module in this configuration
  pairs     each (alias, module) of the package (recall), and no others (precision)

  devices.py                  6.12, amd64
  devices.py --all            6.12 and 6.1, amd64 and arm64
  devices.py -t 6.1 -a arm64 --misses 50

The packages are fetched through apt into build/devices. Exit status: 0 all well, 1 not, 3 a tool or a package is missing.
"""

import argparse
import collections
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import oracle

HOME = oracle.BUILD / "devices"
ARCHITECTURES = {"amd64": "x86", "arm64": "arm64", "armhf": "arm", "ppc64el": "powerpc", "s390x": "s390"}
# Of the pairs of a package, and of those that we claim.
LEAST = 0.99


class MissingError(Exception):
    """A package or tool that can't be had."""


# --- packages -------------------------------------------------------------------------------------------------------

def apt(arch: str, *words: str) -> str:
    """apt-get or apt-cache for any architecture, with lists of its own: the system's stay as they are."""
    home = HOME / "apt" / arch
    for folder in ("state/lists/partial", "cache/archives/partial", "packages"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "status").touch()
    options = []
    for option in (f"Dir::State={home}/state", f"Dir::State::status={home}/status", f"Dir::Cache={home}/cache",
                   f"APT::Architecture={arch}", f"APT::Architectures={arch}", "APT::Sandbox::User=root"):
        options += ["-o", option]
    done = subprocess.run([words[0], *options, *words[1:]], capture_output=True, text=True, cwd=home / "packages")
    if done.returncode:
        raise MissingError(f"{' '.join(words)} ({arch}): {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def full_version(tree: Path) -> str:
    text = (tree / "Makefile").read_text(errors="replace")
    return ".".join(re.search(rf"^{name} *= *(\d+)", text, re.M)[1] for name in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))


def package_folder(version: str, arch: str) -> Path:
    """The unpacked package whose version is the tree's; fetched when it is not there."""
    wanted = full_version(oracle.tree_path(version))
    folder = HOME / f"{wanted}-{arch}"
    if folder.is_dir():
        return folder
    apt(arch, "apt-get", "update")
    found = []
    for line in apt(arch, "apt-cache", "search", "--full", "--names-only", "^linux-image-[0-9]").splitlines():
        if line.startswith("Package: "):
            name = line.split()[1]
        if line.startswith("Version: ") and line.split()[1].startswith(wanted + "-"):
            if not re.search(r"-(dbg|cloud|rt|lpae|64k|16k)\b", name):
                found.append(name)
    if not found:
        raise MissingError(f"no package linux-image-* of {wanted} for {arch}; "
                           f"the tree's and the archive's version must be the same")
    # Those that are signed have the same contents.
    name = max(found, key=lambda name: (name.endswith("-unsigned"), name))
    apt(arch, "apt-get", "download", name)
    deb = max((HOME / "apt" / arch / "packages").glob(f"{name}_*.deb"))
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    subprocess.run(["dpkg", "-x", deb, partial], check=True)
    deb.unlink()
    partial.rename(folder)
    return folder


def configuration(package: Path) -> dict[str, str]:
    text = next(package.glob("boot/config-*")).read_text()
    return {match[1]: match[2].strip('"') for match in re.finditer(r"^CONFIG_(\w+)=(.*)$", text, re.M)}


def module_name(path: str) -> str:
    return re.sub(r"\.ko(\.\w+)?$", "", os.path.basename(path)).replace("-", "_")


def modinfo(path: Path) -> list[bytes]:
    """The strings of a module's section .modinfo."""
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    is_wide = data[4] == 2
    order = "little" if data[5] == 1 else "big"

    def number(offset, size):
        return int.from_bytes(data[offset:offset + size], order)

    start, size, count, names = ((number(40, 8), number(58, 2), number(60, 2), number(62, 2)) if is_wide else
                                 (number(32, 4), number(46, 2), number(48, 2), number(50, 2)))

    def section(index):
        at = start + index * size
        return (number(at, 4),) + ((number(at + 24, 8), number(at + 32, 8)) if is_wide else
                                   (number(at + 16, 4), number(at + 20, 4)))

    _, strings, _ = section(names)
    for index in range(count):
        name, offset, length = section(index)
        if data[strings + name:strings + name + 9] == b".modinfo\0":
            return data[offset:offset + length].split(b"\0")
    return []


def pairs_of_package(package: Path) -> tuple[set[str], set[tuple[str, str]]]:
    """(paths of modules below kernel/, pairs of alias and module)"""
    root = next(package.glob("lib/modules/*"))
    modules, pairs = set(), set()
    for path in sorted((root / "kernel").rglob("*.ko*")):
        modules.add(re.sub(r"\.ko(\.\w+)?$", "", str(path.relative_to(root / "kernel"))))
        for line in modinfo(path):
            if line.startswith(b"alias="):
                pairs.add((line[6:].decode(errors="replace"), module_name(path.name)))
    for line in (root / "modules.builtin.modinfo").read_bytes().split(b"\0"):
        match = re.match(rb"([^.]+)\.alias=(.*)", line, re.S)
        if match:
            pairs.add((match[2].decode(errors="replace"), match[1].decode().replace("-", "_")))
    return modules, pairs


# --- what kconfig-sat says ------------------------------------------------------------------------------------------

def whichconfig(version: str, arch: str, *words: str, names=()) -> dict:
    tree = oracle.tree_path(version)
    folder = HOME / "run"
    folder.mkdir(parents=True, exist_ok=True)
    command = [oracle.tool_path(), "whichconfig", "--arch", ARCHITECTURES[arch], "--format", "json", *words]
    done = subprocess.run([str(word) for word in command], input="\n".join(names), capture_output=True, text=True,
                          cwd=folder, env=oracle.clean_environment() | {"srctree": str(tree)}, timeout=oracle.TIMEOUT)
    if done.returncode not in (0, 1):
        raise MissingError(f"whichconfig: exit status {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def holds(condition: list, config: dict[str, str]) -> bool:
    """Whether one of the alternatives is true of a configuration; what is unknown counts as true."""
    def test(name, values):
        if name.startswith("?"):
            return True
        if "=" in name:
            name, text = name.split("=", 1)
            return (config.get(name, "") == text.strip('"')) == ("y" in values)
        value = config.get(name, "n")
        return (value if value in ("n", "m", "y") else "y") in values.split("|")

    return any(all(test(name, values) for name, values in part.items()) for part in condition)


def check_modules(version, arch, modules, config) -> list[str]:
    names = sorted({path.rsplit("/", 1)[-1] for path in modules})
    problems = []
    for answer in whichconfig(version, arch, "-", names=names)["answers"]:
        units = [found["unit"] for found in answer["found"] if holds(found["module_when"], config)]
        if not any(unit in modules for unit in units):
            problems.append(f"{answer['asked']}: {units or 'nothing'}")
    return problems


def cause(pair, answer, claimed) -> str:
    """A word for why a pair of the package is missing."""
    alias, module = pair
    kind = alias.split(":")[0] if ":" in alias else "a name"
    others = claimed.get(alias)
    if others:
        return f"{kind}: named for {', '.join(sorted(others)[:3])} instead"
    return f"{kind}: not found in {module}"


def measure(version: str, arch: str, misses: int) -> bool:
    package = package_folder(version, arch)
    config = configuration(package)
    modules, pairs = pairs_of_package(package)
    wrong = check_modules(version, arch, modules, config)
    answer = whichconfig(version, arch, "--list")
    ours = {}
    for device in answer["devices"]:
        # Tables of what is built in leave no trace in a package.
        is_there = holds(device["module_when"], config) and device["source"] in ("line", "table") or \
            holds(device["built_in_when"], config) and device["source"] == "line"
        if is_there:
            ours[device["pattern"], module_name(device["unit"])] = device["place"]
    missing = sorted(pairs - ours.keys())
    extra = sorted(ours.keys() - pairs)
    recall = 1 - len(missing) / len(pairs)
    precision = 1 - len(extra) / max(1, len(ours))
    print(f"{version} {arch}: {len(modules) - len(wrong)} of {len(modules)} modules; {len(pairs)} pairs: "
          f"{100 * recall:.2f} % found, {100 * precision:.2f} % of {len(ours)} claimed are right; "
          f"{len(answer['problems'])} places not understood")
    for name in wrong[:misses]:
        print(f"  module {name}")
    claimed = collections.defaultdict(set)
    for alias, module in ours:
        claimed[alias].add(module)
    report("missing", collections.Counter(cause(pair, answer, claimed) for pair in missing), misses)
    report("claimed, but not in the package",
           collections.Counter(f"{ours[pair].split(':')[0]}: {pair[0].split(':')[0]}" for pair in extra), misses)
    if misses > 20:
        for pair in missing[:misses]:
            print(f"  - {pair}")
        for pair in extra[:misses]:
            print(f"  + {pair} {ours[pair]}")
        report("not understood", collections.Counter(
            f"{problem['file']}: {problem['reason']}" for problem in answer["problems"]), misses)
    return not wrong and recall >= LEAST and precision >= LEAST


def report(title: str, causes: collections.Counter, limit: int) -> None:
    if causes:
        print(f"  {title}: {sum(causes.values())}")
    for text, count in causes.most_common(limit):
        print(f"    {count:5} {text}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-t", "--tree", action="append", choices=oracle.VERSIONS)
    parser.add_argument("-a", "--arch", action="append", choices=ARCHITECTURES)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--misses", type=int, default=8, help="how many causes to print of each kind")
    options = parser.parse_args()
    trees = options.tree or (list(oracle.VERSIONS) if options.all else ["6.12"])
    arches = options.arch or (["amd64", "arm64"] if options.all else ["amd64"])
    try:
        results = [measure(tree, arch, options.misses) for tree in trees for arch in arches]
    except (MissingError, oracle.OracleError) as error:
        print(f"devices: {error}", file=sys.stderr)
        return 3
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
