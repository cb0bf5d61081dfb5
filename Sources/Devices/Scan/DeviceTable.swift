// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// A pattern of devices that a source drives.
public struct DeviceAlias: Hashable, Sendable {
    /// As in `modules.alias`.
    public let pattern: String
    /// The source that is compiled, relative to the tree.
    public let source: String
    /// Where the pattern stands: there, or in a file that it includes.
    public let file: String
    public let line: Int
    /// What `#if`s around it ask for.
    public let condition: BuildCondition
    public let way: Way

    /// How a driver says what it drives.
    public enum Way: UInt8, Sendable {
        /// `MODULE_ALIAS`: an alias of the module, also when it is built in.
        case line
        /// `MODULE_DEVICE_TABLE`: an alias of the module.
        case table
        /// The driver matches by it, and nothing else is told.
        case driver
        /// It only writes to it early (`OF_EARLYCON_DECLARE`).
        case earlyConsole

        /// Whether the module tells of it.
        public var isDeclared: Bool { self == .line || self == .table }
    }

    /// Stands in a pattern for the name of the module that the source is linked into.
    static let moduleName = "\u{1}"

    /// The pattern in a module.
    public func pattern(in module: String) -> String {
        guard pattern.contains(Self.moduleName) else { return pattern }
        return pattern.split(separator: Character(Self.moduleName), omittingEmptySubsequences: false)
            .joined(separator: module)
    }
}

/// A table or an entry of one that could not be read.
public struct DeviceProblem: Hashable, Sendable {
    public let file: String
    public let line: Int
    public let reason: String
}
