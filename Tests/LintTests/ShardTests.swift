// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

@Suite struct ShardTests {
    @Test(arguments: ["1/1", "1/3", "3/3", "21/21"]) func shards(text: String) throws {
        let shard = try #require(Shard(text))
        #expect("\(shard.number)/\(shard.count)" == text)
    }

    @Test(arguments: ["", "0/1", "2/1", "1", "1/", "/1", "a/b", "1/2/3", "-1/2", "1/0"])
    func noShards(text: String) { #expect(Shard(text) == nil) }

    @Test func everyQuestionIsInOneShard() {
        for index in 0..<20 {
            #expect((1...7).count { Shard(number: $0, of: 7)!.takes(index) } == 1)
        }
    }

    /// All findings of all rules about the tree, of one run.
    private func findings(_ fixture: Fixture, _ shard: Shard) throws -> [Finding] {
        let probes = try fixture.model(keepsProbes: true)
        let tree = LintTree(probes)
        let check = TreeCheck(RuleSelection())
        guard !probes.hasCycles else { return [] }
        let solved = try check.solved(
            TreeFormula(tree, free: probes.probedSymbols, engine: CaDiCaLEngine()), shard)
        let unmet = UnmetSelects(
            TreeFormula(LintTree(try fixture.model(keepsProbes: false)), engine: CaDiCaLEngine()))
        let isOurs = { (selector: SymbolID) in shard.takes(selector.index) }
        return try solved.findings + unmet.find(where: isOurs) { finding, _ in finding }
    }

    private func text(_ findings: [Finding]) -> String {
        ReportFormat.json.render(Report(findings) { _ in nil }, version: "")
    }

    @Test(arguments: Fixture.all.map(\.name)) func partsAreTheWhole(name: String) throws {
        let fixture = try #require(Fixture.all.first { $0.name == name })
        guard fixture.text("Kconfig") != nil else { return }
        let whole = try findings(fixture, .whole)
        let parts = try (1...3).map { try findings(fixture, Shard(number: $0, of: 3)!) }
        let kept = try parts.reversed().joined().map { finding in
            let written = try JSONValue(parsing: finding.json.compact)
            return try #require(Finding(json: written))
        }
        #expect(text(kept) == text(whole))
    }

    /// Nothing of a finding gets lost between processes. (`Report`, which comes after, sets the fingerprint.)
    @Test func findingsAreKeptWithAllFields() throws {
        let rule = try #require(RuleRegistry.rule("redundant-line"))
        let plain = Finding(rule, at: Place(file: ""), "", subject: "")
        var full = Finding(
            try #require(RuleRegistry.rule("dead-symbol")), at: Place(file: "Kconfig", line: 3, column: 4),
            "A can never be on", subject: "A",
            related: [Related(Place(file: "b/Kconfig", line: 5), "B is defined here")],
            fix: Fix("drop \"it\"", lines: ["CONFIG_A=y", "CONFIG_B=\"x\""], dropsLine: true))
        full.architectures = ["arm", "x86"]
        full.isPartial = true
        full.isAboutSymbol = true
        full.cause = FindingCause(text: "NET is n", place: Place(file: "net/Kconfig", line: 6))
        full.isOfBase = true
        full.witness = "w/A-B.config"
        for (empty, set) in zip(Mirror(reflecting: plain).children, Mirror(reflecting: full).children)
        where set.label != "fingerprint" {
            #expect("\(empty.value)" != "\(set.value)", "\(set.label ?? "") is not set")
        }
        for finding in [plain, full] {
            let written = try JSONValue(parsing: finding.json.compact)
            #expect(Finding(json: written) == finding)
        }
    }

    /// A part is taken as a whole or not at all.
    @Test func damagedFindingsAreRefused() throws {
        let damaged = #"{"rule":"r","severity":"note","place":["f",1,1],"message":"m","subject":"s""#
        for rest in [#","related":[{}]}"#, #","fix":{"message":"m"}}"#, #","architectures":[1]}"#] {
            #expect(Finding(json: try JSONValue(parsing: damaged + rest)) == nil)
        }
    }

    @Test func constantsOfPartsAreThoseOfTheWhole() throws {
        let fixture = try #require(Fixture.all.first { $0.name == "dead-symbol" })
        func entries(_ shard: Shard) throws -> [String] {
            let model = try fixture.model(keepsProbes: false)
            let constants = try ConstantSymbols(
                TreeFormula(LintTree(model), engine: CaDiCaLEngine()), shard, explains: true)
            return (constants.dead + constants.necessary).map {
                "\(model.name($0.symbol)) \($0.kind) \($0.reason ?? "")"
            }
        }
        let whole = try entries(.whole)
        #expect(!whole.isEmpty)
        #expect(try (1...4).flatMap { try entries(Shard(number: $0, of: 4)!) }.sorted() == whole.sorted())
    }

    @Test func architecturesAreKept() throws {
        let fixture = try #require(Fixture.all.first { $0.name == "dead-symbol" })
        let model = try fixture.model(keepsProbes: true)
        let tree = LintTree(model)
        let check = TreeCheck(RuleSelection())
        var found = ArchitectureFindings("one", findings: check.syntactic(tree))
        found.universal = try check.solved(TreeFormula(tree, engine: CaDiCaLEngine()))
        let written = try JSONValue(parsing: found.json.compact)
        let read = try #require(ArchitectureFindings(json: written))
        #expect(read.universal.examined == found.universal.examined)
        #expect(!read.universal.findings.isEmpty)
        #expect(read.json == found.json)
        #expect(ArchitectureFindings(json: .object(["architecture": "one"])) == nil)
    }
}
