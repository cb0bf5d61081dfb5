// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What machines are called, and what the kernel calls them.
public enum MachineName {
    /// What `scripts/subarch.include` makes of `uname -m`; the first word of a compiler's target does as well.
    public static func architecture(of machine: String) -> String {
        switch machine {
        case "x86_64": return "x86"
        case "sun4u": return "sparc64"
        case "arm64": return "arm64"
        case "sa110": return "arm"
        case "s390x": return "s390"
        // Only compilers call them so.
        case "hppa", "hppa64": return "parisc"
        case "or1k": return "openrisc"
        default: break
        }
        if machine.count == 4, machine.hasPrefix("i"), machine.hasSuffix("86") { return "x86" }
        let prefixes = [
            ("aarch64", "arm64"), ("arm", "arm"), ("ppc", "powerpc"), ("powerpc", "powerpc"),
            ("mips", "mips"),
            ("sh", "sh"), ("riscv", "riscv"), ("loongarch", "loongarch"),
        ]
        return prefixes.first { machine.hasPrefix($0.0) }?.1 ?? machine
    }

    /// The folder below `arch/` for a machine.
    public static func sourceArchitecture(of machine: String) -> String {
        let architecture = architecture(of: machine)
        if architecture.hasPrefix("sparc") { return "sparc" }
        return architecture.hasPrefix("parisc") ? "parisc" : architecture
    }

    /// What `uname -m` prints; empty where it fails.
    public static var ofThisMachine: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        return withUnsafeBytes(of: &names.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
