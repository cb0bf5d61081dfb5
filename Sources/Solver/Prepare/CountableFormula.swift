// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The configurations that meet requirements, as a formula for model counters: its models differ in the values of symbols, and
/// each configuration is one of them. Ints, hexes and strings have the values that the tree and the requirements tell apart.
public struct CountableFormula {
    public let model: KconfigModel
    public let encoding: Encoding
    /// Which selects may override dependencies: what was asked for, and what the requirements waive.
    public let unmet: UnmetPolicy
    /// The literals whose values are counted.
    public let shown: [Literal]

    /// - Parameters:
    ///   - satconfig: what has to hold; what is only preferred does not matter.
    ///   - symbols: combinations of their values are counted; nil for whole configurations.
    public init(_ satconfig: Satconfig, _ unmet: UnmetPolicy, of symbols: [SymbolID]? = nil) {
        model = satconfig.model
        self.unmet = unmet.waiving(satconfig)
        encoding = satconfig.countableEncoding(self.unmet)
        shown = encoding.valueLiterals(model, of: symbols)
    }

    /// The same, smaller.
    public func prepared(progress: (String) -> Void = { _ in }) -> PreparedFormula {
        var preparation = Preparation(encoding.formula, shown: shown)
        preparation.run(progress: progress)
        return preparation.prepared
    }
}

extension Satconfig {
    /// The formula without anything that values don't decide.
    fileprivate func countableEncoding(_ unmet: UnmetPolicy) -> Encoding {
        var options = encodingOptions(explains: false)
        options.wishes = false
        var compiler = RequirementCompiler(model, Encoder.encode(model, options))
        for requirement in requirements { compiler.require(requirement) }
        compiler.encoding.apply(unmet)
        return compiler.encoding
    }
}
