// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import TestSupport
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

    @Test func commentsWithoutARuleAreTold() {
        let text = "x # kconfig-sat: disable=dead-symbl,all,policy-drift\n# kconfig-sat: disable=zzz\n"
        #expect(
            report([finding("A", line: 9)], text).mistyped == [
                "Kconfig:1: there is no rule 'dead-symbl', so this comment silences nothing: did you mean dead-symbol?",
                "Kconfig:2: there is no rule 'zzz', so this comment silences nothing",
            ])
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

    @Test func sarifFindsFilesFromTheWorkingFolder() throws {
        let here = try #require(FileTree.realPath("."))
        let all = [
            finding("A", line: 1, file: here + "/a/b c"), finding("A", line: 1, file: "/no/such file"),
        ]
        let results = try #require(
            JSONValue(parsing: ReportFormat.sarif.render(report(all), version: "1"))["runs"]?.array?.first?[
                "results"]?.array)
        let uris = results.map {
            $0["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]?["uri"]?.string
        }
        #expect(Set(uris) == ["a/b%20c", "file:///no/such%20file"])
    }

    @Test func whatARunDidNotDoIsInItsReport() throws {
        let stopped = LintAnswer.note("time ran out")
        let back = try #require(LintAnswer(json: stopped.json))
        let report = Report([.findings([finding("A", line: 7)]), back], baseline: Baseline())
        #expect(report.notes == ["time ran out"])
        let json = try JSONValue(parsing: ReportFormat.json.render(report, version: "1"))
        #expect(json["notes"]?.array?.map(\.string) == ["time ran out"])
        let run = try #require(
            JSONValue(parsing: ReportFormat.sarif.render(report, version: "1"))["runs"]?.array?.first)
        let told = run["invocations"]?.array?.first?["toolExecutionNotifications"]?.array?.first
        #expect(told?["message"]?["text"]?.string == "time ran out")
    }

    @Test func sarifHasTheEditsOfFixes() throws {
        var added = finding("A", line: 7)
        added.fix = Fix("add", lines: ["CONFIG_B=y", "CONFIG_C=y"])
        var dropped = finding("B", line: 8)
        dropped.fix = Fix("drop the line", dropsLine: true)
        var advice = finding("C", line: 9)
        advice.fix = Fix("think again")
        let text = ReportFormat.sarif.render(report([added, dropped, advice]), version: "1")
        let results = try #require(JSONValue(parsing: text)["runs"]?.array?.first?["results"]?.array)
        let edits = results.map { result -> JSONValue? in
            let change = result["fixes"]?.array?.first?["artifactChanges"]?.array?.first
            return change?["replacements"]?.array?.first
        }
        #expect(edits[0]?["insertedContent"]?["text"]?.string == "CONFIG_B=y\nCONFIG_C=y\n")
        #expect(edits[0]?["deletedRegion"]?["endLine"]?.int == 7)
        #expect(edits[1]?["insertedContent"] == nil)
        #expect(edits[1]?["deletedRegion"]?["endLine"]?.int == 9)
        #expect(edits[2] == nil)
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

    private func finding(_ text: String, at place: Place) -> Finding {
        var finding = Finding(rule, at: place, text, subject: "A")
        finding.isAboutSymbol = true
        return finding
    }

    private func result(_ examined: Int, found: Bool, in file: String = "Kconfig") -> TreeCheck.Result {
        let place = Place(file: file, line: 1, column: 1)
        var result = TreeCheck.Result()
        result.examined = [TreeCheck.Examined(rule: rule.id, place: Place(file: "A")): examined]
        if found { result.findings = [finding("A can never be on", at: place)] }
        return result
    }

    @Test func definedInAnotherFileForEach() {
        var all = Architectures()
        all.addUniversal(result(1, found: true), "arm")
        all.addUniversal(result(1, found: false, in: "arch/x86/Kconfig"), "x86")
        #expect(all.findings.isEmpty)
    }

    @Test func theReasonOfOneArchitectureGivesWay() {
        var partial = result(1, found: true)
        partial.findings = [finding("only here", at: Place(file: "Kconfig", line: 1, column: 1))]
        partial.findings[0].isPartial = true
        for order in [["arm", "x86"], ["x86", "arm"]] {
            var all = Architectures()
            for name in order { all.addUniversal(name == "arm" ? partial : result(1, found: true), name) }
            #expect(all.findings.map(\.message) == ["A can never be on"])
            #expect(all.findings[0].architectures == order)
        }
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
