// SPDX-License-Identifier: GPL-2.0-or-later

/// The words that this program was started with, for processes that do a part of the same.
enum CommandArguments {
    /// Those behind the program's name without some options that have a value, and their values.
    static func without(_ options: Set<String>) -> [String] {
        var kept: [String] = []
        var rest = CommandLine.arguments.dropFirst()
        while let argument = rest.popFirst() {
            let name = argument.hasPrefix("--") ? String(argument.prefix { $0 != "=" }) : argument
            if !options.contains(name) {
                kept.append(argument)
            } else if name == argument {
                rest = rest.dropFirst()
            }
        }
        return kept
    }
}
