// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A configuration file or fragment, in the order of merging.
public struct ConfigInput {
    /// What to call it in messages.
    public let name: String
    public let text: SourceText
    /// A fragment is written by hand and says what somebody wants; a `.config` has a line for everything.
    public let isFragment: Bool

    public init(name: String, text: SourceText, isFragment: Bool) {
        self.name = name
        self.text = text
        self.isFragment = isFragment
    }
}

/// Files merged as `scripts/kconfig/merge_config.sh` does it: of several lines for a symbol the last one stays.
struct MergedConfig {
    struct Line {
        let input: Int
        /// In the input, counted from 1.
        let number: Int
        let bytes: ArraySlice<UInt8>
        /// Nil for a line that sets nothing.
        let name: [UInt8]?
        let value: ArraySlice<UInt8>
    }

    let inputs: [ConfigInput]
    private(set) var lines: [Line] = []
    /// Indices of lines that a later line replaces, with the index of that line.
    private(set) var replaced: [(line: Int, by: Int)] = []

    init(_ inputs: [ConfigInput], _ dialect: Dialect) {
        self.inputs = inputs
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        var last: [[UInt8]: Int] = [:]
        for (index, input) in inputs.enumerated() {
            ConfigLine.forEachLine(in: input.text.bytes) { bytes, number in
                var name: [UInt8]?
                var value = ArraySlice<UInt8>()
                if case .assignment(let symbol, let text) = ConfigLine(
                    bytes, prefix: prefix, dialect: dialect)
                {
                    name = Array(symbol)
                    value = text
                }
                if let name {
                    if let earlier = last[name] { replaced.append((earlier, lines.count)) }
                    last[name] = lines.count
                }
                lines.append(Line(input: index, number: number, bytes: bytes, name: name, value: value))
            }
        }
    }

    func place(_ line: Int) -> Place { Place(file: inputs[lines[line].input].name, line: lines[line].number) }

    func text(_ line: Int) -> String { String(decoding: lines[line].bytes, as: UTF8.self) }

    /// The name in a line that sets something.
    func name(_ line: Int) -> String { String(decoding: lines[line].name ?? [], as: UTF8.self) }

    /// The merged file, with an empty line where one was replaced: line numbers are indices plus one.
    var merged: SourceText { text { _ in true } }

    /// The lines of one input that stay and are wanted, all others empty, so that line numbers stay.
    func text(of input: Int, where isWanted: (Int) -> Bool) -> SourceText {
        let first = lines.firstIndex { $0.input == input } ?? 0
        let count = lines.count { $0.input == input }
        return text(first..<(first + count), isWanted)
    }

    private func text(_ isWanted: (Int) -> Bool) -> SourceText { text(lines.indices, isWanted) }

    private func text(_ range: Range<Int>, _ isWanted: (Int) -> Bool) -> SourceText {
        let gone = Set(replaced.map(\.line))
        var out: [UInt8] = []
        for index in range {
            if !gone.contains(index) && isWanted(index) { out += lines[index].bytes }
            out.append(0x0A)
        }
        return SourceText(copying: out)
    }
}
