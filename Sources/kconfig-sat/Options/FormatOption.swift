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
    /// - Parameters:
    ///   - schema: `kconfig-sat/NAME/VERSION`, as the command's page in `docs/` documents it.
    ///   - isFile: the text is one that goes into a file.
    func print(
        _ schema: String, isFile: Bool = false, text: () -> String, json: () -> [JSONValue.Member]
    ) {
        switch format {
        case .text: isFile ? Console.data(text()) : Console.out(text())
        case .json: Self.data(schema, json())
        }
    }

    /// The JSON alone, for commands with formats of their own.
    static func data(_ schema: String, _ members: [JSONValue.Member]) {
        Console.data(JSONValue.object([JSONValue.Member("schema", .string(schema))] + members).pretty)
    }
}

/// The same for `fix`, whose answer may also be a file.
struct FixFormat: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, fragment }

    @Option(
        help:
            "How the answer is printed: text, json, or fragment: the lines of the best fix, for merge_config.sh."
    )
    var format = Format.text

    /// What is no fix. In a fragment's place it goes to stderr.
    func print(_ schema: String, text: () -> String, json: () -> [JSONValue.Member]) {
        switch format {
        case .text: Console.out(text())
        case .json: FormatOption.data(schema, json())
        case .fragment: Console.error(text())
        }
    }
}
