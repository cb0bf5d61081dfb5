// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// A line of the files in `essentials/`: what keeps its default, and why.
public struct EssentialLine: Equatable, Sendable {
    public enum Purpose: String, Sendable {
        /// User space or the machine does not work without it, or data gets lost.
        case needed
        /// The kernel is less safe without it.
        case defence
    }

    /// As in the Kconfig files; a `*` at the end stands for any rest.
    public let name: String
    public let purpose: Purpose
    /// The file of a kernel tree that defines it.
    public let source: String
    public let reason: String
    /// The file that the line stands in, and its number there.
    public let place: String

    public init(name: String, _ purpose: Purpose, source: String, reason: String, place: String) {
        self.name = name
        self.purpose = purpose
        self.source = source
        self.reason = reason
        self.place = place
    }

    /// The symbols of a tree that the line speaks of.
    public func symbols(in model: KconfigModel) -> [SymbolID] {
        guard name.hasSuffix("*") else {
            return model.symbol(named: name).map { [$0] } ?? []
        }
        let start = name.dropLast()
        return model.symbols.indices.filter {
            model.symbols[$0].isDefined && !model.symbols[$0].isChoice && model.name($0).hasPrefix(start)
        }
    }
}

extension EssentialLine {
    /// What the program was built with, for all architectures and for one.
    ///
    /// - Parameter arch: the folder below `arch/`.
    public static func lines(arch: String) -> [EssentialLine] {
        (["common"] + (architectures.contains(arch) ? [arch] : [])).flatMap { file in
            (try? parse(bytes(file), file: "essentials/\(file)")) ?? []
        }
    }

    /// The architectures with a file of their own.
    public static let architectures = ["arm", "arm64", "riscv", "x86"]

    static func bytes(_ file: String) -> [UInt8] {
        switch file {
        case "arm": PackageResources.arm
        case "arm64": PackageResources.arm64
        case "riscv": PackageResources.riscv
        case "x86": PackageResources.x86
        default: PackageResources.common
        }
    }

    /// A line that is not `SYMBOL PURPOSE FILE reason`.
    struct Malformed: Error, Equatable { let place: String }

    static func parse(_ bytes: [UInt8], file: String) throws(Malformed) -> [EssentialLine] {
        var lines: [EssentialLine] = []
        let text = String(decoding: bytes, as: UTF8.self)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let words = line.split(separator: " ", maxSplits: 3)
            let place = "\(file):\(index + 1)"
            guard words.count == 4, let purpose = Purpose(rawValue: String(words[1])) else {
                throw Malformed(place: place)
            }
            lines.append(
                EssentialLine(
                    name: String(words[0]), purpose, source: String(words[2]),
                    reason: String(words[3].drop { $0 == " " }), place: place))
        }
        return lines
    }
}
