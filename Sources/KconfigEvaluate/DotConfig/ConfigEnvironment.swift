// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What the environment tells about names of files and symbols.
public enum ConfigEnvironment {
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// `CONFIG_`, unless the variable of that name says otherwise.
    public static var prefix: String { value("CONFIG_") ?? "CONFIG_" }
    /// The file that holds the configuration.
    public static var configName: String { value("KCONFIG_CONFIG") ?? ".config" }
    public static var sourceTree: String? { value("srctree") }

    static func isSet(_ name: String) -> Bool { value(name) != nil }
    static func isNonEmpty(_ name: String) -> Bool { !(value(name) ?? "").isEmpty }
}
