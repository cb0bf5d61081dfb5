// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON

/// How the answer is printed on stdout.
struct FormatOption: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    @Option(help: "How the answer is printed: text or json.")
    var format = Format.text

    /// Prints the text, or the JSON with the schema's name and version in front.
    ///
    /// - Parameter schema: `kconfig-sat/NAME/VERSION`, as the command's page in `docs/` documents it.
    func print(_ schema: String, text: () -> String, json: () -> [JSONValue.Member]) {
        switch format {
        case .text: Console.out(text())
        case .json:
            Console.out(JSONValue.object([JSONValue.Member("schema", .string(schema))] + json()).pretty)
        }
    }
}
