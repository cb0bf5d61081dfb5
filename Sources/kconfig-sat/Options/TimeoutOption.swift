// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser

/// What a help text says of an option that means something else in each command.
protocol HelpText {
    static var text: String { get }
}

/// The time that a search may take.
struct TimeoutOption<Help: HelpText>: ParsableArguments {
    @Option(help: ArgumentHelp("\(Help.text) after this many seconds; 0 for no limit.", valueName: "seconds"))
    var timeout = 60.0

    func validate() throws {
        if !(timeout >= 0) { throw ValidationError("--timeout: a number of seconds expected") }
    }

    /// Nil for no limit.
    var seconds: Double? { timeout > 0 ? timeout : nil }
}
