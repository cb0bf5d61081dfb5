// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A folder as `ArkConfigs` reads it, made of the cells of a matrix: each option in the widest layers that only cells which have it
/// are made of.
public struct ArkFolder {
    /// Names below the folder, and texts.
    public private(set) var files: [(name: String, text: String)] = []

    private struct Kernel {
        let arch: String
        let variant: String
        let flavour: String
    }

    /// A layer of a folder of `ORDER`.
    private struct Layer: Hashable {
        let top: String
        /// With `-` between its parts.
        let name: String

        var folder: String { "\(top)/\(name.split(separator: "-").joined(separator: "/"))" }
    }

    private static let common = "common"
    private static let base = "base"
    private let kernels: [Kernel]

    /// - Parameters:
    ///   - cells: each with the lines that it has.
    ///   - product: what stands behind `priority.` for cells that have no key `variant`; these have their flavour as the variant.
    public init(_ cells: [(cell: MatrixCell, lines: [PolicyLines.Line])], product: String) {
        kernels = Self.kernels(cells.map(\.cell), product)
        var order: [String] = []
        var uses: [String: [(line: PolicyLines.Line, kernels: Set<Int>)]] = [:]
        for (index, (_, lines)) in cells.enumerated() {
            for line in lines {
                if uses[line.name] == nil { order.append(line.name) }
                if let place = uses[line.name]?.firstIndex(where: { $0.line == line }) {
                    uses[line.name]![place].kernels.insert(index)
                } else {
                    uses[line.name, default: []].append((line, [index]))
                }
            }
        }
        var used: Set<Layer> = []
        for name in order {
            for (line, own) in uses[name]! {
                for layer in layers(of: own, isPending: line.strength == .pending) {
                    used.insert(layer)
                    files.append(("\(layer.folder)/CONFIG_\(name)", Self.text(line)))
                }
            }
        }
        addControlFiles(used)
        files.sort { $0.name < $1.name }
    }

    /// A word without what separates layers.
    private static func word(_ text: String) -> String { text.replacing("-", with: "_") }

    private static func kernels(_ cells: [MatrixCell], _ product: String) -> [Kernel] {
        var used: Set<String> = []
        return cells.map { cell in
            let arch =
                cell.keys["rpmarch"] ?? ArkConfigs.kernelNames.filter { $1 == cell.arch }.keys.min() ?? cell
                .arch
                ?? "noarch"
            let isOfArk = cell.keys["variant"] != nil
            var variant = word(cell.keys["variant"] ?? cell.keys["flavour"] ?? cell.name)
            // The layer of that name is everybody's.
            if variant == "generic" { variant = base }
            let flavour = isOfArk ? cell.keys["flavour"] ?? product : product
            while !used.insert("\(arch) \(variant) \(flavour)").inserted { variant += "_" + word(cell.name) }
            return Kernel(arch: word(arch), variant: variant, flavour: flavour)
        }
    }

    private static func text(_ line: PolicyLines.Line) -> String {
        var comments = line.note.map { ["# \($0)"] } ?? []
        if line.strength == .weak, !(line.note?.contains(ArkConfigs.brokenTag) ?? false) {
            comments.append("# \(ArkConfigs.brokenTag)")
        }
        return (comments + [line.configText]).map { $0 + "\n" }.joined()
    }

    // MARK: - Layers

    /// The layers that a kernel is made of, the widest first.
    private func layers(_ kernel: Kernel, isPending: Bool) -> [Layer] {
        let names = Self.names(kernel)
        let tops = isPending ? ["pending-\(kernel.flavour)"] : [Self.common, kernel.flavour]
        return names.flatMap { name in tops.map { Layer(top: $0, name: name) } }
    }

    private static func names(_ kernel: Kernel) -> [String] {
        ["generic", "generic-\(kernel.arch)", kernel.variant, "\(kernel.variant)-\(kernel.arch)"]
    }

    /// Few layers that make up all these kernels and no other.
    private func layers(of wanted: Set<Int>, isPending: Bool) -> [Layer] {
        var members: [Layer: Set<Int>] = [:]
        var order: [Layer] = []
        for index in kernels.indices {
            for layer in layers(kernels[index], isPending: isPending) {
                if members[layer] == nil { order.append(layer) }
                members[layer, default: []].insert(index)
            }
        }
        var open = wanted
        var chosen: [Layer] = []
        let fitting = order.filter { members[$0]!.isSubset(of: wanted) }
        while !open.isEmpty {
            // Of those that take in as many, the first one is as good as any.
            let best = fitting.max { a, b in
                members[a]!.intersection(open).count < members[b]!.intersection(open).count
            }
            guard let best, !members[best]!.isDisjoint(with: open) else { break }
            chosen.append(best)
            open.subtract(members[best]!)
        }
        return chosen
    }

    // MARK: - What says how layers are put together

    private mutating func addControlFiles(_ used: Set<Layer>) {
        let flavours = Set(kernels.map(\.flavour)).sorted()
        let names = Set(used.map(\.name))
        files.append(("flavors", flavours.map { $0 + "\n" }.joined()))
        for flavour in flavours {
            let own = kernels.filter { $0.flavour == flavour }
            let order = [Self.common, flavour, "pending-\(flavour)"]
            var text =
                "# Written by kconfig-sat matrix export ark.\nORDER=\(order.joined(separator: " "))\n\n"
            for kernel in own {
                let title = kernel.arch + (kernel.variant == Self.base ? "" : "-\(kernel.variant)")
                let layers = Self.names(kernel).filter { names.contains($0) || $0 == "generic" }
                text += "\(title)=\(layers.joined(separator: ":"))\n"
                // The first folder of ORDER has all layers.
                for layer in layers { addFolder(Layer(top: Self.common, name: layer), used) }
            }
            files.append(("priority.\(flavour)", text))
            for top in order.dropFirst() { addFolder(Layer(top: top, name: "generic"), used) }
        }
    }

    /// A folder that git keeps.
    private mutating func addFolder(_ layer: Layer, _ used: Set<Layer>) {
        let name = "\(layer.folder)/README"
        if used.contains(layer) || files.contains(where: { $0.name == name }) { return }
        files.append((name, "Options of this layer go here, a file each.\n"))
    }
}
