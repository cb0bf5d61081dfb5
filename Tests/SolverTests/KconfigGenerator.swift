// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport

@testable import KconfigParse
@testable import Solver

/// Makes tiny random Kconfig texts that use all of the language that matters for values.
///
/// Dependencies mostly point back and selects forward, so that few texts are cyclic.
struct KconfigGenerator {
    private var random: Choices
    private let dialect: Dialect
    private var lines: [String] = []
    private var symbols: [Sym] = []
    /// The rank of the entry at hand: the symbols before it may be used in its expressions.
    private var rank = 0
    private var hasModules = false
    /// The ranks of the members of the choice at hand. Most references between them are refused as recursive.
    private var siblings = 0..<0
    /// Whether numbers get texts that are no numbers, or none of their type.
    private var isOdd = false

    struct Sym {
        let name: String
        let type: String
        var isMember = false
    }

    /// What a user might write about the symbols, with some lines that make no sense.
    mutating func makeConfig() -> String {
        var text = ""
        for symbol in symbols.shuffled(using: &random)
            + (hasModules ? [Sym(name: "MODULES", type: "bool")] : [])
        where chance(75) {
            let name = "CONFIG_\(symbol.name)"
            switch symbol.type {
            case "bool", "tristate":
                text +=
                    chance(30) ? "# \(name) is not set\n" : "\(name)=\(pick(["y", "y", "m", "n", "z", ""]))\n"
            case "string": text += "\(name)=\(pick(["\"foo\"", "\"\"", "\"5\"", "\"a\\\"b\"", "\"x", "x"]))\n"
            default:
                let odd = pick(Self.oddNumbers)
                let value = pick([number(), number(), "0x\(number())", "-3", "007", "1x", "", odd])
                text += "\(name)=\(value)\n"
            }
        }
        return text
    }

    /// One to three lines of a requirements file.
    mutating func makeRequirements() -> String {
        rank = symbols.count
        return (0...below(3)).map { _ in
            let symbol = pick(symbols)
            let name = "CONFIG_\(symbol.name)"
            if chance(15) { return "assert \(expression())\n" }
            switch symbol.type {
            case "bool": return chance(40) ? "# \(name) is not set\n" : "\(name)=y\n"
            case "tristate":
                return chance(25) ? "# \(name) is not set\n" : "\(name)=\(pick(["y", "m", "y|m", "m|n"]))\n"
            case "string": return "\(name)=\(pick(["\"foo\"", "\"\"", "\"zz\"", "\"5\"|\"a\\\"b\""]))\n"
            default: return "\(name)=\(pick([number(), "0x4", "4", "3|5", "0x3|0x5"]))\n"
            }
        }.joined()
    }

    /// At most that many symbols, at least two.
    private let size: Int
    /// Whether most symbols are numbers and texts, which name each other in defaults and ranges.
    private let takesOver: Bool

    init(seed: UInt64, dialect: Dialect, size: Int = 7, takesOver: Bool = false) {
        random = Choices(bytes: [], then: SplitMix64(seed: seed))
        self.takesOver = takesOver
        self.dialect = dialect
        self.size = size
    }

    /// A generator whose choices are made by bytes, one each: small changes of the bytes are small changes of the text.
    init(choices bytes: [UInt8], dialect: Dialect, size: Int = 7) {
        random = Choices(bytes: bytes[...], then: SplitMix64(seed: 0))
        takesOver = bytes.count % 4 == 3
        self.dialect = dialect
        self.size = size
    }

    private struct Choices: RandomNumberGenerator {
        var bytes: ArraySlice<UInt8>
        var then: SplitMix64

        mutating func next() -> UInt64 {
            guard let byte = bytes.popFirst() else { return then.next() }
            return UInt64(byte) &* 0x0101_0101_0101_0101
        }
    }

    private var modern: Bool { dialect.memberPriorityChoices }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func pick<T>(_ list: [T]) -> T { list.randomElement(using: &random)! }
    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

    // MARK: - The text

    /// A text with a line in it that most likely does not belong there.
    mutating func makeOdd() -> String {
        var lines = make().split(separator: "\n").map(String.init)
        lines.insert(pick(Self.oddLines), at: below(lines.count + 1))
        return lines.joined(separator: "\n") + "\n"
    }

    private static let oddLines = [
        "\t---help---", "\t---help---\n\t  words", "\thelp", "\thelp\n\t  words", "\tboolean",
        "\tboolean \"x\"", "\toption modules", "\toption env=\"PATH\"", "\toption defconfig_list",
        "\toption allnoconfig_y", "\toption", "\tmodules", "\ttransitional", "\toptional",
        "\tdepends on A if B", "\tdepends A", "\tdepends on", "\tprompt x", "\tprompt \"x\"", "\tbool x",
        "\tbool", "\tbool \"x\"", "\ttristate", "\ttristate \"x\"", "\tint \"x\" if A", "\tdefault A if B",
        "\tdefault 0x10", "\tdef_bool y", "\tselect A", "\tselect \"A\"", "\timply A if B", "\trange 1 2",
        "\trange 1", "\tvisible if A", "source \"nowhere\"", "source nowhere", "rsource \"nowhere\"",
        "osource \"nowhere\"", "source \"K*\"", "menu \"x\"", "menu x", "endmenu", "choice", "choice NAMED",
        "endchoice", "if A", "endif", "comment \"x\"", "comment x", "mainmenu \"x\"", "config Z",
        "config Z\n\tbool \"z\"", "config A\n\tbool \"again\"", "menuconfig Z\n\tbool", "word", "word = x",
        "word := x", "\tdefault A = = B", "\tdepends on (A", "\tdefault \"x", "\tdefault A || !B", "=",
        "modules",
        "optional", "on", "if", "\tdefault y @",
    ]

    /// Texts that a number can get though they are no numbers, not of its type, or out of 64 bits.
    static let oddNumbers = [
        "", "abc", "12ab", "5x", " 5", "5 ", "+5", "-5", "-0x5", "0x5", "0x", "007", "y", "-",
        "99999999999999999999", "-99999999999999999999", "0x8000000000000000", "0xfffffffffffffffff",
        "$(NOPE)",
    ]

    private mutating func oddText() -> String { "\"\(pick(Self.oddNumbers))\"" }

    mutating func make() -> String {
        isOdd = chance(50)
        hasModules = chance(60)
        let count = min(size, 3 + below(5))
        for index in 0..<count {
            let type = pick(
                takesOver
                    ? ["bool", "tristate", "int", "int", "int", "hex", "string"]
                    : ["bool", "bool", "bool", "tristate", "tristate", "tristate", "int", "hex", "string"])
            symbols.append(Sym(name: String("ABCDEFG".dropFirst(index).first!), type: type))
        }
        if hasModules && chance(70) { modulesEntry() }
        let lateModules = hasModules && lines.isEmpty
        while rank < count { item(depth: 0) }
        if lateModules { modulesEntry() }
        if chance(20) { again() }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func modulesEntry() {
        lines.append("config MODULES")
        lines.append(chance(15) ? "\tdef_bool y" : "\tbool \"modules\"")
        lines.append("\tmodules")
        if chance(20) { lines.append("\tdefault y") }
    }

    private mutating func item(depth: Int) {
        switch below(depth < 2 ? 10 : 7) {
        case 7 where rank + 1 < symbols.count: choices()
        case 8: block(depth)
        case 9:
            lines.append("if \(expression())")
            for _ in 0...below(2) where rank < symbols.count { item(depth: depth + 1) }
            lines.append("endif")
        default: entry(symbols[rank], isMember: false)
        }
    }

    private mutating func block(_ depth: Int) {
        lines.append("menu \"menu \(rank)\"")
        if chance(40) { dependsOn() }
        if chance(60) { lines.append("\tvisible if \(expression())") }
        for _ in 0...below(3) where rank < symbols.count { item(depth: depth + 1) }
        lines.append("endmenu")
        if chance(20) {
            lines.append("comment \"note\"")
            dependsOn()
        }
    }

    private mutating func dependsOn() {
        let isConditional = dialect.reads(.conditionalDependency) && chance(40)
        lines.append("\tdepends on \(expression())" + (isConditional ? " if \(expression())" : ""))
    }

    /// A second definition of some symbol.
    private mutating func again() {
        let symbol = pick(symbols)
        if symbol.isMember && chance(70) { return }
        lines.append("config \(symbol.name)")
        lines.append("\t\(symbol.type)" + (chance(50) ? " \"again\"" : ""))
        if chance(50) { lines.append("\tdefault \(defaultValue(symbol))" + condition(50)) }
        if chance(50) { dependsOn() }
    }

    // MARK: - Choices

    /// A choice and maybe another one that is there only for one of its members.
    private mutating func choices() {
        choice()
        guard chance(30), rank + 1 < symbols.count else { return }
        lines.append("if \(symbols[rank - 1 - below(2)].name)")
        choice()
        lines.append("endif")
    }

    private mutating func choice() {
        let members = min(symbols.count - rank, 2 + below(2))
        let isTristate = !modern && chance(40)
        siblings = rank..<(rank + members)
        lines.append(dialect.reads(.namedChoice) && chance(15) ? "choice NAMED" : "choice")
        lines.append("\tprompt \"choice\"" + condition(30))
        if !modern && (isTristate || chance(50)) { lines.append(isTristate ? "\ttristate" : "\tbool") }
        if !modern && chance(25) { lines.append("\toptional") }
        if chance(25) { dependsOn() }
        if chance(50) { lines.append("\tdefault \(symbols[rank + below(members)].name)" + condition(50)) }
        if chance(20) { lines.append("\tdefault \(symbols[rank + below(members)].name)" + condition(50)) }
        for _ in 0..<members {
            let type = isTristate && chance(70) ? "tristate" : "bool"
            symbols[rank] = Sym(name: symbols[rank].name, type: type, isMember: true)
            if chance(15) {
                lines.append("if \(expression())")
                entry(symbols[rank], isMember: true)
                lines.append("endif")
            } else {
                entry(symbols[rank], isMember: true)
            }
        }
        if chance(8) { repeatMember(symbols[rank - 1]) }
        lines.append("endchoice")
        siblings = 0..<0
    }

    /// The same member a second time in its choice.
    private mutating func repeatMember(_ symbol: Sym) {
        lines.append("config \(symbol.name)")
        lines.append("\t\(symbol.type) \"again\"" + condition(50))
        if chance(50) { dependsOn() }
    }

    // MARK: - Entries

    private mutating func entry(_ symbol: Sym, isMember: Bool) {
        let hasPrompt = isMember || chance(75)
        lines.append((hasPrompt && !isMember && chance(10) ? "menuconfig" : "config") + " \(symbol.name)")
        let prompt = "\"\(symbol.name.lowercased())\"" + (hasPrompt ? condition(isMember ? 20 : 30) : "")
        let isLogical = symbol.type == "bool" || symbol.type == "tristate"
        if isLogical && !isMember && chance(10) {
            lines.append("\tdef_\(symbol.type) \(defaultValue(symbol))" + condition(40))
            if hasPrompt { lines.append("\tprompt \(prompt)") }
        } else {
            lines.append("\t\(symbol.type)" + (hasPrompt ? " \(prompt)" : ""))
        }
        if chance(isMember ? 20 : 35) { dependsOn() }
        if isLogical {
            if !isMember { defaults(symbol, hasPrompt ? 40 : 85) }
            targets(isMember)
        } else {
            defaults(symbol, 65)
            ranges(symbol)
        }
        rank += 1
    }

    private mutating func defaults(_ symbol: Sym, _ percent: Int) {
        var percent = percent
        while chance(percent) {
            lines.append("\tdefault \(defaultValue(symbol))" + condition(55))
            percent = percent * 2 / 3
        }
    }

    private mutating func defaultValue(_ symbol: Sym) -> String {
        let earlier = symbols[..<rank].filter { $0.type == symbol.type }.map(\.name)
        switch symbol.type {
        case "bool", "tristate": return pick(["y", "y", "n", "m", expression()])
        case "int" where !isOdd || chance(50):
            return chance(fromOther) && !earlier.isEmpty ? pick(earlier) : number()
        case "hex" where !isOdd || chance(50):
            return chance(fromOther) && !earlier.isEmpty ? pick(earlier) : "0x\(number())"
        default:
            // Not a choice member: there conf 6.12 crashes.
            let all = symbols[..<rank].filter { !$0.isMember }.map(\.name)
            if chance(25) && !all.isEmpty { return pick(all) }
            if takesOver, chance(fromOther), !earlier.isEmpty { return pick(earlier) }
            if isOdd && (symbol.type != "string" || chance(50)) {
                return chance(8) ? "UNDEFINED" : oddText()
            }
            return pick(["\"foo\"", "\"\"", "\"5\"", "\"a\\\"b\""])
        }
    }

    /// How often a default is another symbol of the type, in percent.
    private var fromOther: Int { takesOver ? 70 : 25 }

    private mutating func number() -> String { String(pick([0, 1, 3, 5, 7, 9, 10, 16])) }

    private mutating func ranges(_ symbol: Sym) {
        guard symbol.type != "string" else { return }
        var percent = 45
        while chance(percent) {
            let prefix = symbol.type == "hex" ? "0x" : ""
            let numbers = symbols[..<rank].filter { $0.type == "int" || $0.type == "hex" }.map(\.name)
            var low = pick([0, 1, 3, 5])
            var high = pick([3, 5, 7, 10])
            if low > high && chance(80) { swap(&low, &high) }
            let from = chance(takesOver ? 30 : 15) && !numbers.isEmpty ? pick(numbers) : "\(prefix)\(low)"
            let to = chance(takesOver ? 50 : 15) && !numbers.isEmpty ? pick(numbers) : "\(prefix)\(high)"
            lines.append("\trange \(oddEnd() ?? from) \(oddEnd() ?? to)" + condition(45))
            percent = 35
        }
    }

    /// An end of a range that is no number as a rule.
    private mutating func oddEnd() -> String? {
        guard isOdd, chance(30) else { return nil }
        let all = symbols[..<rank].filter { !$0.isMember }.map(\.name)
        return chance(30) && !all.isEmpty ? pick(all) : oddText()
    }

    /// Selects and implies, of later symbols as a rule.
    private mutating func targets(_ isMember: Bool) {
        for verb in ["select", "imply"] where chance(isMember ? 12 : 22) {
            let start = chance(90) ? max(rank + 1, siblings.upperBound) : 0
            let candidates = symbols.dropFirst(start).filter { $0.type == "bool" || $0.type == "tristate" }
            if candidates.isEmpty { continue }
            lines.append("\t\(verb) \(pick(candidates).name)" + condition(40))
        }
    }

    // MARK: - Expressions

    private mutating func condition(_ percent: Int) -> String { chance(percent) ? " if \(expression())" : "" }

    private mutating func expression(_ depth: Int = 0) -> String {
        guard depth < 2, chance(30) else { return leaf() }
        switch below(3) {
        case 0: return "\(expression(depth + 1)) && \(expression(depth + 1))"
        case 1: return "(\(expression(depth + 1)) || \(expression(depth + 1)))"
        default: return "!(\(expression(depth + 1)))"
        }
    }

    private mutating func leaf() -> String {
        let known = siblings.contains(rank) && chance(93) ? siblings.lowerBound : rank
        var pool = Array(symbols[..<known])
        if hasModules && chance(10) { return "MODULES" }
        if pool.isEmpty { pool = chance(90) ? [] : symbols }
        guard !pool.isEmpty, !chance(6) else { return pick(["y", "n", "m", "UNDEFINED"]) }
        let symbol = pick(pool)
        let name = symbol.name
        switch symbol.type {
        case "bool", "tristate":
            switch below(10) {
            case 0...4: return name
            case 5, 6: return "!\(name)"
            case 7: return "\(name) = \(pick(["y", "n", "m"]))"
            // 6.12 takes the symbol for an expression when it transforms `!= y`: what comes of it is chance.
            case 8: return "\(name) != \(pick(dialect.sharesExpressions ? ["n", "m"] : ["y", "n", "m"]))"
            default: return comparison(name, pick(pool).name)
            }
        case "string":
            return chance(withOther)
                ? comparison(name, pick(pool).name)
                : comparison(
                    name, isOdd && chance(40) ? oddText() : pick(["\"foo\"", "\"\"", "\"5\"", "\"bar\""]))
        default:
            if chance(withOther) { return comparison(name, pick(pool).name) }
            if isOdd && chance(40) { return comparison(name, oddText()) }
            return comparison(name, (symbol.type == "hex" ? "0x" : "") + number())
        }
    }

    /// How often a number or text is compared with another symbol, in percent. That makes large domains.
    private var withOther: Int { takesOver ? 0 : 25 }

    private mutating func comparison(_ left: String, _ right: String) -> String {
        "\(left) \(pick(["=", "!=", "<", "<=", ">", ">="])) \(right)"
    }
}
