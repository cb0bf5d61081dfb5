// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A formula as DIMACS CNF text, with a table of the symbols in comments and the variables that tell configurations apart: what
/// SAT solvers and model counters read.
public struct Dimacs {
    private let encoding: Encoding
    private let model: KconfigModel
    private let formula: Formula
    /// What a literal of the encoding is in the formula; nil when it is no part of it any more.
    private let literal: (Literal) -> Literal?
    private let shown: [Literal]

    /// The formula as it is.
    public init(_ countable: CountableFormula) {
        encoding = countable.encoding
        model = countable.model
        formula = countable.encoding.formula
        literal = { $0 }
        shown = countable.shown
    }

    /// What a preparation made of it.
    public init(_ countable: CountableFormula, _ prepared: PreparedFormula) {
        encoding = countable.encoding
        model = countable.model
        formula = prepared.formula
        literal = prepared.literal
        shown = prepared.shown
    }

    /// A prepared formula without a table.
    public static func text(_ prepared: PreparedFormula) -> [UInt8] {
        var out: [UInt8] = []
        append(prepared.formula, prepared.shown, to: &out)
        return out
    }

    /// `c NAME on=2 yes=3` for a bool or tristate, `c NAME=value 7` for each value of an int, hex or string; `c p show` with the
    /// variables that tell configurations apart, as the Model Counting Competition has it since 2021; the clauses, none of them
    /// twice.
    public var text: [UInt8] {
        var out: [UInt8] = []
        out += "c Kconfig as CNF by kconfig-sat; a literal of 1 is always true\n".utf8
        Self.appendTable(model, encoding, to: &out, literal)
        Self.append(formula, shown, to: &out)
        return out
    }

    /// The comments that tell what variables mean.
    ///
    /// - Parameter literal: what a literal of the encoding is in the file; nil when it is no part of it any more.
    static func appendTable(
        _ model: KconfigModel, _ encoding: Encoding, to out: inout [UInt8],
        _ literal: (Literal) -> Literal? = { $0 }
    ) {
        out += "c NAME on=LITERAL yes=LITERAL: not n, and y; NAME=VALUE LITERAL: has the value\n".utf8
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if !model.symbols[symbol].isChoice { append(symbol, model, encoding, to: &out, literal) }
        }
    }

    private static func append(_ formula: Formula, _ shown: [Literal], to out: inout [UInt8]) {
        let clauses = distinctClauses(formula)
        out.reserveCapacity(out.count + clauses.buffer.count * 7)
        out += "c t pmc\np cnf \(formula.variableCount) \(clauses.count)\nc p show".utf8
        for literal in shown {
            out.append(0x20)
            append(literal.raw, to: &out)
        }
        out += " 0\n".utf8
        for number in clauses.buffer { append(clauseNumber: number, to: &out) }
    }

    /// A literal of a clause with a blank behind it, or the end of one: 0.
    static func append(clauseNumber number: Int32, to out: inout [UInt8]) {
        append(number, to: &out)
        out.append(number == 0 ? 0x0A : 0x20)
    }

    private static func append(
        _ symbol: SymbolID, _ model: KconfigModel, _ encoding: Encoding, to out: inout [UInt8],
        _ literal: (Literal) -> Literal?
    ) {
        let name = model.name(symbol)
        if let values = encoding.texts[symbol] {
            for value in values {
                guard let literal = literal(value.literal) else { continue }
                out += "c \(name)=\(encoding.strings.text(value.text)) \(literal.raw)\n".utf8
            }
        } else if model.symbols[symbol].type.isLogical {
            let value = encoding.logical[symbol]
            guard let on = literal(value.on), let yes = literal(value.yes) else { return }
            out += "c \(name) on=\(on.raw) yes=\(yes.raw)\n".utf8
        }
    }

    /// The clauses as they are written, each once.
    private static func distinctClauses(_ formula: Formula) -> (buffer: ContiguousArray<Int32>, count: Int) {
        var buffer = ContiguousArray<Int32>()
        buffer.reserveCapacity(formula.buffer.count)
        var seen: Set<ContiguousArray<Int32>> = []
        var clause = ContiguousArray<Int32>()
        var count = 0
        for number in formula.buffer {
            guard number == 0 else {
                clause.append(number)
                continue
            }
            if seen.insert(ContiguousArray(clause.sorted())).inserted {
                buffer += clause
                buffer.append(0)
                count += 1
            }
            clause.removeAll(keepingCapacity: true)
        }
        return (buffer, count)
    }

    private static func append(_ number: Int32, to out: inout [UInt8]) {
        if number < 0 { out.append(0x2D) }
        var digits: [UInt8] = []
        var rest = number.magnitude
        repeat {
            digits.append(UInt8(0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        out += digits.reversed()
    }
}

extension Encoding {
    /// The variables that tell configurations apart: those of the values of all symbols that are no choices, each once, positive.
    ///
    /// - Parameter symbols: only those of these; nil for all.
    public func valueLiterals(_ model: KconfigModel, of symbols: [SymbolID]? = nil) -> [Literal] {
        var seen: Set<Int> = [Literal.yes.variable]
        var list: [Literal] = []
        func add(_ literal: Literal) {
            if seen.insert(literal.variable).inserted { list.append(literal.raw > 0 ? literal : -literal) }
        }
        for symbol in symbols ?? Array(model.symbols.indices)
        where model.symbols[symbol].isDefined && !model.symbols[symbol].isChoice {
            if let values = texts[symbol] {
                for value in values { add(value.literal) }
            } else if model.symbols[symbol].type.isLogical {
                add(logical[symbol].on)
                add(logical[symbol].yes)
            }
        }
        return list
    }
}
