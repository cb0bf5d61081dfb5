#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`vex` against make itself.

Sixty records of the form that the kernel's CNA writes are made of files of the tree: built in, modules, off, headers,
gone, of other architectures, of tools, with versions of all kinds, without files, malformed. Whether a file is compiled is
what make says that reads the make files with the configuration, folder by folder; our own map is not asked.

  judged     no file that make compiles is in a record that is not_affected; what make compiles is affected, the rest is
             what was made so
  formats    the OpenVEX and CycloneDX documents pass the validators of these formats
  mitigate   each mitigation leaves the files out, says make, after conf read it
  bad        malformed records, folders without any: a place, exit status 2, and the others are answered
  bulk       8,000 records: CPU time and memory

  vex.py                    6.12 on x86, 6.1 on riscv
  vex.py --all              more configurations
  vex.py -g judged -t 6.1 -a riscv

Exit status: 0 all well, 1 not, 3 a tool or a tree is missing.
"""

import argparse
import csv
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
from pathlib import Path

import oracle
import presence
from report import fail_early, run_cases, say, summarize

CHECKERS = oracle.BUILD / "checkers"
HOME = oracle.BUILD / "vex"
# Of a file that make does not compile: this share may stay open.
OPEN = 0.1


class Compiled:
    """What make compiles of a tree with a configuration: by the walk of presence.py."""

    def __init__(self, version: str, arch: str, folder: Path, config: bytes):
        folder.mkdir(parents=True, exist_ok=True)
        walk = presence.Walk(version, arch, folder)
        walk.take(config)
        # As make has it: what a toolchain can't do may be off.
        self.config = (folder / ".config").read_text()
        self.has_modules = "CONFIG_MODULES=y" in self.config
        self.ways = {presence.plain(path): ways for path, ways in walk.objects().items()}

    def compiles(self, file: str) -> str:
        """`y`, `m`, or nothing."""
        ways = self.ways.get(os.path.splitext(file)[0], "")
        return "y" if "y" in ways else ways


class Records:
    """Sixty records, each with what must be said of it."""

    # Compiled in other ways than by an object of their own folder, or what makes the kernel: never to be called absent.
    ODD = ("scripts/dtc/libfdt/fdt.c", "tools/lib/bpf/relo_core.c", "scripts/mod/file2alias.c", "lib/vdso/gettimeofday.c",
           "lib/decompress_unxz.c", "include/linux/skbuff.h", "include/linux/fs.h", "kernel/sched/fair.c",
           "arch/x86/tools/relocs.c", "usr/gen_init_cpio.c")
    # Others include these: not without one of the options.
    INCLUDED = {"tools/lib/bpf/relo_core.c": ("BPF_SYSCALL",), "lib/decompress_unxz.c": ("KERNEL_XZ", "DECOMPRESS_XZ")}

    def __init__(self, tree: Path, arch: str, make: Compiled, seed: int):
        self.tree, self.arch, self.make = tree, arch, make
        self.chance = random.Random(seed)
        self.version = self._version()
        self.all = []  # (record or bytes, what is allowed: statuses)
        self._fill()

    def _version(self) -> str:
        text = (self.tree / "Makefile").read_text()
        return ".".join(re.search(rf"^{name} = (\d+)", text, re.M)[1] for name in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))

    def _sources(self) -> list[str]:
        folders = ("drivers", "fs", "net", "sound", "crypto", "kernel", "mm", "block", "lib", "security")
        found = [str(path.relative_to(self.tree)) for folder in folders for path in sorted((self.tree / folder).rglob("*.c"))]
        self.chance.shuffle(found)
        done = subprocess.run(["grep", "-rhoE", r'^\s*#\s*include\s+["<][^">]*\.c[">]', "--include=*.[chS]", *folders], cwd=self.tree,
                              capture_output=True, text=True, errors="replace")
        included = {os.path.basename(re.split('["<>]', line)[1]) for line in done.stdout.splitlines()}
        return [file for file in found
                if "/tests/" not in file and "/testing/" not in file and os.path.basename(file) not in included]

    def _pick(self) -> dict[str, list[str]]:
        """Files by what make does with them."""
        picked, wanted = {"y": [], "m": [], "": []}, {"y": 18, "m": 8, "": 24}
        if not self.make.has_modules or "=m" not in self.make.config:
            wanted["m"] = 0
        for number, file in enumerate(self._sources()):
            enough = number > 250 and min(len(picked["y"]), len(picked[""])) > 8
            if enough or all(len(picked[kind]) >= wanted[kind] for kind in wanted):
                break
            kind = self.make.compiles(file)
            if len(picked[kind]) < wanted[kind]:
                picked[kind].append(file)
        return picked

    def _headers(self) -> list[str]:
        """Headers of drivers that sources beside them include."""
        found = [str(path.relative_to(self.tree)) for path in sorted((self.tree / "drivers").rglob("*.h"))]
        self.chance.shuffle(found)
        return [header for header in found[:80] if self.users(header)][:6]

    def users(self, header: str) -> list[str]:
        """Sources in the header's folder that include it themselves."""
        folder, name = (self.tree / header).parent, Path(header).name
        wanted = re.compile(rf'^#include "{re.escape(name)}"', re.M)
        return [str(path.relative_to(self.tree)) for path in sorted(folder.glob("*.c"))
                if wanted.search(path.read_text(errors="replace"))]

    # --- forms

    def cve(self, files, versions=None, **more):
        number = len(self.all) + 1
        affected = [{"product": "Linux", "vendor": "Linux", "defaultStatus": "unaffected", "programFiles": files,
                     "repo": "https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git",
                     "versions": [{"version": "1da177e4c3f41524e886b7f1b8a0c1fc7321cac2", "lessThan": "f" * 40,
                                   "status": "affected", "versionType": "git"}]}]
        if versions != "git":
            affected.append({"product": "Linux", "vendor": "Linux", "defaultStatus": "affected", "programFiles": files,
                             "versions": versions or self.affected()})
        meta = {"cveId": f"CVE-2024-{50000 + number}", "state": "PUBLISHED", "assignerShortName": "Linux"}
        record = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": meta,
                  "containers": {"cna": {"title": f"flaw {number}", "affected": affected,
                                         "descriptions": [{"lang": "en", "value": "In the Linux kernel, …"}]}}}
        record["cveMetadata"].update(more.get("meta", {}))
        for entry in affected:
            entry.update(more.get("entry", {}))
        return record

    def parts(self) -> list[int]:
        return [int(part) for part in self.version.split(".")]

    def affected(self):
        """Came long ago; the fix is in a later release."""
        major, minor, patch = self.parts()
        return [{"version": "2.6.26", "status": "affected"},
                {"version": "0", "lessThan": "2.6.26", "status": "unaffected", "versionType": "semver"},
                {"version": f"{major}.{minor}.{patch + 1}", "lessThanOrEqual": f"{major}.{minor}.*", "status": "unaffected",
                 "versionType": "semver"},
                {"version": f"{major}.{minor + 9}", "lessThanOrEqual": "*", "status": "unaffected",
                 "versionType": "original_commit_for_fix"}]

    def fixed(self, exactly=False):
        major, minor, patch = self.parts()
        versions = self.affected()
        versions[2]["version"] = f"{major}.{minor}.{patch if exactly else 1}"
        return versions

    def not_yet(self):
        major, minor, _ = self.parts()
        first = f"{major}.{minor + 1}"
        return [{"version": first, "status": "affected"},
                {"version": "0", "lessThan": first, "status": "unaffected", "versionType": "semver"},
                {"version": f"{major}.{minor + 9}", "lessThanOrEqual": "*", "status": "unaffected",
                 "versionType": "original_commit_for_fix"}]

    def osv(self, files, events):
        number = len(self.all) + 1
        return {"schema_version": "1.6.0", "id": f"CVE-2024-{50000 + number}", "summary": "s", "affected": [
            {"package": {"ecosystem": "Linux", "name": "Kernel"}, "ranges": [{"type": "ECOSYSTEM", "events": events}],
             "ecosystem_specific": {"programFiles": files}}]}

    # --- the sixty

    def add(self, record, *allowed):
        self.all.append((record, allowed))

    def _fill(self):
        files = self._pick()
        on, off, modules = files["y"], files[""], files["m"]
        for file in on[:10] + modules[:6]:
            self.add(self.cve([file]), "affected")
        for file in off[:12]:
            self.add(self.cve([file]), "not_affected", "open")
        self.add(self.cve([off[0], off[1], off[2]]), "not_affected", "open")
        self.add(self.cve([off[3], on[0]]), "affected")
        self.add(self.cve([off[4], "include/linux/skbuff.h"]), "under_investigation")
        self.add(self.cve([off[5], off[5].replace(".c", "_gone.c")]), "under_investigation")
        self.add(self.cve([off[6], "Documentation/index.rst"]), "not_affected", "open")
        self.add(self.cve([off[7], "MAINTAINERS"]), "not_affected", "open")
        for file in self.ODD:
            other = re.match(r"arch/(\w+)/", file)
            if (self.tree / file).exists() and not self.make.compiles(file) and (not other or other[1] == self.arch):
                includes = [name for name in self.INCLUDED.get(file, ()) if re.search(rf"^CONFIG_{name}=", self.make.config, re.M)]
                also = ["not_affected"] if file in self.INCLUDED and not includes else []
                self.add(self.cve([file]), "under_investigation", "affected", *also)
        self.add(self.cve(["drivers/net/no_such_driver.c"]), "under_investigation")
        self.add(self.cve(["Makefile"]), "under_investigation")
        self.add(self.cve(["../drivers/net/tun.c"]), "under_investigation")
        for other in ("arm64", "s390", "x86", "riscv", "mips"):
            source = next(iter(sorted((self.tree / f"arch/{other}/kernel").glob("*.c"))), None)
            if other != self.arch and source:
                self.add(self.cve([str(source.relative_to(self.tree))]), "not_affected", "open")
        for header in self._headers():
            users = self.users(header)
            self.add(self.cve([header]), *(("under_investigation",) if any(map(self.make.compiles, users))
                                           else ("not_affected", "open")))
        self._fill_versions(on, off)
        while len(self.all) < 60:
            file = self.chance.choice(on + off + modules)
            self.add(self.cve([file]), *(("affected",) if file in on + modules else ("not_affected", "open")))

    def _fill_versions(self, on, off):
        self.add(self.cve([on[0]], self.fixed()), "fixed")
        self.add(self.cve([on[1]], self.fixed(exactly=True)), "fixed")
        self.add(self.cve([on[2]], self.not_yet()), "not_affected")
        self.add(self.cve([on[3]], "git"), "under_investigation")
        self.add(self.cve([off[0]], "git"), "not_affected", "open")
        self.add(self.cve([on[4]], [{"version": "6.x", "status": "affected"}]), "under_investigation")
        self.add(self.cve([]), "under_investigation")
        self.add(self.cve([on[5]], entry={"product": "Router", "vendor": "Acme"}), "under_investigation")
        self.add(self.cve([on[6]], meta={"state": "REJECTED"}), "withdrawn")
        major, minor, patch = self.parts()
        self.add(self.osv([on[7]], [{"introduced": "2.6.26"}, {"fixed": f"{major}.{minor}.{patch + 1}"}]), "affected")
        self.add(self.osv([on[8]], [{"introduced": "2.6.26"}, {"fixed": f"{major}.{minor}.{patch}"}]), "fixed")
        self.add(self.osv([off[1]], [{"introduced": "2.6.26"}]), "not_affected", "open")
        self.add(self.osv([], [{"introduced": "2.6.26"}]), "under_investigation")

    def write(self, folder: Path):
        oracle.fresh_folder(folder)
        for number, (record, _) in enumerate(self.all, 1):
            below = folder / f"{number % 3}xxx"
            below.mkdir(exist_ok=True)
            (below / f"{number}.json").write_text(json.dumps(record, indent=4))


def files_of(record) -> list[str]:
    if "affected" in record:
        return record["affected"][0]["ecosystem_specific"]["programFiles"]
    return record["containers"]["cna"]["affected"][0]["programFiles"]


class Case:
    """A tree, an architecture and a configuration."""

    def __init__(self, version: str, arch: str, kind: str, seed: int, tries: int = 2):
        self.tree = oracle.Oracle(version)
        self.tree.prepare([arch], say)
        self.tree.start_replay()
        self.tries = tries
        self.version, self.arch, self.name = version, arch, f"{version}-{arch}-{kind}"
        self.folder = oracle.fresh_folder(HOME / self.name)
        self.records_folder = self.folder / "records"
        goal = [f"--{kind}", "Kconfig"]
        if kind == "defconfig":
            default = {"x86": "x86_64_defconfig"}.get(arch, "defconfig")
            goal = [f"--defconfig=arch/{arch}/configs/{default}", "Kconfig"]
        made = self.tree.run_conf(arch, self.folder, goal, {"KCONFIG_SEED": str(seed)})
        if made.code or not made.config:
            raise oracle.OracleError(f"conf made no {kind}: {made.stderr.decode()[-300:]}")
        self.make = Compiled(version, arch, self.folder / "make", made.config)
        (self.folder / ".config").write_text(self.make.config)
        self.records = Records(self.tree.tree, arch, self.make, seed)
        self.records.write(self.records_folder)

    def vex(self, *arguments):
        return self.tree.run_tool(self.arch, self.folder, ["vex", *arguments], {"SOURCE_DATE_EPOCH": "1700000000"})

    def rows(self, *arguments) -> dict[str, dict]:
        done = self.vex("--format", "csv", *arguments)
        if done.code not in (0, 1) or not done.stdout:
            raise oracle.OracleError(f"vex: exit {done.code}: {done.stderr.decode()[-500:]}")
        return {row["id"]: row for row in csv.DictReader(io.StringIO(done.stdout.decode()))}

    def judged(self):
        rows, problems, open_, off = self.rows("--config", ".config", "records"), [], 0, 0
        for number, (record, allowed) in enumerate(self.records.all, 1):
            row = rows.get(f"CVE-2024-{50000 + number}")
            status = row["status"] if row else "withdrawn"
            compiled = [file for file in files_of(record) if ".." not in file and self.compiles(file)]
            if status == "not_affected" and compiled and "came with" not in row["reason"]:
                problems.append(f"WRONG not_affected: record {number}: make compiles {compiled}: {row['reason']}")
            if "open" in allowed:
                off += 1
                open_ += status == "under_investigation"
            if status not in allowed and not ("open" in allowed and status == "under_investigation"):
                reason = row["reason"] if row else ""
                problems.append(f"record {number} {files_of(record)}: {status} ({reason}), {allowed} expected")
        if open_ > OPEN * off + 1:
            problems.append(f"{open_} of {off} records about files that make does not compile stay open")
        return problems, f"{len(self.records.all)} records, {off} off, {open_} of them open"

    def compiles(self, file: str) -> bool:
        if file.startswith("drivers/") and file.endswith(".h"):
            return any(map(self.make.compiles, self.records.users(file)))
        return bool(self.make.compiles(file))

    def formats(self):
        problems = []
        for form, check in (("openvex", self._openvex), ("cyclonedx", self._cyclonedx)):
            path = self.folder / f"{form}.json"
            done = self.vex("--config", ".config", "--format", form, "-o", str(path), "records")
            if done.code != 1 or done.stdout:
                problems.append(f"{form}: exit {done.code}: {done.stderr.decode()[-300:]}")
                continue
            problems += check(path)
            if len(json.loads(path.read_text())[{"openvex": "statements"}.get(form, "vulnerabilities")]) != len(
                    [1 for _, allowed in self.records.all if "withdrawn" not in allowed]):
                problems.append(f"{form}: not all records are in it")
            if form == "cyclonedx":
                continue
            first = path.read_bytes()
            self.vex("--config", ".config", "--format", form, "-o", str(path), "records")
            if path.read_bytes() != first:
                problems.append(f"{form}: not the same bytes twice")
        return problems, ""

    def _openvex(self, path) -> list[str]:
        code = "import sys, vexipy; vexipy.Document.from_json(open(sys.argv[1]).read())"
        done = subprocess.run([CHECKERS / "bin/python3", "-c", code, path], capture_output=True, text=True)
        return [f"OpenVEX: {done.stderr[-800:]}"] if done.returncode else []

    def _cyclonedx(self, path) -> list[str]:
        code = ("import sys; from cyclonedx.schema import SchemaVersion; from cyclonedx.validation.json import "
                "JsonStrictValidator as V; error = V(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()); "
                "sys.exit(str(error)[:800] if error else 0)")
        done = subprocess.run([CHECKERS / "bin/python3", "-c", code, path], capture_output=True, text=True)
        return [f"CycloneDX: {done.stderr[-800:]}"] if done.returncode else []

    def mitigate(self):
        """Edits of the first few are put over the configuration, conf reads it, and make builds none of the files."""
        names = [f"records/{number % 3}xxx/{number}.json" for number, (_, allowed) in enumerate(self.records.all, 1)
                 if allowed == ("affected",)][:self.tries]
        rows, problems, tried = self.rows("--config", ".config", "--mitigate", *names), [], 0
        for name in names:
            record = json.loads((self.folder / name).read_text())
            row = rows[record.get("id") or record["cveMetadata"]["cveId"]]
            if not row["mitigation"]:
                continue
            tried += 1
            below = oracle.fresh_folder(self.folder / "mitigated")
            text = (self.folder / ".config").read_text()
            for line in row["mitigation"].split("; "):
                symbol = re.search(r"CONFIG_\w+", line)[0]
                text = re.sub(rf"^(# )?{symbol}(=.*| is not set)\n", "", text, flags=re.M) + line + "\n"
            (below / ".config").write_text(text)
            made = self.tree.run_conf(self.arch, below, ["--olddefconfig", "Kconfig"])
            after = Compiled(self.version, self.arch, below / "make", made.config)
            left = [file for file in files_of(record) if after.compiles(file)]
            if left:
                problems.append(f"{row['id']}: {row['mitigation']} leaves {left}")
        return problems, f"{tried} of {len(names)} can be left out"

    def bad(self):
        problems = []
        good = json.dumps(self.records.all[0][0])
        cases = {
            "broken.json": ('{"cveMetadata": {', "broken.json:1:18: not JSON"),
            "other.json": ('{"a": 1}', "other.json:1: neither a CVE record"),
            "noid.json": ('{"cveMetadata": {}}', "noid.json:1: a record without cveMetadata.cveId"),
            "empty.json": ("", "empty.json:1:1: not JSON"),
            "binary.json": ("\0\1\2", "binary.json:1:1: not JSON"),
        }
        folder = oracle.fresh_folder(self.folder / "bad")
        (folder / "good.json").write_text(good)
        for name, (text, _) in cases.items():
            (folder / name).write_text(text)
        done = self.vex("--config", ".config", "bad")
        errors = done.stderr.decode()
        problems += [f"{expected} not said" for _, expected in cases.values() if f"bad/{expected}" not in errors]
        if done.code != 2 or b"CVE-2024-50001" not in done.stdout:
            problems.append(f"exit {done.code}, and the good one is {'' if done.stdout else 'not '}answered")
        oracle.fresh_folder(self.folder / "nothing")
        for arguments, text in ((["nothing"], "no file in this folder ends in .json"), (["gone.json"], "can't read gone.json"),
                                ([], "records expected"), (["--config", "gone", "bad"], "can't read gone")):
            done = self.vex(*arguments)
            if done.code != 2 or text not in done.stderr.decode():
                problems.append(f"vex {arguments}: exit {done.code}: {done.stderr.decode()[:200]}")
        return problems, ""

    def bulk(self):
        """8,000 records in one folder, as long as real ones."""
        folder = oracle.fresh_folder(self.folder / "bulk")
        padding = [{"url": f"https://git.kernel.org/stable/c/{number:040}"} for number in range(130)]
        for number in range(8000):
            record = json.loads(json.dumps(self.records.all[number % len(self.records.all)][0]))
            (record.get("cveMetadata") or {})["cveId"] = f"CVE-2025-{number}"
            record["id" if "id" in record else "x"] = f"CVE-2025-{number}"
            record.setdefault("containers", {}).setdefault("cna", {})["references"] = padding
            (folder / f"{number}.json").write_text(json.dumps(record))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = self.vex("--config", ".config", "--format", "openvex", "-o", "bulk.json", "bulk")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        problems = [] if done.code == 1 else [f"exit {done.code}: {done.stderr.decode()[-300:]}"]
        if after.ru_maxrss > 500 << 10:
            problems.append(f"{after.ru_maxrss >> 10} MB")
        size = sum(path.stat().st_size for path in folder.iterdir()) >> 20
        return problems, f"{seconds:.1f} s CPU, {after.ru_maxrss >> 10} MB, {size} MB of records"


def main() -> int:
    groups = ("judged", "formats", "mitigate", "bad", "bulk")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--group", action="append", choices=groups, help="this group only; may be repeated")
    oracle.add_tree_option(parser)
    parser.add_argument("-a", "--arch", action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="more configurations, and bulk")
    options = parser.parse_args()
    sample = [("6.12", "x86", "defconfig"), ("6.1", "riscv", "defconfig")]
    if options.all:
        sample += [(version, arch, kind) for version in oracle.VERSIONS for arch in ("x86", "arm64", "powerpc")
                   for kind in ("allmodconfig", "randconfig", "allnoconfig")]
    if options.tree or options.arch:
        sample = [(tree, arch, "defconfig") for tree in oracle.trees(options).values() for arch in options.arch or ["x86"]]
    try:
        if not (CHECKERS / "bin/python3").exists():
            raise oracle.OracleError(f"{CHECKERS}: no validators (scripts/setup test)")
        made = {}
        for number, (version, arch, kind) in enumerate(sample):
            case = Case(version, arch, kind, options.seed + number, tries=6 if options.all else 2)
            made |= {(case, group): f"{case.name} {group}" for group in options.group or groups
                     if group == "judged" or number == 0}
    except oracle.OracleError as error:
        fail_early(error)
    names = {name: pair for pair, name in made.items()}
    return summarize(run_cases(list(names), lambda name: getattr(names[name][0], names[name][1])()))


if __name__ == "__main__":
    sys.exit(main())
