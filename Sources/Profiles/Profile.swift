// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A profile: requirements that many have, `include <NAME>` in a `.satconfig`. It is a file of `profiles/`, with another one
/// for an architecture, `NAME.ARCH`, if there is one.
public struct Profile: Sendable {
    public let name: String
    /// What it is for, a sentence.
    public let title: String
    /// The folders below `arch/` that it is for; empty for all.
    public let architectures: [String]
    /// Its files, the general one first.
    public let files: [(name: String, text: String)]

    /// All there are, by name.
    public static let all: [Profile] = names.map(Profile.init)

    private static let names = Set(texts.keys.map { String($0.prefix { $0 != "." }) }).sorted()

    private init(_ name: String) {
        self.name = name
        files = Self.texts.filter { $0.key == name || $0.key.hasPrefix(name + ".") }
            .map { ($0.key, String(decoding: $0.value, as: UTF8.self)) }.sorted { $0.name < $1.name }
        let comments = files[0].text.split(separator: "\n").prefix { $0.hasPrefix("# ") }.map {
            $0.dropFirst(2)
        }
        // The first one is the licence.
        title = comments.dropFirst().first.map(String.init) ?? ""
        let mark = "architectures: "
        architectures =
            comments.first { $0.hasPrefix(mark) }
            .map { $0.dropFirst(mark.count).split(separator: " ").map(String.init) } ?? []
    }

    /// Those of its files that are for an architecture.
    ///
    /// - Parameter arch: the folder below `arch/`.
    public func files(for arch: String) -> [(name: String, text: String)] {
        files.filter { $0.name == name || $0.name == "\(name).\(arch)" }
    }

    /// What the program was built with.
    private static let texts: [String: [UInt8]] = [
        "busybox": PackageResources.busybox,
        "debug": PackageResources.debug,
        "docker": PackageResources.docker,
        "firecracker-guest": PackageResources.firecracker_guest,
        "firecracker-guest.arm64": PackageResources.firecracker_guest_arm64,
        "firecracker-guest.x86": PackageResources.firecracker_guest_x86,
        "hardening": PackageResources.hardening,
        "hardening.arm64": PackageResources.hardening_arm64,
        "hardening.x86": PackageResources.hardening_x86,
        "initramfs": PackageResources.initramfs,
        "kata-guest": PackageResources.kata_guest,
        "kselftest": PackageResources.kselftest,
        "kubernetes": PackageResources.kubernetes,
        "live": PackageResources.live,
        "nfsroot": PackageResources.nfsroot,
        "qemu-microvm.x86": PackageResources.qemu_microvm_x86,
        "qemu-q35.x86": PackageResources.qemu_q35_x86,
        "qemu-virt": PackageResources.qemu_virt,
        "qemu-virt.arm": PackageResources.qemu_virt_arm,
        "qemu-virt.arm64": PackageResources.qemu_virt_arm64,
        "qemu-virt.riscv": PackageResources.qemu_virt_riscv,
        "small": PackageResources.small,
        "systemd": PackageResources.systemd,
        "systemd.x86": PackageResources.systemd_x86,
    ]
}

/// The profiles as `include` lines find them.
public struct ProfileLibrary: RequirementLibrary {
    private let arch: String

    /// - Parameter arch: the folder below `arch/`.
    public init(arch: String) { self.arch = arch }

    public func find(_ name: String) -> RequirementLibraryAnswer {
        guard let profile = Profile.all.first(where: { $0.name == name }) else {
            return .none(hint: "profiles are " + Profile.all.map { "<\($0.name)>" }.joined(separator: ", "))
        }
        guard profile.architectures.isEmpty || profile.architectures.contains(arch) else {
            return .none(
                hint:
                    "<\(name)> is for \(profile.architectures.joined(separator: ", ")); this architecture is \(arch)"
            )
        }
        return .found(profile.files(for: arch).map { ("<\($0.name)>", Array($0.text.utf8)) })
    }
}
