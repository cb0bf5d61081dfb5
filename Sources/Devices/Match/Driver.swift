// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// An object in what it is linked into, and the device in it that somebody asked for.
public struct Driver: Sendable {
    public let unit: BuildUnit
    /// The object that was asked for; nil when the whole module was.
    public let part: BuildUnit.Part?
    /// What fits the device.
    public let alias: DeviceAlias?
    /// What `#if`s ask for where the device or the name stands.
    public let condition: BuildCondition

    public init(unit: BuildUnit, part: BuildUnit.Part?, alias: DeviceAlias? = nil) {
        self.unit = unit
        self.part = part
        self.alias = alias
        condition = alias?.condition ?? .always
    }

    private init(
        _ unit: BuildUnit, _ part: BuildUnit.Part, _ alias: DeviceAlias?, _ condition: BuildCondition
    ) {
        self.unit = unit
        self.part = part
        self.alias = alias
        self.condition = condition
    }

    /// What drives a device.
    public static func all(of alias: DeviceAlias, _ map: KbuildMap) -> [Driver] {
        all(inSource: alias.source, alias, alias.condition, map)
    }

    /// What a name is of.
    public static func all(of thing: NamedThing, _ map: KbuildMap) -> [Driver] {
        all(inSource: thing.source, nil, thing.condition, map)
    }

    /// A module, or what is always built in and would be called that.
    public static func all(ofModule name: String, _ map: KbuildMap) -> [Driver] {
        let all = map.units(ofModule: name).map { Driver(unit: $0, part: nil) }.filter { !$0.isNever }
        let modules = all.filter(\.unit.isModule)
        return modules.isEmpty ? all : modules
    }

    private static func all(
        inSource source: String, _ alias: DeviceAlias?, _ condition: BuildCondition, _ map: KbuildMap
    ) -> [Driver] {
        let object = String(source.dropLast(2))
        return map.units(withObject: object).flatMap { unit in
            unit.parts.filter { $0.object == object }.map { Driver(unit, $0, alias, condition) }
        }.filter { !$0.isNever }
    }

    /// All that must hold.
    public var whole: BuildUnit.Ways {
        var whole = unit.whole
        if let part {
            whole.builtIn = whole.builtIn.and(part.condition.builtIn)
            whole.module = whole.module.and(part.condition.module)
        }
        whole.builtIn = whole.builtIn.and(condition)
        whole.module = whole.module.and(condition)
        return whole
    }

    /// The options that the make file names beside the object; where it names none, those that lead to its folder.
    public var options: [String] {
        let own = unit.own.any.tests + (part?.condition.any.tests ?? [])
        let names = Self.names(own)
        return names.isEmpty ? Self.names(unit.folder.module.or(unit.folder.builtIn).tests) : names
    }

    private static func names(_ tests: [BuildTest]) -> [String] {
        var names: [String] = []
        for test in tests where test.subject == .symbol && !test.values.contains(.off) {
            if !names.contains(test.name) { names.append(test.name) }
        }
        return names
    }

    /// The lines of make files that list it.
    public var places: [MakePlace] {
        var places = unit.places
        if let part, !places.contains(part.place) { places.append(part.place) }
        return places
    }

    public var isNever: Bool { whole.any.isNever }

    /// The source that it is in: the one with the device's table, else the unit's own.
    public var source: String { alias?.file ?? (part?.object ?? unit.path) + ".c" }

    /// The folder of the source.
    public var folder: String { source.lastIndex(of: "/").map { String(source[..<$0]) } ?? "." }
}
