// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Solver
import TestSupport

@testable import Lint

/// A folder of a fixture, read in place.
struct Fixture {
    let name: String
    let path: String

    static var all: [Fixture] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"
        let names = try! FileManager.default.contentsOfDirectory(atPath: root)
        return names.filter { !$0.hasPrefix(".") }.sorted().map { Fixture(name: $0, path: root + "/" + $0) }
    }

    func text(_ file: String) -> SourceText? { SourceText(path: path + "/" + file) }

    func model(keepsProbes: Bool) throws -> KconfigModel {
        var options = ParseOptions(
            root: "Kconfig", dialect: Dialect(major: 6, minor: 12), shell: FakeShell(otherwise: "n\n"),
            sourceTree: path)
        options.keepsProbes = keepsProbes
        options.allowsCycles = true
        return try KconfigModel.parse(options)
    }

    /// The fragments in the order of their names.
    var fragments: [ConfigInput] {
        let names = try! FileManager.default.contentsOfDirectory(atPath: path).filter {
            $0.hasSuffix(".config")
        }
        return names.sorted().map { ConfigInput(name: $0, text: text($0)!, isFragment: true) }
    }

    /// The findings of one rule, wherever it belongs.
    func findings(_ rule: RuleInfo) throws -> [Finding] {
        let selection = RuleSelection(enabled: [rule.id])
        switch rule.area {
        case .config:
            let lint = ConfigLines(
                try model(keepsProbes: false), fragments, selection, engine: CaDiCaLEngine())
            return try lint.completed(lint.findings(), deadline: nil).findings
        case .tree: return try treeFindings(selection)
        case .sources: return try sourceFindings()
        }
    }

    /// As for `--arch x86` alone.
    private func sourceFindings() throws -> [Finding] {
        let model = try model(keepsProbes: true)
        let files = SourceFile.read(below: path)
        var code = UnreachableCode(files, engine: CaDiCaLEngine())
        try code.examine(.common(LintTree(model), architecture: "x86"))
        try code.examine(.ownFolder(LintTree(model), architecture: "x86"))
        let found = UndefinedReference(files, model, Elsewhere()).findings() + code.findings()
        return found + (try buildFindings(model, beside: found))
    }

    private func buildFindings(_ model: KconfigModel, beside others: [Finding]) throws -> [Finding] {
        let maps = BuildMaps(tree: path)
        let map = maps.map(model, arch: "x86", sourceArch: "x86")
        var objects = ObjectNeverBuilt(maps, engine: CaDiCaLEngine())
        try objects.examine(map, .common(LintTree(model), architecture: "x86"))
        try objects.examine(map, .ownFolder(LintTree(model), architecture: "x86"))
        var sources = SourceWithoutObject(maps)
        sources.examine(map)
        return objects.findings(of: 1, beside: others) + sources.findings()
    }

    private func treeFindings(_ selection: RuleSelection) throws -> [Finding] {
        let probes = try model(keepsProbes: true)
        // As for one architecture: other folders below arch/ are not read, but known of.
        let kconfigs = FileTree.files(below: path, skipping: { _ in false }, taking: { $0 == "Kconfig" })
        let tree = LintTree(probes, elsewhere: Elsewhere(kconfigs, tree: path, without: probes))
        let check = TreeCheck(selection)
        var findings = check.syntactic(tree)
        guard !probes.hasCycles else { return findings }
        let free = probes.undecidedSymbols.union(tree.elsewhere.freeSymbols(probes))
        findings += try check.solved(TreeFormula(tree, free: free, engine: CaDiCaLEngine())).findings
        let unmet = UnmetSelects(
            TreeFormula(LintTree(try model(keepsProbes: false)), engine: CaDiCaLEngine()))
        return findings + (try unmet.find { finding, _ in finding })
    }

    /// What the text format prints for the findings of one rule.
    func report(_ rule: RuleInfo) throws -> String {
        let findings = try findings(rule).filter { $0.rule == rule.id }
        return ReportFormat.text.render(Report(findings) { text($0) }, version: "test")
    }
}
