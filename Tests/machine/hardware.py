#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`kconfig-sat hardware` and `satlocalconfig` on the real trees.

Machines (machines/*.txt, device trees that QEMU dumps): the lines that must be there and those that must not; the
configuration that satconfig makes of them; the same bytes with the kept map and without. Bad input: exit status 2 and a
message, never a crash, and nothing of a description is executed.

  hardware.py [--all] [CASE…]     --all: both trees
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/oracle"))
import oracle  # noqa: E402
from report import fail_early, run_cases, say, summarize  # noqa: E402

SCRATCH = oracle.BUILD / "hardware"
MACHINES = Path(__file__).resolve().parent / "machines"

DISK = """\
mount ext4 / vda
block vda disk virtio0:virtio_blk {mmio}
need initramfs
"""

LAPTOP = {
    "has": ["CONFIG_EXT4_FS=y", "CONFIG_BLK_DEV_NVME=y", "CONFIG_DM_CRYPT=y", "CONFIG_EFI_PARTITION=y", "CONFIG_SMP=y",
            "CONFIG_BLK_DEV_INITRD=y", "CONFIG_RD_ZSTD=y", "CONFIG_TMPFS=y", "CONFIG_PCI_MSI=y", "assert NR_CPUS >= 2",
            "CONFIG_NLS_CODEPAGE_437=y|m", "CONFIG_EFI=y", "CONFIG_ACPI=y", "CONFIG_E1000E=y|m", "CONFIG_IWLWIFI=y|m",
            "CONFIG_DRM_I915=y|m", "CONFIG_SND_HDA_INTEL=y|m", "CONFIG_HID_MULTITOUCH=y|m", "CONFIG_HID_GENERIC=y|m",
            "CONFIG_USB_HID=y|m", "CONFIG_USB_RTL8152=y|m", "CONFIG_KVM_INTEL=y|m", "CONFIG_NF_TABLES=y|m",
            "CONFIG_OVERLAY_FS=y|m", "CONFIG_TUN=y|m", "CONFIG_VFAT_FS=y|m", "CONFIG_RTC_DRV_CMOS=y|m",
            "CONFIG_I2C_I801=y|m", "CONFIG_SERIO_I8042=y|m", "CONFIG_INPUT_EVDEV=y|m", "CONFIG_VT_CONSOLE=y",
            "CONFIG_ACPI_BATTERY=y|m", "CONFIG_BLK_DEV_DM=y", "CONFIG_INPUT_PCSPKR=y|m", "CONFIG_USB_XHCI_PCI=y|m"],
    "lacks": ["PARPORT_PC"],
    "says": ["module parport_pc drives nothing"],
}

# (name, architecture, QEMU's program and board or None, description, what must be in the lines)
BOARDS = [
    ("riscv-virt", "riscv", "qemu-system-riscv64", DISK.format(mmio="10008000.virtio_mmio:virtio-mmio"),
     {"has": ["CONFIG_EXT4_FS=y", "CONFIG_VIRTIO_BLK=y", "CONFIG_VIRTIO_MMIO=y", "CONFIG_SERIAL_OF_PLATFORM=y",
              "CONFIG_SERIAL_8250_CONSOLE=y",
              "CONFIG_PCI_HOST_GENERIC=y|m", "CONFIG_RTC_DRV_GOLDFISH=y|m", "CONFIG_POWER_RESET_SYSCON=y",
              "CONFIG_POWER_RESET_SYSCON_POWEROFF=y"], "lacks": ["CLINT_TIMER"], "says": ["timer-clint"]}),
    ("arm64-virt", "arm64", "qemu-system-aarch64", DISK.format(mmio="a003e00.virtio_mmio:virtio-mmio"),
     {"has": ["CONFIG_EXT4_FS=y", "CONFIG_VIRTIO_BLK=y", "CONFIG_VIRTIO_MMIO=y", "CONFIG_SERIAL_AMBA_PL011=y",
              "CONFIG_SERIAL_AMBA_PL011_CONSOLE=y", "CONFIG_RTC_DRV_PL031=y|m", "CONFIG_PCI_HOST_GENERIC=y|m",
              "CONFIG_KEYBOARD_GPIO=y|m", "CONFIG_GPIO_PL061=y|m"], "lacks": [], "says": []}),
]


# Neither ACPI nor a device tree nor PCI: the command line says where devices are.
MICROVM = {
    "has": ["CONFIG_EXT4_FS=y", "CONFIG_VIRTIO_BLK=y", "CONFIG_VIRTIO_MMIO=y", "CONFIG_VIRTIO_MMIO_CMDLINE_DEVICES=y",
            "CONFIG_SERIAL_8250_CONSOLE=y", "CONFIG_RTC_DRV_CMOS=y|m", "include <small>", "include <busybox>"],
    "lacks": ["ACPI", "PCI"], "says": ["need virtio-parameters at x86-microvm.machine"],
}


def tool(tree, arch, folder, arguments, stdin=b"", env=None, timeout=300):
    environment = {**os.environ, "srctree": str(tree.tree), "XDG_CACHE_HOME": str(SCRATCH / "cache"), **(env or {})}
    return subprocess.run([oracle.tool_path(), *arguments, "--arch", arch], cwd=folder, input=stdin,
                          capture_output=True, env=environment, timeout=timeout)


def dump(program, folder):
    path = folder / "board.dtb"
    subprocess.run([program, "-M", f"virt,dumpdtb={path}", "-nographic"], check=True, capture_output=True, timeout=60)
    return path


def lines_of(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def judge(text, wanted):
    lines = lines_of(text)
    # A bool has no m.
    short = {line.replace("=y|m", "=y") for line in lines} | set(lines)
    problems = [f"missing: {line}" for line in wanted["has"] if line not in lines and not (
        line.endswith("=y|m") and line.replace("|m", "") in short)]
    problems += [f"there, but should not be: {name}" for name in wanted["lacks"] if any(name in line for line in lines)]
    problems += [f"too wide: {line}" for line in text.splitlines() if len(line) > 200]
    return problems + [f"does not say: {part}" for part in wanted["says"] if part not in text]


def check_machine(tree, name, arch, arguments, wanted, folder):
    first = tool(tree, arch, folder, ["hardware", *arguments])
    if first.returncode != 0:
        return [f"exit {first.returncode}: {first.stderr.decode()[-1500:]}"], ""
    text = first.stdout.decode()
    problems = judge(text, wanted)
    again = tool(tree, arch, folder, ["hardware", *arguments])
    if again.stdout != first.stdout:
        problems.append("a second run gives other bytes")
    (folder / "machine.satconfig").write_text(text)
    done = tool(tree, arch, folder, ["satconfig", "machine.satconfig"])
    if done.returncode != 0:
        return problems + [f"satconfig: exit {done.returncode}: {(done.stderr + done.stdout).decode()[-1500:]}"], ""
    summary = done.stdout.decode().splitlines()[2]
    after = tree.run_conf(arch, folder, ["--olddefconfig", "Kconfig"])
    if after.config != (folder / ".config").read_bytes():
        problems.append("conf changes the .config")
    config = (folder / ".config").read_bytes()
    (folder / ".config").unlink()
    local = tool(tree, arch, folder, ["satlocalconfig", *arguments])
    if local.returncode != 0 or (folder / ".config").read_bytes() != config:
        problems.append(f"satlocalconfig differs: exit {local.returncode}: {local.stderr.decode()[-500:]}")
    return problems, f"{len(lines_of(text))} lines; {summary.strip('# ')}"


def check_laptop(tree):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-laptop")
    return check_machine(tree, "laptop", "x86", [str(MACHINES / "laptop.txt")], LAPTOP, folder)


def check_microvm(tree):
    """With profiles."""
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-microvm")
    problems, note = check_machine(
        tree, "microvm", "x86",
        [str(ROOT / "Tests/boot/machines/x86-microvm.machine"), "--profile", "small", "--profile", "busybox"], MICROVM, folder)
    config = (folder / ".config").read_text() if not problems else ""
    # `small` opens EXPERT; what it then leaves out, and what stays.
    wanted = [] if problems else ["CONFIG_EXPERT=y", "CONFIG_CC_OPTIMIZE_FOR_SIZE=y", "# CONFIG_KALLSYMS is not set", "CONFIG_DMI=y",
                                  "CONFIG_EPOLL=y"]
    problems += [f".config: missing: {line}" for line in wanted if line + "\n" not in config]
    return problems, note


def check_board(tree, board):
    name, arch, program, description, wanted = board
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-{name}")
    (folder / "disk.txt").write_text(description)
    return check_machine(tree, name, arch, ["--dtb", str(dump(program, folder)), "disk.txt"], wanted, folder)


def check_fresh(tree):
    """What is kept gives what the sources give."""
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-fresh")
    arguments = ["hardware", str(MACHINES / "laptop.txt")]
    kept = tool(tree, "x86", folder, arguments)
    fresh = tool(tree, "x86", folder, [*arguments, "--no-cache"])
    problems = [] if kept.stdout == fresh.stdout and kept.returncode == 0 else ["--no-cache gives other bytes"]
    for file in (SCRATCH / "cache/kconfig-sat").glob("*.devices"):
        bytes_ = file.read_bytes()
        file.write_bytes(bytes_[: len(bytes_) // 2])
    if tool(tree, "x86", folder, arguments).stdout != kept.stdout:
        problems.append("a damaged cache gives other bytes")
    return problems, ""


FAULTS = [
    ("nothing in it", b"# a comment\n", 2, "has no fact"),
    ("garbage", bytes(range(256)) * 40, 2, "has no fact"),
    ("unknown lines", b"machine x86_64 - -\nfrobnicate x\nmodalias\n", 0, "warning"),
    ("commands", b"modalias $(touch$IFS./made) x\nmodule `touch ./made`\nmount ;touch,made; / $(touch)\n"
                 b"of $(touch) /a\nconsole ;touch\n", 0, ""),
]


def check_fault(tree, name, text, code, message):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-fault-{name.replace(' ', '-')}")
    (folder / "m.txt").write_bytes(text)
    done = tool(tree, "x86", folder, ["hardware", "m.txt"])
    problems = []
    if done.returncode != code or message not in done.stderr.decode(errors="replace"):
        problems.append(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-800:]}")
    if sorted(os.listdir(folder)) != ["m.txt"]:
        problems.append(f"made files: {sorted(os.listdir(folder))}")
    return problems, ""


def check_files(tree):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-files")
    blob = dump("qemu-system-riscv64", folder).read_bytes()
    (folder / "cut.dtb").write_bytes(blob[:2000])
    (folder / "text.dtb").write_text("/dts-v1/;\n/ { };\n")
    (folder / "bad.dts").write_text("/dts-v1/;\n/ { oops\n")
    (folder / "good.dts").write_text(
        '/dts-v1/;\n#include <dt-bindings/interrupt-controller/irq.h>\n'
        '/ { compatible = "a,b"; uart@1000 { compatible = "ns16550a"; reg = <IRQ_TYPE_NONE>; }; };\n')
    (folder / "good.txt").write_text("need acpi\n")
    # More than a pipe of conf's takes.
    nodes = "".join(f'n{number} {{ compatible = "none,{number}"; }};' for number in range(2000))
    (folder / "large.dts").write_text('/dts-v1/;\n/ { compatible = "a,b"; ' + nodes +
                                      'uart@1000 { compatible = "ns16550a"; }; };\n')
    (folder / "foreign.dts").write_text(
        '/dts-v1/;\n/ { compatible = "a,b"; cpus { cpu@0 { compatible = "arm,cortex-a53"; }; };'
        'uart@1000 { compatible = "ns16550a"; }; };\n')
    problems = []
    for arguments, code, message in [
            (["--dts", "foreign.dts"], 0, "foreign.dts:/cpus/cpu@0: a machine of arm or arm64, and the kernel is for riscv"),
            (["--dts", "large.dts"], 0, ""), (["--dtb", "cut.dtb"], 2, "cut off"), (["--dtb", "text.dtb"], 2, "device tree blob"),
            (["--dtb", "none.dtb"], 2, "can't read"), (["--dts", "bad.dts"], 2, "could not be compiled"),
            (["good.txt", "--profile", "none"], 2, "no such profile"), (["none.txt"], 2, "can't read"), (["."], 2, "can't read"), (["--dts", "good.dts"], 0, "")]:
        done = tool(tree, "riscv", folder, ["hardware", *arguments])
        if done.returncode != code or message not in done.stderr.decode():
            problems.append(f"{arguments}: exit {done.returncode}: {done.stderr.decode()[-500:]}")
        if ("a machine of" in done.stderr.decode()) != ("a machine of" in message):
            problems.append(f"{arguments}: {done.stderr.decode()}")
        if code == 0 and b"SERIAL_OF_PLATFORM" not in done.stdout:
            problems.append(f"{arguments}: {done.stdout.decode()[-500:]}")
    return problems, ""


def check_many(tree):
    """10,000 devices: of each an answer."""
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-many")
    lines = [f"modalias pci:v00008086d0000{number:04X}sv00000000sd00000000bc02sc00i00 0000:{number:04x}:00.0"
             for number in range(5000)]
    lines += [f"modalias usb:v046Dp{number:04X}d0100dc00dsc00dp00ic03isc01ip01in00 1-{number}:1.0"
              for number in range(5000)]
    (folder / "many.txt").write_text("\n".join(lines) + "\n")
    done = tool(tree, "x86", folder, ["hardware", "many.txt"], timeout=120)
    text = done.stdout.decode()
    problems = [] if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr.decode()[-500:]}"]
    problems += [f"missing {name}" for name in ("CONFIG_ICE=y|m", "CONFIG_SATA_AHCI=y|m", "USB_HID") if name not in text]
    return problems, f"{len(text.splitlines())} lines"


def check_this_machine(tree):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-this")
    done = tool(tree, "x86", folder, ["satlocalconfig", "--also", "ext4"])
    if done.returncode != 0:
        return [f"exit {done.returncode}: {done.stderr.decode()[-800:]}"], ""
    problems = [] if b"CONFIG_EXT4_FS=" in (folder / ".config").read_bytes() else ["--also ext4 has no effect"]
    described = subprocess.run([ROOT / "scripts/describe-machine"], capture_output=True, check=True).stdout
    (folder / "described.txt").write_bytes(described)
    # Places differ: the file's name and line.
    own, other = (lines_of(tool(tree, "x86", folder, ["hardware", *words]).stdout.decode())
                  for words in ([], ["described.txt"]))
    return problems + ([] if own == other else ["asked itself, the machine says something else than described"]), ""


def check_listings(tree):
    folder = oracle.fresh_folder(SCRATCH / f"{tree.name}-listings")
    (folder / "pci").write_text(
        "00:1f.2 SATA controller [0106]: Intel Corporation 82801IR/IO/IH (ICH9R/DO/DH) 6 port SATA [8086:2922] (rev 02)\n"
        "01:00.0 Non-Volatile memory controller [0108]: Acme [dead:beef]\n")
    (folder / "usb").write_text("Bus 001 Device 002: ID 0bda:8153 Realtek Semiconductor Corp. RTL8153\n"
                                "Bus 001 Device 003: ID 0781:5581 SanDisk Corp. Ultra\n")
    (folder / "modules").write_text("Module Size Used by\ntun 61440 2\nnf_tables 1 0\n")
    done = tool(tree, "x86", folder, ["hardware", "--lspci", "pci", "--lsusb", "usb", "--list", "modules"])
    wanted = {"has": ["CONFIG_SATA_AHCI=y|m", "CONFIG_BLK_DEV_NVME=y|m", "CONFIG_TUN=y|m", "CONFIG_NF_TABLES=y|m"],
              "lacks": ["8139TOO"], "says": ["usb 0781:5581", "|| USB_RTL8152"]}
    return judge(done.stdout.decode(), wanted), ""


def main() -> int:
    arguments = [word for word in sys.argv[1:] if word != "--all"]
    trees = []
    try:
        for version in oracle.VERSIONS if "--all" in sys.argv else oracle.VERSIONS[:1]:
            trees.append(oracle.Oracle(version))
            trees[-1].prepare(("x86", "riscv", "arm64"), say)
            trees[-1].start_replay()
    except oracle.OracleError as error:
        fail_early(error)
    cases = {}
    for tree in trees:
        cases[f"{tree.name} laptop"] = lambda tree=tree: check_laptop(tree)
        cases[f"{tree.name} microvm"] = lambda tree=tree: check_microvm(tree)
        for board in BOARDS:
            cases[f"{tree.name} {board[0]}"] = lambda tree=tree, board=board: check_board(tree, board)
    tree = trees[0]
    for fault in FAULTS:
        cases[f"fault: {fault[0]}"] = lambda fault=fault: check_fault(tree, *fault)
    cases["files"] = lambda: check_files(tree)
    cases["10,000 devices"] = lambda: check_many(tree)
    cases["listings"] = lambda: check_listings(tree)
    cases["this machine"] = lambda: check_this_machine(tree)
    chosen = [name for name in cases if not arguments or any(word in name for word in arguments)]
    problems = run_cases(chosen, lambda name: cases[name]())
    # Alone, since it damages what is kept.
    if not arguments or "kept" in arguments:
        problems.update(run_cases(["what is kept"], lambda name: check_fresh(tree)))
    if not problems:
        fail_early(f"no case is called {' '.join(arguments)}")
    return summarize(problems)


if __name__ == "__main__":
    sys.exit(main())
