// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild

/// Something that a machine needs, and the ways to have it.
public struct Need {
    /// One of several ways: a driver, or an option that is no driver.
    public struct Way {
        /// What must hold when it is there before modules are, and when it may be a module.
        let builtIn: BuildCondition
        let any: BuildCondition
        /// The options that the make file names beside the object.
        public let options: [String]
        /// `e1000e (drivers/net/ethernet/intel/e1000e/netdev.c)`
        public let text: String
        /// The source that has it; nil for what is no driver.
        public let source: String?
        public let isGeneric: Bool

        init(_ driver: Driver, isGeneric: Bool = false) {
            builtIn = driver.whole.builtIn.possibly
            any = driver.whole.any.possibly
            options = driver.options
            text = "\(driver.unit.name) (\(driver.source))"
            source = driver.source
            self.isGeneric = isGeneric
        }

        /// An option by itself.
        init(option: String, _ kind: SymbolKind) {
            builtIn = .symbol(option, kind, .y)
            any = builtIn
            options = [option]
            text = "CONFIG_\(option)"
            source = nil
            isGeneric = false
        }

        /// The folder of the source.
        var folder: String? { source.map { $0.split(separator: "/").dropLast().joined(separator: "/") } }

        func condition(isEarly: Bool) -> BuildCondition { isEarly ? builtIn : any }
    }

    /// What part of a machine it is; the order of the output.
    public enum Part: Int, Comparable, Sendable {
        case processor, console, root, firmware, device, fileSystem, module, wish

        public static func < (a: Part, b: Part) -> Bool { a.rawValue < b.rawValue }
    }

    public let part: Part
    /// `pci 8086:10d3`.
    public let subject: String
    /// `at 0000:00:02.0`; the place of the fact where there is no name.
    public let location: String
    /// Any of them will do, the best first.
    public var ways: [Way]
    /// It must be there before modules can be loaded; why.
    public var early: String?
    /// Others that are not asked for, and why.
    public var notes: [String] = []

    init(
        _ part: Part, _ subject: String, at location: String, _ ways: [Way], early: String? = nil,
        notes: [String] = []
    ) {
        self.part = part
        self.subject = subject
        self.location = location
        self.ways = ways
        self.early = early
        self.notes = notes
    }

    public var isEarly: Bool { early != nil }
}

/// What a machine has that nothing is asked for, and why.
public struct Remark: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// Nothing in the tree drives it on this architecture.
        case undriven
        /// It is loaded, and nothing here needs it.
        case unneeded
        /// A line that could be more exact.
        case unclear
        /// It can't be had together with what comes before it.
        case excluded
    }

    public let kind: Kind
    public let text: String
    public let location: String
    /// The kernel may not find its root file system, or not have what somebody asks for by name.
    public var isUrgent = false
}
