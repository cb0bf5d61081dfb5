// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

extension Report {
    /// Comments that silence a rule that there is not, as `FILE:LINE: …`.
    var mistyped: [String] {
        let rules = RuleRegistry.reported.map(\.id)
        return silenced.filter { $0.rule != "all" && !rules.contains($0.rule) }.map { place, name in
            let near = NearMiss.names(for: name, among: rules)
            return "\(place): there is no rule '\(name)', so this comment silences nothing"
                + (near.isEmpty ? "" : ": did you mean \(near.joined(separator: ", "))?")
        }
    }
}
