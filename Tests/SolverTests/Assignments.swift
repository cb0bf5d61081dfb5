// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport

@testable import KconfigEvaluate
@testable import Solver

/// Everything that a user can write about the symbols of a tiny Kconfig.
///
/// Each symbol with a prompt is left out or gets one of its values; for bools and tristates these are all there
/// are. For numbers and strings they are those of the formula's finite domain (defaults, ends of ranges, what
/// they are compared with and its neighbours) and, for numbers, one below and one above each end of a range.
struct Assignments {
    private let model: KconfigModel
    private let encoding: Encoding
    /// Per symbol, the lines it may have; an empty one leaves it out.
    private let choices: [[String]]

    init(_ model: KconfigModel, _ encoding: Encoding, withBeyond: Bool) {
        self.model = model
        self.encoding = encoding
        choices = model.named.filter { model.hasPrompt($0) }.map {
            Self.lines($0, model, encoding, withBeyond: withBeyond)
        }
    }

    /// How many there are.
    var count: Int { choices.reduce(1) { min($0 * $1.count, 1 << 40) } }

    /// Calls `body` with each assignment, as the text of a `.config`, until it gives false.
    func visitAll(_ body: ([UInt8]) -> Bool) {
        var chosen: [String] = []
        func enumerate(_ index: Int) -> Bool {
            guard index < choices.count else { return body(Array(chosen.joined().utf8)) }
            for line in choices[index] {
                chosen.append(line)
                let goesOn = enumerate(index + 1)
                chosen.removeLast()
                if !goesOn { return false }
            }
            return true
        }
        _ = enumerate(0)
    }

    /// Whether a configuration has only values of the formula's domains.
    func isInDomain(_ config: [UInt8]) -> Bool {
        let lines = config.split(separator: 0x0A).map { Array($0) + [0x0A] }
        return model.named.allSatisfy { symbol in
            guard let texts = encoding.texts[symbol] else { return true }
            let prefix = Array("CONFIG_\(model.name(symbol))=".utf8)
            guard let line = lines.first(where: { $0.starts(with: prefix) }) else { return true }
            return texts.contains {
                Self.line(symbol, Array(encoding.strings.bytes($0.text)), model)
                    == String(decoding: line, as: UTF8.self)
            }
        }
    }

    private static func lines(
        _ symbol: SymbolID, _ model: KconfigModel, _ encoding: Encoding, withBeyond: Bool
    ) -> [String] {
        let name = "CONFIG_\(model.name(symbol))"
        switch model.symbols[symbol].type {
        case .unknown: return [""]
        case .bool: return ["", "# \(name) is not set\n", "\(name)=y\n"]
        case .tristate: return ["", "# \(name) is not set\n", "\(name)=m\n", "\(name)=y\n"]
        case .int, .hex, .string:
            let texts = (encoding.texts[symbol] ?? []).map { Array(encoding.strings.bytes($0.text)) }
            let more = withBeyond ? beyond(symbol, model).filter { !texts.contains($0) } : []
            return [""] + (texts + more).map { line(symbol, $0, model) }
        }
    }

    private static func line(_ symbol: SymbolID, _ text: [UInt8], _ model: KconfigModel) -> String {
        var value: [UInt8] = []
        if model.symbols[symbol].type == .string {
            text.withUnsafeBufferPointer { ConfigString.quote($0, into: &value) }
        } else {
            value = text
        }
        return "CONFIG_\(model.name(symbol))=\(String(decoding: value, as: UTF8.self))\n"
    }

    /// The numbers next to the constant ends of a symbol's ranges, outside.
    private static func beyond(_ symbol: SymbolID, _ model: KconfigModel) -> [[UInt8]] {
        let radix = model.symbols[symbol].type == .hex ? 16 : 10
        var list: [[UInt8]] = []
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            let ends = model.expressions[property.expression]
            for (end, step) in [(ends.leftSymbol, -1), (ends.rightSymbol, 1)] {
                let text = model.name(end)
                let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
                guard let value = Int(digits, radix: radix), value + step >= 0 || radix == 10 else {
                    continue
                }
                let next = Array(((radix == 16 ? "0x" : "") + String(value + step, radix: radix)).utf8)
                if !list.contains(next) { list.append(next) }
            }
        }
        return list
    }
}
