// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse

struct HardwareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hardware",
        abstract: "Write the requirements of a machine: its devices, root file system and console.",
        discussion: """
            Reads facts about a machine and maps them to options by the tree alone.
            The result is a .satconfig to read, edit and keep: each line says which
            device, which driver, and why. What booting needs before modules can be
            loaded is y, other drivers are y|m. What nothing drives stands at the end.

            Without an input this machine is asked. A machine elsewhere is described by
            scripts/describe-machine there, which needs no root and no kconfig-sat
            (installed as kconfig-describe-machine).

            Examples:
              kconfig-sat hardware --arch x86 > .satconfig
              kconfig-sat hardware --arch x86 machine.txt --also usb-storage --also vfat
              kconfig-sat hardware --arch riscv --dtb board.dtb disk.txt
              lspci -nn | kconfig-sat hardware --arch x86 --lspci /dev/stdin
              make satlocalconfig SATMACHINE=machine.txt
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var machine: MachineInputs

    @OptionGroup var wishes: MachineWishes

    func run() throws {
        let model = try tree.loadModel()
        let report = try HardwareReport(machine, wishes, model, tree)
        report.tellRoot()
        format.print("kconfig-sat/hardware/1", isFile: true) {
            report.text
        } json: {
            report.json
        }
    }
}
