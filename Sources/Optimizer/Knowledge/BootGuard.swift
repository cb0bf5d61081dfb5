// SPDX-License-Identifier: GPL-2.0-or-later
import Essentials
import KconfigEvaluate
import KconfigParse
import Solver

/// What a kernel needs to boot where it boots now. It is read off the base: the drivers, file systems and CPU
/// and SoC options that are on in it may go up, not down. Only what no folder tells is listed by name.
struct BootGuard {
    private let base: BaseConfiguration
    private let model: KconfigModel
    private let arch: String
    /// What ordinary user space and the machine need.
    private let essentials: [SymbolID: EssentialLine]

    /// - Parameter arch: the folder below `arch/`.
    init(_ base: BaseConfiguration, arch: String) {
        self.base = base
        model = base.model
        self.arch = arch
        var lines: [SymbolID: EssentialLine] = [:]
        for line in EssentialLine.lines(arch: arch) where line.purpose == .needed {
            for symbol in line.symbols(in: base.model) { lines[symbol] = line }
        }
        essentials = lines
    }

    /// Stay on where they are on: boot loaders, firmware and user space rely on them, and no rule below finds them.
    private static let needed = [
        "64BIT", "MMU", "FPU", "SMP", "MODULES", "TTY", "BLOCK", "SWAP", "NET", "INET", "IPV6", "UNIX",
        "PACKET",
        "IP_PNP", "IP_PNP_DHCP", "IP_PNP_BOOTP", "SYSVIPC", "CGROUPS", "SECCOMP", "COMPAT", "IA32_EMULATION",
        "BLK_DEV_INITRD", "PCI", "ACPI", "OF", "EFI", "EFI_STUB", "RELOCATABLE", "HYPERVISOR_GUEST",
        "KVM_GUEST",
        "PARAVIRT", "XEN",
    ]
    /// Keep their value: where the kernel is loaded, and what it is told.
    private static let exact = [
        "PHYSICAL_START", "PHYSICAL_ALIGN", "CMDLINE", "CMDLINE_BOOL", "INITRAMFS_SOURCE", "DEFAULT_HOSTNAME",
        "SYSTEM_TRUSTED_KEYS", "DEFAULT_INIT",
    ]
    /// Stay off where they are off: they lock out what boots today, or are not meant for kernels that boot.
    private static let dangerous = [
        "NONPORTABLE", "COMPILE_TEST", "CMDLINE_FORCE", "CMDLINE_OVERRIDE", "MODULE_SIG_FORCE",
        "MODULE_COMPRESS",
        "SECURITY_LOCKDOWN_LSM_EARLY", "LOCK_DOWN_KERNEL_FORCE_INTEGRITY",
        "LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY",
    ]

    func entries() -> [Guarded] {
        model.symbols.indices.compactMap { symbol in
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, model.hasPrompt(symbol) else { return nil }
            return byName(symbol) ?? byPlace(symbol) ?? byNeed(symbol)
        }
    }

    private func byName(_ symbol: SymbolID) -> Guarded? {
        let name = model.name(symbol)
        let value = base.evaluator.tristate(symbol)
        if Self.exact.contains(name) {
            return Guarded(symbol, .asItIs, why: "boot-critical (what the kernel boots with)")
        }
        if Self.dangerous.contains(name) && value == .no {
            return Guarded(symbol, .off, why: "it can make the kernel unbootable here")
        }
        guard value != .no, Self.needed.contains(name) || isFormat(symbol, name) else { return nil }
        return Guarded(symbol, .atLeast(value), why: "boot-critical (on in the base)")
    }

    private func byNeed(_ symbol: SymbolID) -> Guarded? {
        let value = base.evaluator.tristate(symbol)
        guard value != .no, let line = essentials[symbol] else { return nil }
        return Guarded(
            symbol, .atLeast(value), why: "boot-critical (\(line.reason); \(line.place), \(line.source))")
    }

    /// How images are packed, and the shape of memory that user space was built for.
    private func isFormat(_ symbol: SymbolID, _ name: String) -> Bool {
        if name.hasPrefix("RD_") { return true }
        guard model.symbols[symbol].isChoiceMember else { return false }
        return ["KERNEL_", "PAGE_SIZE_", "MODULE_COMPRESS_"].contains { name.hasPrefix($0) }
            || name.hasSuffix("K_PAGES") || name.hasSuffix("_ENDIAN")
    }

    /// What is on below these folders is what the machine boots with.
    private func byPlace(_ symbol: SymbolID) -> Guarded? {
        let value = base.evaluator.tristate(symbol)
        guard value != .no, let subject = subject(symbol), !isDiagnostic(symbol) else { return nil }
        return Guarded(symbol, .atLeast(value), why: "boot-critical (\(subject) that is on in the base)")
    }

    private func subject(_ symbol: SymbolID) -> String? {
        let file = model.sources.name(model.location(of: symbol).file)
        // Which governor is the default decides about speed, not about booting.
        if file == "drivers/cpufreq/Kconfig" && model.symbols[symbol].isChoiceMember { return nil }
        if file.hasPrefix("drivers/") { return "a driver" }
        // These two watch and count; a root file system works without.
        if file.hasPrefix("fs/"), !file.hasPrefix("fs/quota/"), !file.hasPrefix("fs/notify/fanotify/") {
            return "a file system"
        }
        if file.hasPrefix("block/partitions/") { return "a partition table" }
        if file.contains("crypto/Kconfig") { return "a cipher" }
        let hardware = ["socs", "platforms", "cpu", "errata", "erratas"].map { "arch/\(arch)/Kconfig.\($0)" }
        if hardware.contains(file) { return "a CPU or SoC option" }
        return isForExperts(symbol) ? "an option that only experts may switch off" : nil
    }

    /// Without EXPERT nobody sees the prompt: user space takes what it is about for granted.
    private func isForExperts(_ symbol: SymbolID) -> Bool {
        model.properties(of: symbol).contains { entry in
            entry.property.hasText && !entry.property.condition.isNone
                && model.operands(entry.property.condition, .and).contains { operand in
                    let node = model.expressions[operand]
                    return node.kind == .symbol && model.name(node.leftSymbol) == "EXPERT"
                }
        }
    }

    private func isDiagnostic(_ symbol: SymbolID) -> Bool {
        let name = model.name(symbol)
        return ["DEBUG", "STATS", "TRACE", "TEST", "PROFIL", "VERBOSE", "ASSERT", "_CHECK", "_WARN"].contains
        {
            name.contains($0)
        }
    }
}

extension String {
    /// Whether the other text stands in this one.
    fileprivate func contains(_ other: String) -> Bool {
        guard let first = other.utf8.first else { return true }
        let (text, wanted) = (Array(utf8), Array(other.utf8))
        return text.indices.contains { text[$0] == first && text[$0...].starts(with: wanted) }
    }
}
