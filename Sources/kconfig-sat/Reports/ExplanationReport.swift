// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Solver

extension Explanation {
    /// - Parameter showsAll: long lines in full.
    func rendered(showsAll: Bool) -> String {
        let text = lines(showsAll: showsAll).map { line in
            "  \(line.rendered)\n" + line.notes.map { "      \($0)\n" }.joined()
        }.joined()
        return showsAll ? text : LineLimit.cutLines(text)
    }

    var json: JSONValue {
        .array(
            lines.map {
                [
                    "kind": .string($0.kind.rawValue), "file": .string($0.file), "line": .int($0.line),
                    "text": .string($0.text), "notes": .array($0.notes.map { .string($0) }),
                ]
            })
    }
}

extension FormatOption {
    /// Prints why the requirements can't be met: all conflicts that are independent of each other.
    ///
    /// - Parameters:
    ///   - schema: that of the command's answer, for JSON.
    ///   - files: those that the user named; others are included by them.
    ///   - isVerbose: long lines are shown in full.
    func explainImpossible(
        _ explanations: [Explanation], _ schema: String, files: RequirementFiles, isVerbose: Bool
    ) -> ExitCode {
        if format == .json {
            print(schema) {
                ""
            } json: {
                [
                    .init("answer", "impossible"), .init("explanation", explanations.first?.json ?? []),
                    .init("conflicts", .array(explanations.map(\.json))),
                ]
            }
        }
        guard let first = explanations.first else {
            Console.error(
                "kconfig-sat: no configuration meets these requirements, but no explanation was found; "
                    + "please report this with your .satconfig\n")
            return Exit.no
        }
        Console.error(
            "kconfig-sat: no configuration meets these requirements, because\n\(first.rendered(showsAll: isVerbose))"
        )
        for other in explanations.dropFirst() {
            Console.error("and, whatever becomes of that, because\n\(other.rendered(showsAll: isVerbose))")
        }
        Console.error(wayOut(explanations, files.named))
        return Exit.no
    }

    /// Which lines to drop is another question, and another command's.
    private func wayOut(_ explanations: [Explanation], _ known: [String]) -> String {
        var files: [String] = []
        for line in explanations.flatMap(\.lines)
        where line.kind == .requirement && !files.contains(line.file) {
            files.append(line.file)
        }
        if files.isEmpty { return "" }
        if !files.allSatisfy(known.contains) { files = known }
        let named = files.map { "--satconfig \($0)" }.joined(separator: " ")
        return "hint: 'kconfig-sat fix \(named)' lists the smallest sets of lines to drop\n"
    }
}
