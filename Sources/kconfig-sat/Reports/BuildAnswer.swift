// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Glibc
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

/// What is known of a file, a module or a device that was asked for.
struct BuildAnswer {
    let asked: String
    private var reports: [BuildReport]
    /// Names that may have been meant.
    private let near: [String]

    /// Of a file without an object of its own, or of lines.
    private var presence: PresenceAnswer?

    /// What must hold for a file, or for lines of one; nothing for other things.
    var conditions: [BuildCondition] {
        presence?.conditions ?? (isShort ? reports.map(\.condition) : [])
    }

    /// Those that are told, one for each way to be compiled.
    var shown: [BuildCondition] {
        presence?.shown ?? (isShort ? reports.flatMap(\.shown) : [])
    }

    /// A file, or so few modules or drivers that the Kconfig files can be asked about each.
    private var isShort: Bool { Self.isFile(asked) || reports.count <= 3 }

    /// Says as well what of that no configuration has, and says the rest in fewer words.
    mutating func add(_ known: KnownConditions) {
        presence?.known = known
        for index in reports.indices { reports[index].known = known }
    }

    /// All but what was asked for.
    var body: Substring { text.dropFirst(asked.count + 1) }

    var isOfFile: Bool { presence != nil }

    /// The same where these architectures are asked, too.
    func besides(_ architectures: [String]) -> BuildAnswer {
        var answer = self
        answer.presence?.askedToo = architectures
        return answer
    }

    var isEmpty: Bool { presence?.isEmpty ?? reports.isEmpty }

    /// A file of the tree, or lines of one.
    init(presence: PresenceAnswer) {
        asked = presence.asked
        self.presence = presence
        reports = []
        near = []
    }

    /// A file or a module.
    init(named asked: String, _ map: KbuildMap) {
        self.asked = asked
        let isDevice = DeviceQuery.patterns(asked) != nil && !Self.isFile(asked)
        reports = isDevice ? [] : Self.isFile(asked) ? Self.file(asked, map) : Self.module(asked, map)
        near = reports.isEmpty && !isDevice ? Self.near(asked, map) : []
    }

    /// A file that is not there.
    init(missing asked: String, _ map: KbuildMap, tree: String) {
        self.asked = asked
        reports = []
        near = Self.near(asked, map).map { SourceFile.name(ofObject: $0, in: tree) }
    }

    /// Whether it names a source or header, which is there or not. `drivers/net/tun` and `drivers/net/tun.o` name an object.
    static func namesSource(_ asked: String) -> Bool {
        let base = asked.split(separator: "/").last ?? ""
        guard isFile(asked), DeviceQuery.patterns(asked) == nil, base.contains(".") else { return false }
        return !asked.hasSuffix(".o")
    }

    /// A device, where an answer by name found nothing.
    init(device answer: BuildAnswer, _ map: KbuildMap, _ devices: DeviceScan) {
        asked = answer.asked
        near = answer.near
        // What is no other form may still be what a device tree calls compatible.
        let patterns = DeviceQuery.patterns(asked) ?? DeviceQuery.compatible(asked)
        reports = devices.matching(patterns).flatMap { Driver.all(of: $0, map) }.map { BuildReport($0) }
    }

    private static func isFile(_ name: String) -> Bool {
        [".c", ".S", ".s", ".rs", ".o"].contains { name.hasSuffix($0) }
            || (name.contains("/") && !name.hasSuffix(".ko"))
    }

    /// A path in the tree, without suffix.
    private static func object(_ name: String) -> String {
        var name = name
        if let tree = ConfigEnvironment.sourceTree, name.hasPrefix(tree + "/") {
            name = String(name.dropFirst(tree.count + 1))
        }
        if name.hasPrefix("./") { name = String(name.dropFirst(2)) }
        let base = name.lastIndex(of: "/") ?? name.startIndex
        return name[base...].lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    private static func file(_ name: String, _ map: KbuildMap) -> [BuildReport] {
        let object = object(name)
        return map.units(withObject: object).flatMap { unit in
            unit.parts.filter { $0.object == object }.map { Driver(unit: unit, part: $0) }
        }.filter { !$0.isNever }.map { BuildReport($0) }
    }

    /// Those that can be a module first; others are what is always built in.
    private static func module(_ name: String, _ map: KbuildMap) -> [BuildReport] {
        var name = name.split(separator: "/").last.map(String.init) ?? name
        for suffix in [".xz", ".zst", ".gz", ".ko"] where name.hasSuffix(suffix) {
            name = String(name.dropLast(suffix.count))
        }
        return Driver.all(ofModule: name, map).map { BuildReport($0) }
    }

    private static func near(_ name: String, _ map: KbuildMap) -> [String] {
        guard isFile(name) else {
            return NearMiss.names(for: BuildUnit.moduleName(name), among: map.moduleNames)
        }
        let object = object(name)
        let base = object.split(separator: "/").last ?? ""
        let same = map.objects.filter { $0.hasSuffix("/" + base) }.prefix(5)
        guard same.isEmpty else { return Array(same) }
        let folder = String(object.dropLast(base.count))
        let beside = map.objects.filter { $0.hasPrefix(folder) && !$0.dropFirst(folder.count).contains("/") }
        return NearMiss.names(for: String(base), among: beside.map { String($0.dropFirst(folder.count)) }).map
        {
            folder + $0
        }
    }

    // MARK: - Output

    var text: String {
        if let presence { return presence.text }
        if !isEmpty { return "\(asked)\n" + reports.map(\.text).joined() }
        var text = "\(asked)\n  \(nothing)\n"
        if DeviceQuery.patterns(asked)?.contains(where: { $0.contains("~") }) ?? false {
            text += "  drivers of a whole class are found by the modalias: /sys/bus/*/devices/*/modalias\n"
        }
        if !near.isEmpty { text += "  did you mean \(near.joined(separator: ", "))?\n" }
        let isOption = asked.hasPrefix(ConfigEnvironment.prefix)
        if isOption {
            text += "  an option, not a file, module or device: 'kconfig-sat explain \(asked)' tells of it\n"
        }
        return text
    }

    /// A source file that is there has an answer of its own.
    private var nothing: String {
        Self.namesSource(asked)
            ? "the tree has no such file" : "nothing in the tree builds or drives it on this architecture"
    }

    var json: JSONValue {
        if let presence { return presence.json }
        return .object([
            "asked": .string(asked), "found": .array(reports.map(\.json)),
            "near": near.isEmpty ? nil : .array(near.map { .string($0) }),
        ])
    }
}

/// Sources by their objects.
private enum SourceFile {
    /// The source that is there; the object's own name where there is none.
    static func name(ofObject object: String, in tree: String) -> String {
        let suffix = [".c", ".S", ".rs"].first { access("\(tree)/\(object)\($0)", F_OK) == 0 }
        return object + (suffix ?? ".o")
    }
}
