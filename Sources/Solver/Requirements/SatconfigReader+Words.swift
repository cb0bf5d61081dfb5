// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

extension SatconfigReader {
    // MARK: - Values

    /// One or more values separated by `|`, checked against the symbol's type and range. Of several, `m` is left out
    /// where the symbol is a bool: what is a tristate for one architecture is a bool for another.
    func values(_ text: Substring, for symbol: SymbolID, _ line: Line) -> [String]? {
        var values: [String] = []
        let parts = alternatives(text)
        for part in parts {
            switch ValueCheck(model).check(part, symbol) {
            case .success(let value): values.append(value)
            case .failure where part == "m" && parts.contains("y") && model.symbols[symbol].type == .bool:
                continue
            case .failure(let problem):
                report(true, line, part, problem.message, hint: problem.hint)
                markLast()
                return nil
            }
        }
        return values
    }

    func alternatives(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        for (index, character, isQuoted) in QuotedText(text) where character == "|" && !isQuoted {
            parts.append(text[start..<index])
            start = text.index(after: index)
        }
        return parts + [text[start...]]
    }

    // MARK: - Words

    func readMatch(_ rest: Substring, _ line: Line) {
        let (pattern, value) = Self.split(rest)
        guard !pattern.isEmpty, !value.isEmpty else {
            return report(
                true, line, line.body, "a pattern and a value expected", hint: "match ^CONFIG_SND_ n")
        }
        do {
            let count = try addMatching(try Pattern(String(pattern)), value, line)
            if count > 0 { return }
            report(!ignoresUnknown, line, pattern, "no symbol that can be \(value) matches \(pattern)")
        } catch {
            let problem = error as! Pattern.SyntaxError
            let start = pattern.utf8.index(
                pattern.startIndex, offsetBy: min(problem.offset, pattern.utf8.count))
            report(true, line, pattern[start...], "bad pattern: \(problem.message)")
        }
    }

    /// Requires the value of every symbol that matches and can have it; how many these are.
    func addMatching(_ pattern: borrowing Pattern, _ value: Substring, _ line: Line) throws -> Int {
        var count = 0
        for symbol in model.symbols.indices {
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice, info.type != .unknown else { continue }
            guard try pattern.matches(Array(prefix.utf8) + model.strings.bytes(info.name)) else { continue }
            // A pattern for drivers also meets their numbers and strings: `n` is not meant for these.
            let values = alternatives(value).compactMap { try? ValueCheck(model).check($0, symbol).get() }
            if values.isEmpty { continue }
            count += 1
            isPattern = true
            add(.value(symbol, values), line, line.body, as: .required)
            isPattern = false
        }
        return count
    }

    func readAssert(_ rest: Substring, _ line: Line) {
        do {
            let (extended, expression) = try model.adding(expression: String(rest))
            model = extended
            add(.expression(expression), line, rest, as: .required)
        } catch {
            let index = rest.utf8.index(rest.startIndex, offsetBy: min(error.offset, rest.utf8.count))
            let near = error.unknown.map { NearMiss.names(for: $0, in: model) } ?? []
            report(
                true, line, rest[index...], error.message,
                hint: assertHint(error.unknown ?? "", near))
        }
    }

    func assertHint(_ name: String, _ near: [String]) -> String? {
        if name.hasPrefix(prefix) { return "in an expression names have no \(prefix)" }
        if let elsewhere = others.sentence(about: name) { return elsewhere }
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?"
    }

    func readPreference(_ rest: Substring, _ line: Line) {
        var text = rest
        var weight = 1
        if let blank = rest.lastIndex(where: \.isWhitespace), !rest.hasSuffix("\"") {
            let last = rest[rest.index(after: blank)...]
            guard let number = Int(last), number > 0, number <= 1_000_000 else {
                return report(true, line, last, "a weight from 1 to 1000000 expected")
            }
            weight = number
            text = rest[..<blank]
            while let last = text.last, last.isWhitespace { text.removeLast() }
        }
        guard text.hasPrefix(prefix) else {
            return report(
                true, line, rest, "\(prefix)X=value expected", hint: "prefer CONFIG_PREEMPT_NONE=y 10")
        }
        readAssignment(text, line, as: .preferred(weight))
    }
}
