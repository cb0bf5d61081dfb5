// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Damages texts the way editors, merges, disks and adversaries do.
struct Mutator {
    var random: SplitMix64
    /// Other texts to splice from.
    let corpus: [[UInt8]]
    /// Words of the language at hand.
    let words: [[UInt8]]

    private static let longest = 200_000

    mutating func mutate(_ text: [UInt8]) -> [UInt8] {
        var out = text
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            out = step(out)
            if out.count > Self.longest { out.removeLast(out.count - Self.longest) }
        }
        return out
    }

    private mutating func step(_ text: [UInt8]) -> [UInt8] {
        var out = text
        let at = Int.random(in: 0...out.count, using: &random)
        let end = min(out.count, at + Int.random(in: 0...40, using: &random))
        switch Int.random(in: 0..<12, using: &random) {
        case 0: if at < out.count { out[at] = UInt8.random(in: 0...255, using: &random) }
        case 1: out.removeSubrange(at..<end)
        case 2: out.insert(contentsOf: out[at..<end], at: at)
        case 3: out.removeSubrange(at...)
        case 4: out.insert(contentsOf: words.randomElement(using: &random)!, at: at)
        case 5:
            out.insert(
                contentsOf: [0x20] + words.randomElement(using: &random)! + [0x0A], at: lineStart(out, at))
        case 6: out.insert(contentsOf: slice(), at: lineStart(out, at))
        case 7: out.insert(contentsOf: repeated(), at: at)
        case 8: out = out.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        case 9:
            out.insert(
                contentsOf: [[0], [0xFF, 0xFE], [0xC3], [0x5C, 0x0A]].randomElement(using: &random)!, at: at)
        case 10: out = swapLines(out)
        default: out.removeSubrange(lineStart(out, at)..<end)
        }
        return out
    }

    private func lineStart(_ text: [UInt8], _ at: Int) -> Int {
        text[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    }

    private mutating func slice() -> [UInt8] {
        let other = corpus.randomElement(using: &random)!
        guard !other.isEmpty else { return [] }
        let start = Int.random(in: 0..<other.count, using: &random)
        return Array(other[start..<min(other.count, start + Int.random(in: 1...400, using: &random))])
    }

    /// The same thing many times: nesting, long lines, long chains.
    private mutating func repeated() -> [UInt8] {
        let piece = words.randomElement(using: &random)!
        let count = [3, 30, 300, 3000].randomElement(using: &random)!
        let separator: [UInt8] = [[], [0x20], [0x0A]].randomElement(using: &random)!
        return (0..<count).flatMap { _ in piece + separator }
    }

    private mutating func swapLines(_ text: [UInt8]) -> [UInt8] {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        let (a, b) = (
            lines.indices.randomElement(using: &random)!, lines.indices.randomElement(using: &random)!
        )
        lines.swapAt(a, b)
        return Array(lines.joined(separator: [0x0A]))
    }
}
