# SPDX-License-Identifier: GPL-2.0-or-later
"""What `make bench` measures: the commands of the table."""

import re
import sys
from pathlib import Path

import peers
from measuring import Bound, Row

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
from oracle import ROOT, Oracle, clean_environment, tool_path  # noqa: E402

OLDDEFCONFIG = "`olddefconfig` from the defconfig"
SATCONFIG = "requirements to a configuration"
RANDOM = "a random configuration"
CONFIG = "questions about a configuration"
MATRIX = "40 configurations of one policy"
TREE = "questions about the whole tree"
SOURCES = "names in sources that nothing defines"
ENGINES = "SAT solvers (`--engine`)"
PRESENCE = "which configurations compile a file"

# The requirements of README.md.
REQUIREMENTS = ROOT / "Tests/bench/guest.satconfig"
SEED = {"KCONFIG_SEED": "0x2A"}
OFF = {"KCONFIG_SAT_CACHE": "off"}
# As a patch of twenty files: drivers, file systems, networking, the core.
TWENTY = """drivers/net/tun.c drivers/net/veth.c drivers/net/dummy.c drivers/net/bonding/bond_main.c drivers/usb/core/hub.c
    drivers/usb/storage/usb.c drivers/hid/hid-core.c drivers/input/input.c drivers/gpu/drm/drm_drv.c drivers/md/dm.c
    fs/ext4/inode.c fs/btrfs/inode.c fs/xfs/xfs_inode.c net/ipv4/tcp.c net/ipv6/route.c net/sched/sch_fq.c
    kernel/sched/fair.c kernel/fork.c mm/memory.c crypto/aead.c""".split()


class Comparison:
    """The rows for one tree and architecture. `home` is for working folders, `cache` for the cache of probes."""

    def __init__(self, oracle: Oracle, arch: str, home: Path, venv: Path):
        self.oracle, self.arch, self.home, self.venv = oracle, arch, home, venv
        self.kbuild = oracle.environments[arch] | {"XDG_CACHE_HOME": str(home / "cache")}
        self.tool = tool_path()
        self.defconfig = self._defconfig()
        self.whole = home / "whole.config"

    def _defconfig(self) -> Path:
        """What `make ARCH=… defconfig` starts from."""
        name = self.kbuild.get("KBUILD_DEFCONFIG", "defconfig")
        return self.oracle.tree / "arch" / self.kbuild["SRCARCH"] / "configs" / name

    def _hunks(self) -> list[str]:
        """As a patch that changes a few lines of each file."""
        counts = {file: len((self.oracle.tree / file).read_bytes().splitlines()) for file in TWENTY}
        return [f"{file}:{start}-{start + 15}" for file, count in counts.items() for start in (count // 3, count // 2)]

    def row(self, key, group, text, command, environment=None, config=None, **others) -> Row:
        return Row(key, group, text, command, self.home / "rows" / key, self.kbuild | (environment or {}), config,
                   **others)

    def ours(self, key, group, text, arguments, **others) -> Row:
        return self.row(key, group, text, [self.tool, *arguments], **others)

    def peer(self, key, group, text, command, **others) -> Row:
        return self.row(key, group, text, command, own=False, **others)

    def prepare(self, meter):
        """Writes the whole configuration that the questions about one start from."""
        meter.run(self.conf_row())
        (self.home / "rows/conf/.config").rename(self.whole)

    def conf_row(self) -> Row:
        return self.peer("conf", OLDDEFCONFIG, "the kernel's `conf`", [self.oracle.conf, "--olddefconfig", "Kconfig"],
                         config=self.defconfig)

    def rows(self) -> list[Row]:
        return [*self._olddefconfig(), *self._satconfig(), *self._random(), *self._config(), *self._matrix(), *self._tree(), *self._engines(),
                *self._presence(), *self._sources()]

    def _olddefconfig(self) -> list[Row]:
        conf = ["conf", "--olddefconfig", "Kconfig"]
        adapted = str(peers.kconfiglib_tree(self.oracle.tree, self.home / "kconfiglib"))
        replay = self.oracle.replay
        make = ["make", "-C", self.oracle.tree, f"O={self.home}/rows/make", f"ARCH={self.arch}", "olddefconfig"]
        built = self.peer("make", OLDDEFCONFIG, "`make olddefconfig`", make, config=self.defconfig)
        built.environment = clean_environment()
        config = {"config": self.defconfig}
        return [
            self.conf_row(),
            self.peer("conf-replayed", OLDDEFCONFIG, "the kernel's `conf`, probes replayed",
                      [self.oracle.conf, "--olddefconfig", "Kconfig"], environment=replay, **config),
            built,
            self.peer("kconfiglib", OLDDEFCONFIG, "Kconfiglib's `olddefconfig`",
                      [self.venv / "bin/python", "-m", "olddefconfig", "Kconfig"],
                      environment={"srctree": adapted}, **config),
            self.peer("kmax", OLDDEFCONFIG, "kmax: `kextract` and `kclause` (load only)",
                      peers.kmax_command(self.venv, self.kbuild),
                      environment={"BENCH_FOLDER": str(self.home / "rows/kmax")}, slow=True),
            self.ours("warm", OLDDEFCONFIG, "kconfig-sat, warm cache", conf, **config,
                      bound=Bound(0.10, "conf"), megabytes=80),
            self.ours("cold", OLDDEFCONFIG, "kconfig-sat, no cache", conf, environment=OFF, **config,
                      bound=Bound(0.80, "conf"), megabytes=80),
            self.ours("replayed", OLDDEFCONFIG, "kconfig-sat, no cache, probes replayed", conf,
                      environment=OFF | replay, **config, bound=Bound(0.5, "conf-replayed"), megabytes=80),
        ]

    def _satconfig(self) -> list[Row]:
        return [
            self.ours("satconfig-any", SATCONFIG, "`satconfig --objective any`",
                      ["satconfig", "--objective", "any", REQUIREMENTS], bound=Bound(0.5, "conf"), megabytes=300),
            self.ours("satconfig", SATCONFIG, "`satconfig`, proven smallest", ["satconfig", REQUIREMENTS],
                      bound=Bound(2.0, "conf"), megabytes=300),
        ]

    def _random(self) -> list[Row]:
        return [
            self.peer("randconfig", RANDOM, "the kernel's `conf --randconfig`",
                      [self.oracle.conf, "--randconfig", "Kconfig"], environment=SEED),
            self.ours("our-randconfig", RANDOM, "`kconfig-sat conf --randconfig`",
                      ["conf", "--randconfig", "Kconfig"], environment=SEED),
            self.ours("satrandconfig", RANDOM, "`satrandconfig`", ["satrandconfig", REQUIREMENTS], environment=SEED),
        ]

    def _config(self) -> list[Row]:
        config = {"config": self.whole}
        return [
            self.ours("check", CONFIG, "`check`", ["check"], **config, bound=Bound(0.3, "conf")),
            self.ours("explain", CONFIG, "`explain EROFS_FS_ZIP_LZMA=y`", ["explain", "EROFS_FS_ZIP_LZMA=y"], codes=(0, 1),
                      **config),
            self.ours("fix", CONFIG, "`fix EROFS_FS_ZIP_LZMA=y`", ["fix", "EROFS_FS_ZIP_LZMA=y"], **config),
            self.ours("lint", CONFIG, "`lint`", ["lint"], **config, codes=(0, 1)),
        ]

    def _matrix(self) -> list[Row]:
        folder = self.home / "matrix"
        folder.mkdir(parents=True, exist_ok=True)
        blocks = "".join(f"when cell=c{number}\n  CONFIG_LOCALVERSION=\"-c{number}\"\nend\n" for number in range(40))
        (folder / "policy.satconfig").write_text(self.defconfig.read_text() + blocks)
        (folder / "matrix").write_text("".join(f"cell c{number} output=out/c{number} policy.satconfig\n" for number in range(40)))
        return [self.ours("matrix", MATRIX, "`matrix build`, 2 jobs",
                          ["matrix", "build", "--matrix", folder / "matrix", "--ignore-unknown", "--jobs", "2"],
                          bound=Bound(4.0, "conf"), megabytes=1000)]

    def _engines(self) -> list[Row]:
        config = {"config": self.whole}
        rows = []
        for engine in ("cadical", "picosat", "cryptominisat"):
            chosen = ["--engine", engine]
            rows += [
                self.ours(f"{engine}-satconfig", ENGINES, f"`satconfig --engine {engine}`",
                          ["satconfig", *chosen, REQUIREMENTS], slow=engine != "cadical"),
                self.ours(f"{engine}-explain", ENGINES, f"`explain --engine {engine} EROFS_FS_ZIP_LZMA=y`",
                          ["explain", *chosen, "EROFS_FS_ZIP_LZMA=y"], codes=(0, 1), **config),
            ]
        return rows

    def _tree(self) -> list[Row]:
        others = [word for rule in self._rules() if rule != "unmet-select" for word in ("--disable", rule)]
        return [
            self.ours("dead", TREE, "`dead`", ["dead"], bound=Bound(30, "conf")),
            self.ours("unmet-select", TREE, "`lint --tree`, unmet selects only", ["lint", "--tree", *others],
                      codes=(0, 1), bound=Bound(150, "conf")),
            self.ours("lint-tree", TREE, "`lint --tree`, all rules", ["lint", "--tree"], codes=(0, 1)),
        ]

    @staticmethod
    def _rules() -> list[str]:
        return re.findall("^### `([a-z-]+)`$", (ROOT / "docs/lint.md").read_text(), re.MULTILINE)

    def _presence(self) -> list[Row]:
        config = {"config": self.whole, "codes": (0, 1)}
        return [
            self.ours("whichconfig", PRESENCE, "`whichconfig FILE`", ["whichconfig", TWENTY[0]], bound=Bound(0.65, "conf"),
                      megabytes=500),
            self.ours("compiled", PRESENCE, "`compiled FILE`", ["compiled", "--no-fix", TWENTY[0]], **config,
                      bound=Bound(0.65, "conf"), megabytes=500),
            self.ours("compiled-headers", PRESENCE, "`compiled`, two headers that nearly all include",
                      ["compiled", "--no-fix", "include/linux/skbuff.h", "include/linux/mm.h"], **config),
            self.ours("compiled-cold", PRESENCE, "`compiled FILE`, no cache", ["compiled", "--no-fix", TWENTY[0]],
                      environment=OFF, **config),
            self.peer("klocalizer", PRESENCE, "kmax: `klocalizer`, the same files",
                      peers.klocalizer_command(self.venv, self.oracle.tree, TWENTY),
                      environment={"BENCH_FOLDER": str(self.home / "rows/klocalizer")}, slow=True),
            self.ours("cover", PRESENCE, "`cover`, two hunks in each of twenty files",
                      ["cover", "--base", "alldefconfig", *self._hunks()], codes=(0, 1), bound=Bound(3.2, "conf"), megabytes=500),
            self.ours("cover-whole", PRESENCE, "`cover`, all lines of twenty files", ["cover", "--base", "alldefconfig", *TWENTY],
                      codes=(0, 1), bound=Bound(3.2, "conf"), megabytes=500),
        ]

    def _sources(self) -> list[Row]:
        script = self.oracle.tree / "scripts/checkkconfigsymbols.py"
        git = peers.git_index(self.oracle.tree, self.home / "git")
        return [
            self.peer("checkkconfigsymbols", SOURCES, "`scripts/checkkconfigsymbols.py`",
                      ["sh", "-c", f'cd "{self.oracle.tree}" && exec python3 "{script}"'], environment=git, slow=True),
            self.ours("sources", SOURCES, "`lint --sources`", ["lint", "--sources"], codes=(0, 1), slow=True,
                      bound=Bound(0.3, "checkkconfigsymbols")),
        ]
