#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every fenced block of README.md and docs/, and the examples of --help: sessions are typed and must print what is shown there, commands must run.

A session has lines `~/folder$ command`, or `$ command` in the kernel tree. What `cat` shows of a file that is not there is written
to it first. In an output `…` stands for anything, numbers may be off by a tenth, times by any amount. What can't be run here is in the
table NOT_RUN with the reason, what is no command in DATA; a block that is in none of them must run.

  docs.py [-g WORD]      only files with this word in their names
  docs.py --list         what is not run, and why
"""

import argparse
import collections
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
from report import fail_early, run_cases, say, summarize  # noqa: E402

PROMPT = re.compile(r"^(~\S*)?\$ (.*)$")
TIMEOUT = 900

# Lines of commands that are not run here: the file, a pattern for the line, the reason.
NOT_RUN = [
    ("README.md", r"^make (demo|test)$", "this is that"),
    ("README.md", r"^make build$", "a stage of its own"),
    ("README.md", r"Image\.gz", "builds a kernel: Tests/boot"),
    ("docs/autoos.md", r"AUTOOS_LLM_URL", "needs a language model: Tests/autoos"),
    ("docs/ci.md", r"^make ", "a patched tree: Tests/patch/run.sh"),
    ("docs/cover.md", r"--since|--diff", "a repository of the kernel: Tests/oracle/cover.py"),
    ("docs/vex.md", r".", "records: Tests/oracle/vex.py"),
    ("docs/diff.md", r"migrate", "two trees: Tests/oracle/migrate.py"),
    ("docs/install.md", r"^make build$", "a stage of its own"),
    ("docs/lint.md", r"--arch all|--since|--sources|--tree", "minutes: Tests/oracle/lintjudge.py, Tests/surface/since.py"),
    ("docs/machine.md", r"^scripts/describe-machine|^make satlocalconfig|^cat /sys", "asks this machine: Tests/machine"),
    ("--help", r"\bmake |^for k|^wait|merge part|--replay", "in a patched tree, or after others: Tests/patch, Tests/oracle/shards.py, Tests/autoos"),
    ("--help", r"--arch all|--tree|\b(dead|necessary) --arch \w+( -v)?$", "minutes: Tests/oracle/lintjudge.py, shards.py"),
    ("--help", r"kconfig-sat (search|lsp)|satmenuconfig", "needs a board, an editor, a terminal: Tests/search, Tests/lsp, Tests/menu"),
    ("--help", r"kconfig-sat vex|--since v|--diff", "records, a repository: Tests/oracle/vex.py, cover.py"),
    ("--help", r"kconfig-sat migrate", "two trees: Tests/oracle/migrate.py"),
    ("--help", r"^cat /sys|^lspci|hardware --arch x86 >|satlocalconfig --arch x86$", "asks this machine: Tests/machine"),
    ("docs/performance.md", r".", "measures, or needs several machines: make bench, Tests/oracle/shards.py"),
    ("docs/counting.md", r"hexagon|^pip", "needs a model counter: Tests/oracle/count.py"),
    ("--help", r"kconfig-sat count --arch hexagon", "needs a model counter: Tests/oracle/count.py"),
    ("docs/search.md", r".", "needs a board: Tests/search"),
    ("docs/probes.md", r"lint --tree", "minutes: Tests/oracle/probes.py, sandbox.py"),
    ("docs/editors.md", r".", "an editor: Tests/lsp"),
    ("docs/matrix.md", r".", "several trees, Debian's configurations: Tests/oracle/matrix.py"),
    ("--help", r"kconfig-sat matrix", "a matrix file: Tests/oracle/matrix.py"),
]

# Blocks that are no commands: the file, a pattern for the first line, what they are.
DATA = [
    ("docs/boards.md", r"^worker build big", "lines of a board's file"),
    ("docs/boards.md", r"^bench pipe", "a console"),
    ("docs/ci.md", r"^(name|repos|kconfig):", "executed by Tests/oracle/lintcases.py ci, Tests/surface/since.py recipes"),
    ("docs/cover.md", r"^(jobs|build):", "pipelines"),
    ("docs/vex.md", r"^vex:", "a pipeline"),
    ("docs/diff.md", r"^(19 symbols|\{|goes on)", "an answer: Tests/oracle/difference.py, migrate.py"),
    ("docs/encoding.md", r".", "formulas"),
    ("docs/editors.md", r".", "settings of editors: Tests/lsp"),
    ("docs/machine.md", r"^(# Root file|8086:10d3)", "an answer: Tests/hardware, Tests/oracle/devices.py"),
    ("docs/merge.md", r"^board\.config:2", "an answer: Tests/oracle/mergeconfig.py"),
    ("docs/performance.md", r".", "a batch file, a macro"),
    ("docs/matrix.md", r".", "matrix files, policies, answers, a pipeline: Tests/oracle/matrix.py"),
    ("docs/satconfig.md", r"^(CONFIG_NET=y$|weak )", "parts of a file"),
    ("docs/satmenuconfig.md", r".", "screens: Tests/menu/golden"),
]

# What is there before the blocks of a file are run: relative to ~, from where the session is.
FILES = {
    "docs/explain.md": {},
    "docs/proofs.md": {"linux/board.satconfig": "CONFIG_NET=y\n"},
    "docs/probes.md": {"linux/.satconfig": "CONFIG_EXT4_FS=y\n"},
    "docs/lint.md": {"linux/board.config": "CONFIG_NET=y\n", "linux/a.config": "CONFIG_E1000=y\n", "linux/b.config": "CONFIG_NET=y\n"},
    "docs/merge.md": {"linux/a.config": "CONFIG_E1000=y\n", "linux/b.config": "CONFIG_NET=y\n", "linux/base.config": "CONFIG_NET=y\n",
                      "linux/board.config": "CONFIG_E1000=y\n", "linux/debug.config": "CONFIG_DEBUG_FS=y\n", "linux/build/x": ""},
    "docs/machine.md": {"linux/machine.txt": "machine x86_64 6.12\nmodalias pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00 "
                        "0000:00:02.0 driver=e1000e\nmount ext4 / vda\n",
                        "linux/my-other-wishes.satconfig": "CONFIG_TMPFS=y\n"},
}
EXAMPLES = {".satconfig": "CONFIG_NET=y\n", "board.satconfig": "CONFIG_NET=y\n", "debug.satconfig": "CONFIG_DEBUG_FS=y\n", "base.config": "CONFIG_NET=y\n",
            "board.config": "CONFIG_E1000=y\n", "net.config": "CONFIG_INET=y\n", "wishes.txt": "NET=y\n# CONFIG_IPV6 is not set\n",
            "old/.config": "CONFIG_NET=y\n", "build/x": "", "disk.txt": "mount ext4 / vda\n"}
FILES["--help"] = {f"linux/{name}": text for name, text in {**EXAMPLES, **{
    name.removeprefix("linux/"): text for page in ("docs/merge.md", "docs/machine.md") for name, text in FILES[page].items()}}.items()}
# Files that need a .config in the tree first, and a former one.
NEED_CONFIG = {"docs/lint.md": "x86", "docs/merge.md": "x86", "docs/diff.md": "x86", "--help": "x86", "docs/autoos.md": "riscv", "README.md": None}


class Problem(Exception):
    pass


def blocks(file: Path):
    """(first line's number, lines) of each fenced block."""
    lines = file.read_text().split("\n")
    index = 0
    while index < len(lines):
        if lines[index].startswith("```"):
            end = next(at for at in range(index + 1, len(lines)) if lines[at].startswith("```"))
            yield index + 2, lines[index + 1:end]
            index = end
        index += 1


def examples():
    """The same for the examples of each command's --help: the number is that of the command."""
    dump = subprocess.run([oracle.tool_path(), "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
    main = json.loads(dump)["command"]
    for number, command in enumerate([main, *main["subcommands"]]):
        _, found, text = re.sub(r"(?m)^Examples?:$", "\0", command.get("discussion", "")).partition("\0")
        if found:
            yield number, [line.strip() for line in text.split("\n") if line.startswith("  ")]


def reason(table, file: str, line: str):
    return next((why for name, pattern, why in table if name == file and re.search(pattern, line)), None)


class Home:
    """A home directory with a tree to write to: links to the real one but for what kconfig-patch changes."""

    def __init__(self, path: Path):
        self.path = path
        self.tree = path / "linux"
        self.link(oracle.tree_path("6.12"), self.tree, {"scripts", "Makefile"})
        self.link(oracle.tree_path("6.12") / "scripts", self.tree / "scripts", {"kconfig"})
        shutil.copytree(oracle.tree_path("6.12") / "scripts/kconfig", self.tree / "scripts/kconfig")
        shutil.copy(oracle.tree_path("6.12") / "Makefile", self.tree / "Makefile")
        # What is said of the patch is true of a tree that is not patched yet.
        subprocess.run([ROOT / "scripts/kconfig-patch", "--revert", self.tree], capture_output=True)
        (path / "kconfig-sat").symlink_to(ROOT)
        (path / "sat").mkdir()
        shutil.copytree(ROOT / "Tests/acceptance/select-break", path / "select-break")
        request = path / "select-break/request.satconfig"
        if request.exists():
            request.rename(path / "select-break/.satconfig")
        (path / "bin").mkdir()
        (path / "bin/kconfig-sat").symlink_to(oracle.tool_path())

    @staticmethod
    def link(source: Path, target: Path, without):
        target.mkdir()
        for entry in source.iterdir():
            if entry.name not in without and entry.name != ".config":
                (target / entry.name).symlink_to(entry)

    def environment(self):
        own = oracle.clean_environment()
        return own | {"HOME": str(self.path), "PATH": f"{self.path}/bin:{own['PATH']}", "TERM": "dumb",
                      "XDG_CACHE_HOME": str(oracle.BUILD / "docs-cache"), "LC_ALL": "C.UTF-8"}


class Shell:
    """One bash, so that what is exported stays."""

    def __init__(self, home: Home):
        self.home = home
        self.process = subprocess.Popen(["bash", "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, cwd=home.tree, env=home.environment())

    def run(self, folder: str, command: str) -> tuple[int, str]:
        mark = "--- done ---"
        self.process.stdin.write(f"cd {folder}\n{{ {command}\n}} </dev/null\nprintf '\\n{mark} %d\\n' $?\n")
        self.process.stdin.flush()
        output = ""
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise Problem(f"the shell ended: {output}")
            if line.startswith(mark):
                return int(line.split()[-1]), output.removesuffix("\n")
            output += line

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=TIMEOUT)


# --- Comparing --------------------------------------------------------------------------------------------------------

# What kbuild says of its helper programs, and QEMU of a package.
HELPERS = re.compile(r"^  (HOSTCC|LEX|YACC|HOSTLD|UPD|SYNC)\b|^qemu: module ")


def normal(text: str, home: Path) -> list[str]:
    text = text.replace(str(home), "/home/dev")
    text = re.sub(r"\((\d+) ms\)", "(1 ms)", text)
    text = re.sub(r"ran \d+ commands?(, knew \d+)?", "ran 1 commands", text)
    return [line.rstrip() for line in text.split("\n") if not HELPERS.match(line)]


def words(line: str) -> list[str]:
    return re.findall(r"0x[0-9a-fA-F]+|[0-9a-f]{64}|\d+(?:\.\d+)*|[^\d]+", line)


def is_alike(shown: str, printed: str, sums: dict) -> bool:
    """Whether a line is as it is shown: `…` for anything, numbers off by a tenth, sums as good as each other."""
    if "…" in shown:
        parts = [re.escape(part) for part in shown.split("…")]
        parts = [re.sub(r"(?:\\?\d)+", r"\\d+", part) for part in parts]
        return re.fullmatch(".*".join(parts), printed) is not None
    mine, theirs = words(shown), words(printed)
    if len(mine) != len(theirs):
        return False
    for a, b in zip(mine, theirs):
        if a == b:
            continue
        if re.fullmatch(r"[0-9a-f]{64}", a) and re.fullmatch(r"[0-9a-f]{64}", b):
            if sums.setdefault(a, b) != b:
                return False
        elif re.fullmatch(r"\d+", a) and re.fullmatch(r"\d+", b):
            if abs(int(a) - int(b)) > max(1, int(a) / 10):
                return False
        elif re.fullmatch(r"\d+(\.\d+)+", a) and re.fullmatch(r"\d+(\.\d+)+", b):
            if a.split(".")[0] != b.split(".")[0]:
                return False
        else:
            return False
    return True


def differences(shown: list[str], printed: list[str], sums: dict) -> list[str]:
    """The first line that is not as it should be."""
    at = 0
    for number, line in enumerate(shown):
        if line.strip() == "…":
            following = next((other for other in shown[number + 1:] if other.strip() != "…"), None)
            if following is None:
                return []
            while at < len(printed) and not is_alike(following, printed[at], sums):
                at += 1
            continue
        if at >= len(printed) or not is_alike(line, printed[at], sums):
            return [f"shown:   {line}", f"printed: {printed[at] if at < len(printed) else '(nothing)'}"]
        at += 1
    return [f"not shown: {line}" for line in printed[at:at + 3] if line]


# --- Running ----------------------------------------------------------------------------------------------------------

def session(lines: list[str]):
    """(folder, command, what is shown of its output)."""
    steps = []
    for line in lines:
        match = PROMPT.match(line)
        if match:
            steps.append((match[1] or "~/linux", re.sub(r"\s+# .*", "", match[2]), []))
        elif steps:
            steps[-1][2].append(line)
    return steps


def give(home: Home, folder: str, command: str, shown: list[str]):
    """Writes what `cat FILE` shows."""
    match = re.fullmatch(r"cat (\S+)", command)
    if not match:
        return
    path = Path(folder.replace("~", str(home.path))) / match[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(shown) + "\n")


def run_session(name, home, shells, lines, sums):
    problems = []
    for folder, command, shown in session(lines):
        if why := reason(NOT_RUN, name, command):
            say(f"    not run: {command}: {why}")
            continue
        give(home, folder, command, shown)
        Path(folder.replace("~", str(home.path))).mkdir(parents=True, exist_ok=True)
        status, output = shells[folder.split("/")[1]].run(folder, command)
        if not shown:
            problems += [f"{command}: exit {status}: {output}"] * (status not in (0, 1))
            continue
        found = differences(normal("\n".join(shown), home.path), normal(output.rstrip("\n"), home.path), sums)
        if found:
            problems += [f"{command}", *("  " + line for line in found)]
    return problems


def run_commands(name, home, shell, lines):
    problems = []
    for line in lines:
        command = re.sub(r"\s+# .*", "", line).strip()
        if not command:
            continue
        if why := reason(NOT_RUN, name, command):
            say(f"    not run: {command}: {why}")
            continue
        status, output = shell.run("~/kconfig-sat" if command.startswith("scripts/") else "~/linux", command)
        if status not in (0, 1):
            problems += [f"{command}: exit {status}", *("  " + one for one in output.split("\n")[-4:])]
    return problems


def prepare(name: str, home: Home):
    for path, text in FILES.get(name, {}).items():
        target = home.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    if arch := NEED_CONFIG.get(name):
        for mode in ("--objective=defaults", "--objective=minimal"):
            done = subprocess.run([oracle.tool_path(), "satconfig", "--arch", arch, mode, "/dev/null"], cwd=home.tree, capture_output=True,
                                  text=True, env=home.environment(), timeout=TIMEOUT)
            if done.returncode:
                raise Problem(done.stderr)
    if name in ("docs/machine.md", "--help"):
        for blob in ("virt.dtb", "board.dtb"):
            subprocess.run(["qemu-system-riscv64", "-M", f"virt,dumpdtb={blob}"], cwd=home.tree, capture_output=True)
    if name == "--help":
        shutil.copy(home.tree / ".config", home.tree / ".config_base")
    if name in ("README.md", "docs/autoos.md", "docs/machine.md"):
        subprocess.run([ROOT / "scripts/kconfig-patch", home.tree], capture_output=True, check=name != "README.md")
        if name == "README.md":
            subprocess.run([ROOT / "scripts/kconfig-patch", "--revert", home.tree], capture_output=True)


def check(name: str):
    problems, count = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch))
        prepare(name, home)
        # What is exported in one folder is not in another.
        shells, sums = collections.defaultdict(lambda: Shell(home)), {}
        try:
            for number, lines in examples() if name == "--help" else blocks(ROOT / name):
                first = next((line for line in lines if line.strip()), "")
                if any(PROMPT.match(line) for line in lines):
                    found = run_session(name, home, shells, lines, sums)
                elif why := reason(DATA, name, first):
                    continue
                else:
                    found = run_commands(name, home, shells["~/linux"], lines)
                count += 1
                problems += [f"{name}:{number}: {line}" for line in found]
        except Problem as problem:
            problems.append(str(problem))
        finally:
            for shell in shells.values():
                shell.end()
    return problems, f"{count} blocks"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--grep", default="")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, pattern, why in NOT_RUN + DATA:
            print(f"{name}  {pattern}  {why}")
        return 0
    if not oracle.tool_path().exists():
        fail_early(f"{oracle.tool_path()} is missing: make build")
    names = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
    with_blocks = [name for name in names if options.grep in name and any(blocks(ROOT / name))]
    return summarize(run_cases(with_blocks + ["--help"] * (options.grep in "--help"), check))


if __name__ == "__main__":
    sys.exit(main())
