// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Whether a text can be a symbol's value at all, whatever the other symbols are.
public struct ValueCheck {
    public struct Problem: Error {
        public let message: String
        public let hint: String?
    }

    let model: KconfigModel

    public init(_ model: KconfigModel) { self.model = model }

    /// The value as it will be written, without quotes.
    public func check(_ text: Substring, _ symbol: SymbolID) -> Result<String, Problem> {
        let name = model.name(symbol)
        let type = model.symbols[symbol].type
        func wrong(_ expected: String) -> Result<String, Problem> {
            let place = model.sources.describe(model.location(of: symbol))
            return .failure(
                Problem(
                    message: "value '\(text)' is wrong for \(name): \(expected) expected",
                    hint: "\(name) is of type \(type.name), see \(place)"))
        }
        switch type {
        case .bool: return text == "y" || text == "n" ? .success(String(text)) : wrong("y or n")
        case .tristate: return ["y", "m", "n"].contains(text) ? .success(String(text)) : wrong("y, m or n")
        case .string: return unquoted(text).map { .success($0) } ?? wrong("a text in double quotes")
        case .int, .hex:
            guard ValueSyntax.isValid(String(text), for: type) else {
                return wrong(type == .int ? "a number without leading zeros" : "a hexadecimal number")
            }
            return checkRange(String(text), symbol)
        case .unknown: return wrong("nothing")
        }
    }

    private func unquoted(_ text: Substring) -> String? {
        guard text.first == "\"" else { return nil }
        return ConfigString.unquoted(Array(text.utf8)[...], isAlone: true).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Refuses a number that no range accepts, up to the first range that is always in force.
    private func checkRange(_ text: String, _ symbol: SymbolID) -> Result<String, Problem> {
        let base = model.symbols[symbol].type.radix
        var seen: [String] = []
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            let ends = model.expressions[property.expression]
            guard let low = constant(ends.leftSymbol, base), let high = constant(ends.rightSymbol, base)
            else { break }
            let value = number(text, base)
            if value >= low && value <= high { break }
            let place = model.sources.describe(property.location)
            seen.append("\(place): range \(model.name(ends.leftSymbol)) \(model.name(ends.rightSymbol))")
            if property.condition == model.menus[property.menu].dependency {
                return .failure(
                    Problem(
                        message: "\(text) is out of range for \(model.name(symbol))",
                        hint: seen.joined(separator: "; ")))
            }
        }
        return .success(text)
    }

    private func constant(_ symbol: SymbolID, _ base: Int32) -> Int64? {
        guard model.symbols[symbol].type == .unknown else { return nil }
        return model.strings.withBytes(model.symbols[symbol].name) { Number.value($0, base: base) }
    }

    private func number(_ text: String, _ base: Int32) -> Int64 {
        var copy = text
        return copy.withUTF8 { Number.value($0, base: base) }
    }
}
