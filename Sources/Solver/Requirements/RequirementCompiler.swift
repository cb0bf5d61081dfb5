// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Requirements as literals of a formula.
struct RequirementCompiler {
    let model: KconfigModel
    var encoding: Encoding

    init(_ model: KconfigModel, _ encoding: Encoding) {
        self.model = model
        self.encoding = encoding
    }

    /// Makes the requirement hold in every model.
    mutating func require(_ requirement: Requirement) {
        let literal = literal(requirement)
        encoding.formula.define(literal)
    }

    /// A literal that is true when the requirement holds.
    mutating func literal(_ requirement: Requirement) -> Literal {
        switch requirement.kind {
        case .value(let symbol, let values):
            return encoding.formula.or(values.map { literal(symbol, $0) })
        case .expression(let expression): return encoding.expressions[expression]?.on ?? .no
        }
    }

    /// A literal that is true when the symbol has the value and, unless that is n, a line in `.config`.
    mutating func literal(_ symbol: SymbolID, _ value: String) -> Literal {
        if let tristate = Tristate(letter: value), model.symbols[symbol].type.isLogical {
            let literals = encoding.logical[symbol]
            switch tristate {
            case .no: return -literals.on
            case .module: return encoding.formula.and(literals.on, -literals.yes)
            case .yes: return literals.yes
            }
        }
        guard let text = encoding.strings.find(utf8: value) else { return .no }
        let literal = encoding.texts[symbol]?.first { $0.text == text }?.literal ?? .no
        return encoding.formula.and(literal, encoding.written[symbol] ?? .no)
    }
}

extension Satconfig {
    /// The formula of the configurations that meet the requirements, and the preferences as wishes.
    ///
    /// - Parameter extraValues: of numbers and strings, beyond those that the tree and the requirements name.
    func constrainedEncoding(
        allowsUnmetSelect: Bool, base: Evaluator? = nil, extraValues: [SymbolID: [String]] = [:]
    ) -> (encoding: Encoding, wishes: [SoftLiteral]) {
        var options = encodingOptions(explains: false)
        options.extraValues.merge(extraValues) { $0 + $1 }
        if let base { options.extraValues.merge(writtenTexts(base)) { $0 + $1 } }
        var compiler = RequirementCompiler(model, Encoder.encode(model, options))
        for requirement in requirements { compiler.require(requirement) }
        let wishes = preferences.map { SoftLiteral(compiler.literal($0), weight: $0.weight ?? 1) }
        if !allowsUnmetSelect { compiler.encoding.forbidUnmetSelects() }
        return (compiler.encoding, wishes)
    }
}

extension Satconfig {
    /// The numbers and strings of a loaded configuration.
    private func writtenTexts(_ base: Evaluator) -> [SymbolID: [String]] {
        var texts: [SymbolID: [String]] = [:]
        for symbol in model.symbols.indices
        where base.isWritten(symbol) && !model.symbols[symbol].type.isLogical {
            texts[symbol] = [base.strings.text(base.text(symbol))]
        }
        return texts
    }
}

extension Encoding {
    /// No select may override a dependency, but of the symbols excepted.
    public mutating func forbidUnmetSelects(except: Set<SymbolID> = []) {
        let forbidden = unmet.filter { !except.contains($0.key) }.map(\.value)
        for literal in forbidden.sorted(by: { $0.raw < $1.raw }) { formula.define(-literal) }
    }
}
