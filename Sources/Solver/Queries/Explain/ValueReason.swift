// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why a symbol has its value in a configuration.
public struct ValueReason {
    /// What decides the value.
    public enum Cause: String, Sendable {
        /// The user's line.
        case line
        /// A default, since the user can't or did not set it.
        case `default`
        /// The default, raised by what implies the symbol.
        case imply
        /// What selects it.
        case select
        /// The choice that it is a member of.
        case choice
        /// Nothing sets it.
        case nothing

        /// In a few words.
        public var summary: String {
            switch self {
            case .line: "set by your configuration"
            case .default: "its default"
            case .imply: "implied"
            case .select: "selected"
            case .choice: "decided by its choice"
            case .nothing: "nothing sets it"
            }
        }
    }

    public struct Step: Sendable {
        /// In the Kconfig files; unknown when the step is about the configuration.
        public let location: Location
        /// The line of the configuration that the step is about, counted from 1; 0 when it has none.
        public var configLine: Int?
        public let text: String
        /// What makes two of them the same.
        fileprivate var key: Key { Key(location: location, text: text) }
        fileprivate struct Key: Hashable {
            let location: Location
            let text: String
        }
        /// A step that explains the one before.
        public var isDetail = false
    }

    public let symbol: SymbolID
    public let value: String
    public let cause: Cause
    public let steps: [Step]
}

/// Works out why symbols have their values.
public struct ReasonFinder {
    private let base: BaseConfiguration
    private var model: KconfigModel { base.model }
    private var evaluator: Evaluator { base.evaluator }
    private let blockers: BlockerFinder
    private let selectors: SelectorText

    public init(_ base: BaseConfiguration) {
        self.base = base
        blockers = BlockerFinder(base.evaluator)
        selectors = SelectorText(base)
    }

    public func reason(_ symbol: SymbolID) -> ValueReason {
        let type = model.symbols[symbol].type
        let visibility = evaluator.visibility(symbol)
        var steps = prompts(symbol)
        let cause: ValueReason.Cause
        if visibility != .no, !model.symbols[symbol].choice.isNone {
            cause = .choice
            steps.append(chosen(symbol))
        } else if type.isLogical {
            cause = logical(symbol, visibility, &steps)
        } else {
            cause = text(symbol, visibility, &steps)
        }
        if visibility == .no, let line = base.fileLine(symbol), line.value != base.text(symbol) {
            steps.append(
                .init(
                    location: .unknown, configLine: line.number,
                    text:
                        "\(base.name):\(line.number) says \(line.text), which has no effect while no prompt is visible"
                ))
        }
        return ValueReason(symbol: symbol, value: base.text(symbol), cause: cause, steps: steps)
    }

    // MARK: - Visibility

    /// Each prompt: visible, or what it needs.
    private func prompts(_ symbol: SymbolID) -> [ValueReason.Step] {
        var steps: [ValueReason.Step] = []
        var seen: Set<ValueReason.Step.Key> = []
        for (_, property) in model.properties(of: symbol) where property.hasText {
            let value = evaluator.value(property.condition)
            let title = "\"\(model.strings.text(property.text))\""
            switch value {
            case .yes:
                steps.append(.init(location: property.location, text: "the prompt \(title) is visible"))
            case .module:
                steps.append(
                    .init(location: property.location, text: "the prompt \(title) is visible, for m at most:")
                )
            case .no:
                steps.append(
                    .init(location: property.location, text: "the prompt \(title) is not visible; it needs"))
            }
            if value == .yes { continue }
            for step in blockers.blockers(of: property, below: .yes)
                .filter({ value == .module || $0.value == .no }).flatMap({ details($0) })
            where seen.insert(step.key).inserted {
                steps.append(step)
            }
        }
        if steps.isEmpty {
            steps.append(.init(location: model.location(of: symbol), text: "it has no prompt"))
        }
        return steps
    }

    private func details(_ blocker: Blocker) -> [ValueReason.Step] {
        let reasons = blocker.reasons.flatMap { reason in
            // What the line says already is not said again.
            let texts =
                reason.cause.map { blocker.text.hasSuffix($0) } ?? false
                ? reason.advice.map { [$0] } ?? [] : reason.texts
            return texts.map { ValueReason.Step(location: reason.location, text: $0, isDetail: true) }
        }
        return [.init(location: blocker.location, text: blocker.text, isDetail: true)] + reasons
            + selects(blocker)
    }

    /// Of a dependency that nobody can set: what would.
    private func selects(_ blocker: Blocker) -> [ValueReason.Step] {
        let node = model.expressions[blocker.expression]
        guard node.kind == .symbol, let text = selectors.sentence(about: node.leftSymbol) else { return [] }
        let name = model.name(node.leftSymbol)
        return [
            .init(
                location: model.location(of: node.leftSymbol), text: "\(name) has no prompt; \(text)",
                isDetail: true)
        ]
    }

    // MARK: - Bool and tristate

    private func logical(
        _ symbol: SymbolID, _ visibility: Tristate, _ steps: inout [ValueReason.Step]
    ) -> ValueReason.Cause {
        let value = evaluator.tristate(symbol)
        let isSet = visibility != .no && base.lines[symbol] != nil
        let selects = liveSelects(symbol)
        let (direct, reverse) = evaluator.dependencies(symbol)
        steps += selects
        if reverse != .no && direct < reverse {
            steps.append(
                .init(
                    location: model.menus[model.symbols[symbol].firstMenu].dependencyLocation,
                    text: "a select overrides what it depends on: "
                        + evaluator.describe(model.symbols[symbol].directDependency)))
        }
        if reverse == value && value != .no && !(isSet && reverse == .no) { return .select }
        if isSet {
            steps.append(line(symbol))
            return .line
        }
        return automatic(symbol, value, &steps)
    }

    private func liveSelects(_ symbol: SymbolID) -> [ValueReason.Step] {
        sources(.select, of: symbol)
    }

    /// Selects or implies of the symbol that have an effect now.
    private func sources(_ kind: PropertyKind, of symbol: SymbolID) -> [ValueReason.Step] {
        model.sources(kind, of: symbol).compactMap { id in
            let property = model.properties[id]
            let source = model.menus[property.menu].symbol
            let strength = min(evaluator.tristate(source), evaluator.value(property.condition))
            guard strength != .no else { return nil }
            let own = model.menus[property.menu].dependency
            let when =
                model.areEqual(property.condition, own) ? "" : " if \(evaluator.describe(property.condition))"
            let verb = kind == .select ? "selects" : "implies"
            return .init(
                location: property.location,
                text: "\(model.name(source)) [=\(base.text(source))] \(verb) it\(when)")
        }
    }

    private func automatic(
        _ symbol: SymbolID, _ value: Tristate, _ steps: inout [ValueReason.Step]
    ) -> ValueReason.Cause {
        let implies = sources(.imply, of: symbol)
        steps += implies
        if !implies.isEmpty && value != .no { return .imply }
        guard let live = evaluator.liveProperty(symbol, .default) else {
            let selects = selectors.sentence(about: symbol) ?? "nothing selects it"
            steps.append(
                .init(location: model.location(of: symbol), text: "no default applies, and \(selects)"))
            return .nothing
        }
        steps.append(defaultStep(live.0))
        return .default
    }

    private func defaultStep(_ id: PropertyID) -> ValueReason.Step {
        let property = model.properties[id]
        let own = model.menus[property.menu].dependency
        let when =
            model.areEqual(property.condition, own) ? "" : " if \(evaluator.describe(property.condition))"
        return .init(
            location: property.location, text: "default \(evaluator.describe(property.expression))\(when)")
    }

    private func line(_ symbol: SymbolID) -> ValueReason.Step {
        guard let line = base.fileLine(symbol) else {
            let text = ConfigEdit(model).lineText(symbol, base.text(symbol))
            return .init(location: .unknown, configLine: 0, text: "\(base.name) says \(text)")
        }
        let value = base.text(symbol)
        let result = line.value == value ? "" : ", which becomes \(value.isEmpty ? "\"\"" : value)"
        return .init(
            location: .unknown, configLine: line.number,
            text: "\(base.name):\(line.number) says \(line.text)\(result)")
    }

    // MARK: - Choices

    private func chosen(_ symbol: SymbolID) -> ValueReason.Step {
        let choice = model.symbols[symbol].choice
        let member = evaluator.chosen(choice)
        let location = model.menus[choice].location
        guard let member else {
            return .init(location: location, text: "its choice has no member that is on")
        }
        let isIt = member == symbol
        let how = base.isUserSet(member) ? "by \(base.name)" : "by default"
        return .init(
            location: location,
            text: isIt
                ? "it is the chosen one of its choice, \(how)"
                : "its choice is set to \(model.name(member)), \(how)")
    }

    // MARK: - Int, hex and string

    private func text(
        _ symbol: SymbolID, _ visibility: Tristate, _ steps: inout [ValueReason.Step]
    ) -> ValueReason.Cause {
        if let (id, _) = evaluator.liveProperty(symbol, .range) {
            let ends = model.expressions[model.properties[id].expression]
            steps.append(
                .init(
                    location: model.properties[id].location,
                    text: "its range is \(operand(ends.leftSymbol)) to \(operand(ends.rightSymbol))"))
        }
        if visibility != .no && base.lines[symbol] != nil {
            steps.append(line(symbol))
            return .line
        }
        guard let live = evaluator.liveProperty(symbol, .default) else {
            steps.append(.init(location: model.location(of: symbol), text: "no default applies"))
            return .nothing
        }
        steps.append(defaultStep(live.0))
        return .default
    }

    private func operand(_ symbol: SymbolID) -> String {
        let name = model.name(symbol)
        return model.symbols[symbol].type == .unknown ? name : "\(name) [=\(base.text(symbol))]"
    }
}
