// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What all probes of a run can depend on beside their own text and files. `docs/performance.md` lists it.
///
/// Left out on purpose: what differs from run to run without mattering to a compiler, such as KCONFIG_CONFIG,
/// MAKEFLAGS, the ids of CI jobs and the output folder.
public struct ProbeKey {
    /// Variables with the programs that probes run.
    public static let tools =
        compilers + [
            "LD", "AR", "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "PAHOLE", "BINDGEN", "RUSTC",
            "HOSTRUSTC",
            "PYTHON3", "RUSTC_OR_CLIPPY", "HOSTLD", "HOSTAR", "HOSTCXX", "DTC",
        ]
    /// Those of them that answer `-print-prog-name=as`.
    static let compilers = ["CC", "CC_COMPAT", "HOSTCC"]

    private static let variables =
        tools + [
            // What kbuild says about the target.
            "ARCH", "SRCARCH", "SUBARCH", "UTS_MACHINE", "HEADER_ARCH", "BITS", "CROSS_COMPILE",
            "CROSS_COMPILE_COMPAT",
            "LLVM", "LLVM_IAS", "CLANG_FLAGS", "CONFIG_SHELL", "BASH", "AWK", "PERL", "LEX", "YACC",
            "CC_VERSION_TEXT", "RUSTC_VERSION_TEXT", "PAHOLE_VERSION", "RUSTC_BOOTSTRAP",
            "USERCFLAGS", "USERLDFLAGS", "KCFLAGS", "KAFLAGS", "KCPPFLAGS", "KRUSTFLAGS", "RUST_LIB_SRC",
            "HOSTCFLAGS", "HOSTLDFLAGS",
            // Locale.
            "LANG", "LANGUAGE", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC",
            // Where things are found.
            "PATH", "HOME", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH", "LD_PRELOAD",
            // What compilers and their wrappers read themselves.
            "COMPILER_PATH", "GCC_EXEC_PREFIX", "LIBRARY_PATH", "CPATH", "C_INCLUDE_PATH",
            "CCC_OVERRIDE_OPTIONS",
            "CCACHE_COMPILER", "CCACHE_PATH", "CCACHE_PREFIX", "LIBCLANG_PATH", "LLVM_CONFIG_PATH",
            "CLANG_PATH",
            "BINDGEN_EXTRA_CLANG_ARGS", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_HOME", "PYENV_ROOT",
            "PYENV_VERSION", "PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE", "VIRTUAL_ENV",
        ]

    /// Files by which wrappers (rustup, pyenv, asdf, mise) choose a version, here or in a folder above.
    private static let selectors = [
        "rust-toolchain", "rust-toolchain.toml", ".python-version", ".tool-versions", "mise.toml",
        ".mise.toml",
    ]

    /// The tree, without links made absolute.
    let sourceTree: String
    let text: [UInt8]

    init(sourceTree: String?, _ surroundings: Surroundings) {
        self.sourceTree = surroundings.absolute(sourceTree ?? ".")
        var text = "tree \(self.sourceTree)\0"
        for name in Self.variables {
            if let value = surroundings.variable(name) { text += "\(name)=\(value)\0" }
        }
        text += Self.choices(surroundings)
        let temporary = surroundings.variable("TMPDIR") ?? "/tmp"
        text += access(temporary, W_OK | X_OK) == 0 ? "" : "no temporary files\0"
        self.text = Array(text.utf8)
    }

    /// The name of the file that holds the results.
    var fileName: String {
        var hash = Hash64()
        hash.add(text)
        return hash.hex
    }

    /// The stamps of those files by which wrappers choose a version that exist.
    private static func choices(_ surroundings: Surroundings) -> String {
        var paths = [
            surroundings.folder("RUSTUP_HOME", home: "/.rustup") + "/settings.toml",
            surroundings.folder("PYENV_ROOT", home: "/.pyenv") + "/version",
            surroundings.folder("XDG_CONFIG_HOME", home: "/.config") + "/mise/config.toml",
            surroundings.folder("HOME", home: "") + "/.tool-versions",
        ]
        var folder = surroundings.workingFolder[...]
        while true {
            paths += selectors.map { folder + "/" + $0 }
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = folder[..<slash]
        }
        return paths.compactMap { path in FileStamp(path).map { "\(path) \($0.text)\0" } }.joined()
    }
}
