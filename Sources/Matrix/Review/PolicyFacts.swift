// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import Vulnerabilities

/// What a policy says of the names of two trees, and what holds of it.
struct PolicyFacts {
    let sides: ReviewSides
    /// By name, the lines that give values, as one of the trees reads them.
    let lines: [String: Requirement]
    /// Those that hold in the new tree.
    let met: [String: Requirement]
    /// Names that were reviewed at any time.
    let known: Set<String>
    private let reviewed: Set<String>
    private let weak: Set<String>
    private let successors: [String: [Migration.Successor]]

    /// - Parameters: as `TreeReview` has them.
    init(
        _ sides: ReviewSides, _ oldPolicy: Satconfig, _ policy: Satconfig, _ gone: [Migration.Gone],
        _ version: KernelVersion?
    ) {
        self.sides = sides
        lines = Self.lines(oldPolicy).merging(Self.lines(policy)) { $1 }
        met = Self.lines(policy).filter { $1.holds(in: sides.new.configuration.evaluator) }
        func isCurrent(_ review: PolicyMarks.Review) -> Bool {
            guard let version, let seen = KernelVersion(review.version) else { return true }
            return seen >= version
        }
        known = Set(policy.marks.reviews.map { policy.model.name($0.symbol) })
        reviewed = Set(policy.marks.reviews.filter(isCurrent).map { policy.model.name($0.symbol) })
        weak = Set(
            policy.preferences.filter(\.isWeak).compactMap { wish -> String? in
                guard case .value(let symbol, _) = wish.requirement.kind else { return nil }
                return policy.model.name(symbol)
            })
        successors = Dictionary(
            gone.map { (sides.old.model.name($0.symbol), $0.successors) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func lines(_ policy: Satconfig) -> [String: Requirement] {
        let lines = policy.valueLines
        return Dictionary(
            lines.map { (policy.model.name($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// A root, as far as it is known from its own name.
    func root(_ name: String) -> TreeReview.Root {
        let new = sides.new.configuration
        return TreeReview.Root(
            kind: kind(name), change: sides.change(name), symbol: sides.new.symbol(name), line: lines[name],
            successors: (successors[name] ?? []).map {
                TreeReview.Successor(
                    name: new.model.name($0.symbol), value: new.text($0.symbol), carried: $0.value,
                    evidence: $0.evidence)
            }, isReviewed: reviewed.contains(name), isSettled: isSettled(name))
    }

    private func kind(_ name: String) -> TreeReview.Kind {
        if sides.new.symbol(name) == nil { return .gone }
        if lines[name] != nil { return .lost }
        return !sides.old.isVisible(name) && sides.change(name).new != "n" ? .on : .changed
    }

    private func isSettled(_ name: String) -> Bool {
        if let symbol = sides.new.symbol(name) {
            return met[name] != nil || weak.contains(name)
                || lines[name] == nil && sides.new.isVisible(name)
                    && sides.new.configuration.isBySelectsAlone(symbol)
        }
        return lines[name] == nil || successors[name]?.contains(where: goesOn) ?? false
    }

    /// Another line says what the new name is to be, or it is that, or selects make more of it.
    private func goesOn(_ successor: Migration.Successor) -> Bool {
        let new = sides.new.configuration
        return lines[new.model.name(successor.symbol)] != nil
            || new.text(successor.symbol) == successor.value || new.forcesMore(successor)
    }
}

extension BaseConfiguration {
    /// A select builds it in where a module would do.
    fileprivate func forcesMore(_ successor: Migration.Successor) -> Bool {
        let reverse = model.symbols[successor.symbol].reverseDependency
        return successor.value == "m" && !reverse.isNone && evaluator.value(reverse) == .yes
    }
}
