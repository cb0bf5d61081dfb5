// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// Symbols whose value would depend on itself, and the fewest lines that must change to break all cycles.
    static let recursiveDependency = SyntacticRule(
        info: RuleInfo("recursive-dependency", .tree, .error, "A symbol that depends on itself")
    ) { tree, rule in
        // `conf` decides what a cycle is; the graph only tells how to break it.
        let errors = tree.model.diagnostics.filter { $0.severity == .error }
        guard !errors.isEmpty else { return [] }
        let graph = DependencyGraph(tree.model)
        // What is proposed is tried first: the lines are taken out, and the check is run again.
        let smallest = graph.smallestCut()
        let cut = tree.model.isAcyclic(without: Set(smallest.map(\.location))) ? smallest : []
        let fix = Fix(
            "break \(cut.count == 1 ? "the cycle" : "all cycles") by changing \(cut.count == 1 ? "this line" : "these lines"): "
                + cut.map { "\(tree.place($0.location).text) (\($0.text))" }.joined(separator: ", "))
        return errors.map { error in
            let related = error.related.map { step in
                let file = tree.model.sources.name(step.location.file)
                return Related(Place(file: file, line: Int(step.location.line)), step.message)
            }
            let names = related.map(\.message).joined(separator: "; ")
            return Finding(
                rule, at: tree.place(error.location), "recursive dependency: \(names)", subject: names,
                related: related, fix: cut.isEmpty ? nil : fix)
        }
    }
}
