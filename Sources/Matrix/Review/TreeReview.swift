// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import Vulnerabilities

/// What another tree makes of a policy: the decisions that somebody would have to look at, and under each what follows from it.
///
/// Both configurations are what `conf` makes of the policy's lines, one in each tree. A symbol that differs and that somebody could
/// set is a root when nothing else that somebody could set, and that differs, has a part in its value.
public struct TreeReview {
    public enum Kind: String, CaseIterable, Sendable {
        /// The new tree does not have the symbol.
        case gone
        /// A line of the policy does not hold any more.
        case lost
        /// A prompt that can be seen only now, and is not off.
        case on = "default-on"
        /// The policy says nothing, and the default is another one.
        case changed
        /// Under `closed`: the policy says nothing about a prompt that can be seen.
        case undecided
    }

    public struct Change: Hashable, Sendable {
        public let name: String
        /// `n` and the empty text also stand for a symbol that is not there.
        public let old: String
        public let new: String

        public init(name: String, old: String, new: String) {
            self.name = name
            self.old = old
            self.new = new
        }
    }

    public struct Successor: Sendable {
        public let name: String
        /// What it has now.
        public let value: String
        /// What it would be set to for the old one's value.
        public let carried: String
        public let evidence: Migration.Evidence
    }

    /// A line that goes with another one.
    public struct Following: Sendable {
        public let line: Requirement
        /// The new tree does not have what it is about.
        public let isGone: Bool
    }

    public struct Root: Sendable {
        public internal(set) var kind: Kind
        public let change: Change
        /// In the new tree.
        public let symbol: SymbolID?
        /// The line of the policy about it.
        public let line: Requirement?
        /// Names that it may go on by, each with the value that these have now, and the reason to think so.
        public let successors: [Successor]
        /// It is reviewed in the policy.
        public internal(set) var isReviewed: Bool
        /// There is nothing to decide: what is gone was only a default, or goes on by another name with its value; what a line
        /// says holds now, or needs not.
        public internal(set) var isSettled: Bool
        public internal(set) var consequences: [Change] = []
        /// Lines of the policy that don't hold because of it.
        public internal(set) var following: [Following] = []
        /// Somebody has to look at it.
        public var isOpen: Bool { !isReviewed && !isSettled }

        /// A line of the policy does not hold because of it: whatever was reviewed, that is to be decided.
        mutating func lose(_ line: Requirement) {
            following.append(Following(line: line, isGone: false))
            if kind != .gone { kind = .lost }
            (isReviewed, isSettled) = (false, false)
        }
    }

    /// In the order of the source of the new tree, what is gone first.
    public private(set) var roots: [Root] = []
    /// What differs without a prompt and follows from no root: the tree's own doing.
    public private(set) var ofTree: [Change] = []
    /// Lines of the policy about options that the new tree does not have and that nothing is to be decided about: they were off,
    /// or go on by another name with their value.
    public private(set) var moot: [Requirement] = []
    /// Prompts that can be seen only now and are off: nothing changes unless somebody wants them.
    public private(set) var off: [SymbolID] = []

    /// - Parameters:
    ///   - old: what the old tree makes of the policy's lines.
    ///   - new: what the new one makes of them.
    ///   - oldPolicy: as read with the old model.
    ///   - policy: the same, as read with the new one.
    ///   - gone: what becomes of symbols of the old tree that the new one does not have.
    ///   - version: the new tree's, as `reviewed` lines have it: what was reviewed for an earlier one has another value now. Nil
    ///     where nothing says it: then any review counts.
    public init(
        old: BaseConfiguration, new: BaseConfiguration, oldPolicy: Satconfig, policy: Satconfig,
        gone: [Migration.Gone], version: KernelVersion? = nil
    ) {
        let sides = Sides(old, new)
        let graph = CauseGraph(sides, gone)
        let lines = Self.lines(oldPolicy).merging(Self.lines(policy)) { $1 }
        func isCurrent(_ review: PolicyMarks.Review) -> Bool {
            guard let version, let seen = KernelVersion(review.version) else { return true }
            return seen >= version
        }
        let known = Set(policy.marks.reviews.map { policy.model.name($0.symbol) })
        let reviewed = Set(policy.marks.reviews.filter(isCurrent).map { policy.model.name($0.symbol) })
        let successors = Dictionary(
            gone.map { (old.model.name($0.symbol), $0.successors) }, uniquingKeysWith: { first, _ in first })
        let met = Self.lines(policy).filter { $1.holds(in: new.evaluator) }
        let weak = Set(
            policy.preferences.filter(\.isWeak).compactMap { wish -> String? in
                guard case .value(let symbol, _) = wish.requirement.kind else { return nil }
                return policy.model.name(symbol)
            })
        func isSettled(_ name: String) -> Bool {
            guard sides.new.symbol(name) == nil else { return met[name] != nil || weak.contains(name) }
            let value = sides.change(name).old
            return lines[name] == nil || successors[name]?.contains { new.text($0.symbol) == value } ?? false
        }
        var numbers: [String: Int] = [:]
        var goneLines: [(line: Requirement, root: Int?)] = []
        for name in graph.roots {
            numbers[name] = roots.count
            let symbol = sides.new.symbol(name)
            roots.append(
                Root(
                    kind: Self.kind(name, sides, lines[name] != nil), change: sides.change(name),
                    symbol: symbol,
                    line: lines[name],
                    successors: (successors[name] ?? []).map {
                        Successor(
                            name: new.model.name($0.symbol), value: new.text($0.symbol), carried: $0.value,
                            evidence: $0.evidence)
                    }, isReviewed: reviewed.contains(name),
                    isSettled: isSettled(name)))
        }
        for name in sides.changed where numbers[name] == nil {
            if let root = graph.origin[name] {
                roots[numbers[root]!].consequences.append(sides.change(name))
            } else {
                ofTree.append(sides.change(name))
            }
        }
        for word in oldPolicy.marks.words {
            let name = old.model.name(word.symbol)
            let isGone = sides.new.symbol(name) == nil
            let root = graph.origin[name].flatMap { numbers[$0] }
            if let root, !isGone, met[name] == nil, !word.isWeak {
                roots[root].lose(word.requirement)
            } else if isGone, numbers[name].map({ !roots[$0].isOpen }) ?? true {
                // Whether it goes with a root that is open is only known when all lines were looked at.
                goneLines.append((word.requirement, root))
            }
        }
        for (line, root) in goneLines {
            if let root, roots[root].isOpen {
                roots[root].following.append(Following(line: line, isGone: true))
            } else {
                moot.append(line)
            }
        }
        off = sides.new.prompts.filter { symbol in
            let name = new.model.name(symbol)
            return new.text(symbol) == "n" && lines[name] == nil && !known.contains(name)
                && !sides.old.isVisible(name)
        }
    }

    /// By name, the lines that give values.
    private static func lines(_ policy: Satconfig) -> [String: Requirement] {
        let lines = policy.valueLines
        return Dictionary(
            lines.map { (policy.model.name($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func kind(_ name: String, _ sides: Sides, _ isDecided: Bool) -> Kind {
        if sides.new.symbol(name) == nil { return .gone }
        if isDecided { return .lost }
        return !sides.old.isVisible(name) && sides.change(name).new != "n" ? .on : .changed
    }
}

/// The two configurations side by side, by names.
private struct Sides {
    struct Side {
        let configuration: BaseConfiguration
        var model: KconfigModel { configuration.model }
        private let symbols: [String: SymbolID]
        /// Prompts that can be seen, in the order of the source.
        let prompts: [SymbolID]

        init(_ configuration: BaseConfiguration) {
            self.configuration = configuration
            let model = configuration.model
            let named = model.symbols.indices.filter {
                let info = model.symbols[$0]
                return info.isDefined && !info.isChoice && info.type != .unknown
            }
            symbols = Dictionary(
                named.map { (model.name($0), $0) }, uniquingKeysWith: { first, _ in first })
            prompts = named.filter { symbol in
                configuration.evaluator.visibility(symbol) != .no
                    && model.hasPrompt(symbol)
            }.sorted { model.symbols[$0].firstMenu.raw < model.symbols[$1].firstMenu.raw }
        }

        var names: Dictionary<String, SymbolID>.Keys { symbols.keys }
        func symbol(_ name: String) -> SymbolID? { symbols[name] }

        func isVisible(_ name: String) -> Bool {
            guard let symbol = symbol(name),
                model.hasPrompt(symbol)
            else { return false }
            return configuration.evaluator.visibility(symbol) != .no
        }

        /// Nil where it has no value that anybody sees.
        func value(_ name: String) -> String? {
            guard let symbol = symbol(name) else { return nil }
            let isLogical = model.symbols[symbol].type.isLogical
            return isLogical || configuration.evaluator.isWritten(symbol) ? configuration.text(symbol) : nil
        }
    }

    let old: Side
    let new: Side
    /// The names that have different values, in the order of the source; what is gone first.
    let changed: [String]
    private let changes: [String: TreeReview.Change]

    init(_ old: BaseConfiguration, _ new: BaseConfiguration) {
        let (before, after) = (Side(old), Side(new))
        self.old = before
        self.new = after
        var changes: [String: TreeReview.Change] = [:]
        for name in Set(before.names).union(after.names) {
            let isLogical = [before, after].contains { side in
                side.symbol(name).map { side.model.symbols[$0].type.isLogical } ?? false
            }
            let none = isLogical ? "n" : ""
            let change = TreeReview.Change(
                name: name, old: before.value(name) ?? none, new: after.value(name) ?? none)
            if change.old != change.new { changes[name] = change }
        }
        self.changes = changes
        func rank(_ name: String) -> (Int, UInt32) {
            if let symbol = after.symbol(name) {
                return (1, UInt32(after.model.symbols[symbol].firstMenu.raw))
            }
            return (0, UInt32(before.model.symbols[before.symbol(name)!].firstMenu.raw))
        }
        changed = changes.keys.sorted { a, b in
            let (x, y) = (rank(a), rank(b))
            return (x.0, x.1, a) < (y.0, y.1, b)
        }
    }

    func change(_ name: String) -> TreeReview.Change { changes[name]! }
    func isChanged(_ name: String) -> Bool { changes[name] != nil }

    /// Somebody can set it, or could in the old tree.
    func isSettable(_ name: String) -> Bool { new.isVisible(name) || old.isVisible(name) }
}

/// What follows from what, over symbols that differ.
private struct CauseGraph {
    /// In the order of `Sides.changed`.
    private(set) var roots: [String] = []
    /// The root that a name follows from; nothing for roots themselves, and for what follows from none.
    private(set) var origin: [String: String] = [:]
    private let sides: Sides
    private var causes: [String: Set<String>] = [:]
    private var effects: [String: [String]] = [:]

    init(_ sides: Sides, _ gone: [Migration.Gone]) {
        self.sides = sides
        for name in sides.changed { causes[name] = directCauses(name) }
        for one in gone {
            let old = sides.old.model.name(one.symbol)
            guard sides.isChanged(old) else { continue }
            for successor in one.successors {
                let name = sides.new.model.name(successor.symbol)
                if sides.isChanged(name) { causes[name]!.insert(old) }
            }
        }
        for name in sides.changed { for cause in causes[name]! { effects[cause, default: []].append(name) } }
        let settable = sides.changed.filter(sides.isSettable)
        for name in settable where !hasSettableCause(name) { take(name) }
        // What is left of them goes round in circles.
        for name in settable where origin[name] == nil && !roots.contains(name) { take(name) }
        let order = Dictionary(uniqueKeysWithValues: sides.changed.enumerated().map { ($1, $0) })
        roots.sort { order[$0]! < order[$1]! }
    }

    private mutating func take(_ root: String) {
        guard origin[root] == nil else { return }
        roots.append(root)
        var line = [root]
        while let name = line.popLast() {
            for effect in effects[name] ?? [] where origin[effect] == nil && !roots.contains(effect) {
                if sides.isSettable(effect) && !hasSettableCause(effect) { continue }
                origin[effect] = root
                line.append(effect)
            }
        }
    }

    private func hasSettableCause(_ name: String) -> Bool {
        var seen: Set<String> = [name]
        var line = [name]
        while let one = line.popLast() {
            for cause in causes[one]! where seen.insert(cause).inserted {
                if sides.isSettable(cause) { return true }
                line.append(cause)
            }
        }
        return false
    }

    private func directCauses(_ name: String) -> Set<String> {
        var found: Set<String> = []
        let isOff = sides.change(name).new == "n"
        if let symbol = sides.new.symbol(name) {
            let model = sides.new.model
            let part = isOff ? whatTurnsOff(symbol) : active(symbol)
            for other in part { found.insert(model.name(other)) }
        }
        if sides.new.symbol(name) == nil || isOff, let symbol = sides.old.symbol(name) {
            // What is on now did not turn it off.
            let part = sides.old.model.symbolsThatDecide(symbol).map { sides.old.model.name($0) }
            found.formUnion(part.filter { sides.isChanged($0) && sides.change($0).new == "n" })
        }
        found.remove(name)
        return found.filter(sides.isChanged)
    }

    /// What has a part in a symbol being off: what its dependencies lack, else all that decides it.
    private func whatTurnsOff(_ symbol: SymbolID) -> Set<SymbolID> {
        let (model, evaluator) = (sides.new.model, sides.new.configuration.evaluator)
        let dependency = model.symbols[symbol].directDependency
        guard !dependency.isNone, evaluator.value(dependency) == .no else {
            return Set(model.symbolsThatDecide(symbol))
        }
        var (found, open): (Set<SymbolID>, [ExpressionID]) = ([], [dependency])
        while let expression = open.popLast() {
            let node = model.expressions[expression]
            switch node.kind {
            case .and:
                let parts = [node.leftExpression, node.rightExpression]
                open += parts.filter { evaluator.value($0) == .no }
            case .or: open += [node.leftExpression, node.rightExpression]
            default: found.formUnion(model.symbols(in: expression))
            }
        }
        return found
    }

    /// What has a part in the value of a symbol that is on: its selects, or its default and what it depends on.
    private func active(_ symbol: SymbolID) -> Set<SymbolID> {
        let (model, evaluator) = (sides.new.model, sides.new.configuration.evaluator)
        var found: Set<SymbolID> = []
        for id in model.sources(.select, of: symbol) + model.sources(.imply, of: symbol) {
            let source = model.menus[model.properties[id].menu].symbol
            if !source.isNone, evaluator.tristate(source) != .no { found.insert(source) }
        }
        if !found.isEmpty { return found }
        found = model.symbols(in: model.symbols[symbol].directDependency)
        if let (id, _) = evaluator.liveProperty(symbol, .default) {
            found.formUnion(model.symbols(in: model.properties[id].condition))
            found.formUnion(model.symbols(in: model.properties[id].expression))
        }
        found.formUnion(model.members(ofSetting: model.setting(of: symbol)))
        return found
    }
}
