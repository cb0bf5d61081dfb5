// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate

/// Values that are taken at once do what their lines in a `.config` do.
@Suite struct AssignTests {
    private static let text = """
        config MODULES
        \tbool "modules"
        \tmodules
        config A
        \tbool "a"
        \tselect T if S = "x"
        config T
        \ttristate "t"
        \tdepends on A || N > 3
        config N
        \tint "n"
        \trange 2 9 if A
        \tdefault 4
        config H
        \thex "h" if T != n
        \tdefault 0x1f
        config S
        \tstring "s"
        \tdefault "x"
        choice
        \tprompt "c"
        \tdefault C2
        config C1
        \tbool "c1"
        config C2
        \tbool "c2" if T
        config C3
        \tbool "c3"
        endchoice
        """
    private static let names = ["MODULES", "A", "T", "N", "H", "S", "C1", "C2", "C3"]
    private static let texts = ["", "0", "3", "12", "0x2A", "2a", "x", "a\"b\\c", "x y", "-1", "012", "é\r"]

    private func value(_ type: SymbolType, _ random: inout Chance) -> UserValues.Value {
        if type.isLogical { return .logical([.no, .module, .yes].randomElement(using: &random)!) }
        return .text(Array(Self.texts.randomElement(using: &random)!.utf8))
    }

    private func line(_ model: KconfigModel, _ symbol: SymbolID, _ value: UserValues.Value) -> [UInt8] {
        switch value {
        case .logical(let value): ConfigEdit(model).line(symbol, Array(value.letter.utf8))
        case .text(let text): ConfigEdit(model).line(symbol, text)
        }
    }

    @Test(arguments: [Dialect.modern, .legacy]) func asFromAFile(_ dialect: Dialect) throws {
        let model = try parse(Self.text, dialect)
        var random = Chance(state: 11)
        var warnings = 0
        for _ in 0..<500 {
            var values = UserValues()
            var file: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let symbol = model.symbol(Self.names.randomElement(using: &random)!)
                let value = value(model.symbols[symbol].type, &random)
                values.set(symbol, to: value)
                file += line(model, symbol, value)
            }
            let (one, other) = (Evaluator(model), Evaluator(model))
            one.assign(values)
            other.load(SourceText(copying: file), name: ".config")
            #expect(one.readWarnings == other.readWarnings)
            warnings += one.readWarnings
            one.settle()
            other.settle()
            #expect(one.dotConfig() == other.dotConfig(), "\(String(decoding: file, as: UTF8.self))")
            for symbol in model.symbols.indices {
                #expect(one.hasUserValue(symbol) == other.hasUserValue(symbol))
            }
        }
        #expect(warnings > 100)
    }

    /// A line can't hold a text with a line end, so nobody can set one.
    @Test func lineEndsAreRefused() throws {
        let model = try parse(Self.text)
        let evaluator = Evaluator(model)
        var values = UserValues()
        values.set(model.symbol("S"), to: .text(Array("a\nb".utf8)))
        evaluator.assign(values)
        #expect(evaluator.readWarnings == 1 && !evaluator.hasUserValue(model.symbol("S")))
    }

    @Test func whatWasSetBeforeIsForgotten() throws {
        let model = try parse(Self.text)
        let evaluator = Evaluator(model)
        for name in ["A", "C3"] {
            var values = UserValues()
            values.set(model.symbol(name), to: .logical(.yes))
            evaluator.assign(values)
            #expect(Self.names.filter { evaluator.hasUserValue(model.symbol($0)) } == [name])
        }
    }

    /// Lines are as the dialect writes them; those of a `.satconfig` have backslashes everywhere.
    @Test func stringsOfDialects() throws {
        let text = "config S\n\tstring \"s\"\n"
        let raw = try #require(Dialect(named: "4.20+rawStrings"))
        for (dialect, line) in [(Dialect.modern, #"CONFIG_S="a\\b""#), (raw, #"CONFIG_S="a\b""#)] {
            let model = try parse(text, dialect)
            let edit = ConfigEdit(model)
            #expect(edit.lineText(model.symbol("S"), #"a\b"#) == line)
            #expect(edit.requirementText(model.symbol("S"), #"a\b"#) == #"CONFIG_S="a\\b""#)
        }
        let value = Array(#""x" y""#.utf8)[...]
        #expect(ConfigLine.unread(value, type: .string, dialect: raw).isEmpty)
        #expect(!ConfigLine.unread(value, type: .string, dialect: .modern).isEmpty)
    }
}
