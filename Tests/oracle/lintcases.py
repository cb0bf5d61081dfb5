#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lint` on a real tree, judged by the kernel's conf, by the schemas of its formats, and by what docs/ci.md promises.

  drops    riscv's defconfig and a fragment of ten lines, four of which are dropped for four different reasons: four
           findings, the right causes, and additions after which conf keeps every line
  lost     lines that no addition can keep: another finding each
  formats  json and SARIF against their schemas, GitHub's annotations line by line
  ci       the workflows and the pre-commit hook of docs/ci.md, executed (--since: Tests/surface/since.py)

  lintcases.py [-g GROUP]…
"""

import argparse
import json
import os
import re
import subprocess
from pathlib import Path

import oracle
from report import fail_early, run_cases, say, summarize

SCRATCH = oracle.BUILD / "lintcases"
CHECKERS = oracle.BUILD / "checkers"
DEFCONFIG = "arch/riscv/configs/defconfig"

FRAGMENT = """CONFIG_IKCONFIG=y
CONFIG_F2FS_FS_SECURITY=y
CONFIG_USB_ACM=m
# CONFIG_CRC16 is not set
CONFIG_NET_SCHED=y
CONFIG_DM_CRYPT=y
CONFIG_LOG_BUF_SHIFT=16
CONFIG_CMDLINE_FORCE=y
CONFIG_TMPFS_INODE64=y
CONFIG_LOCALVERSION="-board"
"""

# line: rule, what the cause must name, the addition. What depends on something that is off; what something selects;
# what can only be a module, since what it needs is one; the member of a choice that a text keeps hidden.
DROPS = {
    2: ("value-dropped", "F2FS_FS_XATTR [=n]", r"CONFIG_F2FS_FS=[my]"),
    4: ("value-changed", "selected by EXT4_FS [=y]", r"# CONFIG_EXT4_FS is not set"),
    6: ("value-changed", "can only be m; y needs BLK_DEV_DM [=m]", r"CONFIG_BLK_DEV_DM=y"),
    8: ("value-dropped", 'needs CMDLINE [=""]!=""', r'CONFIG_CMDLINE="[^"]+"'),
}

LOST = """CONFIG_HZ_100=y
CONFIG_HZ_1000=y
CONFIG_LOG_BUF_SHIFT=99
CONFIG_USB_ACM=3
CONFIG_PREEMT=y
CONFG_NET=y
CONFIG_64BIT=y
"""

LOST_RULES = {
    (1, "choice-conflict"), (1, "conflicting-lines"), (3, "value-out-of-range"), (4, "wrong-type"), (5, "unknown-symbol"),
    (6, "malformed-line"), (7, "redundant-line"),
}


class Cases:
    def __init__(self, tree):
        self.tree = tree

    def folder(self, name, fragment=FRAGMENT):
        folder = oracle.fresh_folder(SCRATCH / name)
        (folder / "board.config").write_text(fragment)
        return folder

    def lint(self, folder, *options):
        arguments = ["lint", "--config", DEFCONFIG, "--fragment", "board.config", *options]
        return self.tree.run_tool("riscv", folder, arguments)

    def findings(self, folder, *options):
        done = self.lint(folder, "--format", "json", *options)
        if done.code not in (0, 1):
            raise RuntimeError(f"lint: exit {done.code}\n{done.stderr.decode()}")
        return [entry for entry in json.loads(done.stdout)["findings"] if entry["place"]["file"] == "board.config"]

    def merged(self, *parts) -> bytes:
        """What merge_config.sh does: of several lines for a symbol only the last one is left."""
        lines = "".join([(self.tree.tree / DEFCONFIG).read_text(), *parts]).splitlines()
        last = {re.search(r"CONFIG_\w+", line).group(): line for line in lines if "CONFIG_" in line}
        return ("\n".join(last.values()) + "\n").encode()

    def lost_to_conf(self, folder, fragment, addition="") -> list[str]:
        """The lines of the fragment that are gone after conf --olddefconfig."""
        (folder / ".config").write_bytes(self.merged(fragment, addition))
        after = self.tree.run_conf("riscv", folder, ["--olddefconfig", "Kconfig"]).config.decode().splitlines()
        kept = set(after)
        names = {line.split("=")[0] for line in after}

        def is_kept(line):
            off = re.fullmatch(r"# (CONFIG_\w+) is not set", line)
            return line in kept or (off and off.group(1) not in names)
        return [line for line in fragment.splitlines() if not is_kept(line)]

    # MARK: - Groups

    def drops(self):
        folder = self.folder("drops")
        problems = []
        lines = FRAGMENT.splitlines()
        dropped = self.lost_to_conf(folder, FRAGMENT)
        if dropped != [lines[number - 1] for number in DROPS]:
            problems.append(f"conf drops {dropped}")
        found = {entry["place"]["line"]: entry for entry in self.findings(folder, "--fix", "add.config")
                 if entry["severity"] != "note"}
        if sorted(found) != sorted(DROPS):
            problems.append(f"findings for the lines {sorted(found)}")
        for number, (rule, cause, addition) in DROPS.items():
            problems += self.judge(folder, found.get(number), rule, cause, addition, lines[number - 1])
        whole = (folder / "add.config").read_text()
        if gone := self.lost_to_conf(folder, FRAGMENT, whole):
            problems.append(f"with --fix, conf still drops {gone}")
        if len(whole.splitlines()) != len(DROPS):
            problems.append(f"--fix writes {whole.splitlines()}")
        return problems, f"{len(found)} findings"

    def judge(self, folder, entry, rule, cause, addition, line):
        """One finding: the rule, the cause, and what its addition does to its line."""
        if entry is None:
            return [f"{line}: no finding"]
        problems = [] if entry["rule"] == rule else [f"{line}: {entry['rule']}"]
        if cause not in entry["message"]:
            problems.append(f"{line}: {entry['message']}")
        added = "\n".join(entry.get("fix", {}).get("lines", []))
        if not re.fullmatch(addition, added):
            problems.append(f"{line}: addition {added}")
        lost = self.lost_to_conf(folder, FRAGMENT, added + "\n")
        if line in lost:
            problems.append(f"{line}: conf drops it with {added}, too")
        lines = FRAGMENT.splitlines()
        if others := [other for other in lost if lines.index(other) + 1 not in DROPS]:
            problems.append(f"{line}: {added} loses {others}")
        return problems

    def lost(self):
        folder = self.folder("lost", LOST)
        found = {(entry["place"]["line"], entry["rule"]) for entry in self.findings(folder)}
        return [f"{case}: {'missing' if case in LOST_RULES else 'not expected'}"
                for case in sorted(found ^ LOST_RULES)], f"{len(found)} findings"

    def formats(self):
        folder = self.folder("formats", FRAGMENT + LOST)
        problems, count = [], len(self.findings(folder))
        sarif_schema = next(CHECKERS.glob("lib/python*/site-packages/sarif-schema.json"))
        for name, schema in (("json", oracle.ROOT / "docs/schemas/lint.json"), ("sarif", sarif_schema)):
            for options in ([], ["--disable", "value-dropped"]):
                self.lint(folder, "--format", name, "--output", f"out.{name}", *options)
                problems += check(schema, folder / f"out.{name}")
        runs = json.loads((folder / "out.sarif").read_text())["runs"]
        if not any("fixes" in result for result in runs[0]["results"]):
            problems.append("SARIF without a fix")
        lines = self.lint(folder, "--format", "github").stdout.decode().splitlines()
        mine = [line for line in lines if "file=board.config," in line]
        if not all(re.match(r"::(notice|warning|error) file=[^,]+,line=\d+.*,title=[a-z-]+::.", line) for line in lines):
            problems.append("an annotation of another form")
        if len(mine) != count:
            problems.append(f"{len(mine)} annotations for {count} findings")
        return problems, f"{count} findings"

    def ci(self):
        examples = re.findall(r"```yaml\n(.*?)```", (oracle.ROOT / "docs/ci.md").read_text(), re.S)
        workflow, caller, gitlab, hooks, _ = examples
        folder = oracle.fresh_folder(SCRATCH / "schemas")
        problems = []
        for text, name, schema in ((workflow, "kconfig.yml", "vendor.github-workflows"), (caller, "checks.yml", "vendor.github-workflows"),
                                   (gitlab, ".gitlab-ci.yml", "vendor.gitlab-ci")):
            (folder / name).write_text(text)
            problems += check(schema, folder / name, "--builtin-schema")
        given = yaml(folder / "checks.yml")["jobs"]["kconfig"]["with"]
        wanted = yaml(folder / "kconfig.yml", "on")["workflow_call"]["inputs"]
        problems += [f"{name}: no such input" for name in given if name not in wanted]
        variables = {name.upper(): given.get(name, entry["default"]) for name, entry in wanted.items()}
        problems += self.workflow(yaml(folder / "kconfig.yml"), variables)
        return problems + self.pre_commit(hooks), f"{len(examples)} examples"

    def environment(self):
        """As on a machine of a hosting service: the program in PATH; the tree, which is not ours to write to, by srctree."""
        environment = oracle.clean_environment() | {"srctree": str(self.tree.tree)}
        programs = SCRATCH / "programs"
        programs.mkdir(parents=True, exist_ok=True)
        link = programs / "kconfig-sat"
        link.unlink(missing_ok=True)
        link.symlink_to(oracle.tool_path())
        return environment | {"PATH": f"{programs}:{CHECKERS / 'bin'}:{environment['PATH']}"}

    def shell(self, folder, command, variables):
        return oracle.run(["bash", "-e", "-c", command], folder, self.environment() | variables)

    def workflow(self, workflow, variables):
        """The steps but those about a pull request: Tests/surface/since.py has those."""
        folder = oracle.fresh_folder(SCRATCH / "workflow")
        (folder / "kernel/configs").mkdir(parents=True)
        board = folder / "kernel/configs/board.config"
        problems = []
        program, fragments, tree = [step["run"] for step in workflow["jobs"]["lint"]["steps"] if "run" in step and "if" not in step]
        if self.shell(folder, program, variables).code:
            problems.append("the program is there and still fetched")
        for config, wanted in (("CONFIG_USB_ACM=m\n", 0), (FRAGMENT, 1)):
            board.write_text(config)
            done = self.shell(folder, fragments, variables)
            if done.code != wanted or (b"::warning file=kernel/configs/board.config" in done.stdout) != (wanted == 1):
                problems.append(f"fragments: exit {done.code}: {done.stdout.decode()[-300:]} {done.stderr.decode()[-300:]}")
        written = re.search(r"`(kconfig-sat lint --tree.*--write-baseline [^`]*)`", (oracle.ROOT / "docs/ci.md").read_text())
        for command in (written.group(1), tree):
            done = self.shell(folder, command, variables)
            if done.code != 0:
                problems.append(f"{command}: exit {done.code}: {done.stderr.decode()[-300:]}")
        results = json.loads((folder / "kconfig.sarif").read_text())["runs"][0]["results"]
        if results:
            problems.append(f"{len(results)} findings beside a baseline of everything")
        return problems

    def pre_commit(self, text):
        folder = oracle.fresh_folder(SCRATCH / "pre-commit")
        (folder / "kernel/configs").mkdir(parents=True)
        (folder / ".pre-commit-config.yaml").write_text(text)
        board = folder / "kernel/configs/board.config"
        environment = self.environment() | {"PRE_COMMIT_HOME": str(SCRATCH / "pre-commit-home"), "GIT_CONFIG_GLOBAL": "/dev/null"}
        problems = []
        for config, wanted in (("CONFIG_USB_ACM=m\n", 0), (FRAGMENT, 1)):
            board.write_text(config)
            for command in (["git", "init", "-q"], ["git", "add", "."]):
                oracle.run(command, folder, environment)
            done = oracle.run([CHECKERS / "bin/pre-commit", "run"], folder, environment)
            if done.code != wanted or b"kconfig-sat lint" not in done.stdout or b"Skipped" in done.stdout:
                problems.append(f"pre-commit: exit {done.code}: {done.stdout.decode()} {done.stderr.decode()}")
        return problems


def check(schema, file, option="--schemafile") -> list[str]:
    """What the schema has against the file."""
    # One pattern of the SARIF schema is Python's, not ECMAScript's.
    command = [CHECKERS / "bin/check-jsonschema", "--regex-variant", "python", option, schema, file]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=os.environ)
    return [] if done.returncode == 0 else [f"{Path(file).name}:", *done.stdout.splitlines()[:10], *done.stderr.splitlines()[-3:]]


def yaml(file, key=None):
    """What a file of YAML has, or one key of it (`on` is a truth value to YAML 1.1)."""
    reader = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
    whole = json.loads(subprocess.check_output([CHECKERS / "bin/python3", "-c", reader, file]))
    return whole if key is None else whole["true" if key == "on" else key]


def main() -> int:
    groups = ("drops", "lost", "formats", "ci")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--group", action="append", choices=groups, help="this group only; may be repeated")
    options = parser.parse_args()
    try:
        if not (CHECKERS / "bin/check-jsonschema").exists():
            raise oracle.OracleError(f"{CHECKERS}: no validators (scripts/setup test)")
        tree = oracle.Oracle("6.12")
        tree.prepare(["riscv"], say)
        tree.start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    cases = Cases(tree)
    return summarize(run_cases(options.group or groups, lambda group: getattr(cases, group)()))


if __name__ == "__main__":
    raise SystemExit(main())
