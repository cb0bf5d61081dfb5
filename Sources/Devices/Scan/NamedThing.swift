// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// A driver, a console or a type of file systems, by the name that the kernel shows: in /sys, on its command line, in
/// /proc/mounts.
public struct NamedThing: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// `struct console`: `ttyS` of ttyS0.
        case console
        /// `struct file_system_type`.
        case fileSystem
        /// `struct BUS_driver`.
        case driver(bus: String)
    }

    public let kind: Kind
    let name: String
    /// The source that is compiled, relative to the tree.
    public let source: String
    public let file: String
    public let line: Int
    /// What `#if`s around it ask for.
    public let condition: BuildCondition

    public var isNamedAfterModule: Bool { name == DeviceAlias.moduleName }

    /// The name in a module: some drivers are named after theirs.
    public func name(in module: String) -> String { name == DeviceAlias.moduleName ? module : name }
}

/// The structures that give things their names, as `include/linux` has them.
final class NamedKinds {
    private let pool: CPool
    private var known: [StringID: NamedThing.Kind?] = [:]
    /// `.name`, and `.driver.name` of those that have a `struct device_driver` in them.
    let layout = StructLayout()

    init(_ pool: CPool) {
        self.pool = pool
        let name = StructLayout.Field(name: pool.intern("name"), type: .characters)
        let inner = StructLayout()
        inner.fields = [name]
        layout.fields = [
            name,
            StructLayout.Field(name: pool.intern("driver"), type: .structure(inner)),
            StructLayout.Field(name: pool.intern("drv"), type: .structure(inner)),
        ]
    }

    func kind(_ tag: StringID) -> NamedThing.Kind? {
        if let known = known[tag] { return known }
        let text = pool.text(tag)
        let suffix = "_driver"
        let kind: NamedThing.Kind? =
            switch text {
            case "console": .console
            case "file_system_type": .fileSystem
            case _ where text.hasSuffix(suffix): .driver(bus: String(text.dropLast(suffix.count)))
            default: nil
            }
        known[tag] = .some(kind)
        return kind
    }

    /// The name in a value of `layout`.
    func name(_ value: TableValue, _ pool: CPool) -> String? {
        let entry = TableEntry(value, layout, pool)
        let names = [
            entry.text("name"), entry.inner("driver")?.text("name"), entry.inner("drv")?.text("name"),
        ]
        return names.lazy.compactMap { $0 }.first { !$0.isEmpty }
    }
}
