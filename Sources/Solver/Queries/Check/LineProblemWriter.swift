// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Problems of lines as sentences.
public struct LineProblemWriter {
    private let base: BaseConfiguration
    private var model: KconfigModel { base.model }

    public init(_ base: BaseConfiguration) { self.base = base }

    public func text(_ problem: LineProblem) -> String {
        switch problem {
        case .unknown(let near, let elsewhere):
            elsewhere ?? "no Kconfig file defines it"
                + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?")
        case .malformed: "this is neither CONFIG_X=value nor a comment"
        case .unread(let tail, let joined, let read): unread(tail, joined, read)
        case .blank: "conf takes no blanks around '='"
        case .wrongType(.string): "a text in double quotes is expected"
        case .wrongType(let type): "a value of type \(type.name) is expected"
        case .overridden(let line): "line \(line) sets it again"
        case .noPrompt: "it has no prompt: its value is computed"
        case .notVisible(let blockers):
            "its prompt is not visible; it needs \(list(blockers))\(behind(blockers))"
        case .onlyModule(let blockers): "it can only be m; y needs \(list(blockers))"
        case .noModules: "without modules there is no m"
        case .selected(let selects): "it is selected by \(selects.map { select($0) }.joined(separator: ", "))"
        case .otherMember(let member):
            "its choice is set to \(model.name(member))" + (base.lines[member].map { " (line \($0))" } ?? "")
        case .chosenMember(let others):
            others.isEmpty
                ? "it is the only member of its choice that can be on"
                : "its choice takes it; set another member to y instead: "
                    + others.prefix(6).map { model.name($0) }.joined(separator: ", ")
                    + (others.count > 6 ? " …" : "")
        case .outOfRange(let range):
            "its range is \(ends(range)) (\(place(model.properties[range].location)))"
        case .changed: "its other values stand against it; see 'kconfig-sat explain'"
        }
    }

    /// A stable name of the kind of problem.
    public func name(_ problem: LineProblem) -> String {
        switch problem {
        case .unknown: "unknown"
        case .malformed: "malformed"
        case .unread: "unread"
        case .blank: "blank"
        case .wrongType: "wrong-type"
        case .overridden: "overridden"
        case .noPrompt: "no-prompt"
        case .notVisible: "not-visible"
        case .onlyModule: "only-module"
        case .noModules: "no-modules"
        case .selected: "selected"
        case .otherMember, .chosenMember: "other-member"
        case .outOfRange: "out-of-range"
        case .changed: "changed"
        }
    }

    private func unread(_ tail: String, _ joined: String?, _ read: String?) -> String {
        guard let read else {
            return "conf takes this line for a comment: "
                + (tail.isEmpty
                    ? "one blank each stands between the words of '# NAME is not set'"
                    : "nothing may follow 'is not set'")
        }
        if let joined { return "two lines are joined: conf reads \(read) and passes over \(joined)" }
        return "conf reads \(read) and passes over '\(tail)'"
    }

    private func place(_ location: Location) -> String { model.sources.describe(location) }

    private func list(_ blockers: [Blocker]) -> String {
        if blockers.isEmpty { return "a visible prompt" }
        return blockers.map { "\($0.text) (\(place($0.location)))" }.joined(separator: " and ")
    }

    /// What the one that is needed needs itself: it can't be switched on either.
    private func behind(_ blockers: [Blocker]) -> String {
        var text = ""
        var last = blockers
        for _ in 0..<Self.depth {
            guard last.count == 1, let symbol = hidden(last[0].expression) else { break }
            last = BlockerFinder(base.evaluator).hiders(of: symbol)
            if last.isEmpty { break }
            text += ", which needs \(list(last))"
        }
        return text
    }

    /// What is followed further would be read by nobody.
    private static let depth = 3

    /// The symbol that an expression is, if its prompt is not visible.
    private func hidden(_ expression: ExpressionID) -> SymbolID? {
        let node = model.expressions[expression]
        guard node.kind == .symbol, base.evaluator.visibility(node.leftSymbol) == .no else { return nil }
        return node.leftSymbol
    }

    private func select(_ id: PropertyID) -> String {
        let property = model.properties[id]
        let source = model.menus[property.menu].symbol
        return "\(model.name(source)) [=\(base.text(source))] (\(place(property.location)))"
    }

    private func ends(_ range: PropertyID) -> String {
        let ends = model.expressions[model.properties[range].expression]
        return [ends.leftSymbol, ends.rightSymbol].map { symbol in
            let isConstant = model.symbols[symbol].type == .unknown
            return model.name(symbol) + (isConstant ? "" : " [=\(base.text(symbol))]")
        }.joined(separator: " to ")
    }
}
