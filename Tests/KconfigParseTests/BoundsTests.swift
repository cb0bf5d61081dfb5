// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// Dependencies with many operands: the same as by comparing each with each other one.
@Suite struct ManyOperandsTests {
    private func names(_ range: Range<Int>, _ sign: String) -> String {
        range.map { "N\($0)" }.joined(separator: " \(sign) ")
    }

    private func text(_ dependency: String) -> String {
        (0..<200).map { "config N\($0)\n\tbool \"n\"\n" }.joined()
            + "config A\n\tbool \"a\"\n\tdepends on \(dependency)\n"
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func namesThatStandTwiceAreJoined(_ dialect: Dialect) throws {
        let model = try parse(text("\(names(0..<200, "||")) || \(names(50..<150, "||"))"), dialect)
        let operands = model.operands(model.symbols[model.symbol("A")].directDependency, .or)
        #expect(Set(operands).count == 200 && operands.count == 200)
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func namesThatStandOnceStayInTheirOrder(_ dialect: Dialect) throws {
        let dependency = names(0..<200, "||")
        let model = try parse(text(dependency), dialect)
        #expect(model.direct("A") == dependency)
    }

    /// `A` depends on all that `B` does, which makes it a part of its sub-menu.
    @Test(arguments: [Dialect.modern, .legacy])
    func alargeDependencyMakesASubMenu(_ dialect: Dialect) throws {
        let all = names(0..<200, "&&")
        let model = try parse(
            text(all) + "config B\n\tbool \"b\"\n\tdepends on (A || N3) && \(all)\n", dialect)
        let b = model.symbols[model.symbol("B")].firstMenu
        #expect(model.menus[b].parent == model.symbols[model.symbol("A")].firstMenu)
    }
}

/// What is larger than any tree is an error with a place.
@Suite struct BoundsTests {
    private func error(_ text: String, _ dialect: Dialect = .modern, files: [String: String] = [:]) -> String
    {
        do {
            _ = try parse(text, dialect, files: files)
            return "none"
        } catch let error as KconfigError {
            let all = error.diagnostics.filter { $0.severity == .error }
            return all.map { "\($0.location.line):\($0.location.column): \($0.message)" }.joined(
                separator: "\n")
        } catch { return "\(error)" }
    }

    @Test func blocks() {
        let text = (0..<12_000).map { "menu \"m \($0)\"\n" }.joined()
        #expect(error(text).contains("10001:1: blocks are more than 10000 deep"))
    }

    @Test func files() {
        var files = ["K30": "# the end\n"]
        for level in 0..<30 { files["K\(level)"] = "source \"K\(level + 1)\"\nsource \"K\(level + 1)\"\n" }
        #expect(error("source \"K0\"\n", files: files).contains("more than 65536 files are sourced"))
    }

    @Test func comparisons() {
        let names = (0..<40_000).map { "N\($0)" }.joined(separator: " || ")
        onLargeStack {
            let text = error("config A\n\tbool \"a\"\n\tdepends on \(names) || \(names)\n", .legacy)
            #expect(text.contains("1:1: dependencies are too large"), "\(text)")
        }
    }
}
