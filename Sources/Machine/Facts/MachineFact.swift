// SPDX-License-Identifier: GPL-2.0-or-later

/// Something that is known of a machine: a line of what `scripts/describe-machine` writes, or what another source says
/// in the same terms.
public struct MachineFact: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// `uname -m`, `uname -r`, and who made the processor.
        case machine(architecture: String?, release: String?, vendor: String?)
        /// What the kernel looks for a driver with.
        case modalias(String, device: String, driver: String?)
        /// What an enabled node of the device tree is compatible with, the most specific one first.
        case compatible([String], node: String)
        /// The node that the firmware writes to.
        case standardOutput(node: String)
        /// A node works only with others: buses above it, clocks, regulators, pins, interrupts, …
        case supply(node: String, by: [String])
        /// A module that is loaded.
        case module(String)
        /// - Parameters:
        ///   - folder: nil when it is nobody's business.
        ///   - device: the kernel's name of the block device, if it is on one.
        case mount(type: String, folder: String?, device: String?)
        case block(BlockDevice)
        /// `ttyS0,115200` of the kernel's command line.
        case console(String, isEarly: Bool)
        case need(Need)
    }

    /// A block device that something is mounted from, or that one of these stands on.
    public struct BlockDevice: Equatable, Sendable {
        public enum Kind: Equatable, Sendable {
            case disk
            case loop
            /// - Parameter table: `gpt`, `dos`, … when it is known.
            case partition(table: String?)
            /// Device mapper: `CRYPT`, `LVM`, `mpath`, …
            case mapped(String)
            /// RAID: `raid1`, `linear`, …
            case raid(String)
        }

        public let name: String
        public let kind: Kind
        /// Block devices; of a disk, devices with their drivers, `0000:00:02.0:virtio-pci`, nearest first.
        public let below: [String]
    }

    /// What is no device.
    public enum Need: String, CaseIterable, Sendable {
        case swap, initramfs, efi, acpi
        /// The kernel's command line says where virtio devices are.
        case virtioParameters = "virtio-parameters"
    }

    public let kind: Kind
    /// `FILE:LINE`, or where else it is from.
    public let place: String

    public init(_ kind: Kind, place: String) {
        self.kind = kind
        self.place = place
    }
}

/// A line that says nothing that is understood.
public struct MachineProblem: Equatable, Sendable {
    public let place: String
    public let text: String
}
