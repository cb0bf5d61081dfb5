// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// The random Kconfigs have everything in them that they are there for.
@Suite struct GeneratorTests {
    /// What a text must match somewhere, as lines with `*` for anything.
    private static let constructs = [
        "config MODULES", "\tmodules", "menuconfig *", "menu *", "\tvisible if *", "comment *", "if *",
        "\tdef_bool *", "\tdef_tristate *", "\tprompt \"?\"", "\tprompt \"?\" if *", "\tbool", "\tstring",
        "\tdefault * if *", "\tdefault \"*", "\tdefault 0x*", "\tselect ?", "\tselect ? if *", "\timply ?",
        "\timply ? if *", "\trange * *", "\trange * * if *", "\trange ? *", "choice", "\tdefault ?",
        "\tdepends on *", "\tdepends on *=*", "\tdepends on *!=*", "\tdepends on *<*", "\tdepends on *>=*",
        "\tdepends on *&&*", "\tdepends on *||*", "\tdepends on !(*", "\tdepends on *\"foo\"",
        "\tbool \"again\"*",
    ]
    private static let odd = KconfigGenerator.oddNumbers.flatMap { text in
        ["\tdefault \"\(text)\"*", "\trange *\"\(text)\"*", "\tdepends on *\"\(text)\"*"]
    }
    private static let old = ["choice NAMED", "\toptional", "\ttristate"]
    private static let new = ["\tdepends on * if *"]

    @Test(arguments: [Dialect.modern, .legacy, .newest])
    func haveEverything(dialect: Dialect) {
        var wanted = Set((Self.constructs + Self.odd).map { Array($0) })
        if dialect == .legacy { wanted.formUnion(Self.old.map { Array($0) }) }
        if dialect == .newest { wanted.formUnion(Self.new.map { Array($0) }) }
        var refused = 0
        var nested = 0
        for seed in 1...1000 {
            var generator = KconfigGenerator(seed: UInt64(seed), dialect: dialect)
            let text = generator.make()
            guard let model = try? parse(text, dialect) else {
                refused += 1
                continue
            }
            let lines = text.split(separator: "\n").map { Array($0) }
            wanted = wanted.filter { pattern in !lines.contains { Self.matches($0[...], pattern[...]) } }
            if Self.hasNestedChoice(model) { nested += 1 }
        }
        #expect(wanted.map { String($0) }.sorted() == [])
        #expect((50..<300).contains(refused), "refused, as a rule for a recursive dependency")
        #expect(nested >= 10)
    }

    /// Whether a choice is there only for a member of another one.
    private static func hasNestedChoice(_ model: KconfigModel) -> Bool {
        model.symbols.indices.contains { choice in
            guard model.symbols[choice].isChoice else { return false }
            let menu = model.symbols[choice].firstMenu
            let text = model.describe(model.menus[menu].dependency)
            return model.symbols.indices.contains {
                model.symbols[$0].isChoiceMember && text.contains(model.name($0))
            }
        }
    }

    private static func matches(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return matches(text, pattern.dropFirst()) || (!text.isEmpty && matches(text.dropFirst(), pattern))
        }
        guard let letter = text.first, first == "?" || first == letter else { return false }
        return matches(text.dropFirst(), pattern.dropFirst())
    }
}
