// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// A pattern of devices that a source drives.
public struct DeviceAlias: Hashable, Sendable {
    /// As in `modules.alias`.
    public let pattern: String
    /// Relative to the tree.
    public let file: String
    public let line: Int
    /// What `#if`s around it ask for.
    public let condition: BuildCondition
    /// It becomes an alias of the module: `MODULE_DEVICE_TABLE`, `MODULE_ALIAS`. Else the driver only matches by it.
    public let isDeclared: Bool
}

/// A table or an entry of one that could not be read.
public struct DeviceProblem: Hashable, Sendable {
    public let file: String
    public let line: Int
    public let reason: String
}
