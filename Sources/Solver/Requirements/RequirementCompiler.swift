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
        var formula = encoding.takeFormula()
        defer { encoding.formula = formula }
        return encoding.literal(requirement, model, in: &formula)
    }
}

/// A `prefer` or `weak` line as a literal.
struct SoftPreference {
    let soft: SoftLiteral
    let isWeak: Bool
}

extension Satconfig {
    /// The formula of the configurations that meet the requirements, and the preferences as soft literals.
    ///
    /// - Parameter extraValues: of numbers and strings, beyond those that the tree and the requirements name.
    func constrainedEncoding(
        _ unmet: UnmetPolicy, base: Evaluator? = nil, extraValues: [SymbolID: [String]] = [:]
    ) -> (encoding: Encoding, preferences: [SoftPreference]) {
        var options = encodingOptions(explains: false)
        options.extraValues.merge(extraValues) { $0 + $1 }
        if let base { options.extraValues.merge(writtenTexts(base)) { $0 + $1 } }
        var compiler = RequirementCompiler(model, Encoder.encode(model, options))
        for requirement in requirements { compiler.require(requirement) }
        let softs = preferences.map { preference in
            SoftPreference(
                soft: SoftLiteral(compiler.literal(preference.requirement), weight: preference.weight),
                isWeak: preference.isWeak)
        }
        compiler.encoding.apply(unmet)
        return (compiler.encoding, softs)
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
