// SPDX-License-Identifier: GPL-2.0-or-later

extension FlatDeviceTree {
    /// What is enabled, what it works with, and where the firmware writes to.
    ///
    /// - Parameter name: that of the file, for places.
    public func facts(name: String) -> [MachineFact] {
        var facts: [MachineFact] = []
        for node in nodes {
            let names = node.texts("compatible")
            if names.isEmpty { continue }
            facts.append(MachineFact(.compatible(names, node: node.path), place: "\(name):\(node.path)"))
        }
        var suppliers = DeviceTreeSuppliers(nodes)
        for node in nodes where node.properties["compatible"] != nil {
            let by = suppliers.suppliers(of: node)
            if !by.isEmpty {
                facts.append(MachineFact(.supply(node: node.path, by: by), place: "\(name):\(node.path)"))
            }
        }
        if let output { facts.append(MachineFact(.standardOutput(node: output), place: "\(name):/chosen")) }
        return facts
    }

    /// `stdout-path` of /chosen: a path, or an alias, with settings of the line behind a colon.
    private var output: String? {
        guard let text = nodes.first(where: { $0.path == "/chosen" })?.texts("stdout-path").first else {
            return nil
        }
        let name = String(text.prefix { $0 != ":" })
        return name.hasPrefix("/") ? name : aliases[name]
    }
}

/// Which nodes a node works with, by the bindings of `Documentation/devicetree`.
struct DeviceTreeSuppliers {
    /// Lists of phandles with numbers behind each, and the property of the other node that says how many.
    private static let counted = [
        "clocks": "#clock-cells", "resets": "#reset-cells", "dmas": "#dma-cells", "phys": "#phy-cells",
        "iommus": "#iommu-cells", "power-domains": "#power-domain-cells", "mboxes": "#mbox-cells",
        "pwms": "#pwm-cells", "hwlocks": "#hwlock-cells", "io-channels": "#io-channel-cells",
        "interconnects": "#interconnect-cells", "gpios": "#gpio-cells", "gpio": "#gpio-cells",
        "interrupts-extended": "#interrupt-cells", "assigned-clocks": "#clock-cells",
        "msi-parent": "#msi-cells", "nvmem-cells": "#nvmem-cell-cells",
    ]
    /// Phandles alone.
    private static let plain: Set<String> = [
        "interrupt-parent", "phy-handle", "mmc-pwrseq", "syscon", "regmap", "clk-parent", "pinctrl",
        "memory-region",
    ]

    private let byPhandle: [UInt32: FlatDeviceTree.Node]
    private let byPath: [String: FlatDeviceTree.Node]

    init(_ nodes: [FlatDeviceTree.Node]) {
        var byPhandle: [UInt32: FlatDeviceTree.Node] = [:]
        for node in nodes {
            if let handle = (node.cells("phandle") + node.cells("linux,phandle")).first {
                byPhandle[handle] = node
            }
        }
        self.byPhandle = byPhandle
        byPath = Dictionary(nodes.map { ($0.path, $0) }) { first, _ in first }
    }

    /// Paths of nodes with a `compatible`, in order.
    mutating func suppliers(of node: FlatDeviceTree.Node) -> [String] {
        var found: Set<String> = []
        func take(_ other: FlatDeviceTree.Node?) {
            if let path = other.flatMap({ device($0) }), path != node.path { found.insert(path) }
        }
        take(parent(node.path))
        take(interruptParent(node))
        for (name, _) in node.properties {
            for handle in handles(node, name) { take(byPhandle[handle]) }
        }
        return found.sorted()
    }

    private func parent(_ path: String) -> FlatDeviceTree.Node? {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
        return byPath[slash == path.startIndex ? "/" : String(path[..<slash])]
    }

    /// The node itself, or the nearest above it that a driver is for. The root is no device.
    private func device(_ node: FlatDeviceTree.Node) -> String? {
        var node = node
        while node.properties["compatible"] == nil {
            guard let above = parent(node.path) else { return nil }
            node = above
        }
        return node.path == "/" ? nil : node.path
    }

    /// `interrupt-parent` holds for all below.
    private func interruptParent(_ node: FlatDeviceTree.Node) -> FlatDeviceTree.Node? {
        guard node.properties["interrupts"] != nil else { return nil }
        var node: FlatDeviceTree.Node? = node
        while let here = node {
            if let handle = here.cells("interrupt-parent").first { return byPhandle[handle] }
            node = parent(here.path)
        }
        return nil
    }

    private func handles(_ node: FlatDeviceTree.Node, _ property: String) -> [UInt32] {
        let cells = node.cells(property)
        if property.hasSuffix("-supply") || Self.plain.contains(property) { return Array(cells.prefix(1)) }
        if property.hasPrefix("pinctrl-"), property.dropFirst("pinctrl-".count).allSatisfy(\.isNumber) {
            return cells
        }
        let kind = property.hasSuffix("-gpios") || property.hasSuffix("-gpio") ? "gpios" : property
        guard let count = Self.counted[kind] else { return [] }
        var handles: [UInt32] = []
        var index = 0
        while index < cells.count {
            let handle = cells[index]
            index += 1
            // A hole in the list is a zero alone.
            if handle == 0 { continue }
            // Of what is not there, or is disabled, nobody can tell where the next one begins.
            guard let other = byPhandle[handle] else { break }
            handles.append(handle)
            index += Int(min(other.cells(count).first ?? 0, 64))
        }
        return handles
    }
}
