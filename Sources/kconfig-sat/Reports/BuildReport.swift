// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import JSON
import Kbuild

/// What `whichconfig` says of one object in what it is linked into.
struct BuildReport {
    let unit: BuildUnit
    /// The object that was asked for; nil when the whole module was.
    let part: BuildUnit.Part?
    /// The device in the object that was asked for.
    var alias: DeviceAlias?

    /// What drives a device.
    static func all(of alias: DeviceAlias, _ map: KbuildMap) -> [BuildReport] {
        let object = String(alias.source.dropLast(2))
        return map.units(withObject: object).flatMap { unit in
            unit.parts.filter { $0.object == object }.map {
                BuildReport(unit: unit, part: $0, alias: alias)
            }
        }.filter { !$0.isNever }
    }

    /// All that must hold.
    var whole: BuildUnit.Ways {
        var whole = unit.whole
        if let part {
            whole.builtIn = whole.builtIn.and(part.condition.builtIn)
            whole.module = whole.module.and(part.condition.module)
        }
        if let alias {
            whole.builtIn = whole.builtIn.and(alias.condition)
            whole.module = whole.module.and(alias.condition)
        }
        return whole
    }

    /// The options that the make file names beside the object; where it names none, those that lead to its folder.
    var options: [String] {
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

    var places: [MakePlace] {
        var places = unit.places
        if let part, !places.contains(part.place) { places.append(part.place) }
        return places
    }

    var isNever: Bool { whole.any.isNever }

    // MARK: - Text

    var text: String {
        let target =
            unit.isModule
            ? "module \(unit.name)" : unit.isSpecial ? "linked by itself" : "built in, never a module"
        var lines = "  \(options.isEmpty ? "always" : options.map { "CONFIG_" + $0 }.joined(separator: ", "))"
        lines += "  (\(target))\n"
        if let alias {
            lines += "      \(alias.pattern(in: unit.moduleName))  \(alias.file):\(alias.line)\n"
        }
        if whole.module.description == whole.builtIn.description || !unit.isModule {
            lines += "      when \(whole.builtIn)\n"
        } else {
            lines += "      module when \(whole.module)\n"
            if !whole.builtIn.isNever { lines += "      built in when \(whole.builtIn)\n" }
        }
        for place in places { lines += "      \(place)\n" }
        return lines
    }

    // MARK: - JSON

    var json: JSONValue {
        .object([
            "unit": .string(unit.path), "object": part.map { .string($0.object) },
            "pattern": alias.map { .string($0.pattern(in: unit.moduleName)) },
            "device_place": alias.map { .string("\($0.file):\($0.line)") },
            "module": unit.isModule ? .string(unit.name) : nil,
            "options": .array(options.map { .string($0) }),
            "module_when": Self.json(whole.module), "built_in_when": Self.json(whole.builtIn),
            "places": .array(places.map { .string($0.description) }),
            "folder_places": .array(unit.folderPlaces.map { .string($0.description) }),
        ])
    }

    /// Alternatives, each an object of names with the values that are wanted.
    static func json(_ condition: BuildCondition) -> JSONValue {
        .array(
            condition.alternatives.map { tests in
                .object(
                    tests.map { test in
                        JSONValue.Member(
                            (test.subject == .unknown ? "?" : "") + test.name, .string(values(test.values)))
                    })
            })
    }

    private static func values(_ values: BuildTest.Values) -> String {
        let all: [(BuildTest.Values, String)] = [(.off, "n"), (.m, "m"), (.y, "y")]
        return all.filter { values.contains($0.0) }.map(\.1).joined(separator: "|")
    }
}
