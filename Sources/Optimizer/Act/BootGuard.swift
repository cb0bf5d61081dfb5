// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What a kernel needs to boot where it boots now. It is read off the base: the drivers, file systems and CPU
/// and SoC options that are on in it may go up, not down. Only what no folder tells is listed by name.
struct BootGuard {
    private let base: BaseConfiguration
    private let model: KconfigModel
    private let arch: String

    /// - Parameter arch: the folder below `arch/`.
    init(_ base: BaseConfiguration, arch: String) {
        self.base = base
        model = base.model
        self.arch = arch
    }

    /// Stay on where they are on: user space and boot loaders rely on them.
    private static let needed = [
        "64BIT", "MMU", "SMP", "MODULES", "PRINTK", "TTY", "BLOCK", "NET", "INET", "UNIX", "FUTEX", "EPOLL",
        "SIGNALFD", "TIMERFD", "EVENTFD", "SHMEM", "AIO", "POSIX_TIMERS", "MULTIUSER", "SYSVIPC", "FHANDLE",
        "INOTIFY_USER", "BINFMT_ELF", "BINFMT_SCRIPT", "COMPAT", "BLK_DEV_INITRD", "CGROUPS", "NAMESPACES",
        "PCI", "ACPI", "EFI", "EFI_STUB", "OF", "RELOCATABLE", "BUG", "SWAP", "MSDOS_PARTITION",
        "EFI_PARTITION", "EFIVAR_FS", "KVM_GUEST", "HYPERVISOR_GUEST", "PARAVIRT", "XEN", "IA32_EMULATION",
        "FPU",
    ]
    /// Keep their value: where the kernel is loaded, and what it is told.
    private static let exact = [
        "PHYSICAL_START", "PHYSICAL_ALIGN", "CMDLINE", "CMDLINE_BOOL", "INITRAMFS_SOURCE", "DEFAULT_HOSTNAME",
        "SYSTEM_TRUSTED_KEYS", "DEFAULT_INIT",
    ]
    /// Stay off where they are off: they lock out what boots today.
    private static let dangerous = [
        "NONPORTABLE", "CMDLINE_FORCE", "CMDLINE_OVERRIDE", "MODULE_SIG_FORCE", "SECURITY_LOCKDOWN_LSM_EARLY",
        "LOCK_DOWN_KERNEL_FORCE_INTEGRITY", "LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY",
    ]

    func entries() -> [Guarded] {
        model.symbols.indices.compactMap { symbol in
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, isSettable(symbol) else { return nil }
            return byName(symbol) ?? byPlace(symbol)
        }
    }

    private func isSettable(_ symbol: SymbolID) -> Bool {
        model.properties(of: symbol).contains { $0.property.hasText }
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
        let isInitramfs = name.hasPrefix("RD_") || name.hasPrefix("KERNEL_") && isChoiceMember(symbol)
        guard value != .no, Self.needed.contains(name) || isInitramfs else { return nil }
        return Guarded(symbol, .atLeast(value), why: "boot-critical (on in the base)")
    }

    private func isChoiceMember(_ symbol: SymbolID) -> Bool { model.symbols[symbol].isChoiceMember }

    /// What is on below these folders is what the machine boots with.
    private func byPlace(_ symbol: SymbolID) -> Guarded? {
        let value = base.evaluator.tristate(symbol)
        guard value != .no, let subject = subject(symbol), !isDiagnostic(symbol) else { return nil }
        return Guarded(symbol, .atLeast(value), why: "boot-critical (\(subject) that is on in the base)")
    }

    private func subject(_ symbol: SymbolID) -> String? {
        let file = model.sources.name(model.location(of: symbol).file)
        if file.hasPrefix("drivers/") { return "a driver" }
        if file.hasPrefix("fs/") && model.symbols[symbol].type == .tristate { return "a file system" }
        let hardware = ["socs", "platforms", "cpu", "errata", "erratas"].map { "arch/\(arch)/Kconfig.\($0)" }
        return hardware.contains(file) ? "a CPU or SoC option" : nil
    }

    private func isDiagnostic(_ symbol: SymbolID) -> Bool {
        let name = model.name(symbol)
        return ["DEBUG", "STATS", "TRACE", "TEST", "PROFIL", "VERBOSE"].contains { name.contains($0) }
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
