// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

/// `lint --tree`: the rules about the Kconfig tree, for one architecture or for all.
struct TreeLint {
    private let options: TreeOptions
    private let selection: RuleSelection
    private let witnesses: String?

    init(_ options: TreeOptions, _ selection: RuleSelection, witnesses: String?) {
        self.options = options
        self.selection = selection
        self.witnesses = witnesses
    }

    /// What a shard of the questions found: with `--arch all` some architectures, else some of the questions.
    func pieces(_ shard: Shard) throws -> [LintPiece] {
        guard options.arch == "all" else { return [.findings(try one(shard))] }
        return try LintTreeLoader(options).architectures().enumerated().filter { shard.takes($0.offset) }
            .map { .architecture(try architecture($0.element)) }
    }

    /// One architecture of all, as it is.
    private func architecture(_ arch: String) throws -> ArchitectureFindings {
        var here = options
        here.arch = arch
        let loader = try LintTreeLoader(here)
        let check = TreeCheck(selection)
        let model = try loader.load(keepsProbes: true)
        let tree = LintTree(model, elsewhere: loader.elsewhere(model))
        var found = ArchitectureFindings(arch, findings: check.syntactic(tree))
        guard !model.hasCycles else { return found }
        let watch = Stopwatch()
        found.universal = try check.solved(
            TreeFormula(tree, free: model.undecidedSymbols))
        here.log("\(arch): asked what can be", watch)
        found.findings += try unmet(loader, arch, .whole)
        return found
    }

    /// One architecture: what others define, select or imply counts as able to have any value.
    private func one(_ shard: Shard) throws -> [Finding] {
        let loader = try LintTreeLoader(options)
        let model = try loader.load(keepsProbes: true)
        let tree = LintTree(model, elsewhere: loader.elsewhere(model))
        let check = TreeCheck(selection)
        var findings = shard.number == 1 ? check.syntactic(tree) : []
        guard !model.hasCycles else { return findings }
        let watch = Stopwatch()
        let free = model.undecidedSymbols.union(tree.elsewhere.freeSymbols(model))
        findings += try check.solved(TreeFormula(tree, free: free), shard).findings
        options.log("asked what can be", watch)
        return findings + (try unmet(loader, nil, shard))
    }

    private func unmet(_ loader: LintTreeLoader, _ arch: String?, _ shard: Shard) throws -> [Finding] {
        guard selection.contains(UnmetSelects.rule) else { return [] }
        let watch = Stopwatch()
        let search = UnmetSelects(TreeFormula(LintTree(try loader.load(keepsProbes: false))))
        let findings: [Finding]
        do { findings = try search.find(shard) { try keep($0, $1, arch) } } catch let mismatch
            as EncodingMismatch
        {
            Console.error("kconfig-sat: \(mismatch)\n")
            throw Exit.toolFailed
        }
        options.log("\(findings.count) of \(search.examined) selects can be unmet", watch)
        return findings
    }

    private func keep(_ finding: Finding, _ witness: UnmetSelects.Witness, _ arch: String?) throws -> Finding
    {
        guard witness.isConfirmed else {
            throw EncodingMismatch(symbols: ["\(witness.target), which \(witness.selector) selects"])
        }
        guard let witnesses else { return finding }
        var finding = finding
        let folder = arch.map { "\(witnesses)/\($0)" } ?? witnesses
        let path = "\(folder)/\(witness.selector)-\(witness.target).config"
        try OutputFile.write(witness.config, to: path)
        finding.witness = path
        return finding
    }
}
