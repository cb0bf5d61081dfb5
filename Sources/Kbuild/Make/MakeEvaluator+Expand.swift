// SPDX-License-Identifier: GPL-2.0-or-later

extension MakeEvaluator {
    /// A text with its references replaced.
    func expand(_ text: Substring, _ place: MakePlace) -> MakeValue {
        guard text.utf8.contains(0x24) else { return MakeValue(String(text), place) }
        var value = MakeValue()
        var rest = text[...]
        while let dollar = rest.utf8.firstIndex(of: 0x24) {
            if dollar > rest.startIndex { value.append(String(rest[..<dollar]), place) }
            rest = rest[rest.utf8.index(after: dollar)...]
            guard let sign = rest.utf8.first else { break }
            if sign == 0x28 || sign == 0x7B {
                let inner = Self.inside(rest)
                value.pieces += reference(inner, place).pieces
                rest = rest[inner.endIndex...].dropFirst()
            } else if sign == 0x24 {
                value.append("$", place)
                rest = rest.dropFirst()
            } else {
                value.pieces += variable(String(rest.prefix(1)), place).pieces
                rest = rest.dropFirst()
            }
        }
        if !rest.isEmpty { value.append(String(rest), place) }
        return value
    }

    /// What stands between a parenthesis or brace and its end.
    private static func inside(_ text: Substring) -> Substring {
        let open = text.utf8.first!
        let close: UInt8 = open == 0x28 ? 0x29 : 0x7D
        var depth = 0
        var index = text.utf8.startIndex
        while index < text.utf8.endIndex {
            let byte = text.utf8[index]
            if byte == open { depth += 1 }
            if byte == close {
                depth -= 1
                if depth == 0 { return text[..<index].dropFirst() }
            }
            index = text.utf8.index(after: index)
        }
        return text.dropFirst()
    }

    private func reference(_ inner: Substring, _ place: MakePlace) -> MakeValue {
        if depth > 60 { return unknown(place) }
        depth += 1
        defer { depth -= 1 }
        let word = String(Substring(inner.utf8.prefix { !isBlank($0) }))
        if word.utf8.count < inner.utf8.count, let function = MakeFunction(rawValue: word) {
            let arguments = Substring(inner.utf8.dropFirst(word.utf8.count).drop(while: isBlank))
            return call(function, arguments, place)
        }
        // `$(name:from=to)`
        if inner.utf8.contains(0x3A) {
            let parts = MakeText.split(inner, at: 0x3A, limit: 2)
            if parts.count == 2, let equals = parts[1].firstIndex(of: "=") {
                let value = named(expand(parts[0], place), place)
                return substituted(value, parts[1][..<equals], parts[1][equals...].dropFirst(), place)
            }
        }
        return named(expand(inner, place), place)
    }

    private func substituted(
        _ value: MakeValue, _ from: Substring, _ to: Substring, _ place: MakePlace
    ) -> MakeValue {
        guard let from = expand(from, place).literal, let to = expand(to, place).literal else {
            return unknown(place)
        }
        let isPattern = from.contains("%")
        let pattern = MakePattern(isPattern ? from : "%" + from)
        let target = isPattern ? to : "%" + to
        return MakeValue(words: value.words.map { $0.with(pattern.replaced($0.text, target)) })
    }

    /// The variable of a name that may itself depend on symbols.
    private func named(_ name: MakeValue, _ place: MakePlace) -> MakeValue {
        if let literal = name.literal { return variable(literal, place) }
        guard let cases = name.cases else { return unknown(place) }
        var value = MakeValue()
        for one in cases {
            let part = one.isUnknown ? unknown(place) : variable(one.text, place)
            value.pieces += part.guarded(one.guarded).pieces
        }
        return value
    }

    private func variable(_ name: String, _ place: MakePlace) -> MakeValue {
        for frame in locals.reversed() {
            if let value = frame[name] { return value }
        }
        if let variable = lookUp(name) { return placed(self.value(variable), place) }
        if name.hasPrefix("CONFIG_") { return symbol(String(name.dropFirst("CONFIG_".count)), place) }
        return MakeValue()
    }

    /// What no file says (`obj`) is said where it is used.
    private func placed(_ value: MakeValue, _ place: MakePlace) -> MakeValue {
        guard value.pieces.contains(where: { $0.place.file.isEmpty }) else { return value }
        return MakeValue(
            value.pieces.map {
                $0.place.file.isEmpty
                    ? MakeValue.Piece(
                        alternatives: $0.alternatives,
                        place: MakePlace(file: place.file, line: place.line, mark: $0.place.mark)) : $0
            })
    }

    func value(_ variable: Variable) -> MakeValue {
        guard depth < 60 else { return unknown(MakePlace(file: "", line: 0)) }
        depth += 1
        defer { depth -= 1 }
        var value = MakeValue()
        for part in variable.parts {
            let one: MakeValue
            let place: MakePlace
            switch part.content {
            case .value(let known):
                one = known
                place = known.pieces.first?.place ?? MakePlace(file: "", line: 0)
            case .text(let text, let where_):
                one = expand(text[...], where_)
                place = where_
            }
            // A blank too many, where the part is not there, changes no words.
            if part.isAdded, !value.pieces.isEmpty { value.append(" ", place) }
            value.pieces += one.guarded(part.guarded).pieces
        }
        return value
    }

    private func symbol(_ name: String, _ place: MakePlace) -> MakeValue {
        let kind = surroundings.kind(name)
        var alternatives = [
            MakeValue.Alternative(
                guarded: .symbol(name, kind, .y), text: kind == .text ? "" : "y", isUnknown: kind == .text)
        ]
        if kind == .tristate {
            alternatives.append(MakeValue.Alternative(guarded: .symbol(name, kind, .m), text: "m"))
        }
        return MakeValue([MakeValue.Piece(alternatives: alternatives, place: place)])
    }

    // MARK: - Comparing

    /// `ifeq`; nil when it can't be read.
    func equal(_ rest: Substring, _ place: MakePlace) -> BuildCondition? {
        guard let (left, right) = Self.sides(rest) else { return nil }
        if let condition = compared(symbolIn: left, with: right) ?? compared(symbolIn: right, with: left) {
            return condition
        }
        let (a, b) = (expand(left, place), expand(right, place))
        if b.literal == "" { return !a.isThere }
        if a.literal == "" { return !b.isThere }
        guard let first = a.cases, let second = b.cases else { return nil }
        var condition = BuildCondition.never
        for one in first {
            let text = MakeText.trimmed(one.text)
            for other in second
            where text == MakeText.trimmed(other.text) || one.isUnknown || other.isUnknown {
                var both = one.guarded.and(other.guarded)
                if one.isUnknown || other.isUnknown { both = both.and(open(place)) }
                condition = condition.or(both)
            }
        }
        return condition
    }

    /// `$(CONFIG_X)` of a text symbol with a text.
    private func compared(symbolIn left: Substring, with right: Substring) -> BuildCondition? {
        guard left.hasPrefix("$(CONFIG_"), left.hasSuffix(")"), !right.utf8.contains(0x24) else { return nil }
        let name = String(left.dropFirst("$(CONFIG_".count).dropLast())
        guard name.utf8.allSatisfy({ $0 != 0x24 && $0 != 0x20 && $0 != 0x3A }),
            surroundings.kind(name) == .text, lookUp("CONFIG_" + name) == nil
        else { return nil }
        if right.isEmpty { return .symbol(name, .text, .off) }
        return .text(name, is: String(right))
    }

    /// The two sides of `(A,B)`, `"A" "B"` or `'A' 'B'`.
    private static func sides(_ text: Substring) -> (Substring, Substring)? {
        guard let first = text.utf8.first else { return nil }
        if first == 0x28 {
            let parts = MakeText.split(inside(text), at: 0x2C, limit: 2)
            guard parts.count == 2 else { return nil }
            return (MakeText.trimmed(parts[0])[...], MakeText.trimmed(parts[1])[...])
        }
        guard first == 0x22 || first == 0x27 else { return nil }
        let parts = text.utf8.split(separator: first, omittingEmptySubsequences: false)
        guard parts.count == 5 else { return nil }
        return (Substring(parts[1]), Substring(parts[3]))
    }
}

extension MakeValue.Word {
    func with(_ text: String) -> MakeValue.Word {
        MakeValue.Word(guarded: guarded, text: text, isUnknown: isUnknown, place: place)
    }
}

/// A word with one `%`.
struct MakePattern {
    private let start: Substring
    private let end: Substring?

    init(_ text: String) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        start = parts[0]
        end = parts.count > 1 ? parts[1] : nil
    }

    /// What stands for `%`; nil when it does not fit.
    func stem(_ word: String) -> Substring? {
        guard let end else { return word == start ? "" : nil }
        guard word.utf8.count >= start.utf8.count + end.utf8.count, word.hasPrefix(start), word.hasSuffix(end)
        else { return nil }
        return word.dropFirst(start.count).dropLast(end.count)
    }

    func replaced(_ word: String, _ target: String) -> String {
        guard let stem = stem(word) else { return word }
        guard end != nil, let percent = target.firstIndex(of: "%") else { return target }
        return String(target[..<percent]) + String(stem) + String(target[percent...].dropFirst())
    }
}
