// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Lint

/// One folder per rule, named like it: input, and in `expected` what the text format prints.
@Suite struct FixtureTests {
    @Test func everyRuleHasAFixture() {
        #expect(Fixture.all.map(\.name) == RuleRegistry.all.map(\.id).sorted())
    }

    @Test(arguments: Fixture.all.map(\.name))
    func matches(_ name: String) throws {
        let fixture = try #require(Fixture.all.first { $0.name == name })
        let rule = try #require(RuleRegistry.rule(name))
        let actual = try fixture.report(rule)
        if ProcessInfo.processInfo.environment["LINT_FIXTURES_WRITE"] != nil {
            try actual.write(toFile: fixture.path + "/expected", atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOfFile: fixture.path + "/expected", encoding: .utf8)
        #expect(actual == expected)
        #expect(actual.contains("[\(name)]"))
    }
}

/// One file per rule below `Rules/`, named like it.
@Suite struct RuleFileTests {
    /// `dead-symbol` → `DeadSymbol.swift`.
    private func file(_ id: String) -> String {
        id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + ".swift"
    }

    @Test func everyRuleHasItsFile() throws {
        let root =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path + "/Sources/Lint/Rules"
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root).filter {
            $0.hasSuffix(".swift")
        }
        let names = paths.map { String($0.split(separator: "/").last!) }
        #expect(names.sorted() == (RuleRegistry.all.map { file($0.id) } + ["RuleRegistry.swift"]).sorted())
        for rule in RuleRegistry.all {
            let path = try #require(paths.first { $0.hasSuffix("/" + file(rule.id)) })
            let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
            #expect(text.components(separatedBy: "RuleInfo(").count == 2, "\(path) declares one rule")
            #expect(text.contains("\"\(rule.id)\""), "\(path) declares \(rule.id)")
        }
    }
}

/// `docs/lint.md` and the registry say the same.
@Suite struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func everyRuleIsDocumented() throws {
        let text = try String(contentsOfFile: Self.root + "/docs/lint.md", encoding: .utf8)
        let sections = text.components(separatedBy: "\n### ").dropFirst()
        let documented = sections.map { String($0.prefix { $0 != "\n" }) }
        #expect(documented == RuleRegistry.all.map { "`\($0.id)`" })
        for (section, rule) in zip(sections, RuleRegistry.all) {
            let kind = rule.severity.name + (rule.isOnByDefault ? "" : ", off by default")
            #expect(section.contains("*\(kind)*"), "severity of \(rule.id)")
            #expect(section.contains(rule.summary), "summary of \(rule.id)")
            for part in ["Why:", "Example:", "Fix:"] {
                #expect(section.contains(part), "\(part) of \(rule.id)")
            }
        }
    }
}
