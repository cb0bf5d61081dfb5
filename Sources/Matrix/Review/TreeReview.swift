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

    /// A line that does not hold though nothing differs.
    public struct Unmet: Sendable {
        public let line: Requirement
        let change: Change
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
        /// says holds now, or needs not; what nobody named is what selects make of it.
        public internal(set) var isSettled: Bool
        public internal(set) var consequences: [Change] = []
        /// Lines of the policy that don't hold because of it.
        public internal(set) var following: [Following] = []
        /// For people: what keeps the line from holding, where no difference says it.
        public internal(set) var reason: String? = nil
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
    /// Lines that hold in neither tree when `conf` reads them: by themselves they are no reason to ask, a build may find a way.
    public private(set) var unmet: [Unmet] = []
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
        let sides = ReviewSides(old, new)
        let graph = CauseGraph(sides, gone)
        let facts = PolicyFacts(sides, oldPolicy, policy, gone, version)
        let numbers = Dictionary(uniqueKeysWithValues: graph.roots.enumerated().map { ($1, $0) })
        roots = graph.roots.map(facts.root)
        for name in sides.changed where numbers[name] == nil {
            if let root = graph.origin[name] {
                roots[numbers[root]!].consequences.append(sides.change(name))
            } else {
                ofTree.append(sides.change(name))
            }
        }
        addLines(oldPolicy, facts, graph, numbers)
        let asked = Set(graph.roots)
        unmet = policy.marks.words.filter { word in
            let name = policy.model.name(word.symbol)
            return !word.isWeak && facts.met[name] == nil && graph.origin[name] == nil
                && !asked.contains(name)
        }.map { Unmet(line: $0.requirement, change: sides.change(policy.model.name($0.symbol))) }
        off = sides.new.prompts.filter { symbol in
            let name = new.model.name(symbol)
            return new.text(symbol) == "n" && facts.lines[name] == nil && !facts.known.contains(name)
                && !sides.old.isVisible(name)
        }
    }

    /// The lines that don't hold because of a root, and those about what is gone.
    private mutating func addLines(
        _ policy: Satconfig, _ facts: PolicyFacts, _ graph: CauseGraph, _ numbers: [String: Int]
    ) {
        var goneLines: [(line: Requirement, root: Int?)] = []
        for word in policy.marks.words {
            let name = policy.model.name(word.symbol)
            let isGone = facts.sides.new.symbol(name) == nil
            let root = graph.origin[name].flatMap { numbers[$0] }
            if let root, !isGone, facts.met[name] == nil, !word.isWeak {
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
    }

    /// Makes a line that excludes others a decision of its own.
    ///
    /// - Parameters:
    ///   - line: one that does not hold though nothing differs.
    ///   - model: the new tree's.
    ///   - reason: for people: the lines and facts that exclude each other.
    public mutating func add(conflict line: Unmet, _ model: KconfigModel, reason: String) {
        roots.append(
            Root(
                kind: .lost, change: line.change, symbol: model.symbol(named: line.change.name),
                line: line.line,
                successors: [], isReviewed: false, isSettled: false, reason: reason))
    }
}
