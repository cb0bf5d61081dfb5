// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// Any bytes give a model or an error with a place, and never a crash.
@Suite struct RobustnessTests {
    static let rich = #"""
        mainmenu "Title of \"it\""
        CC := gcc
        cc-option = $(shell,$(CC) $(1))
        FLAGS += -O2
        $(warning-if,n,never)
        config MODULES
        	bool "modules"
        	modules
        	default y if A && \
        		B != n
        menuconfig A
        	bool "a" if (B || !C) && S != "x"
        	depends on B if C
        	select T if "$(cc-option,-x)" = "y"
        	imply T
        	help
        	  Text of
        	    several lines.

        	  The end.
        if A # comment
        choice
        	prompt 'choice'
        	default X if A
        config X
        	bool "x"
        if B
        config Y
        	bool "y"
        endif
        endchoice
        endif
        menu "menu"
        	visible if A
        	depends on B
        config N
        	int "n"
        	range 1 0x10 if B
        	default 5
        config H
        	hex
        	default 0x$(undefined)1
        source "inc"
        comment "remark"
        	depends on A
        endmenu
        config B
        	def_bool y
        config C
        	def_tristate m if S<="x"
        config T
        	tristate
        config S
        	string "s"
        	option env="PATH"

        """#

    /// Parses and, whatever comes of it, checks what is said.
    private func check(_ tree: Tree, _ dialect: Dialect, _ comment: Comment) {
        do {
            let model = try tree.parse(dialect)
            let printer = DiagnosticPrinter(sources: model.sources)
            for diagnostic in model.diagnostics { #expect(!printer.render(diagnostic).isEmpty) }
            for symbol in model.symbols.indices {
                _ = model.describe(model.symbols[symbol].directDependency)
                for menu in model.definitions(of: symbol) {
                    _ = model.menus[menu].help?.render(model.sources)
                }
            }
        } catch let error as KconfigError {
            let errors = error.diagnostics.filter { $0.severity == .error }
            #expect(!errors.isEmpty, comment)
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in errors {
                #expect(diagnostic.location.line > 0 && !diagnostic.location.file.isNone, comment)
                #expect(diagnostic.location.column > 0, comment)
                #expect(printer.render(diagnostic).contains(": error: "), comment)
            }
        } catch { Issue.record("\(error): \(comment)") }
    }

    private func tree(_ bytes: [UInt8]) -> Tree {
        Tree(["Kconfig": bytes, "inc": Array("config I\n\tbool \"i\"\n".utf8)])
    }

    @Test func theWholeTextIsFine() throws {
        for dialect in [Dialect.modern, .legacy] {
            let model = try tree(Array(Self.rich.utf8)).parse(dialect)
            #expect(model.symbol(named: "I") != nil)
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func truncatedAtEveryByte(dialect: Dialect) {
        let bytes = Array(Self.rich.utf8)
        for end in 0..<bytes.count { check(tree(Array(bytes[..<end])), dialect, "cut after \(end) bytes") }
    }

    @Test func anIncludedFileTruncatedAtEveryByte() {
        let bytes = Array(Self.rich.utf8.drop { $0 != 0x0A })
        for end in stride(from: 0, to: bytes.count, by: 3) {
            let inner = Array(bytes[..<end])
            check(
                Tree(["Kconfig": Array("menu \"o\"\nsource \"x\"\nendmenu\n".utf8), "x": inner, "inc": []]),
                .modern, "\(end)")
        }
    }

    @Test func brokenInAThousandWays() {
        var chance = Chance(state: 5)
        let original = Array(Self.rich.utf8)
        let lines = Self.rich.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        let odd: [UInt8] = [
            0, 0x0A, 0x0D, 0x22, 0x24, 0x27, 0x28, 0x29, 0x5C, 0x7C, 0x80, 0xFF, 0x3D, 0x20, 0x09, 0x2C,
        ]
        for round in 0..<1200 {
            var bytes = original
            switch round % 3 {
            case 0:
                for _ in 0...Int.random(in: 0..<3, using: &chance) {
                    bytes[Int.random(in: 0..<bytes.count, using: &chance)] = odd.randomElement(
                        using: &chance)!
                }
            case 1:
                let start = Int.random(in: 0..<bytes.count, using: &chance)
                bytes.removeSubrange(start..<min(bytes.count, start + Int.random(in: 1..<40, using: &chance)))
            default:
                var shuffled = lines
                for _ in 0..<4 {
                    shuffled.swapAt(
                        Int.random(in: 0..<lines.count, using: &chance),
                        Int.random(in: 0..<lines.count, using: &chance))
                }
                bytes = Array(shuffled.joined(separator: [0x0A]))
            }
            check(tree(bytes), round % 2 == 0 ? .modern : .legacy, "round \(round)")
        }
    }

    @Test func randomTokens() {
        var chance = Chance(state: 11)
        let words =
            Keyword.spellings + [
                "A", "B", "1", "\"t\"", "'", "\"", "(", ")", "&&", "||", "!", "=", "<", ":=", "+=", "$(A)",
                "$(", "\n", "\n",
                "\n", "\n\t", "\n\t", "#", "\\\n", "optional", "option", "env",
            ]
        for round in 0..<1500 {
            let text = (0..<30).map { _ in words.randomElement(using: &chance)! }.joined(separator: " ")
            check(tree(Array(text.utf8)), round % 2 == 0 ? .modern : .legacy, "\(text)")
        }
    }

    // MARK: - Depth

    @Test func tenThousandParenthesesAreTooMany() {
        let deep = String(repeating: "(", count: 10_000) + "A" + String(repeating: ")", count: 10_000)
        #expect(
            diagnostics("config A\n\tbool\n\tdepends on \(deep)\n") == [
                "Kconfig:3:1013: error: expression nested too deeply"
            ])
        let negated = String(repeating: "!", count: 10_000) + "A"
        #expect(
            diagnostics("config A\n\tbool\n\tdepends on \(negated)\n") == [
                "Kconfig:3:1013: error: expression nested too deeply"
            ])
    }

    @Test func nineHundredParenthesesAreFine() {
        onLargeStack {
            let deep = String(repeating: "!(", count: 450) + "B" + String(repeating: ")", count: 450)
            let model = try? parse("config A\n\tbool \"a\"\n\tdepends on \(deep)\nconfig B\n\tbool\n")
            #expect(model?.direct("A") == "B")
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func fiveThousandNestedIfsAreFine(dialect: Dialect) {
        onLargeStack {
            let text =
                "config A\n\tbool \"a\"\n" + String(repeating: "if A\n", count: 5000)
                + "config B\n\tbool \"b\"\n"
                + String(repeating: "endif\n", count: 5000)
            let model = try? parse(text, dialect)
            #expect(model?.direct("B") == "A")
            #expect(model?.outline == "A{B}")
        }
    }

    @Test func nestedMenus() {
        onLargeStack {
            var text = ""
            for index in 0..<300 { text += "menu \"m\(index)\"\n\tdepends on S\(index)\n" }
            text += "config B\n\tbool \"b\"\n" + String(repeating: "endmenu\n", count: 300)
            for index in 0..<300 { text += "config S\(index)\n\tbool\n" }
            let model = try? parse(text)
            #expect(model?.direct("B").split(separator: " && ").count == 300)
        }
    }

    @Test func longExpressions() {
        onLargeStack {
            let sum = (0..<300).map { "S\($0)" }.joined(separator: " || ")
            let model = try? parse("config A\n\tbool \"a\"\n\tdepends on \(sum)\nconfig S7\n\tbool\n")
            #expect(model?.direct("A") == sum)
        }
    }

    @Test func deepSourcesEnd() {
        var files: [String: String] = [:]
        for index in 0..<600 { files["f\(index)"] = "source \"f\(index + 1)\"\n" }
        files["f600"] = ""
        let said = diagnostics("source \"f0\"\n", files: files)
        #expect(said.count == 1)
        #expect(said[0].hasSuffix("error: files source each other more than 500 deep"))
    }

    @Test func deepMacrosEnd() {
        onLargeStack {
            let nested = String(repeating: "$(f,", count: 3000) + "x" + String(repeating: ")", count: 3000)
            let said = diagnostics("f = $(1)\nV := \(nested)\nconfig A\n\tbool \"$(V)\"\n")
            #expect(said.allSatisfy { $0.contains("Too deep") } || said.isEmpty)
        }
    }

    @Test func longLines() throws {
        let long = String(repeating: "x", count: 300_000)
        let model = try parse(
            "config A\n\tbool \"\(long)\"\n\thelp\n\t  \(long)\n# \(long)\nconfig B\n\tbool\nV := \(long)\n")
        #expect(model.shown("A").first?.utf8.count == 300_009)
    }
}
