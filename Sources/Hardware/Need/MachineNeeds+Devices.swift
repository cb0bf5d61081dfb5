// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild
import Machine

/// Devices by their modalias, and nodes of a device tree.
extension MachineNeeds {
    /// Several drivers attach to the same thing, each for a purpose of its own: these are no alternatives.
    private static let shared: Set<String> = ["cpu", "x86cpu", "dmi", "input"]

    mutating func addDevices(_ machine: MachineIndex) {
        let known = Set(machine.nodes.map { "C" + $0.compatible.joined(separator: "C") })
        let loaded = Set(machine.modules.map { BuildUnit.moduleName($0.name) })
        for device in machine.devices {
            // The node itself says it better.
            if device.modalias.hasPrefix("of:"), device.driver == nil,
                known.contains(where: { device.modalias.hasSuffix($0) })
            {
                continue
            }
            add(device, loaded: loaded)
        }
    }

    private mutating func add(_ device: MachineIndex.Device, loaded: Set<String>) {
        let subject = Subject.text(modalias: device.modalias)
        let location = device.name == "-" ? device.place : device.name
        let matches = finder.drivers(modalias: device.modalias)
        if Self.shared.contains(String(device.modalias.prefix { $0 != ":" })) {
            return addShared(matches, subject, location, loaded)
        }
        if let driver = device.driver, let bound = bound(driver, matches, device) {
            return add(Need(.device, subject, at: location, bound))
        }
        guard !matches.isEmpty else {
            let isOpen = device.modalias.hasPrefix("usb:") && device.modalias.contains("ic??")
            let text =
                isOpen ? "\(subject): no driver by its ids; of what class it is, lsusb does not say" : subject
            return remark(isOpen ? .unclear : .undriven, text, at: location)
        }
        for group in groups(matches, device.modalias) {
            add(need(subject, location, group))
        }
    }

    /// Where part of what a device says is not known, patterns that ask for different things there may all be meant.
    private func groups(_ matches: [DriverFinder.Match], _ modalias: String) -> [[DriverFinder.Match]] {
        guard modalias.contains("?"), matches.allSatisfy(\.isGeneric) else { return [matches] }
        var order: [String] = []
        var groups: [String: [DriverFinder.Match]] = [:]
        for match in matches {
            if groups[match.pattern] == nil { order.append(match.pattern) }
            groups[match.pattern, default: []].append(match)
        }
        return order.map { groups[$0]! }
    }

    /// Drivers that know the device itself; only when there are none, those of its class.
    private func need(_ subject: String, _ location: String, _ matches: [DriverFinder.Match]) -> Need {
        let exact = matches.filter { !$0.isGeneric }
        let chosen = exact.isEmpty ? matches : exact
        var need = Need(
            .device, subject, at: location,
            chosen.map { Need.Way($0.driver, isGeneric: $0.isGeneric) })
        if !exact.isEmpty {
            need.notes = matches.filter(\.isGeneric).map {
                "or \(Self.names($0.driver)) (generic): \(Need.Way($0.driver).text)"
            }
        }
        return need
    }

    private static func names(_ driver: Driver) -> String {
        driver.options.map { "CONFIG_" + $0 }.joined(separator: ", ")
    }

    /// The driver that the device has now: one of those that fit by its name or its module's, else any of that name.
    private func bound(
        _ name: String, _ matches: [DriverFinder.Match], _ device: MachineIndex.Device
    ) -> [Need.Way]? {
        let wanted = BuildUnit.moduleName(name)
        let byModule = matches.filter { $0.driver.unit.moduleName == wanted }
        if !byModule.isEmpty { return byModule.map { Need.Way($0.driver) } }
        let named = finder.drivers(named: name)
        let paths = Set(named.map(\.unit.path))
        let byName = matches.filter { paths.contains($0.driver.unit.path) }
        if !byName.isEmpty { return byName.map { Need.Way($0.driver) } }
        let bus = device.modalias.prefix { $0 != ":" }
        let ofBus = finder.drivers(named: name, bus: bus == "of" || bus == "acpi" ? "platform" : String(bus))
        if !ofBus.isEmpty { return ofBus.map { Need.Way($0) } }
        return matches.isEmpty && !named.isEmpty ? named.map { Need.Way($0) } : nil
    }

    /// What is loaded. Of input devices also the interface that programs read them by (Documentation/input/input.rst,
    /// "Event interface").
    private mutating func addShared(
        _ matches: [DriverFinder.Match], _ subject: String, _ location: String, _ loaded: Set<String>
    ) {
        for match in matches {
            let name = match.driver.unit.moduleName
            guard loaded.contains(name) || (name == "evdev" && subject.hasPrefix("input")) else { continue }
            add(Need(.device, subject, at: location, [Need.Way(match.driver)]))
        }
    }

    // MARK: - Device trees

    mutating func addNodes(_ machine: MachineIndex) {
        let bound = Set(machine.devices.filter { $0.driver != nil }.map(\.name))
        for node in machine.nodes where !bound.contains(node.deviceName) {
            add(node)
        }
    }

    private mutating func add(_ node: MachineIndex.Node) {
        // The board, and its processors: the architecture's own code takes care of them.
        let isBasic =
            node.path == "/" || node.path.hasPrefix("/cpus/cpu@") && !node.path.dropFirst(10).contains("/")
        if isBasic { return }
        let parent = node.path.split(separator: "/").dropLast().last?.prefix { $0 != "@" }
        for (number, name) in node.compatible.enumerated() {
            let matches = finder.drivers(compatible: name, bus: parent.map(String.init))
            if matches.isEmpty { continue }
            var need = Need(.device, "of \(name)", at: node.path, matches.map { Need.Way($0.driver) })
            if number > 0 { need.notes = ["of \(node.compatible[0]): no driver of its own"] }
            return add(need)
        }
        // Registers that drivers of other nodes use; a cache needs nobody (Devicetree Specification, 3.9).
        if node.compatible.contains("syscon"), let way = way("MFD_SYSCON") {
            return add(Need(.device, "of syscon", at: node.path, [way]))
        }
        if node.compatible.contains("cache") { return }
        remark(.undriven, "of \(node.compatible.joined(separator: ", "))", at: node.path)
    }
}
