// SPDX-License-Identifier: GPL-2.0-or-later

/// What must hold for a file of the tree, or for lines of one, to be compiled on one architecture.
///
/// Both conditions may hold tests of `.unknown`: places that only a build can tell. `possibly` and `surely` are the bounds
/// that these leave: where `possibly` is false nothing is compiled, where `surely` is true it is.
public struct Presence: Sendable {
    /// What kind of file it is, as far as building goes.
    public enum Kind: String, Sendable {
        /// A source (C, assembly, Rust, a linker script) with an object of its own.
        case compiled
        /// The source of a device tree, built by `make dtbs`.
        case deviceTree
        /// Compiled as part of the files that include it.
        case header
        /// A source without an object that other sources include (`#include "x.c"`).
        case included
        /// Of a program that runs on the machine that builds, or in user space: no code of the kernel.
        case hostProgram
        /// Below `arch/`, of another architecture, and nothing of this one uses it.
        case otherArchitecture
        /// A source that nothing on this architecture builds or includes.
        case noObject
        /// A make file, a Kconfig file, a document, a script: what is made of it can't be told.
        case notCode
        /// The tree has no such file.
        case gone
    }

    public let kind: Kind
    /// When it is compiled to be linked into the kernel, and when to be in a module.
    public internal(set) var ways: BuildUnit.Ways
    /// The objects that it is compiled into, without suffix: `drivers/net/tun`. For headers none are named.
    public internal(set) var objects: [String]
    /// The lines of make files that say so.
    public internal(set) var places: [MakePlace]
    /// Of a header: what must hold for each source that includes it, where that is too much for one condition.
    var alternatives: [BuildUnit.Ways] = []
    /// The other architecture that it is of.
    public internal(set) var architecture: String?
    /// For people: why nothing compiles it, or that the conditions are a bound.
    public internal(set) var note: String?

    init(
        _ kind: Kind, _ ways: BuildUnit.Ways = .never, objects: [String] = [], places: [MakePlace] = [],
        note: String? = nil
    ) {
        self.kind = kind
        self.ways = ways
        self.objects = objects
        self.places = places
        self.note = note
    }

    /// When it is compiled at all.
    public var any: BuildCondition { ways.any }

    /// Where this is false nothing compiles it. (`BuildCondition.possibly`)
    public var possibly: BuildCondition { any.possibly }

    /// Where this is true it is compiled. (`BuildCondition.surely`)
    public var surely: BuildCondition { any.surely }

    /// Places that leave it open.
    public var unknownPlaces: [String] {
        Set(ways.builtIn.unknownPlaces).union(ways.module.unknownPlaces).sorted()
    }

    /// The same under one more condition, as of `#if` lines.
    public func and(_ condition: BuildUnit.Ways) -> Presence {
        var both = self
        both.ways = ways.and(condition)
        both.alternatives = alternatives.map { $0.and(condition) }
        return both
    }
}

extension BuildUnit.Ways {
    static let never = BuildUnit.Ways(builtIn: .never, module: .never)
    static let always = BuildUnit.Ways(builtIn: .always, module: .always)

    init(_ both: BuildCondition) { self.init(builtIn: both, module: both) }

    public var isNever: Bool { builtIn.isNever && module.isNever }
    var isSame: Bool { builtIn == module }

    func and(_ other: BuildUnit.Ways) -> BuildUnit.Ways {
        if isSame, other.isSame { return BuildUnit.Ways(builtIn.and(other.builtIn)) }
        return BuildUnit.Ways(builtIn: builtIn.and(other.builtIn), module: module.and(other.module))
    }

    func or(_ other: BuildUnit.Ways) -> BuildUnit.Ways {
        if isSame, other.isSame { return BuildUnit.Ways(builtIn.or(other.builtIn)) }
        return BuildUnit.Ways(builtIn: builtIn.or(other.builtIn), module: module.or(other.module))
    }

    static prefix func ! (ways: BuildUnit.Ways) -> BuildUnit.Ways {
        if ways.isSame { return BuildUnit.Ways(!ways.builtIn) }
        return BuildUnit.Ways(builtIn: !ways.builtIn, module: !ways.module)
    }
}
