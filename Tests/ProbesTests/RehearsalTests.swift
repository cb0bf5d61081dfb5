// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import Probes

/// Commands that run before their turn, several at a time.
@Suite struct RehearsalTests {
    /// Echoes what `gcc` is asked, and notes how.
    private final class Compiler: ObservingShell {
        let width: Int
        /// Commands that print on standard error.
        var loud: Set<String> = []
        private(set) var together: [String] = []
        private(set) var alone: [String] = []

        init(width: Int) { self.width = width }

        func run(_ command: [UInt8]) -> [UInt8]? { observe(command)?.output }

        func observe(_ command: [UInt8]) -> CommandResult? {
            alone.append(String(decoding: command, as: UTF8.self))
            return result(command)
        }

        func observe(together commands: [[UInt8]]) -> [CommandResult?] {
            together += commands.map { String(decoding: $0, as: UTF8.self) }
            return commands.map(result)
        }

        private func result(_ command: [UInt8]) -> CommandResult {
            let text = String(decoding: command, as: UTF8.self)
            let word = text.split(separator: " ").last ?? ""
            return CommandResult(output: Array(word.utf8), isClean: !loud.contains(text))
        }
    }

    private static let kconfig = """
        name := $(shell,gcc one)
        version := $(shell,gcc two)
        config A
            string
            default "$(shell,gcc three)"
            default "$(shell,gcc $(name)-4)"
            default "$(shell,gcc five)"
            default "$(shell,gcc $(shell,gcc five)-6)"
            default "$(shell,date seven)"
            default "$(shell,gcc five)"
            default "$(shell,gcc eight)"

        """

    /// The texts of the defaults.
    private func parse(
        _ shell: Compiler, mode: CacheFolder.Mode = .off, text: String = kconfig
    ) throws -> [String] {
        let tree = Tree(["Kconfig": Array(text.utf8), "bin/gcc": []])
        chmod(tree.path + "/bin/gcc", 0o755)
        let variables = ["PATH": tree.path + "/bin", "CC": "gcc", "HOME": tree.path]
        let cache = CacheFolder(folder: tree.path + "/cache", mode: mode) { _ in }
        let caching = CachingShell(
            shell, cache: cache, sourceTree: tree.path,
            surroundings: Surroundings(variable: { variables[$0] }, workingFolder: tree.path))
        defer { caching.finish() }
        let model = try tree.parse(shell: caching)
        var texts: [String] = []
        var properties = model.properties(of: model.symbol("A"))
        while let (_, property) = properties.next() {
            guard property.kind == .default else { continue }
            texts.append(model.describe(property.expression).filter { $0 != "\"" })
        }
        return texts
    }

    @Test(arguments: [CacheFolder.Mode.off, .on, .verify])
    func whatDependsOnNothingRunsTogether(mode: CacheFolder.Mode) throws {
        let many = Compiler(width: 2)
        let one = Compiler(width: 1)
        #expect(try parse(many, mode: mode) == parse(one, mode: mode))
        #expect(many.together == ["gcc three", "gcc one-4", "gcc five", "gcc eight"])
        #expect(one.together == [])
        #expect(many.alone.filter { $0.hasPrefix("date") } == ["date seven"], "it may do anything")
        #expect(many.alone.contains("gcc five-6"), "its text was not known")
        #expect(!many.alone.contains("gcc eight"))
    }

    @Test func whatPrintsErrorsRunsAgainInItsTurn() throws {
        let shell = Compiler(width: 2)
        shell.loud = ["gcc eight"]
        _ = try parse(shell)
        #expect(shell.alone.last == "gcc eight")
    }

    @Test func aFewCommandsRunAsTheyCome() throws {
        let shell = Compiler(width: 2)
        let text = "config A\n\tstring\n\tdefault \"$(shell,gcc x)\"\n\tdefault \"$(shell,gcc y)\"\n"
        #expect(try parse(shell, text: text) == ["x", "y"])
        #expect(shell.together == [])
    }

    @Test func errorsStayWhereTheyAre() throws {
        let shell = Compiler(width: 2)
        let text =
            Self.kconfig + "$(error-if,$(shell,gcc y),no compiler)\nconfig B\n\tbool \"$(shell,gcc z)\"\n"
        let error = try #require(throws: KconfigError.self) { try parse(shell, text: text) }
        #expect(error.diagnostics.map(\.message) == ["no compiler"])
    }
}
