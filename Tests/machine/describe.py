#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/describe-machine on made-up machines: what it says, and what it must not say."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/describe-machine"
sys.path.insert(0, str(ROOT / "Tests/oracle"))
from report import run_cases, summarize  # noqa: E402

SECRETS = ("S3R1AL", "00:11:22:33:44:55", "alice", "fileserver", "1234-abcd", "myhost", "hunter2")

PC = {
    "proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\n",
    "proc/cmdline": "root=UUID=1234-abcd console=tty0 console=ttyS0,115200n8 earlycon=uart8250,io,0x3f8 password=hunter2",
    "proc/mounts": "/dev/mapper/myhost-root / ext4 rw 0 0\n/dev/sda1 /boot ext2 rw 0 0\n"
                   "fileserver:/home /home/alice nfs4 rw 0 0\ntmpfs /run/user/1000 tmpfs rw 0 0\n"
                   "alice@fileserver:/ /mnt fuse.sshfs rw 0 0\n",
    "proc/modules": "ext4 1 1 - Live 0x0\ne1000e 2 0 - Live 0x0\n",
    "proc/swaps": "Filename Type Size Used Priority\n/dev/sda3 partition 1 0 -2\n",
    "sys/devices/pci0000:00/0000:00:02.0/modalias": "pci:v00008086d000010D3sv0sd0bc02sc00i00\n",
    "sys/devices/pci0000:00/0000:00:02.0/net/eth0/address": "00:11:22:33:44:55\n",
    "sys/devices/pci0000:00/0000:00:1f.2/modalias": "pci:v00008086d00002922sv0sd0bc01sc06i01\n",
    "sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/modalias": "scsi:t-0x00\n",
    "sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/serial": "S3R1AL\n",
    "sys/devices/pnp0/00:01/modalias": "acpi:PNP0303:\n",
    "sys/devices/system/cpu/modalias": "cpu:type:x86,ven0000fam0006mod0055:feature:,0000\n",
    "sys/devices/system/cpu/cpu0/": None,
    "sys/devices/system/cpu/cpu1/": None,
    "sys/devices/system/cpufreq/": None,
    "sys/devices/virtual/dmi/id/modalias": "dmi:bvnSeaBIOS:svnQEMU:pnA # B:\n",
    "sys/devices/virtual/block/dm-0/dm/uuid": "LVM-S3R1AL\n",
    "sys/bus/mdio_bus/devices/r8169-0-200:00/phy_id": "0x001cc916\n",
    "sys/firmware/efi/": None,
    "sys/firmware/acpi/": None,
    "run/udev/data/b8:2": "E:ID_PART_ENTRY_SCHEME=gpt\nE:ID_SERIAL=S3R1AL\n",
}
DISK = "sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0"
for number in (1, 2, 3):
    PC[f"{DISK}/block/sda/sda{number}/partition"] = f"{number}\n"
    PC[f"{DISK}/block/sda/sda{number}/dev"] = f"8:{number}\n"
PC_LINKS = {
    "dev/mapper/myhost-root": "../dm-0",
    "sys/class/block/dm-0": "../../devices/virtual/block/dm-0",
    "sys/class/block/sda": f"../../{DISK[4:]}/block/sda",
    **{f"sys/class/block/sda{n}": f"../../{DISK[4:]}/block/sda/sda{n}" for n in (1, 2, 3)},
    "sys/devices/virtual/block/dm-0/slaves/sda2": f"../../../../{DISK[12:]}/block/sda/sda2",
    f"{DISK}/driver": "../../bus/scsi/drivers/sd",
    "sys/devices/pci0000:00/0000:00:1f.2/driver": "../../bus/pci/drivers/ahci",
    "sys/devices/pci0000:00/0000:00:02.0/driver": "../../bus/pci/drivers/e1000e",
    "sys/devices/pnp0/00:01/driver": "../../bus/pnp/drivers/i8042 kbd",
}
PC_LINES = """\
machine - - GenuineIntel
modalias pci:v00008086d000010D3sv0sd0bc02sc00i00 0000:00:02.0 driver=e1000e
modalias scsi:t-0x00 0:0:0:0 driver=sd
modalias pci:v00008086d00002922sv0sd0bc01sc06i01 0000:00:1f.2 driver=ahci
modalias acpi:PNP0303: 00:01 driver=i8042_kbd
modalias cpu:type:x86,ven0000fam0006mod0055:feature:,0000 cpu0
modalias cpu:type:x86,ven0000fam0006mod0055:feature:,0000 cpu1
modalias dmi:bvnSeaBIOS:svnQEMU:pnA__B: id
modalias mdio:00000000000111001100100100010110 r8169-0-200:00
module e1000e
module ext4
mount ext2 /boot sda1
mount ext4 / dm-0
mount fuse - -
mount nfs4 - -
mount tmpfs - -
block dm-0 dm:LVM sda2
block sda2 partition:gpt sda
block sda disk 0:0:0:0:sd 0000:00:1f.2:ahci
block sda1 partition sda
block sda3 partition sda
console tty0
console ttyS0,115200n8
earlycon uart8250,io,0x3f8
need swap
need efi
need initramfs
need acpi
"""

BOARD = {
    "proc/cpuinfo": "hart\t: 0\nuarch\t: sifive,u74-mc\n",
    "proc/cmdline": "earlycon virtio_mmio.device=512@0xfeb00e00:12",
    "proc/mounts": "/dev/root / ext4 rw 0 0\n",
    "proc/self/mountinfo": "22 1 179:2 / / rw - ext4 /dev/root rw\n",
    "proc/device-tree/compatible": "acme,board\0acme,soc\0",
    "proc/device-tree/serial-number": "S3R1AL\0",
    "proc/device-tree/chosen/stdout-path": "serial0:115200n8\0",
    "proc/device-tree/aliases/serial0": "/soc/serial@10000000\0",
    "proc/device-tree/soc/serial@10000000/compatible": "ns16550a\0",
    "proc/device-tree/soc/i2c@2/compatible": "acme,i2c\0",
    "proc/device-tree/soc/i2c@2/status": "disabled\0",
    "sys/devices/platform/soc/10000000.serial/modalias": "of:NserialT(null)Cns16550a\n",
    "sys/devices/platform/mmc/block/mmcblk0/mmcblk0p2/partition": "2\n",
    "sys/devices/platform/mmc/block/mmcblk0/mmcblk0p2/dev": "179:2\n",
}
BOARD_LINKS = {
    "sys/dev/block/179:2": "../../devices/platform/mmc/block/mmcblk0/mmcblk0p2",
    "sys/class/block/mmcblk0p2": "../../devices/platform/mmc/block/mmcblk0/mmcblk0p2",
    "sys/class/block/mmcblk0": "../../devices/platform/mmc/block/mmcblk0",
    "sys/devices/platform/mmc/driver": "../../../bus/platform/drivers/sdhci",
}
BOARD_LINES = """\
machine - - sifive,u74-mc
modalias of:NserialT(null)Cns16550a 10000000.serial
of acme,board;acme,soc /
of ns16550a /soc/serial@10000000
stdout /soc/serial@10000000
mount ext4 / mmcblk0p2
block mmcblk0p2 partition mmcblk0
block mmcblk0 disk mmc:sdhci
need virtio-parameters
"""


def lay(folder: Path, files, links):
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, target in links.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)


def run(*arguments, cwd=None):
    return subprocess.run(["dash", SCRIPT, *arguments], capture_output=True, text=True, timeout=60, cwd=cwd)


def described(files, links, expected):
    with tempfile.TemporaryDirectory() as name:
        lay(Path(name), files, links)
        done = run(name)
        (Path(name) / "link").symlink_to(name)
        others = [run(".", cwd=name), run("link", cwd=name)]
    problems = [f"exit {done.returncode}"] if done.returncode else []
    problems += [f"a relative folder or a link: {other}" for other in others if other.stdout != done.stdout]
    if done.stderr:
        problems.append(f"stderr: {done.stderr}")
    lines = done.stdout.splitlines()[1:]
    problems += [f"missing: {line}" for line in expected.splitlines() if line not in lines]
    problems += [f"not expected: {line}" for line in lines if line not in expected.splitlines()]
    problems += [f"it tells {secret}" for secret in SECRETS if secret in done.stdout]
    return problems, f"{len(lines)} lines"


def nothing():
    """An empty machine is a short description; no machine is an error; an unknown option is one."""
    problems = []
    with tempfile.TemporaryDirectory() as name:
        lay(Path(name), {"sys/": None, "proc/": None}, {})
        done = run(name)
        if done.returncode or done.stderr or done.stdout.splitlines()[1:] != ["machine - - -"]:
            problems.append(f"empty: {done}")
        if run(name + "/none").returncode != 3:
            problems.append("a folder without sys/ is no error")
    if run("--wrong").returncode != 2 or run("/", "/").returncode != 2:
        problems.append("bad usage is no error")
    return problems, ""


def this_machine():
    done = run()
    bad = [line for line in done.stdout.splitlines() if line and not line[0].isalpha() and not line.startswith("#")]
    return ([f"exit {done.returncode}: {done.stderr}"] if done.returncode or done.stderr else []) + bad, \
        f"{len(done.stdout.splitlines())} lines"


CASES = {
    "a PC": lambda: described(PC, PC_LINKS, PC_LINES),
    "a board": lambda: described(BOARD, BOARD_LINKS, BOARD_LINES),
    "nothing": nothing,
    "this machine": this_machine,
}

if __name__ == "__main__":
    raise SystemExit(summarize(run_cases(list(CASES), lambda name: CASES[name]())))
