// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What the commands of Kconfig files gave, for trees and architectures: a text that is reviewed and kept beside a tree.
///
///     tree 6.12 arch riscv
///     # CC: riscv64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0
///     = CC_VERSION_TEXT=riscv64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0
///     $ $(srctree)/scripts/gcc-version.sh riscv64-linux-gnu-gcc
///     > 120200
///
/// `=` is a variable that the Kconfig files look at, `$` a command (further lines of it begin with `$.`), `>` a line of what
/// it gave, `>.` one without an end. Within a part, variables and commands are sorted.
public struct ProbeFile: Equatable, Sendable {
    /// A tree's first two numbers, and what `make ARCH=` was told.
    public struct Scope: Hashable, Comparable, Sendable, CustomStringConvertible {
        /// `6.12`; `-` for a tree that has no version.
        public let series: String
        public let arch: String

        public init(series: String, arch: String) {
            self.series = series
            self.arch = arch
        }

        public var description: String { "tree \(series) arch \(arch)" }

        public static func < (a: Scope, b: Scope) -> Bool {
            func key(_ scope: Scope) -> [Int] { scope.series.split(separator: ".").map { Int($0) ?? 0 } }
            return a.series == b.series ? a.arch < b.arch : key(a).lexicographicallyPrecedes(key(b))
        }
    }

    /// All that is known of one tree and architecture.
    public struct Part: Equatable, Sendable {
        /// What the tools say of themselves, for readers.
        public var tools: [String] = []
        public var variables: [String: String] = [:]
        /// By command, with `$(srctree)` for the tree's folder.
        public var outputs: [[UInt8]: [UInt8]] = [:]

        public init() {}
    }

    public var parts: [Scope: Part] = [:]

    public init() {}

    // MARK: - Writing

    public var bytes: [UInt8] {
        var text = Array(
            "\(Self.head)\n# What the commands of Kconfig files gave: kconfig-sat --record-probes\n".utf8)
        for (scope, part) in parts.sorted(by: { $0.key < $1.key }) {
            text += Array("\n\(scope)\n".utf8)
            for tool in part.tools { text += Array("# \(tool)\n".utf8) }
            for (name, value) in part.variables.sorted(by: { $0.key < $1.key }) {
                text += Array("= \(name)=\(value)\n".utf8)
            }
            for (command, output) in part.outputs.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                Self.write(command, &text, first: "$", others: "$.")
                Self.write(output, &text)
            }
        }
        return text
    }

    private static let head = "format kconfig-sat/probes/1"

    private static func write(_ command: [UInt8], _ text: inout [UInt8], first: String, others: String) {
        for (number, line) in command.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            text += Array((number == 0 ? first : others).utf8) + [0x20] + line + [0x0A]
        }
    }

    private static func write(_ output: [UInt8], _ text: inout [UInt8]) {
        var lines = output.split(separator: 0x0A, omittingEmptySubsequences: false)
        let rest = lines.removeLast()
        for line in lines { text += [0x3E, 0x20] + line + [0x0A] }
        if !rest.isEmpty { text += [0x3E, 0x2E, 0x20] + rest + [0x0A] }
    }

    // MARK: - Reading

    /// What is wrong with a text.
    public struct Damage: Error, Equatable {
        /// Counted from 1.
        public let line: Int
        public let message: String
    }

    public init(_ bytes: [UInt8]) throws(Damage) {
        var reader = Reader()
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            do throws(Reader.Refusal) { try reader.read(line, number) } catch {
                throw Damage(line: number, message: error.message)
            }
        }
        reader.endCommand()
        guard reader.hasHead else { throw Damage(line: 1, message: "'\(Self.head)' expected") }
        parts = reader.parts
    }

    /// Reads line by line.
    private struct Reader {
        struct Refusal: Error { let message: String }

        var parts: [Scope: Part] = [:]
        var hasHead = false
        private var scope: Scope?
        private var command: [UInt8]?
        private var output: [UInt8] = []

        mutating func read(_ line: ArraySlice<UInt8>, _ number: Int) throws(Refusal) {
            if !hasHead {
                guard Array(line) == Array(ProbeFile.head.utf8) else {
                    throw Refusal(message: "'\(ProbeFile.head)' expected")
                }
                hasHead = true
                return
            }
            if line.isEmpty { return }
            let space = line.firstIndex(of: 0x20)
            let rest = space.map { Array(line[($0 + 1)...]) } ?? []
            switch String(decoding: line[..<(space ?? line.endIndex)], as: UTF8.self) {
            case "#": if let scope, command == nil { parts[scope]!.tools.append(text(rest)) }
            case "tree": try begin(text(rest))
            case "=": try variable(text(rest))
            case "$":
                endCommand()
                guard scope != nil else {
                    throw Refusal(message: "'tree VERSION arch NAME' expected before commands")
                }
                command = rest
            case "$.": command = try begun() + [0x0A] + rest
            case ">":
                _ = try begun()
                output += rest + [0x0A]
            case ">.":
                _ = try begun()
                output += rest
            default:
                throw Refusal(message: "'#', 'tree', '=', '$' or '>' expected at the beginning of a line")
            }
        }

        private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

        private mutating func begin(_ text: String) throws(Refusal) {
            endCommand()
            let words = text.split(separator: " ")
            guard words.count == 3, words[1] == "arch" else {
                throw Refusal(message: "'tree VERSION arch NAME' expected")
            }
            let scope = Scope(series: String(words[0]), arch: String(words[2]))
            guard parts[scope] == nil else { throw Refusal(message: "'\(scope)' is there twice") }
            parts[scope] = Part()
            self.scope = scope
        }

        private mutating func variable(_ text: String) throws(Refusal) {
            guard let scope, command == nil, let pair = ProcessEnvironment.pair(text) else {
                throw Refusal(message: "NAME=VALUE expected, behind 'tree' and before commands")
            }
            parts[scope]!.variables[pair.name] = pair.value
        }

        /// The command that a line goes on with.
        private func begun() throws(Refusal) -> [UInt8] {
            guard let command else { throw Refusal(message: "a line with '$' expected before") }
            return command
        }

        mutating func endCommand() {
            if let command, let scope { parts[scope]!.outputs[command] = output }
            command = nil
            output = []
        }
    }
}
