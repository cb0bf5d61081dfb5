# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's own `conf` as an oracle.

An Oracle belongs to one kernel tree. It builds the tree's `conf` once, records for every
architecture the environment that kbuild gives to `conf`, and then runs `conf` or kconfig-sat
in a folder of the caller's choice with exactly that environment.

A tree is named by a version, for Debian's linux-source-VERSION, or by its folder.

Everything it keeps lives under build/oracle/NAME/ and may be deleted at any time.

Variables:
  KCONFIG_SAT        the kconfig-sat binary (default: .build/release/kconfig-sat)
  KCONFIG_SAT_TREES  folder that holds linux-source-VERSION (default: build/trees)
"""

import fcntl
import functools
import hashlib
import json
import os
import pickle
import platform
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
VERSIONS = ("6.12", "6.1")
TIMEOUT = 900

# A Kconfig file whose only effect is to write down the environment of the `conf` that reads it.
# conf is run by kbuild as for any real goal, so nothing about that environment is guessed.
RECORDER = """mainmenu "environment recorder"
RECORDED := $(shell,env -0 >"$KCONFIG_SAT_RECORD")
config RECORDED
	bool
"""

# What the recording itself adds to the environment (the last three come from conf's popen).
RECORDING_ONLY = ("KBUILD_KCONFIG", "KCONFIG_SAT_RECORD", "_", "OLDPWD", "PWD")


class OracleError(Exception):
    """A tool that the oracle needs failed; the text says which and how."""


@dataclass
class Result:
    code: int
    stdout: bytes
    stderr: bytes
    config: bytes | None  # the bytes of .config afterwards, None when there is none


def tool_path() -> Path:
    return Path(os.environ.get("KCONFIG_SAT", ROOT / ".build/release/kconfig-sat")).resolve()


def is_folder(tree: str) -> bool:
    return "/" in tree or Path(tree).is_dir()


def tree_path(version: str) -> Path:
    if is_folder(version):
        return Path(version).resolve()
    return Path(os.environ.get("KCONFIG_SAT_TREES", BUILD / "trees")).resolve() / f"linux-source-{version}"


def name_of_tree(tree: str) -> str:
    """A word for a tree that may be the name of a folder."""
    if not is_folder(tree):
        return tree
    path = Path(tree).resolve()
    return f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def version_of_tree(tree: Path) -> str:
    """`6.12` of a kernel tree, from its Makefile."""
    try:
        text = (tree / "Makefile").read_text(errors="replace")
    except OSError as error:
        raise OracleError(f"{tree}: no kernel tree: {error}") from error
    found = [re.search(rf"^{name} *= *(\d+)", text, re.M) for name in ("VERSION", "PATCHLEVEL")]
    if not all(found):
        raise OracleError(f"{tree}/Makefile: no VERSION and PATCHLEVEL")
    return ".".join(match[1] for match in found)


def add_tree_option(parser, **how):
    parser.add_argument("-t", "--tree", action="append", metavar="TREE",
                        help="6.12, 6.1, or the folder of any kernel tree (default: both versions)", **how)


def trees(options) -> dict[str, str]:
    """By name, what -t named: by default both versions."""
    return {name_of_tree(tree): tree for tree in options.tree or VERSIONS}


def clean_environment() -> dict[str, str]:
    """What a plain shell would have: nothing of the make that may run us, no KCONFIG_* variables."""
    kept = ("PATH", "HOME", "USER", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["XDG_CACHE_HOME"] = str(BUILD / "cache")
    return environment


def run(command, cwd, environment, timeout=TIMEOUT) -> Result:
    """Runs `command` in `cwd`; PWD is what a shell would have set there. `.answers` is its standard input."""
    answers = Path(cwd) / ".answers"
    given = answers.read_bytes() if answers.is_file() else b""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment | {"PWD": str(cwd)},
                          input=given, capture_output=True, timeout=timeout)
    return Result(done.returncode, done.stdout, done.stderr, read_config(cwd))


def read_config(folder) -> bytes | None:
    try:
        return (Path(folder) / ".config").read_bytes()
    except FileNotFoundError:
        return None


def fresh_folder(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


class Oracle:
    def __init__(self, tree: str):
        """`tree`: a version or a folder."""
        self.tree = tree_path(tree)
        self.name = name_of_tree(tree)
        self.home = BUILD / "oracle" / self.name
        self.output = self.home / "o"
        self.conf = self.output / "scripts/kconfig/conf"
        self.environments: dict[str, dict[str, str]] = {}
        self.replay: dict[str, str] = {}
        if not (self.tree / "scripts/kconfig/conf.c").is_file():
            hint = "" if is_folder(tree) else f" (scripts/fetch-tree {tree} {self.tree})"
            raise OracleError(f"{self.tree}: no kernel tree{hint}")
        self.version = version_of_tree(self.tree)

    def architectures(self) -> list[str]:
        return sorted(path.parent.name for path in self.tree.glob("arch/*/Kconfig"))

    def prepare(self, architectures, say=lambda line: None):
        """Builds conf and records the environments that are still missing. Call before any run."""
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._forget_when_stale()
            for arch in architectures:
                if arch not in self.environments:
                    self.environments[arch] = self._environment(arch, say)

    def start_replay(self):
        """From now on both programs get the output of shell commands from what the first run recorded."""
        library, kept = self.home / "replay.so", self.home / "probes"
        source = Path(__file__).with_name("replay.c")
        built = run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, source, "-ldl"], self.home,
                    clean_environment())
        if built.code != 0:
            raise OracleError(f"can't build replay.c:\n{built.stderr.decode()}")
        kept.mkdir(exist_ok=True)
        self.replay = {"LD_PRELOAD": str(library), "KCONFIG_SAT_REPLAY": str(kept)}

    def run_conf(self, arch, cwd, arguments, extra=None, timeout=TIMEOUT) -> Result:
        environment = self.environments[arch] | self.replay | (extra or {})
        return run([self.conf, *arguments], cwd, environment, timeout)

    @functools.cache
    def usual_warnings(self, arch) -> list[str]:
        """What conf says about the tree with any configuration."""
        folder = fresh_folder(self.home / "usual" / arch)
        return self.run_conf(arch, folder, ["--alldefconfig", "Kconfig"]).stderr.decode().splitlines()

    def recall_conf(self, arch, cwd, arguments, extra=None, afresh=False) -> Result:
        """run_conf, or what it gave earlier for the same environment, arguments and .config.

        The result may be out of date when a tool that the tree probes for was installed since:
        a caller who finds a difference asks again with `afresh`. Files are not written on a recall."""
        question = [self.environments[arch] | (extra or {}), arguments, repr(read_config(cwd))]
        key = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
        kept = self.home / "results" / f"{key}.pickle"
        if kept.is_file() and not afresh:
            return pickle.loads(kept.read_bytes())
        result = self.run_conf(arch, cwd, arguments, extra)
        kept.parent.mkdir(exist_ok=True)
        partial = kept.with_name(f"{key}.{threading.get_ident()}")
        partial.write_bytes(pickle.dumps(result))
        partial.rename(kept)
        return result

    @functools.cache
    def kept_results(self) -> dict[str, list[Result]]:
        """By architecture, what recall_conf has kept of runs that wrote a configuration, each one once."""
        found = {}
        for path in sorted((self.home / "results").glob("*.pickle")):
            result = pickle.loads(path.read_bytes())
            arch = re.search(rb"^# \w+/(\S+) ", result.config or b"", re.M)
            if result.code == 0 and arch and b"CONFIG_" in result.config:
                found.setdefault(arch[1].decode(), {}).setdefault(result.config, result)
        return {arch: [*results.values()] for arch, results in found.items()}

    def run_tool(self, arch, cwd, arguments, extra=None, timeout=TIMEOUT) -> Result:
        environment = self.environments[arch] | self.replay | (extra or {})
        return run([tool_path(), *arguments], cwd, environment, timeout)

    def defconfigs(self, arch) -> list[str]:
        """Names of the defconfigs, as `conf --defconfig=arch/SRCARCH/configs/NAME` wants them."""
        folder = self.tree / "arch" / self.environments[arch]["SRCARCH"] / "configs"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*defconfig") if path.is_file())

    def _stamp(self) -> str:
        compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True).stdout
        return "\n".join([str(self.tree), os.environ.get("PATH", ""), RECORDER, compiler])

    def _forget_when_stale(self):
        """Drops everything kept when the tree, the compiler or PATH is another one than last time."""
        stamp, file = self._stamp(), self.home / "stamp"
        if file.is_file() and file.read_text() == stamp:
            return
        for path in self.home.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
        file.write_text(stamp)

    def _environment(self, arch, say) -> dict[str, str]:
        kept = self.home / "env" / f"{arch}.json"
        if not (kept.is_file() and self.conf.is_file()):
            say(f"{self.name}: recording kbuild's environment for {arch}")
            kept.parent.mkdir(exist_ok=True)
            partial = kept.with_suffix(".partial")
            partial.write_text(json.dumps(self._record(arch), indent=1, sort_keys=True))
            partial.rename(kept)
        return json.loads(kept.read_text())

    def _record(self, arch) -> dict[str, str]:
        self.output.mkdir(exist_ok=True)
        recorder, dump = self.home / "Kconfig.recorder", self.home / "environment"
        recorder.write_text(RECORDER)
        dump.unlink(missing_ok=True)
        environment = clean_environment() | {
            "KBUILD_KCONFIG": str(recorder), "KCONFIG_SAT_RECORD": str(dump)}
        command = ["make", "-C", self.tree, f"O={self.output}", f"ARCH={arch}"]
        if arch == "um":
            command.append(f"SUBARCH={platform.machine()}")
        made = run([*command, "olddefconfig"], self.home, environment)
        if made.code != 0 or not dump.is_file():
            raise OracleError(f"{self.name}: make ARCH={arch} failed:\n{made.stderr.decode()}")
        pairs = [entry.split("=", 1) for entry in dump.read_bytes().decode().split("\0") if entry]
        return {name: value for name, value in pairs if name not in RECORDING_ONLY}
