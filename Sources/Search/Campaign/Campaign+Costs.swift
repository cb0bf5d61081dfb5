// SPDX-License-Identifier: GPL-2.0-or-later

/// What builds cost, and what is built before it is needed.
extension Campaign {
    /// How many objects of the base would be made anew; 0 when nobody knows.
    func cost(of wishes: [Wish]) -> Int { footprint?.affected(by: wishes.map(\.symbol)) ?? 0 }

    /// Builds what may be tried next while boards measure, as far as there are builders for it.
    ///
    /// - Parameter sets: the likeliest first.
    func buildAhead(_ sets: [[Wish]]) throws {
        guard settings.buildsAhead else { return }
        solvedAhead = solvedAhead.filter { known in sets.contains { $0 == known.wishes } }
        for wishes in sets where laboratory.hasFreeBuilder {
            let candidate = try candidate(wishes)
            solvedAhead.removeAll { $0.wishes == wishes }
            solvedAhead.append((wishes, culprits.count, candidate))
            try laboratory.buildAhead(candidate.config, hash: Self.hash(candidate.config))
        }
    }

    /// What the solver makes of wishes, asked once.
    func candidate(_ wishes: [Wish]) throws -> Candidate {
        let known = solvedAhead.first { $0.wishes == wishes && $0.culprits == culprits.count }
        return try known?.candidate ?? tuner.candidate(wishes, without: culprits)
    }

    /// Tells of a build that will take a while.
    func announce(_ round: Round, _ config: [UInt8]) throws {
        guard let footprint, try journal.build(of: round.config!) == nil else { return }
        let changed = Self.options(of: config).symmetricDifference(Self.options(of: tuner.base))
        let count = footprint.affected(by: Set(changed.map(Self.name)))
        say(
            "round \(round.number), \(round.phase.rawValue): about \(count) of \(footprint.count) objects to build"
        )
    }

    /// The lines that say something of an option, without its prefix.
    private static func options(of config: [UInt8]) -> Set<Substring> {
        Set(
            String(decoding: config, as: UTF8.self).split(separator: "\n").compactMap { line in
                line.firstRange(of: "CONFIG_").map { line[$0.upperBound...] }
            })
    }

    private static func name(_ line: Substring) -> String { String(line.prefix { $0 != "=" && $0 != " " }) }
}
