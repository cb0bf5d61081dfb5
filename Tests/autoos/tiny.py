# SPDX-License-Identifier: GPL-2.0-or-later
"""A Kconfig of a few options that is run like a kernel tree: for what does not depend on real ones.

The commands of its macros write down the environments that they and their parent have, for tests that look
for what must not be there.
"""

import shutil

import oracle

KCONFIG = """mainmenu "Tiny"

CHILD := $(shell,tr '\\0' '\\n' </proc/self/environ >$TINY_RECORD/child 2>/dev/null)
PARENT := $(shell,tr '\\0' '\\n' </proc/$PPID/environ >$TINY_RECORD/parent 2>/dev/null)

config MODULES
	bool "Modules"
	modules
	default y

config PRINTK
	bool "Messages"
	default y

menu "Memory"

config HUGE
	bool "Huge pages"

config HUGE_ALWAYS
	bool "Huge pages without being asked"
	depends on HUGE

config SIZE
	int "Size"
	range 1 64
	default 16

config NAME
	string "Name"
	default "none"

endmenu

menu "Debugging"

config DEBUG
	bool "Debugging"
	default y

config DEBUG_LOCKS
	bool "Locks"
	depends on DEBUG
	default y

config TRACE
	tristate "Trace"
	depends on !FAST

config FAST
	bool "Fast path"

endmenu
"""

BASE = "CONFIG_TRACE=m\n"


class Tiny:
    """In place of an `Oracle`; the conf of a real one is the judge."""

    def __init__(self, owner):
        self.owner = owner
        self.version = "tiny"
        self.tree = oracle.fresh_folder(oracle.BUILD / "autoos" / "tiny-tree")
        (self.tree / "Kconfig").write_text(KCONFIG)
        (self.tree / "scripts/kconfig").mkdir(parents=True)
        self.replay: dict[str, str] = {}
        # A version, so that the real conf and the program read it as the same dialect.
        self.environments = {"tiny": oracle.clean_environment() | {
            "srctree": str(self.tree), "KERNELVERSION": "6.12.0", "ARCH": "tiny", "SRCARCH": "tiny"}}

    def base(self, folder):
        (folder / ".config_base").write_text(BASE)

    def environment(self, folder, extra=None) -> dict[str, str]:
        record = folder / "record"
        record.mkdir(exist_ok=True)
        own = {"TINY_RECORD": str(record), "XDG_CACHE_HOME": str(folder / "cache"), "PWD": str(folder)}
        return self.environments["tiny"] | own | (extra or {})

    def run_tool(self, _, cwd, arguments, extra=None, timeout=oracle.TIMEOUT):
        return oracle.run([oracle.tool_path(), *arguments], cwd, self.environment(cwd, extra), timeout)

    def run_conf(self, _, cwd, arguments, extra=None, timeout=oracle.TIMEOUT):
        return oracle.run([self.owner.conf, *arguments], cwd, self.environment(cwd, extra), timeout)

    def remove(self):
        shutil.rmtree(self.tree)
