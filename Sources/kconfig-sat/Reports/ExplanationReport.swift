// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Solver

extension Explanation {
    var text: String { lines.map { "  \($0.rendered)\n" }.joined() }

    var json: JSONValue {
        .array(
            lines.map {
                [
                    "kind": .string($0.kind.rawValue), "file": .string($0.file), "line": .int($0.line),
                    "text": .string($0.text),
                ]
            })
    }
}

extension FormatOption {
    /// Prints why the requirements can't be met.
    ///
    /// - Parameter schema: that of the command's answer, for JSON.
    func explainImpossible(_ explanation: Explanation?, _ schema: String) -> ExitCode {
        if format == .json {
            print(schema) {
                ""
            } json: {
                [.init("answer", "impossible"), .init("explanation", explanation?.json ?? [])]
            }
        }
        guard let explanation else {
            Console.error(
                "kconfig-sat: no configuration meets these requirements, but no explanation was found; "
                    + "please report this with your .satconfig\n")
            return Exit.no
        }
        Console.error("kconfig-sat: no configuration meets these requirements, because\n\(explanation.text)")
        Console.error(wayOut(explanation))
        return Exit.no
    }

    /// Which lines to drop is another question, and another command's.
    private func wayOut(_ explanation: Explanation) -> String {
        var files: [String] = []
        for line in explanation.lines where line.kind == .requirement && !files.contains(line.file) {
            files.append(line.file)
        }
        if files.isEmpty { return "" }
        let named = files.map { "--satconfig \($0)" }.joined(separator: " ")
        return "hint: 'kconfig-sat fix \(named)' lists the smallest sets of lines to drop\n"
    }
}
