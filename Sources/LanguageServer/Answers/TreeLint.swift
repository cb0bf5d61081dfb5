// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Lint
import Solver

/// The rules about Kconfig files, for those that are open.
enum TreeLint {
    /// - Parameters:
    ///   - options: how the tree is read, with the texts of the documents laid over it.
    ///   - paths: the files that somebody looks at.
    ///   - cancellation: nobody waits any more.
    /// - Returns: the findings by path; nil when the tree can't be read, or it was cancelled.
    static func marks(
        _ options: ParseOptions, folder: String, paths: Set<String>, _ engine: any SATEngine,
        _ cancellation: SearchCancellation
    ) -> [String: [Mark]]? {
        var options = options
        options.keepsProbes = true
        guard let model = try? TreeReading(options).model, !cancellation.isCancelled else { return nil }
        let tree = SourceTree.current.lintTree(model)
        var names: Set<String> = []
        for file in model.sources.files.elements
        where paths.contains(UnsavedTexts.absolute(file.path, in: folder)) {
            names.insert(file.name)
        }
        if names.isEmpty || cancellation.isCancelled { return [:] }
        let check = TreeCheck(RuleSelection())
        var findings = check.syntactic(tree).filter { names.contains($0.place.file) }
        if !model.hasCycles, !cancellation.isCancelled {
            let free = model.undecidedSymbols.union(tree.elsewhere.freeSymbols(model))
            let formula = TreeFormula(tree, free: free, engine: engine)
            if cancellation.isCancelled { return nil }
            guard let solved = try? check.solved(formula, files: names) else { return nil }
            findings += solved.findings.filter { names.contains($0.place.file) }
        }
        return cancellation.isCancelled ? nil : marks(findings, model, folder)
    }

    private static func marks(_ findings: [Finding], _ model: KconfigModel, _ folder: String) -> [String:
        [Mark]]
    {
        var texts: [String: SourceText] = [:]
        for file in model.sources.files.elements where texts[file.name] == nil {
            texts[file.name] = file.text
        }
        // Comments in the files may silence rules.
        let reported = Report(findings) { texts[$0] }.single
        let path = { (name: String) in UnsavedTexts.absolute(name, in: folder) }
        // Recursive dependencies are told when the tree is read.
        return Dictionary(grouping: reported.filter { $0.rule != "recursive-dependency" }) {
            path($0.place.file)
        }
        .mapValues { list in list.map { Mark($0, path: path) } }
    }
}

/// Makes solvers that give up when nobody waits any more.
struct CancellableEngine: SATEngine {
    let engine: any SATEngine
    let cancellation: SearchCancellation

    func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        let solver = engine.makeSolver(formula, firstPhase: firstPhase)
        (solver as? any StoppableSolver)?.stop(when: cancellation)
        return solver
    }
}
