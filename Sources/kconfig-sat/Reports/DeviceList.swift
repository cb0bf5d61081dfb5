// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import JSON
import Kbuild

/// All devices of a tree, each with what drives it.
struct DeviceList {
    private struct Line {
        let alias: DeviceAlias
        let driver: Driver

        var pattern: String { alias.pattern(in: driver.unit.moduleName) }
    }

    private var lines: [Line] = []
    private let problems: [DeviceProblem]

    init(_ map: KbuildMap, _ devices: DeviceScan) {
        problems = devices.problems
        for alias in devices.aliases {
            for driver in Driver.all(of: alias, map) { lines.append(Line(alias: alias, driver: driver)) }
        }
    }

    func print(_ format: FormatOption) {
        format.print("kconfig-sat/devices/1") {
            lines.map { line in
                let options = line.driver.options.map { "CONFIG_" + $0 }.joined(separator: ",")
                return "\(line.pattern)\t\(line.driver.unit.moduleName)\t\(options)\t"
                    + "\(line.alias.file):\(line.alias.line)\n"
            }.joined()
        } json: {
            [
                .init("devices", .array(lines.map { Self.json($0) })),
                .init(
                    "problems",
                    .array(
                        problems.map {
                            ["file": .string($0.file), "line": .int($0.line), "reason": .string($0.reason)]
                        })),
            ]
        }
    }

    private static func json(_ line: Line) -> JSONValue {
        let whole = line.driver.whole
        return [
            "pattern": .string(line.pattern), "unit": .string(line.driver.unit.path),
            "place": .string("\(line.alias.file):\(line.alias.line)"),
            "source": .string("\(line.alias.way)"),
            "options": .array(line.driver.options.map { .string($0) }),
            "module_when": BuildReport.json(whole.module), "built_in_when": BuildReport.json(whole.builtIn),
        ]
    }
}
