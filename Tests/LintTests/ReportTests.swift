// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Testing

@testable import Lint

@Suite struct ReportTests {
    private let rule = RuleRegistry.rule("dead-symbol")!

    private func finding(_ subject: String, line: Int, file: String = "Kconfig") -> Finding {
        Finding(
            rule, at: Place(file: file, line: line, column: 1), "\(subject) can never be on", subject: subject
        )
    }

    private func report(_ findings: [Finding], _ text: String = "", baseline: Baseline = Baseline()) -> Report
    {
        Report(findings, baseline: baseline) { _ in SourceText(copying: Array(text.utf8)) }
    }

    @Test func fingerprintsSurviveMovedLines() {
        let before = report([finding("A", line: 3), finding("B", line: 9)])
        let after = report([finding("B", line: 19), finding("A", line: 1)])
        #expect(Set(before.findings.map(\.fingerprint)) == Set(after.findings.map(\.fingerprint)))
        #expect(before.findings[0].fingerprint != before.findings[1].fingerprint)
    }

    @Test func equalFindingsHaveDifferentFingerprints() {
        let twice = report([finding("A", line: 3), finding("A", line: 9)])
        #expect(Set(twice.findings.map(\.fingerprint)).count == 2)
        #expect(report([finding("A", line: 3), finding("A", line: 3)]).findings.count == 1)
    }

    @Test func baselineHidesWhatItKnows() throws {
        let known = report([finding("A", line: 3)])
        let baseline = try Baseline(Baseline.text(known.findings).utf8)
        let next = report([finding("A", line: 5), finding("B", line: 6)], baseline: baseline)
        #expect(next.findings.map(\.subject) == ["B"])
        #expect(next.known == 1)
    }

    @Test(arguments: ["", "{}", "{\"schema\": \"kconfig-sat/lint-baseline/1\", \"findings\": [{}]}", "[1"])
    func brokenBaselinesAreRefused(_ text: String) {
        #expect(throws: Baseline.Failure.self) { try Baseline(text.utf8) }
    }

    @Test(arguments: [
        ("x # kconfig-sat: disable=dead-symbol\n", 1, true),
        ("# kconfig-sat: disable=dead-symbol\nx\n", 2, true),
        ("# kconfig-sat: disable=dead-symbol\nx\n", 3, false),
        ("x # kconfig-sat: disable=dead-symbol\ny\n", 2, false),
        ("\t/* kconfig-sat: disable=other,all */\nx\n", 2, true),
        ("// kconfig-sat: disable=other reason\nx\n", 2, false),
    ])
    func commentsSilence(_ text: String, _ line: Int, _ isSilent: Bool) {
        let result = report([finding("A", line: line)], text)
        #expect(result.findings.isEmpty == isSilent)
        #expect(result.suppressed == (isSilent ? 1 : 0))
    }

    @Test func failOnIsALimit() {
        let result = report([finding("A", line: 1)])
        #expect(result.fails(.note) && result.fails(.warning))
        #expect(!result.fails(.error) && !result.fails(nil))
    }

    @Test func gitHubEscapes() {
        var odd = finding("A", line: 7, file: "a,b:c")
        odd.related = [Related(Place(file: "x", line: 1), "50%")]
        #expect(
            ReportFormat.github.render(report([odd]), version: "1")
                == "::warning file=a%2Cb%3Ac,line=7,col=1,title=dead-symbol::A can never be on%0Ax:1: 50%25\n"
        )
    }

    @Test func sarifNamesRulesAndPlaces() throws {
        let text = ReportFormat.sarif.render(
            report([finding("A", line: 7, file: "a b/Kconfig")]), version: "1")
        let run = try #require(JSONValue(parsing: text)["runs"]?.array?.first)
        let result = try #require(run["results"]?.array?.first)
        let location = result["locations"]?.array?.first?["physicalLocation"]
        #expect(location?["artifactLocation"]?["uri"]?.string == "a%20b/Kconfig")
        #expect(location?["region"]?["startLine"]?.int == 7)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(rules[try #require(result["ruleIndex"]?.int)]["id"]?.string == "dead-symbol")
        #expect(result["partialFingerprints"]?["kconfigSat/v1"]?.string?.count == 16)
    }

    @Test func jsonHasTheSchemaAndCounts() throws {
        let value = try JSONValue(
            parsing: ReportFormat.json.render(report([finding("A", line: 7)]), version: "1"))
        #expect(value["schema"]?.string == "kconfig-sat/lint/1")
        #expect(value["summary"]?["warnings"]?.int == 1)
        #expect(value["findings"]?.array?.first?["place"]?["line"]?.int == 7)
    }
}

@Suite struct ArchitectureTests {
    private let rule = RuleRegistry.rule("dead-symbol")!

    private func result(_ examined: Int, found: Bool) -> TreeCheck.Result {
        let place = Place(file: "Kconfig", line: 1, column: 1)
        var result = TreeCheck.Result()
        result.examined = [TreeCheck.Examined(rule: rule.id, place: place): examined]
        if found { result.findings = [Finding(rule, at: place, "A can never be on", subject: "A")] }
        return result
    }

    @Test func deadOnlyWhereDeadEverywhere() {
        var all = Architectures()
        all.addUniversal(result(1, found: true), "arm")
        all.addUniversal(result(1, found: false), "x86")
        #expect(all.findings.isEmpty)
    }

    @Test func groupedNotRepeated() {
        var all = Architectures()
        all.addUniversal(result(1, found: true), "arm")
        all.addUniversal(result(1, found: true), "x86")
        all.addUniversal(TreeCheck.Result(), "um")
        #expect(all.findings.map(\.architectures) == [["arm", "x86"]])
    }
}

@Suite struct SourceScanTests {
    private func names(_ text: String, _ language: SourceScan.Language = .c) -> [String] {
        let source = SourceText(copying: Array(text.utf8))
        return SourceScan.facts(source.bytes, language).references.map { "\($0.name):\($0.line):\($0.column)" }
    }

    @Test func findsNamesInCode() {
        #expect(names("#ifdef CONFIG_A\nx = IS_ENABLED(CONFIG_B_1) + CONFIG_C;\n") == ["A:1:8", "B_1:2:16"])
        #expect(names("obj-$(CONFIG_A) += a.o # CONFIG_B\n", .make) == ["A:1:7"])
    }

    @Test func leavesCommentsOut() {
        #expect(
            names("/* CONFIG_A\n#if CONFIG_B */\n#if CONFIG_C // CONFIG_D\nx = \"/*\";\n#if CONFIG_E") == [
                "C:3:5", "E:5:5",
            ])
    }

    @Test func knowsDefinitions() {
        func defined(_ text: String, _ language: SourceScan.Language) -> [String] {
            let source = SourceText(copying: Array(text.utf8))
            return SourceScan.facts(source.bytes, language).references.filter(\.isDefinition).map(\.name)
        }
        #expect(
            defined("#define CONFIG_A 1\n# undef CONFIG_B\n#define X CONFIG_C\n#if CONFIG_D\n", .c) == [
                "A", "B",
            ])
        #expect(
            defined("CONFIG_A := y\nexport CONFIG_B=1\nx += -DCONFIG_C\nobj-$(CONFIG_D) += x\n", .make) == [
                "A", "B", "C",
            ])
    }

    @Test func leavesGeneratedNamesOut() {
        #expect(names("#if CONFIG_##x CONFIG_A_##x MYCONFIG_B CONFIG_ CONFIG_A_* x##CONFIG_C").isEmpty)
        #expect(names("$(CONFIG_$(x)) $(CONFIG_A_$(y)) $(CONFIG_%)", .make).isEmpty)
    }
}
