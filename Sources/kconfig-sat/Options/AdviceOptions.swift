// SPDX-License-Identifier: GPL-2.0-or-later
import Advice
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse

/// What the tree's own configurations say.
struct AdviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Learn what is likely without this defconfig of the tree: for tests.", valueName: "path",
            visibility: .hidden))
    var learnWithout: String?

    @Option(
        help: ArgumentHelp(
            "Another worth for a term of the prior: for measuring.", valueName: "name=number",
            visibility: .hidden))
    var term: [String] = []

    func validate() throws {
        if terms == nil { throw ValidationError("--term \(term.joined(separator: " ")): no such term") }
    }

    func prior(_ model: KconfigModel) -> Prior {
        let arch = getenv("SRCARCH").map { String(cString: $0) } ?? ""
        let counts = MentionCounts(
            model, tree: ConfigEnvironment.sourceTree ?? ".", sourceArch: arch, without: learnWithout)
        return Prior(model, counts, terms ?? Terms())
    }

    private var terms: Terms? {
        var terms = Terms()
        for text in term {
            let parts = text.split(separator: "=")
            guard parts.count == 2, let path = Terms.names[String(parts[0])], let value = Int(parts[1]) else {
                return nil
            }
            terms[keyPath: path] = value
        }
        return terms
    }
}
