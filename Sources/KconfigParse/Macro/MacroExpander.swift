// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Why an expansion failed.
struct MacroError: Error {
    let message: String
    var hint: String?
}

/// A name in `$(…)` that neither a Kconfig file nor the environment defines.
public struct UndefinedVariable: Sendable {
    public let name: String
    public let location: Location
}

/// The macro language of `Documentation/kbuild/kconfig-macro-language.rst` (`preprocess.c`).
final class MacroExpander {
    enum Flavor { case simple, recursive, append }

    private struct Variable {
        var value: [UInt8]
        var flavor: Flavor
        var active = 0
        /// What went into the value.
        var origins = MacroOrigins()
    }

    private var variables: [[UInt8]: Variable] = [:]
    private let shell: any Shell
    /// Whether `$(info,…)` prints.
    private let prints: Bool
    /// What `$(filename)` and `$(lineno)` say.
    var fileName = ""
    var location = Location.unknown
    private var warnings: [String] = []
    /// What went into what was expanded since this was last emptied.
    var origins = MacroOrigins()
    /// The commands that ran, in that order.
    private(set) var commands: [MacroUse.Command] = []
    /// Environment variables that were asked for, in order of first use, with the values they had.
    private(set) var usedEnvironment: [(name: String, value: String)] = []
    /// Names that stand for nothing, and so for an empty text, with the place of their first use.
    private(set) var undefined: [UndefinedVariable] = []
    /// The same for functions.
    private var unknownFunctions: Set<String> = []
    private var notes: [String] = []

    private static let maximumArguments = 16
    private static let maximumDepth = 1000
    /// What all expansions of a tree may come to: bytes that they make, an expansion counting as `expansionCost`. Linux
    /// makes some 100 kB. Variables that contain one another twice double with each, in size or at least in time.
    static let maximumWork = 1 << 26
    private static let expansionCost = 64
    private var work = 0

    init(shell: any Shell, prints: Bool) {
        self.shell = shell
        self.prints = prints
    }

    /// A function or variable that is there from the beginning.
    func define(_ name: String, _ text: String) {
        variables[Array(name.utf8)] = Variable(
            value: Array(text.utf8), flavor: .recursive, origins: MacroOrigins())
    }

    func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }

    func takeNotes() -> [String] {
        defer { notes = [] }
        return notes
    }

    /// An assignment statement. `:=` expands now, the others when the variable is used.
    func assign(_ name: [UInt8], _ value: [UInt8], _ flavor: Flavor) throws {
        var resolved = flavor
        let old = variables[name]
        if flavor == .append { resolved = old?.flavor ?? .recursive }
        origins = MacroOrigins()
        var text = resolved == .simple ? try expandString(value[...], arguments: []) : value
        if flavor == .append, let old {
            text = old.value + [0x20] + text
            try count(text.count)
        }
        if flavor == .append, let old { origins.add(old.origins) }
        variables[name] = Variable(value: text, flavor: resolved, origins: origins)
    }

    /// Expands a word that may have a `$` in it, up to the first byte that can't be part of it.
    func expandToken(_ text: ArraySlice<UInt8>, isEnd: (UInt8) -> Bool) throws -> ([UInt8], Int) {
        var position = text.startIndex
        let out = try expand(text, &position, arguments: [], isEnd: isEnd)
        return (out, position - text.startIndex)
    }

    /// Expands what follows a `$` at `position`, and moves `position` behind it.
    func expandReference(
        _ text: ArraySlice<UInt8>, _ position: inout Int, arguments: [[UInt8]]
    ) throws -> [UInt8] {
        guard position < text.endIndex, text[position] == 0x28 else { return [0x24] }
        let start = position + 1
        var nesting = 0
        var end = start
        while end < text.endIndex {
            if text[end] == 0x28 { nesting += 1 }
            if text[end] == 0x29 {
                if nesting == 0 { break }
                nesting -= 1
            }
            end += 1
        }
        guard end < text.endIndex else {
            let shown = String(decoding: text[start...], as: UTF8.self)
            throw MacroError(message: "unterminated reference to '\(shown)': missing ')'")
        }
        position = end + 1
        return try evaluate(text[start..<end], arguments: arguments)
    }

    // MARK: - Evaluation

    private func expandString(_ text: ArraySlice<UInt8>, arguments: [[UInt8]]) throws -> [UInt8] {
        var position = text.startIndex
        return try expand(text, &position, arguments: arguments) { _ in false }
    }

    private func expand(
        _ text: ArraySlice<UInt8>, _ position: inout Int, arguments: [[UInt8]], isEnd: (UInt8) -> Bool
    ) throws -> [UInt8] {
        var out: [UInt8] = []
        while position < text.endIndex {
            let byte = text[position]
            if byte == 0x24 {
                position += 1
                out += try expandReference(text, &position, arguments: arguments)
            } else if isEnd(byte) {
                break
            } else {
                out.append(byte)
                position += 1
            }
        }
        try count(out.count)
        return out
    }

    private func count(_ bytes: Int) throws {
        work += bytes + Self.expansionCost
        guard work > Self.maximumWork else { return }
        throw MacroError(
            message: "macros expand to more than \(Self.maximumWork >> 20) MiB of text",
            hint: "a variable that contains another one twice, which again does so, doubles with each")
    }

    /// Evaluates the inside of `$(…)`: an argument, a variable, a function call, or an environment variable.
    private func evaluate(_ clause: ArraySlice<UInt8>, arguments: [[UInt8]]) throws -> [UInt8] {
        if let number = Self.decimal(clause), number > 0, number <= arguments.count {
            return arguments[number - 1]
        }
        let parts = try Self.split(clause)
        let name = try expandString(parts[0], arguments: arguments)
        let values = try parts.dropFirst().map { try expandString($0, arguments: arguments) }
        if let value = try expandVariable(name, values) { return value }
        let text = String(decoding: name, as: UTF8.self)
        if let value = try callFunction(text, values) { return value }
        if values.isEmpty { return environment(text) }
        if unknownFunctions.insert(text).inserted {
            notes.append("there is no function '\(text)': '$(\(text),…)' stands for an empty text")
        }
        return []
    }

    private static func decimal(_ text: ArraySlice<UInt8>) -> Int? {
        guard !text.isEmpty, text.count < 6, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func split(_ clause: ArraySlice<UInt8>) throws -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var nesting = 0
        var start = clause.startIndex
        for index in clause.indices {
            switch clause[index] {
            case 0x2C where nesting == 0:
                parts.append(clause[start..<index])
                start = index + 1
            case 0x28: nesting += 1
            case 0x29: nesting -= 1
            default: break
            }
        }
        parts.append(clause[start...])
        guard parts.count <= maximumArguments else {
            throw MacroError(message: "too many function arguments")
        }
        return parts
    }

    private func expandVariable(_ name: [UInt8], _ arguments: [[UInt8]]) throws -> [UInt8]? {
        guard let variable = variables[name] else { return nil }
        if arguments.isEmpty && variable.active > 0 {
            let shown = String(decoding: name, as: UTF8.self)
            throw MacroError(message: "Recursive variable '\(shown)' references itself (eventually)")
        }
        guard variable.active <= Self.maximumDepth else {
            throw MacroError(message: "Too deep recursive expansion")
        }
        origins.add(variable.origins)
        guard variable.flavor == .recursive else { return variable.value }
        variables[name]?.active += 1
        defer { variables[name]?.active -= 1 }
        return try expandString(variable.value[...], arguments: arguments)
    }

    /// The value of an environment variable; empty when it is not set.
    func environment(_ name: String) -> [UInt8] {
        origins.add(variable: name)
        guard !name.isEmpty else { return [] }
        guard let raw = getenv(name) else {
            // `$(3)` is an argument that was left out.
            let isNumber = name.utf8.first.map { (0x30...0x39).contains($0) } ?? true
            if !isNumber && !undefined.contains(where: { $0.name == name }) {
                undefined.append(UndefinedVariable(name: name, location: location))
            }
            return []
        }
        let value = String(cString: raw)
        if !usedEnvironment.contains(where: { $0.name == name }) { usedEnvironment.append((name, value)) }
        return Array(value.utf8)
    }

    /// Remembers a variable that there is not: what was made without it is out of date once there is.
    func noteUnset(_ name: String) {
        if !usedEnvironment.contains(where: { $0.name == name }) { usedEnvironment.append((name, "")) }
    }

    /// Whether there is such an environment variable.
    func isSet(_ name: String) -> Bool { getenv(name) != nil }

    // MARK: - Built-in functions

    private func callFunction(_ name: String, _ arguments: [[UInt8]]) throws -> [UInt8]? {
        guard let range = Self.arity[name] else { return nil }
        if arguments.count < range {
            throw MacroError(message: "too few function arguments passed to '\(name)'")
        }
        if arguments.count > range {
            throw MacroError(message: "too many function arguments passed to '\(name)'")
        }
        switch name {
        case "filename": return Array(fileName.utf8)
        case "lineno": return Array(String(location.line).utf8)
        case "info":
            guard prints else { return [] }
            print(String(decoding: arguments[0], as: UTF8.self))
            // Everything else is written unbuffered, and must come after this.
            fflush(nil)
            return []
        case "warning-if":
            if arguments[0] == [0x79] { warnings.append(String(decoding: arguments[1], as: UTF8.self)) }
            return []
        case "error-if":
            if arguments[0] == [0x79] {
                throw MacroError(message: String(decoding: arguments[1], as: UTF8.self))
            }
            return []
        default: return try runShell(arguments[0])
        }
    }

    private static let arity = [
        "error-if": 2, "filename": 0, "info": 1, "lineno": 0, "shell": 1, "warning-if": 2,
    ]

    /// Trailing line ends go, inner ones become spaces, and a NUL byte ends the text as in C.
    private func runShell(_ command: [UInt8]) throws -> [UInt8] {
        origins.add(command: commands.count)
        guard var output = shell.run(command) else {
            if let refusal = shell.refusal { throw MacroError(message: refusal.message, hint: refusal.hint) }
            let reason = String(cString: strerror(errno))
            let shown = String(decoding: command, as: UTF8.self)
            throw MacroError(message: "can't run '\(shown)': \(reason)")
        }
        while output.last == 0x0A { output.removeLast() }
        if let end = output.firstIndex(of: 0) { output.removeSubrange(end...) }
        let text = output.map { $0 == 0x0A ? 0x20 : $0 }
        commands.append(MacroUse.Command(bytes: command, outputBytes: text))
        return text
    }
}
