// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import JSON
import Kbuild

/// What `whichconfig` says of one object in what it is linked into.
struct BuildReport {
    private let driver: Driver
    /// What the Kconfig files say of its conditions.
    var known: KnownConditions?

    var condition: BuildCondition { driver.whole.any }
    var shown: [BuildCondition] { [driver.whole.module, driver.whole.builtIn] }

    init(_ driver: Driver) { self.driver = driver }

    // MARK: - Text

    var text: String {
        let (unit, whole) = (driver.unit, driver.whole)
        let target =
            unit.isModule
            ? "module \(unit.name)" : unit.isSpecial ? "linked by itself" : "built in, never a module"
        var lines =
            "  \(driver.options.isEmpty ? "always" : driver.options.map { "CONFIG_" + $0 }.joined(separator: ", "))"
        lines += "  (\(target))\n"
        if let alias = driver.alias {
            lines += "      \(alias.pattern(in: unit.moduleName))  \(alias.file):\(alias.line)\n"
        }
        var ways = whole
        if !unit.isModule { ways.module = ways.builtIn }
        lines += PresenceText.when(ways, known).map { "      \($0)\n" }.joined()
        lines += known?.text(condition, indent: "      ") ?? ""
        for place in driver.places { lines += "      \(place)\n" }
        return lines
    }

    // MARK: - JSON

    var json: JSONValue {
        let (unit, alias, whole) = (driver.unit, driver.alias, driver.whole)
        let object: JSONValue = .object([
            "unit": .string(unit.path), "object": driver.part.map { .string($0.object) },
            "pattern": alias.map { .string($0.pattern(in: unit.moduleName)) },
            "device_place": alias.map { .string("\($0.file):\($0.line)") },
            "module": unit.isModule ? .string(unit.name) : nil,
            "options": .array(driver.options.map { .string($0) }),
            "module_when": Self.json(whole.module), "built_in_when": Self.json(whole.builtIn),
            "places": .array(driver.places.map { .string($0.description) }),
            "folder_places": .array(unit.folderPlaces.map { .string($0.description) }),
        ])
        guard case .object(let members) = object else { return object }
        return .object(members + (known?.json(condition) ?? []))
    }

    /// Alternatives, each an object of names with the values that are wanted.
    static func json(_ condition: BuildCondition) -> JSONValue {
        .array(
            condition.alternatives.map { tests in
                .object(
                    tests.map { test in
                        JSONValue.Member(
                            test.subject == .unknown ? "?" + test.place : test.name,
                            .string(values(test.values)))
                    })
            })
    }

    private static func values(_ values: BuildTest.Values) -> String {
        let all: [(BuildTest.Values, String)] = [(.off, "n"), (.m, "m"), (.y, "y")]
        return all.filter { values.contains($0.0) }.map(\.1).joined(separator: "|")
    }
}
