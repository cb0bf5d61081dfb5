// SPDX-License-Identifier: GPL-2.0-or-later

extension ConfigContext {
    /// A line that does not count, since a later one is about the same symbol.
    struct ReplacedLine {
        let lost: Int
        let winner: Int
        let isSame: Bool
        let isOtherFile: Bool
        /// The line that lost stands in a fragment.
        let isFragment: Bool
    }

    var replacedLines: [ReplacedLine] {
        merged.replaced.map { pair in
            let (lost, winner) = (merged.lines[pair.line], merged.lines[pair.by])
            return ReplacedLine(
                lost: pair.line, winner: pair.by, isSame: lost.value == winner.value,
                isOtherFile: lost.input != winner.input,
                isFragment: merged.inputs[lost.input].isFragment)
        }
    }
}
