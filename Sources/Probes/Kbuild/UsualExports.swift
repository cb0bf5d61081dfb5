// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The variables that the kernel's Makefiles usually export, for where make can't be asked.
///
/// Follows the top Makefile, `scripts/subarch.include`, `scripts/Makefile.clang` and `arch/um/Makefile` as far
/// as Kconfig files and the scripts they run can see.
struct UsualExports {
    /// What is set for some compilers or architectures only.
    static let sometimes: Set = ["CLANG_FLAGS", "RUSTC_VERSION_TEXT", "HEADER_ARCH"]

    let arch: String
    let sourceArch: String
    let tree: String

    /// What Makefiles export, whatever the tree.
    static let names: Set = [
        "ARCH", "SRCARCH", "SUBARCH", "UTS_MACHINE", "srctree", "objtree", "KCONFIG_CONFIG", "CROSS_COMPILE",
        "RUSTC", "RUSTDOC",
        "RUSTFMT", "BINDGEN", "PAHOLE", "LEX", "YACC", "AWK", "PERL", "PYTHON3", "BASH", "HOSTRUSTC",
        "HOSTPKG_CONFIG", "CHECK",
        "AR", "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "CC", "LD", "HOSTCC", "HOSTCXX", "CPP", "LLVM",
        "CONFIG_SHELL",
        "RUSTC_BOOTSTRAP", "HEADER_ARCH", "CC_VERSION_TEXT", "RUSTC_VERSION_TEXT", "CLANG_FLAGS", "VERSION",
        "PATCHLEVEL",
        "SUBLEVEL", "EXTRAVERSION", "KERNELVERSION",
    ]

    func variables(defines: [String: String]) -> [String: String] {
        func given(_ name: String) -> String? { defines[name] ?? ProcessEnvironment.value(name) }
        var all = ["ARCH": arch, "SRCARCH": sourceArch, "UTS_MACHINE": arch, "srctree": tree, "objtree": "."]
        all["SUBARCH"] = subarch
        all["KCONFIG_CONFIG"] = given("KCONFIG_CONFIG") ?? ".config"
        all["CROSS_COMPILE"] = given("CROSS_COMPILE") ?? ""
        all.merge(tools(llvm: given("LLVM") ?? "", cross: all["CROSS_COMPILE"]!)) { $1 }
        all.merge(["LC_COLLATE": "C", "LC_NUMERIC": "C", "CONFIG_SHELL": "sh", "RUSTC_BOOTSTRAP": "1"]) { $1 }
        all.merge(version) { $1 }
        if arch == "um" {
            let host = all["SUBARCH"]!
            all["HEADER_ARCH"] = ["x86_64", "i386"].contains(host) ? "x86" : host
        }
        all.merge(defines) { $1 }
        return all
    }

    /// What the compilers say of themselves, and what follows from it.
    func versions(_ all: [String: String], _ shell: any Shell) -> [String: String] {
        let compiler = firstLine("LC_ALL=C \(all["CC"]!) --version 2>/dev/null | head -n 1", shell)
        var found = ["CC_VERSION_TEXT": compiler]
        if (all["VERSION"].flatMap { Int($0) }, all["PATCHLEVEL"].flatMap { Int($0) }) >= (6, 12) {
            found["RUSTC_VERSION_TEXT"] = firstLine("\(all["RUSTC"]!) --version 2>/dev/null", shell)
        }
        if compiler.contains("clang") { found["CLANG_FLAGS"] = clangFlags(all) }
        return found
    }

    // MARK: - Pieces

    private var subarch: String { MachineName.architecture(of: MachineName.ofThisMachine) }

    private func tools(llvm: String, cross: String) -> [String: String] {
        var all = [
            "RUSTC": "rustc", "RUSTDOC": "rustdoc", "RUSTFMT": "rustfmt", "BINDGEN": "bindgen",
            "PAHOLE": "pahole",
            "LEX": "flex", "YACC": "bison", "AWK": "awk", "PERL": "perl", "PYTHON3": "python3",
            "BASH": "bash",
            "HOSTRUSTC": "rustc", "HOSTPKG_CONFIG": "pkg-config", "CHECK": "sparse",
        ]
        let names = [
            "AR": "ar", "NM": "nm", "OBJCOPY": "objcopy", "OBJDUMP": "objdump", "READELF": "readelf",
            "STRIP": "strip",
        ]
        if llvm.isEmpty {
            all.merge(["CC": cross + "gcc", "LD": cross + "ld", "HOSTCC": "gcc", "HOSTCXX": "g++"]) { $1 }
            for (name, tool) in names { all[name] = cross + tool }
        } else {
            let prefix = llvm.hasSuffix("/") ? llvm : ""
            let suffix = llvm.hasPrefix("-") ? llvm : ""
            func tool(_ name: String) -> String { prefix + name + suffix }
            all.merge(
                [
                    "CC": tool("clang"), "LD": tool("ld.lld"), "HOSTCC": tool("clang"),
                    "HOSTCXX": tool("clang++"),
                ]
            ) { $1 }
            for (name, base) in names { all[name] = tool("llvm-" + base) }
        }
        all["CPP"] = all["CC"]! + " -E"
        return all
    }

    /// What compilers call the machines of an architecture, as `scripts/Makefile.clang` has it.
    static let targets = [
        "arm": "arm-linux-gnueabi", "arm64": "aarch64-linux-gnu", "hexagon": "hexagon-linux-musl",
        "loongarch": "loongarch64-linux-gnusf", "m68k": "m68k-linux-gnu", "mips": "mipsel-linux-gnu",
        "powerpc": "powerpc64le-linux-gnu", "riscv": "riscv64-linux-gnu", "s390": "s390x-linux-gnu",
        "x86": "x86_64-linux-gnu",
    ]

    private func clangFlags(_ variables: [String: String]) -> String {
        let wanted = arch == "um" ? variables["SUBARCH"]! : sourceArch
        let target = Self.targets[wanted].map { "--target=\($0) " } ?? ""
        return target
            + "-fintegrated-as -Werror=unknown-warning-option -Werror=ignored-optimization-argument "
            + "-Werror=option-ignored -Werror=unused-command-line-argument"
    }

    /// VERSION, PATCHLEVEL, SUBLEVEL and KERNELVERSION from the head of the Makefile.
    var version: [String: String] {
        guard let makefile = SourceText(path: tree + "/Makefile") else { return [:] }
        var all: [String: String] = [:]
        let head = String(decoding: makefile.bytes.prefix(1024), as: UTF8.self)
        for line in head.split(separator: "\n").prefix(12) {
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            if parts.count == 2 { all[parts[0]] = parts[1] }
        }
        func dotted(_ name: String) -> String { (all[name] ?? "").isEmpty ? "" : "." + all[name]! }
        guard let major = all["VERSION"] else { return [:] }
        let text = major + dotted("PATCHLEVEL") + dotted("SUBLEVEL") + (all["EXTRAVERSION"] ?? "")
        return [
            "VERSION": major, "PATCHLEVEL": all["PATCHLEVEL"] ?? "", "SUBLEVEL": all["SUBLEVEL"] ?? "",
            "KERNELVERSION": text,
        ]
    }

    private func firstLine(_ command: String, _ shell: any Shell) -> String {
        (shell.firstLine(of: command) ?? "").filter { $0 != "#" }.trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

private func >= (a: (Int?, Int?), b: (Int, Int)) -> Bool { (a.0 ?? 0, a.1 ?? 0) >= b }
