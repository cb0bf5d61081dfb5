// SPDX-License-Identifier: GPL-2.0-or-later

/// Several tests at once: who tries twenty options finds one "significant" at 5 % by chance alone.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979): the
/// chance of one wrong rejection or more stays below the level, whatever the tests have to do with each other.
public enum HolmCorrection {
    /// The p of each test as it must be compared with the level when all of them are looked at, in the order given. At
    /// most 1.
    public static func adjusted(_ p: [Double]) -> [Double] {
        var adjusted = p
        var highest = 0.0
        let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
        for (rank, index) in order.enumerated() {
            highest = max(highest, min(1, p[index] * Double(p.count - rank)))
            adjusted[index] = highest
        }
        return adjusted
    }
}
