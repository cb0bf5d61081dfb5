#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""From a machine to a kernel that boots on it, for boards of QEMU.

  hardware  `kconfig-sat hardware` on the board's description gives requirements, `satconfig --objective minimal` the
            configuration, and the kernel of that boots from an initramfs and from an ext4 disk, until somebody has
            logged in. No option is named by hand.
  small     the same with `hardware --profile small`: what only EXPERT opens is left out as well, as by a person. The
            image is at most 1.3 times as large as that of `byhand`.
            It runs boards/bench, too: the same seed, the same bytes.
  profile   the same for a kernel of profiles; on x86 scripts/describe-machine must say in it what machines/ holds
  byhand    the same for what a person has minimised who keeps what satconfig promises: the board's devices, any user
            space, defences. The fragments are in byhand/ and bare/, the sizes in sizes.json
  bare      the same for a login and nothing more: bare/ alone

  boot.py                              `small` on a board of x86, Linux 6.12
  boot.py --all                        all boards, ways and versions
  boot.py -t 6.1 -b riscv-virt -w byhand [--record]

--record writes to sizes.json and machines/ what was found. Exit status: 0 all well, 1 not, 3 a tool or package is
missing.
"""

import argparse
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import oracle  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402

import userspace  # noqa: E402
from bench import BenchError, check_bench  # noqa: E402
from boards import BOARDS  # noqa: E402
from console import Console, ConsoleError, qemu  # noqa: E402
from fakes import check_consoles  # noqa: E402
from kernel import BuildError, Kernel  # noqa: E402
from ways import WAYS, RefusedError, configure  # noqa: E402

# The searches of Tests/search/qemu.py have kernels of riscv boot, which have a device tree, too.
USUAL = ("x86-q35",)
SIZES = HERE / "sizes.json"
# Of an image, to that of the configuration minimised by hand.
MOST = 1.3
# By which part of it a size that is kept may be off: compilers get updates.
DRIFT = 0.02


# --- booting ----------------------------------------------------------------------------------------------------------

def boot(of: Kernel, how: str, system) -> tuple[list[str], str]:
    """Boots, logs in, and asks who is there. Gives what is wrong, and what scripts/describe-machine prints."""
    archive, disk = system
    command = qemu(of, archive if how == "initramfs" else None, disk)
    with Console(command, of.folder / f"{how}.console") as console:
        console.login()
        release = console.ask("uname -r")
        root = [line.split()[2] for line in console.ask("cat /proc/mounts").splitlines() if line.split()[1] == "/"]
        described = console.ask("describe-machine")
        console.power_off()
    problems = []
    if release != of.release():
        problems.append(f"{how}: uname -r is {release!r}, not {of.release()!r}")
    if root != [{"initramfs": "rootfs", "disk": "ext4"}[how]]:
        problems.append(f"{how}: / is {root}")
    if "driver=virtio_blk" not in described:
        problems.append(f"{how}: the disk has no driver:\n{described}")
    return problems, described


def facts(text: str) -> list[str]:
    """What does not change with the kernel that was described."""
    return [line for line in text.splitlines() if line and not line.startswith(("#", "machine "))]


def differs_from_kept(board, described: str, record: bool) -> list[str]:
    path = HERE / "machines" / f"{board.name}.machine"
    if record:
        path.write_text("# SPDX-License-Identifier: GPL-2.0-or-later\n" + described + "\n")
    kept = facts(path.read_text())
    missing = [f"{path.name}: not there any more: {line}" for line in kept if line not in facts(described)]
    return missing + [f"{path.name}: new: {line}" for line in facts(described) if line not in kept]


def driven(text: str) -> dict[str, str]:
    """By device, its driver. Those on the platform bus may be made by the kernel: no machine has an alarmtimer."""
    return dict(re.findall(r"(?m)^modalias (?!platform:)\S+ (\S+) driver=(\S+)$", text))


def without_driver(board, described: str) -> list[str]:
    """Devices that had a driver in the first boot, and have none or another one now."""
    now = driven(described)
    return [f"{device} is driven by {now.get(device, 'nothing')}, not {driver}"
            for device, driver in driven((HERE / "machines" / f"{board.name}.machine").read_text()).items()
            if now.get(device) != driver]


# --- sizes ------------------------------------------------------------------------------------------------------------

def kept_sizes() -> dict:
    return json.loads(SIZES.read_text()) if SIZES.is_file() else {}


def record_size(of: Kernel):
    sizes = kept_sizes()
    sizes.setdefault(of.tree, {}).setdefault(of.board.name, {})[of.way] = of.size
    SIZES.write_text(json.dumps(sizes, indent="\t", sort_keys=True) + "\n")


def judge_size(of: Kernel) -> tuple[list[str], str]:
    """What is wrong with the size of the image, and how it stands to those that are kept."""
    size, sizes = of.size, kept_sizes()
    # Versions differ less than ways: one that has no sizes yet is measured by those of the newest.
    kept = sizes.get(of.tree, {}).get(of.board.name) or sizes[oracle.VERSIONS[0]].get(of.board.name, {})
    ratios = {way: size / kept[way] for way in ("byhand", "bare") if kept.get(way)}
    note = ", ".join([f"{size} bytes"] + [f"{ratio:.2f} of {way}" for way, ratio in ratios.items()])
    if of.way == "small":
        if "byhand" not in ratios:
            return [f"{SIZES.name} has no size of {of.board.name} by hand"], note
        return [f"{size} bytes: more than {MOST} times what a person gets, {kept['byhand']}"] * (ratios["byhand"] > MOST), note
    if of.way in ratios and of.tree in sizes and abs(ratios[of.way] - 1) > DRIFT:
        return [f"{SIZES.name} has {kept[of.way]} bytes, not {size}; see --record"], note
    return [], note


# --- cases ------------------------------------------------------------------------------------------------------------

def check(of: Kernel, systems: dict, record: bool):
    """Configures, builds, boots twice."""
    problems = []
    try:
        configure(of)
        seconds = of.build()
        if record:
            record_size(of)
        wrong, note = judge_size(of)
        problems += wrong
        for how in ("initramfs", "disk"):
            wrong, described = boot(of, how, systems[of.board.arch])
            problems += wrong
        if of.way in ("hardware", "small"):
            problems += without_driver(of.board, described)
            problems += check_bench(of)
        if of.way == "profile" and not of.board.has_device_tree:
            problems += differs_from_kept(of.board, described, record)
    except (RefusedError, BuildError, ConsoleError, BenchError, userspace.MissingError) as error:
        return [*problems, *str(error).splitlines()], ""
    return problems, f"{note}, built in {seconds:.0f} s of a processor"


def chosen(options) -> list[tuple[str, str, str]]:
    trees = options.tree or (oracle.VERSIONS if options.all else oracle.VERSIONS[:1])
    boards = options.board or (BOARDS if options.all else USUAL)
    ways = options.way or (WAYS if options.all else ["small"])
    return [(tree, board, way) for tree in trees for board in boards for way in ways]


def main() -> int:
    parser = argparse.ArgumentParser(description="boards of QEMU boot")
    parser.add_argument("-t", "--tree", action="append", choices=oracle.VERSIONS)
    parser.add_argument("-b", "--board", action="append", choices=sorted(BOARDS))
    parser.add_argument("-w", "--way", action="append", choices=sorted(WAYS))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    cases = chosen(options)
    if options.all:
        # Ways and boards of an architecture share objects.
        userspace.CACHE.mkdir(parents=True, exist_ok=True)
    systems = {}
    try:
        for board in {name: BOARDS[name] for _, name, _ in cases}.values():
            if board.arch not in systems:
                say(f"busybox for {board.arch}")
                systems[board.arch] = userspace.system(board.arch, board.prefix)
    except userspace.MissingError as error:
        fail_early(error)
    def run(case):
        if case == "consoles":
            return check_consoles()
        tree, board, way = case
        return check(Kernel(tree, BOARDS[board], way), systems, options.record)

    # A build uses all processors: one after the other.
    return summarize(run_cases(["consoles", *cases], run, workers=1))


if __name__ == "__main__":
    raise SystemExit(main())
