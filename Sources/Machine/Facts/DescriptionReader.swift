// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Reads what `scripts/describe-machine` writes: one fact a line, ` #` starts a comment.
public struct DescriptionReader {
    public private(set) var facts: [MachineFact] = []
    /// Lines that are none; they are passed over.
    public private(set) var problems: [MachineProblem] = []

    private let name: String
    /// Names of devices are short. What is longer is no description.
    private static let longestLine = 16_384

    /// - Parameter name: that of the file, for places.
    public init(_ text: SourceText, name: String) {
        self.name = name
        var number = 0
        for line in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            read(line, number)
        }
    }

    private mutating func read(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ number: Int) {
        let place = "\(name):\(number)"
        guard bytes.count <= Self.longestLine else { return complain("the line is too long", place) }
        let words = Self.words(String(decoding: bytes, as: UTF8.self))
        guard let first = words.first else { return }
        guard let kind = Self.kind(first, Array(words.dropFirst())) else {
            let known = [
                "machine", "modalias", "of", "stdout", "module", "mount", "block", "console", "earlycon",
                "need",
            ]
            return complain(
                known.contains(first) ? "'\(first)' has other parts" : "there are no lines '\(first) …'",
                place)
        }
        facts.append(MachineFact(kind, place: place))
    }

    private mutating func complain(_ text: String, _ place: String) {
        problems.append(MachineProblem(place: place, text: text))
    }

    /// Without the comment.
    private static func words(_ line: String) -> [String] {
        var words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }.map(String.init)
        if let comment = words.firstIndex(where: { $0.hasPrefix("#") }) { words.removeSubrange(comment...) }
        return words
    }

    private static func kind(_ word: String, _ rest: [String]) -> MachineFact.Kind? {
        switch (word, rest.count) {
        case ("machine", 3):
            return .machine(architecture: known(rest[0]), release: known(rest[1]), vendor: known(rest[2]))
        case ("modalias", 2...3): return modalias(rest)
        // `arm,pl011;arm,primecell`
        case ("of", 2): return .compatible(rest[0].split(separator: ";").map(String.init), node: rest[1])
        case ("stdout", 1): return .standardOutput(node: rest[0])
        case ("module", 1): return .module(rest[0])
        case ("mount", 3): return .mount(type: rest[0], folder: known(rest[1]), device: known(rest[2]))
        case ("block", 2...): return block(rest).map { .block($0) }
        case ("console", 1): return .console(rest[0], isEarly: false)
        case ("earlycon", 1): return .console(rest[0], isEarly: true)
        case ("need", 1): return MachineFact.Need(rawValue: rest[0]).map { .need($0) }
        default: return nil
        }
    }

    private static func known(_ word: String) -> String? { word == "-" ? nil : word }

    private static func modalias(_ rest: [String]) -> MachineFact.Kind? {
        guard rest.count == 3 else { return .modalias(rest[0], device: rest[1], driver: nil) }
        guard rest[2].hasPrefix("driver=") else { return nil }
        return .modalias(rest[0], device: rest[1], driver: String(rest[2].dropFirst("driver=".count)))
    }

    private static func block(_ rest: [String]) -> MachineFact.BlockDevice? {
        let parts = rest[1].split(separator: ":", maxSplits: 1).map(String.init)
        let detail = parts.count == 2 ? parts[1] : nil
        let kind: MachineFact.BlockDevice.Kind
        switch (parts.first, detail) {
        case ("disk", nil): kind = .disk
        case ("loop", nil): kind = .loop
        case ("partition", _): kind = .partition(table: detail)
        case ("dm", let type?): kind = .mapped(type)
        case ("md", let level?): kind = .raid(level)
        default: return nil
        }
        return MachineFact.BlockDevice(name: rest[0], kind: kind, below: Array(rest.dropFirst(2)))
    }
}
