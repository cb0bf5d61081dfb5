// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser

/// Whether a select may override a dependency.
struct UnmetSelectOption<Help: HelpText>: ParsableArguments {
    @Flag(help: ArgumentHelp(Help.text))
    var allowUnmetSelect = false
}

/// For commands that make configurations.
enum UnmetConfigurations: HelpText {
    static let text = "Allow configurations in which a select overrides a dependency."
}

/// For commands that judge them.
enum UnmetAllowed: HelpText {
    static let text = "A select may override a dependency."
}
