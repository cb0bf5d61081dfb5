// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse

@testable import KconfigEvaluate

extension Dialect {
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

    @discardableResult
    func write(_ text: String, to name: String) -> String {
        let file = "\(path)/\(name)"
        put(Array(text.utf8), at: file)
        return file
    }

    func read(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Parses a Kconfig text that is a file of its own, named `Kconfig` in messages.
func parse(_ text: String, _ dialect: Dialect = .modern) throws -> KconfigModel {
    let scratch = Scratch()
    scratch.write(text, to: "Kconfig")
    return try KconfigModel.parse(
        ParseOptions(root: "Kconfig", dialect: dialect, shell: NoShell(), sourceTree: scratch.path))
}

extension Evaluator {
    /// Reads a configuration as `conf --olddefconfig` does; gives what was complained about.
    @discardableResult
    func read(_ config: String) -> String {
        var messages = ""
        warn = { messages += $0 }
        isChanged = false
        load(SourceText(copying: Array(config.utf8)), name: ".config")
        settle()
        return messages
    }

    /// The value of a symbol as text.
    func value(of name: String) -> String { strings.text(text(model.symbol(named: name)!)) }

    /// The lines that set something.
    var lines: [String] {
        String(decoding: dotConfig(), as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("CONFIG_") || $0.hasSuffix("is not set") }
    }
}

/// Numbers that are the same in each run (Knuth's linear congruential generator).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// Writes a file as it is, without waiting for the disk.
func put(_ bytes: [UInt8], at path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
}
