// SPDX-License-Identifier: GPL-2.0-or-later

/// Reads the condition of an `#if`: what it asks of the configuration. All else is unknown, with its place.
struct PreprocessorReader {
    /// What is known where the line stands.
    struct Scope {
        let kind: (String) -> SymbolKind
        /// Names after `CONFIG_`, and such as `MODULE`, that the file or its compiler's flags give another meaning.
        var redefined: Set<String> = []
        /// `__ASSEMBLY__`; nil where that depends on who includes the file.
        var isAssembly: Bool?
    }

    /// A value within a condition.
    private enum Operand {
        case number(Int64)
        /// A name after `CONFIG_` by itself.
        case symbol(String)
        case condition(BuildUnit.Ways)
        case unknown
    }

    private let scope: Scope
    private let place: String
    private var unknowns = 0
    private let tokens: [PreprocessorToken]
    private var index = 0

    /// What `#if TEXT` asks.
    ///
    /// - Parameter place: `file:line`.
    static func condition(_ text: Substring, _ scope: Scope, place: String) -> BuildUnit.Ways {
        var reader = PreprocessorReader(text, scope, place)
        let operand = reader.either()
        guard reader.index == reader.tokens.count else { return reader.open() }
        return reader.truth(operand)
    }

    /// What `#ifdef NAME` asks.
    static func defined(_ text: Substring, _ scope: Scope, place: String) -> BuildUnit.Ways {
        var reader = PreprocessorReader(text, scope, place)
        guard case .name(let name)? = reader.tokens.first else { return reader.open() }
        return reader.defined(name)
    }

    private init(_ text: Substring, _ scope: Scope, _ place: String) {
        self.scope = scope
        self.place = place
        tokens = PreprocessorToken.all(text)
    }

    /// Something unknown: on one line there may be several, which have nothing to do with each other.
    private mutating func open() -> BuildUnit.Ways {
        unknowns += 1
        return BuildUnit.Ways(.unknown(unknowns == 1 ? place : "\(place)\t\(unknowns)"))
    }

    private mutating func truth(_ operand: Operand) -> BuildUnit.Ways {
        switch operand {
        case .number(let number): return number == 0 ? .never : .always
        case .condition(let condition): return condition
        case .unknown: return open()
        case .symbol(let name):
            if scope.redefined.contains(name) {
                return open()
            } else if scope.kind(name) == .text {
                return BuildUnit.Ways(.comparison(name, "!=0"))
            } else {
                return BuildUnit.Ways(.symbol(name, scope.kind(name), .y))
            }
        }
    }

    // MARK: - Grammar

    private mutating func take(_ sign: Substring) -> Bool {
        guard index < tokens.count, tokens[index] == .sign(sign) else { return false }
        index += 1
        return true
    }

    private mutating func either() -> Operand {
        var left = both()
        while take("||") {
            let right = both()
            left = .condition(truth(left).or(truth(right)))
        }
        return left
    }

    private mutating func both() -> Operand {
        var left = compared()
        while take("&&") {
            let right = compared()
            left = .condition(truth(left).and(truth(right)))
        }
        return left
    }

    private static let comparisons: [Substring] = ["==", "!=", "<=", ">=", "<", ">"]
    private static let mirrored: [Substring: Substring] = ["<": ">", ">": "<", "<=": ">=", ">=": "<="]

    private mutating func compared() -> Operand {
        let left = computed()
        guard let sign = Self.comparisons.first(where: { index < tokens.count && tokens[index] == .sign($0) })
        else { return left }
        index += 1
        let right = computed()
        // `a == b == c` is nothing that people write.
        if Self.comparisons.contains(where: { index < tokens.count && tokens[index] == .sign($0) }) {
            return .unknown
        }
        switch (left, right) {
        case (.number(let a), .number(let b)):
            return .number(PreprocessorNumber.compare(a, String(sign), b) == true ? 1 : 0)
        case (.symbol(let name), .number(let number)): return compared(name, sign, number)
        case (.number(let number), .symbol(let name)):
            return compared(name, Self.mirrored[sign] ?? sign, number)
        default: return .unknown
        }
    }

    private func compared(_ name: String, _ sign: Substring, _ number: Int64) -> Operand {
        if scope.redefined.contains(name) { return .unknown }
        let kind = scope.kind(name)
        if kind == .text { return .condition(BuildUnit.Ways(.comparison(name, "\(sign)\(number)"))) }
        // 1 where it is y, else not defined, which counts as 0.
        let isOn = BuildCondition.symbol(name, kind, .y)
        var condition = BuildCondition.never
        if PreprocessorNumber.compare(1, String(sign), number) == true { condition = isOn }
        if PreprocessorNumber.compare(0, String(sign), number) == true { condition = condition.or(!isOn) }
        return .condition(BuildUnit.Ways(condition))
    }

    /// Arithmetic: what is there is passed over, its value is not worked out.
    private mutating func computed() -> Operand {
        var left = unary()
        while let sign = ["+", "-", "*", "/", "%", "|", "^", "&", "<<", ">>", "?", ":"].first(where: {
            index < tokens.count && tokens[index] == .sign($0)
        }) {
            index += 1
            // `a ? b : c` reaches to the end.
            if sign == "?" { _ = either() } else { _ = unary() }
            left = .unknown
        }
        return left
    }

    private mutating func unary() -> Operand {
        if take("!") {
            let inner = unary()
            return .condition(!truth(inner))
        }
        if take("-") {
            if case .number(let number) = unary() { return .number(0 &- number) }
            return .unknown
        }
        if take("+") { return unary() }
        if take("~") {
            _ = unary()
            return .unknown
        }
        return primary()
    }

    private mutating func primary() -> Operand {
        if take("(") {
            let inner = either()
            return take(")") ? inner : fail()
        }
        guard index < tokens.count else { return fail() }
        let token = tokens[index]
        index += 1
        switch token {
        case .number(let number): return .number(number)
        case .sign: return fail()
        case .name("defined"):
            let hasParenthesis = take("(")
            guard index < tokens.count, case .name(let name) = tokens[index] else { return fail() }
            index += 1
            if hasParenthesis, !take(")") { return fail() }
            return .condition(defined(name))
        case .name(let name): return named(name)
        }
    }

    /// What can't be read ends the reading, so that the whole is unknown.
    private mutating func fail() -> Operand {
        index = tokens.count + 1
        return .unknown
    }

    private mutating func named(_ name: Substring) -> Operand {
        if index < tokens.count, tokens[index] == .sign("(") {
            return called(name)
        }
        if name.hasPrefix("CONFIG_") {
            if let condition = module(name) { return .condition(condition) }
            return .symbol(String(name.dropFirst("CONFIG_".count)))
        }
        return Self.knownNames.contains(name) ? .condition(defined(name)) : .unknown
    }

    /// `IS_ENABLED(CONFIG_X)` and its like; other macros are passed over.
    private mutating func called(_ function: Substring) -> Operand {
        let start = index + 1
        var depth = 0
        repeat {
            if tokens[index] == .sign("(") { depth += 1 }
            if tokens[index] == .sign(")") { depth -= 1 }
            index += 1
        } while depth > 0 && index < tokens.count
        guard depth == 0 else { return fail() }
        guard index - start == 2, case .name(let name) = tokens[start], name.hasPrefix("CONFIG_") else {
            return .unknown
        }
        let symbol = String(name.dropFirst("CONFIG_".count))
        if scope.redefined.contains(symbol) { return .unknown }
        let kind = scope.kind(symbol)
        func test(_ values: BuildTest.Values) -> BuildCondition {
            // A number is "enabled" when it is 1.
            if kind == .text { return values.contains(.y) ? .comparison(symbol, "==1") : .never }
            return .symbol(symbol, kind, values)
        }
        switch function {
        case "IS_ENABLED": return .condition(BuildUnit.Ways(test([.m, .y])))
        case "IS_BUILTIN": return .condition(BuildUnit.Ways(test(.y)))
        case "IS_MODULE": return .condition(BuildUnit.Ways(test(.m)))
        case "IS_REACHABLE":
            return .condition(BuildUnit.Ways(builtIn: test(.y), module: test([.m, .y])))
        default: return .unknown
        }
    }

    // MARK: - Names

    /// Macros that the kernel's make files give.
    static let knownNames: Set<Substring> = ["MODULE", "__ASSEMBLY__", "__ASSEMBLER__", "__KERNEL__"]

    /// `CONFIG_X_MODULE`: that it is m. A symbol may have such a name itself.
    private mutating func module(_ name: Substring) -> BuildUnit.Ways? {
        guard name.hasSuffix("_MODULE") else { return nil }
        let whole = String(name.dropFirst("CONFIG_".count))
        guard scope.kind(whole) == .tristate else { return nil }
        let symbol = String(whole.dropLast("_MODULE".count))
        if scope.redefined.contains(whole) { return open() }
        return BuildUnit.Ways(.symbol(symbol, scope.kind(symbol), .m))
    }

    private mutating func defined(_ name: Substring) -> BuildUnit.Ways {
        if name.hasPrefix("CONFIG_") {
            if let condition = module(name) { return condition }
            let symbol = String(name.dropFirst("CONFIG_".count))
            if scope.redefined.contains(symbol) { return open() }
            let kind = scope.kind(symbol)
            return BuildUnit.Ways(
                kind == .text ? .comparison(symbol, " defined") : .symbol(symbol, kind, .y))
        }
        if scope.redefined.contains(String(name)) { return open() }
        switch name {
        case "MODULE": return BuildUnit.Ways(builtIn: .never, module: .always)
        case "__KERNEL__": return .always
        case "__ASSEMBLY__", "__ASSEMBLER__":
            return scope.isAssembly.map { $0 ? .always : .never } ?? open()
        default: return open()
        }
    }
}
