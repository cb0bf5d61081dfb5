// SPDX-License-Identifier: GPL-2.0-or-later

/// An operand of a statement whose text a macro call gave: what somebody can act on, since other tools or variables
/// would give another text.
public struct MacroUse: Sendable {
    /// What a shell was asked.
    public struct Command: Sendable {
        let bytes: [UInt8]
        let outputBytes: [UInt8]

        public var text: String { String(decoding: bytes, as: UTF8.self) }
        public var output: String { String(decoding: outputBytes, as: UTF8.self) }
    }

    /// Where the statement begins.
    public let statement: Location
    /// Which operand of the statement, counted from 0.
    public let operand: Int
    /// As it is written: `$(cc-option,-fsanitize=kcfi)`.
    public let text: String
    /// What that came to.
    public let value: String
    /// What ran for it, the last one last.
    public let commands: [Command]
    /// The environment variables that it looked at.
    public let variables: [String]
}

/// What a text came from: commands by their numbers, and variables of the environment.
struct MacroOrigins {
    private(set) var commands: [Int] = []
    private(set) var variables: [String] = []

    var isEmpty: Bool { commands.isEmpty && variables.isEmpty }

    mutating func add(command: Int) { commands.append(command) }

    mutating func add(variable: String) {
        if !variables.contains(variable) { variables.append(variable) }
    }

    mutating func add(_ other: MacroOrigins) {
        for command in other.commands where !commands.contains(command) { commands.append(command) }
        for variable in other.variables { add(variable: variable) }
    }
}
