// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Lint

/// What a document is to the server.
enum DocumentKind: Sendable {
    case kconfig
    /// A `.config`, with a line for everything.
    case config
    /// What stands for a configuration by itself, with the lines that differ from the defaults.
    case defconfig
    /// Lines that are merged into a configuration.
    case fragment
    /// Requirements.
    case satconfig
    /// C, assembly and make files: they name symbols with the prefix.
    case code

    /// - Parameters:
    ///   - name: of the file, without folders.
    ///   - language: what the client calls it.
    init?(name: String, language: String, _ bytes: [UInt8]) {
        if let kind = Self.byName(name, bytes) {
            self = kind
            return
        }
        switch language {
        case "kconfig": self = .kconfig
        case "kconfig-config", "config", "dotconfig", "defconfig": self = Self.ofConfig(name, bytes)
        case "satconfig": self = .satconfig
        case "c", "cpp", "make", "makefile", "asm", "rust", "dts": self = .code
        default: return nil
        }
    }

    private static func byName(_ name: String, _ bytes: [UInt8]) -> DocumentKind? {
        if isKconfig(name) { return .kconfig }
        if isSatconfig(name) { return .satconfig }
        if isConfig(name) { return ofConfig(name, bytes) }
        return SourceFile.isRead(name) ? .code : nil
    }

    /// Whether a file of that name holds Kconfig statements.
    static func isKconfig(_ name: String) -> Bool {
        ["Kconfig", "Config.in"].contains {
            name == $0 || name.hasPrefix($0 + ".") || name.hasPrefix($0 + "-")
        }
    }

    /// Whether a file of that name holds requirements.
    static func isSatconfig(_ name: String) -> Bool { name.hasSuffix(".satconfig") }

    /// Whether a file of that name holds lines `CONFIG_X=value`.
    static func isConfig(_ name: String) -> Bool {
        name.hasSuffix(".config") || name.hasPrefix(".config") || name.hasSuffix("defconfig")
            || name.hasPrefix("config-") || name == "config"
    }

    private static func ofConfig(_ name: String, _ bytes: [UInt8]) -> DocumentKind {
        if name.hasPrefix(".config") || name.hasPrefix("config-") { return .config }
        let isGenerated = bytes.withUnsafeBufferPointer { ConfigString.isGenerated($0) }
        if isGenerated { return .config }
        return name.hasSuffix("defconfig") ? .defconfig : .fragment
    }

    /// It holds lines `CONFIG_X=value` and nothing else.
    var isConfiguration: Bool { self == .config || self == .defconfig || self == .fragment }
}
