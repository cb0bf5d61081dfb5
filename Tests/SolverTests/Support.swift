// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigEvaluate
import KconfigParse
import Testing

@testable import Solver

extension Dialect {
    /// The two dialects that every test of the encoding runs in.
    static let modern = Dialect(major: 6, minor: 12)
    static let legacy = Dialect(major: 6, minor: 1)
}

/// A shell for texts without shell macros.
final class NoShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { nil }
}

/// A folder that goes away with the object.
final class Scratch {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "kconfig-sat-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) -> String {
        let file = "\(path)/\(name)"
        put(Array(text.utf8), at: file)
        return file
    }
}

/// Parses a Kconfig text that is a file of its own, named `Kconfig` in messages.
func parse(_ text: String, _ dialect: Dialect = .modern) throws -> KconfigModel {
    let scratch = Scratch()
    _ = scratch.write(text, to: "Kconfig")
    let options = ParseOptions(root: "Kconfig", dialect: dialect, shell: NoShell(), sourceTree: scratch.path)
    return try KconfigModel.parse(options)
}

/// Reads requirements.
func satconfig(
    _ text: String, _ model: KconfigModel, ignoresUnknown: Bool = false, name: String = ".satconfig"
) throws -> Satconfig {
    try SatconfigReader(model, ignoresUnknown: ignoresUnknown)
        .read([(name, name, SourceText(copying: Array(text.utf8)))])
}

extension KconfigModel {
    /// The defined symbols that are not choices.
    var named: [SymbolID] {
        symbols.indices.filter { symbols[$0].isDefined && !symbols[$0].isChoice }
    }

    func hasPrompt(_ symbol: SymbolID) -> Bool {
        properties(of: symbol).contains { $0.property.hasText }
    }
}

/// The lines of a `.config` that set something, for messages.
func setLines(_ config: [UInt8]) -> String {
    String(decoding: config, as: UTF8.self).split(separator: "\n")
        .filter { $0.hasPrefix("CONFIG_") || $0.hasSuffix("is not set") }.joined(separator: " ; ")
}

/// Writes a file as it is, without waiting for the disk.
func put(_ bytes: [UInt8], at path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
}
