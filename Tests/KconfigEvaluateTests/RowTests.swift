// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import KconfigParse

/// Each row of the tables of dialects makes the difference it is there for: what a tree comes to with it and without it.
@Suite struct RowTests {
    /// What shows a row: something that comes out otherwise without it.
    enum Probe {
        /// A Kconfig that is refused without it.
        case reads(String)
        /// What the parser says about a Kconfig.
        case says(String)
        /// The lines of the `.config` after one was read, and what was said.
        case makes(String, reading: String = "")
        /// Anything else about a Kconfig.
        case gives(String, (Evaluator) -> String)
        /// What `conf` says, and all files it leaves.
        case runs(String, modes: [String], reading: String = "", others: [String: String] = [:])
    }

    @Test(arguments: Behaviour.allCases) func aBehaviourShows(row: Behaviour) throws {
        let probe = try #require(Self.probe(row), "nothing tries \(row)")
        try check("\(row)", on: Self.version(row), probe)
    }

    @Test(arguments: Spelling.allCases) func aSpellingShows(row: Spelling) throws {
        let probe = try #require(Self.probe(row), "nothing tries \(row)")
        try check("\(row)", on: Self.version(row), probe)
    }

    private func check(_ row: String, on version: String, _ probe: Probe) throws {
        let with = try outcome(probe, "\(version)+\(row)")
        let without = try outcome(probe, "\(version)-\(row)")
        #expect(with != without, "\(row) makes no difference: \(with)")
        if case .reads = probe { #expect(with == "read" && without == "refused", "\(row)") }
    }

    private func outcome(_ probe: Probe, _ name: String) throws -> String {
        let dialect = try #require(Dialect(named: name))
        switch probe {
        case .reads(let text):
            let other = "config OTHER\n\tbool \"other\"\n"
            let files = ["other": other, "foo/other": other]
            return (try? parse(text, dialect, isStrict: true, files: files)) == nil ? "refused" : "read"
        case .says(let text):
            do {
                let model = try parse(text, dialect, isStrict: true)
                return Self.said(model.diagnostics, model.sources)
            } catch let error as KconfigError { return Self.said(error.diagnostics, error.sources) }
        case .makes(let text, let config):
            let evaluator = Evaluator(try parse(text, dialect))
            let messages = evaluator.read(config)
            return String(decoding: evaluator.dotConfig(), as: UTF8.self) + messages
        case .gives(let text, let body):
            let evaluator = Evaluator(try parse(text, dialect))
            evaluator.read("")
            return body(evaluator)
        case .runs(let text, let modes, let config, let others):
            return try Self.run(text, modes, others.merging([".config": config]) { $1 }, name)
        }
    }

    private static func said(_ diagnostics: [Diagnostic], _ sources: SourceMap) -> String {
        diagnostics.map { DiagnosticPrinter(sources: sources).renderAsConf($0) }.joined()
    }

    /// Runs the modes one after the other in a folder of their own.
    private static func run(
        _ kconfig: String, _ modes: [String], _ files: [String: String], _ dialect: String
    ) throws
        -> String
    {
        let scratch = Scratch()
        scratch.write(kconfig, to: "Kconfig")
        for (path, text) in files where !text.isEmpty { scratch.write(text, to: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let steps = modes.map {
            "'\(ConfCommandTests.program)' conf \($0) Kconfig >>out 2>>err; echo $? >>out"
        }
        process.arguments = ["-c", steps.joined(separator: "; ")]
        process.environment = [
            "srctree": ".", "PATH": "/usr/bin:/bin", "KCONFIG_SAT_DIALECT": dialect,
        ]
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        try process.run()
        process.waitUntilExit()
        let names = FileManager.default.enumerator(atPath: scratch.path)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { "\($0): \(scratch.read($0) ?? "")\n" }.joined()
    }
}
