// SPDX-License-Identifier: GPL-2.0-or-later
import Search

extension BootRecord {
    /// By kind of test, better ones larger.
    var scores: [String: Double] { BootScore.scores(results) }

    /// How much better another boot is, the mean over all kinds; nil when they don't have the same.
    func gain(of other: BootRecord) -> Double? {
        let (base, scores) = (scores, other.scores)
        guard !base.isEmpty, Set(base.keys) == Set(scores.keys) else { return nil }
        return base.reduce(0) { $0 + scores[$1.key]! - $1.value } / Double(base.count)
    }
}
