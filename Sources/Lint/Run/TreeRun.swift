// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// `lint --tree`: the rules about the Kconfig tree, for one architecture or for all.
struct TreeRun {
    private let request: LintRequest
    private let surroundings: any LintSurroundings
    private let check: TreeCheck

    init(_ request: LintRequest, _ surroundings: any LintSurroundings) {
        self.request = request
        self.surroundings = surroundings
        check = TreeCheck(request.selection)
    }

    /// What a shard of the questions found: for all architectures some of them, else some of the questions.
    func answers(_ shard: Shard) throws -> [LintAnswer] {
        guard request.isForAll else { return [.findings(try one(shard))] }
        return try SourceTree.current.architectures().enumerated().filter { shard.takes($0.offset) }
            .map { .architecture(try architecture($0.element)) }
    }

    /// One architecture of all, as it is.
    private func architecture(_ name: String) throws -> ArchitectureFindings {
        let reader = try surroundings.reader(of: name)
        let model = try reader.model(keepsProbes: true)
        let tree = SourceTree.current.lintTree(model)
        var found = ArchitectureFindings(name, findings: check.syntactic(tree))
        guard !model.hasCycles else { return found }
        found.universal = try surroundings.timed("\(name): asked what can be") {
            try check.solved(
                TreeFormula(
                    tree, free: model.undecidedSymbols, engine: surroundings.engine,
                    onProgress: surroundings.show), counts: true)
        }
        found.findings += try unmet(model, reader, name, .whole)
        return found
    }

    /// One architecture: what others define, select or imply counts as able to have any value.
    private func one(_ shard: Shard) throws -> [Finding] {
        let reader = try surroundings.reader(of: request.architecture)
        let model = try reader.model(keepsProbes: true)
        let tree = SourceTree.current.lintTree(model)
        var findings = shard.number == 1 ? check.syntactic(tree) : []
        guard !model.hasCycles else { return findings }
        findings += try surroundings.timed("asked what can be") {
            let free = model.undecidedSymbols.union(tree.elsewhere.freeSymbols(model))
            return try check.solved(
                TreeFormula(tree, free: free, engine: surroundings.engine, onProgress: surroundings.show),
                shard
            )
            .findings
        }
        return findings + (try unmet(model, reader, nil, shard))
    }

    // MARK: - Unmet selects

    private func unmet(
        _ model: KconfigModel, _ reader: any LintTreeReader, _ architecture: String?, _ shard: Shard
    ) throws -> [Finding] {
        guard request.selection.contains(UnmetSelects.rule) else { return [] }
        guard reader.openCommands == 0 else {
            surroundings.say(
                "\(UnmetSelects.rule.id) is left out: it takes a toolchain, and \(reader.openCommands) commands of the "
                    + "Kconfig files have no known answer")
            return []
        }
        let isOurs = { (selector: SymbolID) in shard.takes(selector.index) }
        let text = { (found: (findings: [Finding], examined: Int)) in
            "\(found.findings.count) of \(found.examined) selects can be unmet"
        }
        return try surroundings.timed(text) {
            guard UnmetSelects.areThinkable(in: model, where: isOurs) else { return ([], 0) }
            let search = UnmetSelects(
                TreeFormula(
                    LintTree(try reader.model(keepsProbes: false)), asksDefaults: true,
                    engine: surroundings.engine))
            let findings = try search.find(where: isOurs) { try keep($0, $1, architecture) }
            return (findings, search.examined)
        }.findings
    }

    private func keep(
        _ finding: Finding, _ witness: UnmetSelects.Witness, _ architecture: String?
    ) throws -> Finding {
        guard witness.isConfirmed else {
            throw EncodingMismatch(symbols: ["\(witness.target), which \(witness.selector) selects"])
        }
        guard let witnesses = request.witnessFolder else { return finding }
        var finding = finding
        let folder = architecture.map { "\(witnesses)/\($0)" } ?? witnesses
        let path = "\(folder)/\(witness.selector)-\(witness.target).config"
        try surroundings.write(witness.config, to: path)
        finding.witness = path
        return finding
    }
}
