// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// How like the configuration at hand each of the tree's own configurations is: that one names X says the more about
/// what is missing here.
struct Likeness {
    private let cosines: [Double]
    private let parts: [Double]

    /// The cosine between what is on here and what a file names, where a symbol counts the more the fewer files name it.
    ///
    /// - Parameters:
    ///   - named: per symbol, how many files switch it on.
    ///   - foreign: how many files of another architecture count as one.
    ///   - isOn: per symbol, whether it is on in the configuration at hand, by a line of its own or not.
    init(_ files: [MentionCounts.File], _ named: [Double], foreign: Int, isOn: [Bool]) {
        let total = Double(files.count + 1)
        let rarities = named.map { count -> Double in
            let rarity = log(total / (count + 1))
            return rarity * rarity
        }
        var here = 0.0
        for (index, count) in named.enumerated() where count > 0 && isOn[index] { here += rarities[index] }
        cosines = files.map { file -> Double in
            var (both, there) = (0.0, 0.0)
            for symbol in file.on {
                there += rarities[symbol.index]
                if isOn[symbol.index] { both += rarities[symbol.index] }
            }
            return both > 0 ? both / (here * there).squareRoot() : 0
        }
        parts = files.map { $0.isForeign ? 1 / Double(max(1, foreign)) : 1 }
    }

    /// Per file from 0 to 1; the one most alike has 1.
    ///
    /// - Parameters:
    ///   - power: how much more the most alike count than others.
    ///   - isCounted: the others have 0.
    func weights(_ power: Int, where isCounted: (Int) -> Bool = { _ in true }) -> [Double] {
        let counted = cosines.indices.map { isCounted($0) ? cosines[$0] : 0 }
        guard let most = counted.max(), most > 0 else { return counted }
        return zip(counted, parts).map { pow($0 / most, Double(power)) * $1 }
    }
}
