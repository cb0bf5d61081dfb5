// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Lint

@Suite struct SourceScanTests {
    private func names(_ text: String, _ language: SourceScan.Language = .c) -> [String] {
        let source = SourceText(copying: Array(text.utf8))
        return SourceScan.facts(source.bytes, language).references.map {
            "\($0.name):\($0.line):\($0.column)"
        }
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

    @Test func readsDirectivesOfSeveralLines() {
        #expect(names("#if defined(CONFIG_A) || \\\n  defined(CONFIG_B)\n") == ["A:1:13", "B:2:11"])
    }

    @Test func findsTestsInMacros() {
        #expect(names("#define f(x) (IS_ENABLED(CONFIG_A) && (x))\n") == ["A:1:26"])
    }
}

@Suite struct ConditionTests {
    private func test(_ name: String, _ kind: SymbolTest.Kind) -> CodeCondition {
        .test(SymbolTest(name: name, kind: kind))
    }

    private func parse(_ text: String, isPreprocessor: Bool = true) -> CodeCondition {
        ConditionParser.parse(Array(text.utf8), isPreprocessor: isPreprocessor)
    }

    @Test func takesConditionsApart() {
        let (a, b, value) = (test("A", .builtIn), test("B", .enabled), test("A", .value))
        #expect(parse("defined(CONFIG_A)") == a)
        #expect(parse("defined CONFIG_A && !IS_ENABLED(CONFIG_B)") == .all([a, .not(b)]))
        #expect(parse("!(CONFIG_A || IS_ENABLED ( CONFIG_B ))") == .not(.any([value, b])))
        #expect(parse("CONFIG_A >= 0x10UL") == test("A", .number(.greaterEqual, 16)))
        #expect(parse("4 < CONFIG_A") == test("A", .number(.greater, 4)))
    }

    @Test func leavesOpenWhatItDoesNotKnow() {
        for text in [
            "", "FOO", "1", "defined(FOO)", "CONFIG_A + 1 > 2", "CONFIG_A & 2", "x ? defined(CONFIG_A) : 0",
            "defined(CONFIG_A) == 1", "f(CONFIG_A)", "IS_ENABLED(CONFIG_##A)", "(((", ")", "\"CONFIG_A",
            "a = !CONFIG_A",
        ] {
            #expect(parse(text).tests.allSatisfy { $0.name.isEmpty }, "\(text)")
        }
        #expect(parse("CONFIG_A && x == '('", isPreprocessor: false) == .all([.unknown, .unknown]))
    }

    @Test func readsConditionsOfMake() {
        func parse(_ word: String, _ text: String) -> CodeCondition {
            MakeCondition.parse(word, Array(text.utf8))
        }
        #expect(parse("ifdef", " CONFIG_A") == test("A", .enabled))
        #expect(parse("ifneq", " ($(CONFIG_A),)") == .not(test("A", .text(""))))
        #expect(parse("ifeq", " \"$(CONFIG_A)\" \"y\"") == test("A", .text("y")))
        #expect(parse("ifeq", " (${CONFIG_A}, m )") == test("A", .text("m")))
        #expect(
            parse("ifeq", " ($(CONFIG_A)$(CONFIG_B),yy)")
                == .any([.all([test("A", .text("y")), test("B", .text("y"))])]))
        for text in [
            " ($(filter y,$(CONFIG_A)),y)", " ($(CONFIG_A)", " (a,b)", "", " \"", " ($(X),$(CONFIG_A))",
        ] {
            #expect(parse("ifeq", text) == .unknown, "\(text)")
        }
    }
}

@Suite struct StatementTests {
    /// The blocks of a function's body, each with the lines of its parents.
    private func blocks(_ body: String) -> [String] {
        let text = SourceText(copying: Array("void f(void)\n{\n\(body)\n }\n".utf8))
        let blocks = SourceScan.facts(text.bytes, .c).blocks
        return blocks.map { block in
            "\(block.line - 2)" + block.parents.map { " in \(blocks[$0].line - 2)" }.joined()
        }
    }

    private let a = "if (IS_ENABLED(CONFIG_A))"
    private let b = "if (IS_ENABLED(CONFIG_B))"

    @Test func followsBraces() {
        #expect(blocks("\(a) {\n\(b) { x; }\n }\n\(b) y;") == ["1", "2 in 1", "4"])
        #expect(blocks("\(a) {\nwhile (x) {\n }\n\(b) y; }") == ["1", "4 in 1"])
    }

    @Test func followsSingleStatements() {
        #expect(blocks("\(a)\nfor (;;)\n\(b) y;\n\(b) z;") == ["1", "3 in 1", "4"])
        #expect(blocks("\(a)\nfor (;;) {\n\(b) y; }\n\(b) z;") == ["1", "3 in 1", "4"])
    }

    @Test func followsElse() {
        #expect(blocks("\(a) {\n } else\n\(b) x;\nelse {\ny; }\n\(b) z;") == ["1", "3", "4", "6"])
        #expect(blocks("if (x) {\n } else {\n\(b) y; }") == ["3"])
    }

    @Test func branchesOfDirectivesDoNotAddUp() {
        #expect(blocks("#ifdef X\n\(a) {\n#else\n\(b) {\n#endif\n }\n\(b) y;") == ["2", "4", "7"])
    }

    @Test func endsWithTheFunction() {
        #expect(blocks("\(a) { {\n }\n\n}\nvoid g(void)\n{\n\(b) y;") == ["1", "7"])
    }
}
