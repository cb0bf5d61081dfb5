// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild

/// Finds what drives a device in the tree.
public struct DriverFinder {
    /// A driver that fits, and how well.
    struct Match {
        let driver: Driver
        /// It takes whatever is of a class, whoever made it.
        let isGeneric: Bool
        let pattern: String
    }

    private let map: KbuildMap
    private let index: DeviceIndex
    private let things: [NamedThing]
    private let byName: [String: [Int]]
    /// Sources with tables of devices.
    private let tabled: Set<String>

    public init(_ map: KbuildMap, _ scan: DeviceScan) {
        self.map = map
        index = DeviceIndex(scan.aliases)
        things = scan.things
        var byName: [String: [Int]] = [:]
        for (number, thing) in scan.things.enumerated() {
            for name in Self.names(thing, map) { byName[name, default: []].append(number) }
        }
        self.byName = byName
        tabled = Set(scan.aliases.filter { $0.way == .table }.map(\.source))
    }

    /// As a description has it: in one word.
    private static func folded(_ name: String) -> String {
        String(name.map { $0 == "-" || $0 == " " ? "_" : $0 })
    }

    /// The name; of what is named after its module, that of each.
    private static func names(_ thing: NamedThing, _ map: KbuildMap) -> Set<String> {
        guard thing.isNamedAfterModule else { return [folded(thing.name(in: ""))] }
        return Set(map.units(withObject: String(thing.source.dropLast(2))).map(\.moduleName))
    }

    // MARK: - By what a device says

    /// Drivers for a modalias, the most specific first, each option once.
    func drivers(modalias: String) -> [Match] {
        let bus = modalias.prefix { $0 != ":" }
        var found = known(modalias)
        if found.isEmpty, bus == "platform" {
            let name = String(modalias.dropFirst(bus.count + 1))
            found = drivers(named: name, bus: "platform").map {
                Match(driver: $0, isGeneric: false, pattern: modalias)
            }
        }
        // A device of these buses is called like the part behind the comma of what a device tree says.
        if found.isEmpty, bus == "i2c" || bus == "spi" {
            let name = modalias.dropFirst(bus.count + 1)
            found = matches(index.ending(in: ",\(name)", bus: "of"))
        }
        return found
    }

    /// A list may leave parts open, as `?`. What asks for something there fits by chance, so it counts only when nothing
    /// else fits; where the interfaces of a device of USB are not known, its class says nothing.
    private func known(_ modalias: String) -> [Match] {
        if modalias.hasPrefix("usb:"), modalias.contains("?") {
            return matches(index.matching(modalias)).filter { !$0.isGeneric && !$0.pattern.contains("p*d") }
        }
        let open = Self.openSubsystem
        let exact = matches(index.matching(modalias.replacing(open, with: "sv~sd~")))
        return exact.isEmpty && modalias.contains(open) ? matches(index.matching(modalias)) : exact
    }

    private static let openSubsystem = "sv????????sd????????"

    /// Drivers for one name of a node's `compatible`.
    ///
    /// - Parameter bus: what the node's parent is, for drivers that list names of that bus instead.
    func drivers(compatible name: String, bus: String?) -> [Match] {
        var found = matches(index.matching("of:N~T~C\(name)"))
        if found.isEmpty, let id = Self.primeCell(name) { found = matches(index.matching(id)) }
        guard found.isEmpty, let bus, bus == "i2c" || bus == "spi" else { return found }
        return matches(index.matching("\(bus):\(name.drop { $0 != "," }.dropFirst())"))
    }

    /// Arm's own cells are called like the part number in their identification registers, which is what drivers list:
    /// `arm,pl031` is part 0x031 of designer 0x41.
    private static func primeCell(_ compatible: String) -> String? {
        let digits = compatible.dropFirst("arm,pl".count)
        guard compatible.hasPrefix("arm,pl"), digits.count == 3, digits.allSatisfy(\.isNumber) else {
            return nil
        }
        return "amba:d00041\(digits)"
    }

    private func matches(_ aliases: [DeviceAlias]) -> [Match] {
        var aliases = aliases.filter { $0.way != .earlyConsole }
        // A table that makes no alias is of a driver that is always built in; beside others it lists exceptions.
        if aliases.contains(where: { $0.way.isDeclared }) {
            aliases.removeAll { !$0.way.isDeclared && !$0.pattern.hasPrefix("of:") }
        }
        // A source that declares tables has others for what stands below its device.
        if aliases.contains(where: { !isAside($0) }) { aliases.removeAll(where: isAside) }
        var seen: Set<String> = []
        var list: [Match] = []
        for alias in aliases where !Self.isException(alias) {
            for driver in Driver.all(of: alias, map) where seen.insert(driver.unit.path).inserted {
                list.append(
                    Match(
                        driver: driver, isGeneric: Self.isGeneric(alias.pattern),
                        pattern: alias.pattern(in: driver.unit.moduleName)))
            }
        }
        return list
    }

    private func isAside(_ alias: DeviceAlias) -> Bool {
        alias.way == .driver && tabled.contains(alias.source)
    }

    /// Tables of DMI names, PCI ids and so on that no module declares are of workarounds.
    private static func isException(_ alias: DeviceAlias) -> Bool {
        alias.way == .driver && !alias.pattern.hasPrefix("of:") && !alias.pattern.hasPrefix("amba:")
            && !alias.pattern.hasPrefix("platform:") && !alias.pattern.hasPrefix("virtio:")
    }

    /// Whether the vendor does not matter.
    static func isGeneric(_ pattern: String) -> Bool {
        let rest = pattern.drop { $0 != ":" }.dropFirst()
        switch pattern.prefix(while: { $0 != ":" }) {
        case "pci", "usb", "hdaudio", "input": return rest.hasPrefix("v*") || rest.hasPrefix("b*v*")
        case "hid": return rest.contains("v*p*")
        case "sdio": return rest.contains("v*d*")
        default: return false
        }
    }

    // MARK: - By names

    /// A module, or what would be one.
    func drivers(module name: String) -> [Driver] { Driver.all(ofModule: name, map) }

    /// Drivers of a name that /sys shows.
    ///
    /// - Parameter bus: only those of this bus; all when nil.
    func drivers(named name: String, bus: String? = nil) -> [Driver] {
        named(name) { thing in
            guard case .driver(let own) = thing.kind else { return false }
            return bus == nil || own == bus
        }
    }

    /// What makes a console of a name without number: `ttyS`, `hvc`, `tty`.
    func consoles(named name: String) -> [Driver] { named(name) { $0.kind == .console } }

    /// Consoles whose driver is in a folder.
    func consoles(inFolder folder: String) -> [(name: String, driver: Driver)] {
        things.filter { $0.kind == .console && Self.folder($0.source) == folder }.flatMap { thing in
            Driver.all(of: thing, map).map { (thing.name(in: $0.unit.moduleName), $0) }
        }
    }

    private static func folder(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// What implements a type of file systems.
    func fileSystems(named name: String) -> [Driver] {
        let found = matches(index.matching("fs-\(name)")).map(\.driver)
        return found.isEmpty ? named(name) { $0.kind == .fileSystem } : found
    }

    private func named(_ name: String, _ isWanted: (NamedThing) -> Bool) -> [Driver] {
        let wanted = Self.folded(name)
        return (byName[wanted] ?? []).map { things[$0] }.filter(isWanted).flatMap { thing in
            Driver.all(of: thing, map).filter {
                Self.folded(thing.name(in: $0.unit.moduleName)) == wanted
            }
        }
    }

    /// Whether a module has tables of devices.
    func drivesDevices(_ module: String) -> Bool {
        map.units(ofModule: module).contains { unit in
            unit.parts.contains { tabled.contains($0.object + ".c") }
        }
    }
}
