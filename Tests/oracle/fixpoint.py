# SPDX-License-Identifier: GPL-2.0-or-later
"""Does the kernel's own conf leave a configuration as it is?"""

from impossible import differences


def is_fixpoint(tree, arch, folder, kconfig="Kconfig", name=".config") -> list[str]:
    """Problems when the tree's own conf changes the file or has something to say about it."""
    before = (folder / name).read_bytes()
    again = tree.run_conf(arch, folder, ["--olddefconfig", kconfig], {"KCONFIG_CONFIG": name})
    after = (folder / name).read_bytes()
    problems = []
    if again.code != 0:
        problems.append(f"conf --olddefconfig: exit {again.code}")
    if after != before:
        problems.append(f"conf --olddefconfig changes {name}:")
        problems += differences(before, after)[:20]
    if again.stderr:
        problems += ["conf --olddefconfig writes to stderr:", *again.stderr.decode().splitlines()[:20]]
    return problems
