// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate

/// Each folder below `Tests/Fixtures` is a behaviour: what goes in, and what the kernel's own `conf` makes of
/// it (see `Tests/Fixtures/regenerate`).
@Suite struct FixtureTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures").path

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return all.filter { FileManager.default.fileExists(atPath: "\(root)/\($0)/Kconfig") }.sorted()
    }()

    @Test func thereAreFixtures() { #expect(Self.names.count >= 60) }

    @Test(arguments: names, [Dialect.modern, .legacy])
    func writesWhatConfWrites(name: String, dialect: Dialect) throws {
        let fixture = Fixture(path: "\(Self.root)/\(name)", dialect: dialect)
        guard fixture.applies else { return }
        let (config, messages) = try fixture.run()
        #expect(config == fixture.expected("config"))
        #expect(messages == fixture.expected("messages") ?? "")
    }

    /// What was written does not change when it is read again, except where `conf` itself is undecided.
    @Test(arguments: names, [Dialect.modern, .legacy])
    func isAFixpoint(name: String, dialect: Dialect) throws {
        let fixture = Fixture(path: "\(Self.root)/\(name)", dialect: dialect)
        guard fixture.applies, name != "range-with-the-ends-the-wrong-way-round" else { return }
        let expected = try #require(fixture.expected("config"))
        let evaluator = Evaluator(try fixture.model())
        evaluator.read(expected)
        #expect(String(decoding: evaluator.dotConfig(), as: UTF8.self) == expected)
    }
}

private struct Fixture {
    let path: String
    let dialect: Dialect

    private func text(_ name: String) -> String? {
        try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    var applies: Bool {
        let only = text("only")?.trimmingCharacters(in: .whitespacesAndNewlines)
        return only == nil || only == "\(dialect.major).\(dialect.minor)"
    }

    func expected(_ kind: String) -> String? {
        if dialect == .legacy, let own = text("expected-6.1.\(kind)") { return own }
        return text("expected.\(kind)")
    }

    func model() throws -> KconfigModel {
        try KconfigModel.parse(
            ParseOptions(root: "Kconfig", dialect: dialect, shell: FakeShell(), sourceTree: path))
    }

    /// What `ConfRun` does, without the working folder and the variables that it looks at.
    func run() throws -> (config: String, messages: String) {
        let model = try model()
        let evaluator = Evaluator(model)
        // Notes are for other commands than conf.
        var messages = model.diagnostics.filter { $0.severity != .note }.map {
            "\(model.sources.describe($0.location)):\($0.severity == .warning ? "warning: " : " ")\($0.message)\n"
        }.joined()
        evaluator.warn = { messages += $0 }
        let mode = text("mode")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "olddefconfig"
        let start = mode.hasPrefix("defconfig=") ? String(mode.dropFirst(10)) : "input.config"
        if let input = SourceText(path: "\(path)/\(start)") {
            evaluator.isChanged = false
            evaluator.load(input, name: start == "input.config" ? ".config" : start)
            evaluator.settle()
        } else if mode == "olddefconfig" {
            evaluator.isChanged = true
            evaluator.calculate(model.modules)
        }
        if mode != "olddefconfig" {
            evaluator.fillNew(Self.fill(mode))
        }
        return (String(decoding: evaluator.dotConfig(), as: UTF8.self), messages)
    }

    private static func fill(_ mode: String) -> Tristate? {
        switch mode {
        case "allnoconfig": ConfMode.allnoconfig.fill
        case "allyesconfig": ConfMode.allyesconfig.fill
        case "allmodconfig": ConfMode.allmodconfig.fill
        case "alldefconfig": ConfMode.alldefconfig.fill
        default: ConfMode.defconfig("").fill
        }
    }
}
