# SPDX-License-Identifier: GPL-2.0-or-later
"""The boards: QEMU's machines, and what their compilers, images and consoles are called."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    name: str
    arch: str  # of make
    prefix: str  # of the compiler
    image: str  # in the folder of objects; what QEMU boots
    shipped: str  # what `make` calls the image (KBUILD_IMAGE), compressed
    qemu: tuple[str, ...]  # the program and its machine, without what is a matter of taste
    disk: str  # how QEMU calls a virtio disk of this machine
    console: str
    profiles: tuple[str, ...]  # a kernel of these boots on it, too
    has_device_tree: bool


RISCV = Board("riscv-virt", "riscv", "riscv64-linux-gnu-", "arch/riscv/boot/Image", "arch/riscv/boot/Image.gz",
              ("qemu-system-riscv64", "-M", "virt"), "virtio-blk-device", "ttyS0", ("qemu-virt", "busybox"), True)
ARM64 = Board("arm64-virt", "arm64", "aarch64-linux-gnu-", "arch/arm64/boot/Image", "arch/arm64/boot/Image.gz",
              ("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53"), "virtio-blk-device", "ttyAMA0",
              ("qemu-virt", "busybox"), True)
Q35 = Board("x86-q35", "x86", "", "arch/x86/boot/bzImage", "arch/x86/boot/bzImage",
            ("qemu-system-x86_64", "-M", "q35"), "virtio-blk-pci", "ttyS0", ("qemu-q35", "busybox"), False)
# With ACPI the board has no timer but the processor's, whose speed Linux learns from KVM only.
MICROVM = Board("x86-microvm", "x86", "", "arch/x86/boot/bzImage", "arch/x86/boot/bzImage",
                ("qemu-system-x86_64", "-M", "microvm,acpi=off"), "virtio-blk-device", "ttyS0",
                ("qemu-microvm", "busybox"), False)
BOARDS = {board.name: board for board in (RISCV, ARM64, Q35, MICROVM)}
