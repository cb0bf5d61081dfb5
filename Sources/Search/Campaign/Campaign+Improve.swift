// SPDX-License-Identifier: GPL-2.0-or-later

/// From wishes to the best set of them.
extension Campaign {
    // MARK: - Screening

    /// Tries wishes by parameters of the command line, where there are some: no kernel has to be built for that.
    ///
    /// - Returns: the wishes without those whose parameter makes the base slower, the best ones first.
    func screened(_ wishes: [Wish]) throws -> [Wish] {
        guard laboratory.workshop.takesParameters else { return wishes }
        var gains: [String: Double] = [:]
        var harmful: Set<String> = []
        for wish in wishes {
            guard let parameter = wish.parameter else { continue }
            let round = try begin(.screen, [parameter])
            var known = round
            (known.image, known.against) = (base.image, base.image)
            let subject = Laboratory.Subject(base.image, parameters: parameter)
            if known.state != .judged { try buildAhead([wishes]) }
            guard case .measured(_, _, let verdict) = try compare(base, subject, known, tuner.base) else {
                continue
            }
            gains[wish.text] = verdict.ratio
            if verdict.outcome == .worse { harmful.insert(wish.text) }
        }
        for name in harmful.sorted() { say("\(name) is left out: its parameter makes the base slower") }
        let left = wishes.filter { !harmful.contains($0.text) }
        return left.enumerated().sorted { a, b in
            (-(gains[a.element.text] ?? 1), a.offset) < (-(gains[b.element.text] ?? 1), b.offset)
        }.map(\.element)
    }

    // MARK: - All at once

    /// Adds all wishes to the best candidate; what keeps the kernel from booting is found and left out.
    func together(_ wishes: [Wish], _ best: inout Best) throws {
        var wanted = wishes
        while !wanted.isEmpty {
            let all = Self.merged(best.wishes, wanted)
            let half = Self.halves(all)[0]
            let likely = all.filter { !half.contains($0) }
            switch try attempt(.together, all, against: best.subject, next: likely.isEmpty ? [] : [likely]) {
            case .same(let config):
                best.config = config
                return
            case .measured(let subject, let config, let verdict):
                best = Best(
                    wishes: all, config: config, subject: subject,
                    steps: best.steps + (verdict.outcome == .better ? [verdict.p] : []))
                return
            case .failed(let why):
                say("\(all.count) changes at once: \(why); looking for those that are to blame")
                let left = try withoutCulprits(all, why)
                wanted = wanted.filter { left.contains($0) }
                if left.count == all.count { return }
            }
        }
    }

    /// A later wish about the same symbol counts.
    static func merged(_ old: [Wish], _ new: [Wish]) -> [Wish] {
        old.filter { wish in !new.contains { $0.symbol == wish.symbol } } + new
    }

    // MARK: - Ablation

    /// Takes groups of wishes away, halves of what is left: a group without which the kernel is as fast goes whole.
    func ablate(_ best: inout Best) throws {
        var open = best.wishes.count > 1 ? Self.halves(best.wishes) : [best.wishes]
        while let group = open.first {
            open.removeFirst()
            let rest = best.wishes.filter { !group.contains($0) }
            guard rest.count < best.wishes.count else { continue }
            switch try attempt(
                .ablate, rest, against: best.subject, "without " + Figures.list(group.map(\.text)),
                next: likely(after: group, open, best, rest))
            {
            case .same(let config): (best.wishes, best.config) = (rest, config)
            case .failed: continue
            case .measured(let subject, let config, let verdict):
                if verdict.outcome == .worse {
                    if group.count > 1 { open = Self.halves(group) + open }
                    continue
                }
                best = Best(
                    wishes: rest, config: config, subject: subject,
                    steps: best.steps + (verdict.outcome == .better ? [verdict.p] : []))
            }
        }
    }

    /// A group that is tried without either helps, and then its halves are tried, or it is gone.
    private func likely(after group: [Wish], _ open: [[Wish]], _ best: Best, _ rest: [Wish]) -> [[Wish]] {
        var next: [[Wish]] = []
        if group.count > 1 {
            let half = Self.halves(group)[0]
            next.append(best.wishes.filter { !half.contains($0) })
        }
        if let other = open.first {
            // Without this group, or with it.
            if group.count == 1 { next.append(best.wishes.filter { !other.contains($0) }) }
            next.append(rest.filter { !other.contains($0) })
        }
        return next
    }

    static func halves(_ wishes: [Wish]) -> [[Wish]] {
        let middle = wishes.count / 2
        return [Array(wishes[middle...]), Array(wishes[..<middle])].filter { !$0.isEmpty }
    }

    // MARK: - Alternatives

    /// Other members of the choices that some wishes are members of, also of those that were dropped.
    func tryAlternatives(to wishes: [Wish], _ best: inout Best) throws {
        for wish in wishes {
            let others = tuner.alternatives(to: wish).enumerated().map {
                (place: $0, cost: cost(of: [$1]), wish: $1)
            }
            .sorted { ($0.cost, $0.place) < ($1.cost, $1.place) }.map(\.wish)
            func instead(_ other: Wish) -> [Wish] { best.wishes.filter { $0 != wish } + [other] }
            for (number, other) in others.enumerated() {
                let wishes = instead(other)
                guard
                    case .measured(let subject, let config, let verdict) = try attempt(
                        .alternative, wishes, against: best.subject,
                        next: others.dropFirst(number + 1).prefix(1).map(instead)),
                    verdict.outcome == .better
                else { continue }
                best = Best(
                    wishes: wishes, config: config, subject: subject, steps: best.steps + [verdict.p])
                break
            }
        }
    }
}

/// Why a kernel does not boot.
extension Campaign {
    /// Only finds out which of some differences to the base keep a kernel from booting.
    ///
    /// - Returns: the base with the others: built and booted once, not measured.
    /// - Throws: `SearchStop`, also when the kernel with all differences boots.
    public func bisect(_ wishes: [Wish]) throws -> Result {
        try checkBase()
        guard try trial(wishes) == .fails else {
            throw SearchStop(
                .broken,
                "with all \(wishes.count) differences it builds and boots, or the solver refuses some")
        }
        let left = try withoutCulprits(wishes, "see its rounds")
        guard left.count < wishes.count else { return Result(config: nil, wishes: [], verdict: nil) }
        return Result(config: try tuner.candidate(left, without: culprits).config, wishes: left, verdict: nil)
    }

    /// Finds the smallest sets of wishes that keep the kernel from booting, and notes them.
    ///
    /// - Parameter why: what the whole set fails with.
    /// - Returns: the wishes without one of each set.
    func withoutCulprits(_ wishes: [Wish], _ why: String) throws -> [Wish] {
        let items = Array(wishes.indices)
        var memo: [[Int]: TrialOutcome] = [items: .fails]
        memo[[]] = .passes
        var debugging = DeltaDebugging(
            memo: TrialMemo(known: memo), cost: { set in Double(self.cost(of: set.map { wishes[$0] })) },
            trial: { set in try self.trial(set.map { wishes[$0] }) })
        let found = try CulpritSearch.run(items, &debugging)
        for set in found.culprits {
            let culprit = set.map { wishes[$0] }
            culprits.append(culprit)
            let isVerified = found.restOutcome == .passes
            try journal.put(
                Culprit(wishes: culprit.map(\.text), isVerified: isVerified, failure: why))
            say(
                "to blame: \(culprit.map(\.text).joined(separator: " with "))"
                    + (isVerified ? "; without, the rest boots" : ""))
        }
        return found.rest.sorted().map { wishes[$0] }
    }

    /// Whether the base with some wishes boots.
    private func trial(_ wishes: [Wish]) throws -> TrialOutcome {
        var round = try begin(.bisect, wishes.map(\.text))
        let candidate = try solve(wishes, &round)
        guard candidate.refused.isEmpty else {
            try note(round, .refused)
            return .unresolved
        }
        try announce(round, candidate.config)
        let build = try laboratory.build(candidate.config, hash: round.config!)
        guard let image = build.image else {
            round.note = build.failure ?? "no image"
            try note(round, .buildFailed)
            return .fails
        }
        round.image = image
        try note(round, .built)
        if image == base.image { return .passes }
        let outcome = try laboratory.outcomes(
            of: [[(Laboratory.Subject(image), seed(round.number, 0))]])[0][0]
        guard case .booted = outcome else {
            round.note = Self.reason(outcome)
            try note(round, .bootFailed)
            return .fails
        }
        try note(round, .booted)
        return .passes
    }
}
