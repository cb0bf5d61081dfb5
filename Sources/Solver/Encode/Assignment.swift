// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The values that a satisfying assignment of the formula gives to the symbols.
public struct Assignment: Sendable {
    public let values: Table<SymbolID, Tristate>
    public let visible: Table<SymbolID, Bool>
    public let texts: [SymbolID: StringID]

    public init(_ encoding: Encoding, _ found: TruthAssignment) { self.init(encoding) { found.isTrue($0) } }

    init(values: Table<SymbolID, Tristate>, visible: Table<SymbolID, Bool>, texts: [SymbolID: StringID]) {
        (self.values, self.visible, self.texts) = (values, visible, texts)
    }

    /// - Parameter isTrue: the values of the formula's variables.
    public init(_ encoding: Encoding, _ isTrue: (Literal) -> Bool) {
        func holds(_ literal: Literal) -> Bool {
            literal == .yes || (literal != .no && isTrue(literal))
        }
        var values = Table<SymbolID, Tristate>(repeating: .no, count: encoding.logical.count)
        var visible = Table<SymbolID, Bool>(repeating: false, count: encoding.logical.count)
        for symbol in values.indices {
            let literals = encoding.logical[symbol]
            values[symbol] = holds(literals.yes) ? .yes : (holds(literals.on) ? .module : .no)
            visible[symbol] = holds(encoding.visible[symbol])
        }
        self.values = values
        self.visible = visible
        texts = encoding.texts.compactMapValues { list in list.first { holds($0.literal) }?.text }
    }
}

/// Something that must not happen: the formula and the evaluator disagree. Nothing is written then.
public struct EncodingMismatch: Error, CustomStringConvertible {
    public let symbols: [String]
    public let description: String

    public init(symbols: [String]) {
        let more = symbols.count > 10 ? " and \(symbols.count - 10) more" : ""
        self.init(
            symbols: symbols,
            description: "internal error: the formula and the evaluator disagree on "
                + "\(symbols.prefix(10).joined(separator: ", "))\(more); nothing was written. "
                + "Please report this with your .satconfig.")
    }

    init(symbols: [String], description: String) {
        self.symbols = symbols
        self.description = description
    }
}

/// Model values → `.config`, by way of the evaluator.
public struct Decoder {
    let model: KconfigModel
    let encoding: Encoding

    public init(_ model: KconfigModel, _ encoding: Encoding) {
        self.model = model
        self.encoding = encoding
    }

    /// The bytes of the `.config` that the assignment stands for.
    ///
    /// The values of visible symbols are taken for a user's; what is written comes from the evaluator,
    /// is compared with the assignment, and must come out the same when it is read back.
    ///
    /// - Throws: `EncodingMismatch`.
    public func dotConfig(_ assignment: Assignment, _ unmet: UnmetPolicy = .forbidden) throws -> [UInt8] {
        let evaluator = try evaluator(assignment, unmet)
        let bytes = evaluator.dotConfig()
        guard evaluator.isStable(allowsEmptyNumbers: encoding.allowsEmptyNumbers) else {
            throw EncodingMismatch(symbols: ["the file as a whole: it changes when it is read back"])
        }
        return bytes
    }

    /// An evaluator with the values of the visible symbols, compared with the assignment.
    ///
    /// - Parameter other: of the same model: what need not be computed again is taken from it.
    /// - Throws: `EncodingMismatch`.
    func evaluator(
        _ assignment: Assignment, _ unmet: UnmetPolicy, like other: Evaluator? = nil
    ) throws -> Evaluator {
        let evaluator = other.map { Evaluator(like: $0) } ?? Evaluator(model)
        load(assignment, into: evaluator)
        try compare(evaluator, assignment, unmet)
        return evaluator
    }

    /// Sets the values of the visible symbols.
    func load(_ assignment: Assignment, into evaluator: Evaluator) {
        evaluator.assign(values(assignment))
        evaluator.settle()
    }

    /// What a user would set: a value for each visible symbol.
    func values(_ assignment: Assignment) -> UserValues {
        var values = UserValues()
        for symbol in model.symbols.indices
        where assignment.visible[symbol] && !model.symbols[symbol].isChoice {
            if model.symbols[symbol].type.isLogical {
                values.set(symbol, to: .logical(assignment.values[symbol]))
            } else if let text = assignment.texts[symbol] {
                values.set(symbol, to: .text(Array(encoding.strings.bytes(text))))
            }
        }
        return values
    }

    private func compare(
        _ evaluator: Evaluator, _ assignment: Assignment, _ policy: UnmetPolicy
    ) throws {
        var wrong: [String] = []
        for symbol in model.symbols.indices
        where model.symbols[symbol].isDefined && !model.symbols[symbol].isChoice {
            let info = model.symbols[symbol]
            if info.type.isLogical {
                if evaluator.tristate(symbol) != assignment.values[symbol] {
                    wrong.append(model.name(symbol))
                }
            } else if let text = assignment.texts[symbol] {
                let value = evaluator.strings.bytes(evaluator.text(symbol))
                if !value.elementsEqual(encoding.strings.bytes(text)) { wrong.append(model.name(symbol)) }
            }
        }
        let unmet = evaluator.unmetDependencies.filter { !policy.allows($0) }
        wrong += unmet.map { model.name($0) + " (unmet dependency)" }
        guard wrong.isEmpty else { throw EncodingMismatch(symbols: wrong) }
    }
}

extension Evaluator {
    /// Whether the configuration that is written comes out the same when it is read back, with no complaint but about
    /// numbers whose default is none.
    ///
    /// - Parameter allowsEmptyNumbers: also with a complaint about empty numbers that a user could write.
    func isStable(allowsEmptyNumbers: Bool = false) -> Bool {
        let bytes = dotConfig()
        let again = Evaluator(model)
        again.load(SourceText(copying: bytes), name: ".config")
        again.settle()
        guard again.dotConfig() == bytes else { return false }
        if again.readWarnings == 0 { return true }
        let numbers = again.malformedNumbers
        return again.readWarnings == numbers.count
            && (allowsEmptyNumbers || !numbers.contains { again.lacksNumber($0) })
    }

    /// Whether a number is empty only because there is no default, and a user can write one.
    private func lacksNumber(_ symbol: SymbolID) -> Bool {
        guard visibility(symbol) != .no, text(symbol) == StringPool.empty else { return false }
        return !model.properties(of: symbol).contains { _, property in
            property.kind == .default && model.expressions[property.expression].kind == .symbol
                && value(property.condition) != .no
        }
    }
}
