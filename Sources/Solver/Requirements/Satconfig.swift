// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A place in a requirements file. Lines and columns start at 1.
public struct RequirementOrigin: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
    /// Without the column, as facts are cited.
    public var place: String { "\(file):\(line)" }
}

/// One line of a requirements file after its symbol was looked up.
public struct Requirement: Sendable {
    public enum Kind: Sendable {
        /// One of these values; `n` includes having no line.
        case value(SymbolID, [String])
        /// An expression that must not be n.
        case expression(ExpressionID)
    }

    public let kind: Kind
    public let origin: RequirementOrigin
    /// The line as the user wrote it.
    public let text: String
    /// Why it is there: the comment behind it, or the one above its paragraph or its block.
    public var note: String?

    /// Whether it holds in a configuration. A value other than n needs a line in `.config`.
    ///
    /// - Parameter evaluator: made with the model that the requirement was read with.
    public func holds(in evaluator: Evaluator) -> Bool {
        switch kind {
        case .value(let symbol, let values):
            let text = evaluator.strings.text(evaluator.text(symbol))
            let isLogical = evaluator.model.symbols[symbol].type.isLogical
            return values.contains(text) && (isLogical || evaluator.isWritten(symbol))
        case .expression(let expression): return evaluator.value(expression) != .no
        }
    }
}

extension Requirement {
    /// The symbols whose values it says: of an expression those that must be on, `NET` of `NET && (A || B)`.
    func statedSymbols(_ model: KconfigModel) -> [SymbolID] {
        switch kind {
        case .value(let symbol, _): [symbol]
        case .expression(let expression): model.symbolsOn(where: expression)
        }
    }

    /// The bools and tristates that it wants on.
    func symbolsWantedOn(_ model: KconfigModel) -> [SymbolID] {
        if case .value(_, let values) = kind, values.contains("n") { return [] }
        return statedSymbols(model).filter { model.symbols[$0].type.isLogical }
    }
}

extension KconfigModel {
    /// The defined symbols that are on wherever an expression holds, as far as its `X`, `X=y`, `X=m` and `X!=n` say that.
    fileprivate func symbolsOn(where expression: ExpressionID) -> [SymbolID] {
        let node = expressions[expression]
        switch node.kind {
        case .and: return operands(expression, .and).flatMap { symbolsOn(where: $0) }
        case .or:
            let sides = operands(expression, .or).map { symbolsOn(where: $0) }
            return sides[0].filter { symbol in sides.dropFirst().allSatisfy { $0.contains(symbol) } }
        case .symbol: return defined(node.leftSymbol)
        case .equal where [SymbolTable.yes, SymbolTable.module].contains(node.rightSymbol),
            .unequal where node.rightSymbol == SymbolTable.no:
            return defined(node.leftSymbol)
        default: return []
        }
    }

    private func defined(_ symbol: SymbolID) -> [SymbolID] { symbols[symbol].isDefined ? [symbol] : [] }
}

/// What should hold where it can: a `prefer` or `weak` line.
public struct Preference: Sendable {
    public let requirement: Requirement
    public let weight: Int
    /// It comes before all other wishes, and whoever reads it wants to know when it does not hold.
    public let isWeak: Bool

    init(requirement: Requirement, weight: Int, isWeak: Bool = false) {
        self.requirement = requirement
        self.weight = weight
        self.isWeak = isWeak
    }

    /// What a `weak` line weighs where weights are compared: as much as any `prefer` line may.
    static let weakWeight = 1_000_000
}

/// A complaint about a requirements file, or about another one that is read line by line.
public struct SatconfigDiagnostic: Sendable {
    public enum Severity: String, Sendable { case note, warning, error }

    public let severity: Severity
    public let origin: RequirementOrigin
    public let message: String
    public let line: String
    public let hint: String?
    /// The `include` lines that led here, innermost last.
    public let includedFrom: [String]
    /// It is about a value that the symbol can't have in this tree; in another one it may.
    public internal(set) var isOfTree = false

    /// - Parameters:
    ///   - message: what is wrong, without the place.
    ///   - line: the whole line, as it stands in the file.
    ///   - hint: a way out.
    public init(
        severity: Severity, origin: RequirementOrigin, message: String, line: String, hint: String?,
        includedFrom: [String] = []
    ) {
        self.severity = severity
        self.origin = origin
        self.message = message
        self.line = line
        self.hint = hint
        self.includedFrom = includedFrom
    }

    public var isError: Bool { severity == .error }

    /// In the compiler style, with the line and a caret.
    public var rendered: String {
        var text = "\(origin): \(severity.rawValue): \(message)\n"
        if origin.line > 0 {
            let blanks = String(line.prefix(origin.column - 1).map { $0 == "\t" ? Character("\t") : " " })
            text += "    \(line)\n    \(blanks)^\n"
        }
        for place in includedFrom.reversed() { text += "\(place): note: included from here\n" }
        if let hint { text += "hint: \(hint)\n" }
        return text
    }
}

/// The `.satconfig` files are in error; the diagnostics say where.
public struct SatconfigError: Error {
    public let diagnostics: [SatconfigDiagnostic]

    public init(diagnostics: [SatconfigDiagnostic]) { self.diagnostics = diagnostics }
}

/// What a user asks for: requirements and preferences, with the model that their expressions belong to.
public struct Satconfig {
    /// The tree's model with the expressions of `assert` lines added.
    public let model: KconfigModel
    public let requirements: [Requirement]
    public let preferences: [Preference]
    public let marks: PolicyMarks
    public let warnings: [SatconfigDiagnostic]

    init(
        model: KconfigModel, requirements: [Requirement], preferences: [Preference] = [],
        marks: PolicyMarks = PolicyMarks(), warnings: [SatconfigDiagnostic] = []
    ) {
        self.model = model
        self.requirements = requirements
        self.preferences = preferences
        self.marks = marks
        self.warnings = warnings
    }

    /// The `weak` lines that do not hold in a configuration.
    ///
    /// - Parameter evaluator: made with a model of the same tree.
    public func weakOnesLost(in evaluator: Evaluator) -> [Requirement] {
        preferences.filter { $0.isWeak && !$0.requirement.holds(in: evaluator) }.map(\.requirement)
    }

    /// The same with other requirements, made with the same model.
    public func requiring(_ requirements: [Requirement]) -> Satconfig {
        Satconfig(
            model: model, requirements: requirements, preferences: preferences, marks: marks,
            warnings: warnings)
    }

    /// For each symbol the line that gives it a value: the last one, and a requirement before a preference.
    public var valueLines: [SymbolID: Requirement] {
        var lines: [SymbolID: Requirement] = [:]
        for requirement in preferences.map(\.requirement) + requirements {
            if case .value(let symbol, _) = requirement.kind { lines[symbol] = requirement }
        }
        return lines
    }

    /// The settings that requirements speak of: symbols, and for members of choices the choice.
    var wishedSettings: [SymbolID] {
        var list: [SymbolID] = []
        for symbol in requirements.flatMap({ $0.statedSymbols(model) }) {
            let key = model.setting(of: symbol)
            if !list.contains(key) { list.append(key) }
        }
        return list
    }

    /// The symbols whose values lines say.
    var valuedSymbols: Set<SymbolID> { Set(requirements.flatMap { $0.statedSymbols(model) }) }

    /// The bools and tristates that some line wants on.
    var wantedOn: [SymbolID] {
        requirements.flatMap { $0.symbolsWantedOn(model) }
    }

    /// Values that must be among those of a symbol's domain.
    var extraValues: [SymbolID: [String]] {
        var values: [SymbolID: [String]] = [:]
        for requirement in requirements + preferences.map(\.requirement) {
            if case .value(let symbol, let texts) = requirement.kind, !model.symbols[symbol].type.isLogical {
                values[symbol, default: []] += texts
            }
        }
        return values
    }

    /// The expressions of `assert` lines.
    var expressions: [ExpressionID] {
        requirements.compactMap { requirement in
            if case .expression(let expression) = requirement.kind { expression } else { nil }
        }
    }

    /// How to encode the tree so that the requirements can be said.
    func encodingOptions(explains: Bool) -> EncodingOptions {
        EncodingOptions(explains: explains, extraValues: extraValues, expressions: expressions)
    }
}
