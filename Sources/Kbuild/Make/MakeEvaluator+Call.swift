// SPDX-License-Identifier: GPL-2.0-or-later

/// The functions of GNU make.
enum MakeFunction: String {
    case subst, patsubst, strip, findstring, filter, sort, word, wordlist, words, firstword, lastword
    case dir, notdir, suffix, basename, addsuffix, addprefix, join, wildcard, realpath, abspath
    case `if`, or, and, foreach, call, value, eval, origin, flavor, shell, error, warning, info
    case filterOut = "filter-out"
    case intcmp, file
    case bindings = "let"
}

extension MakeEvaluator {
    func call(_ function: MakeFunction, _ text: Substring, _ place: MakePlace) -> MakeValue {
        let arguments = MakeText.split(text, at: 0x2C)
        switch function {
        case .if, .or, .and: return logical(function, arguments, place)
        case .foreach: return forEach(arguments, place)
        case .call: return callUser(arguments, place)
        case .eval:
            if let literal = expand(text, place).literal {
                evaluate(literal: literal, place)
            } else {
                note(place, "$(eval …)")
            }
            return MakeValue()
        case .shell: return unknown(place, tail: Self.tail(ofFound: text))
        case .file, .intcmp, .bindings: return unknown(place)
        case .error, .warning, .info: return MakeValue()
        case .value: return unknown(place)
        case .origin, .flavor: return origin(function, text, place)
        case .subst, .patsubst, .findstring, .filter, .filterOut, .addsuffix, .addprefix, .join, .word,
            .wordlist:
            return texts(function, arguments, place)
        default: return lists(function, expand(text, place), place)
        }
    }

    /// How the files end that `find … -name '*.h'` prints.
    private static func tail(ofFound command: Substring) -> String {
        guard command.contains("find "), !command.contains("|"), !command.contains("-o ") else { return "" }
        let parts = command.split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix("-name "), parts[1].hasPrefix("*."),
            parts[1].dropFirst(2).utf8.allSatisfy(isWord)
        else { return "" }
        return String(parts[1].dropFirst())
    }

    private func origin(_ function: MakeFunction, _ text: Substring, _ place: MakePlace) -> MakeValue {
        guard let name = expand(text, place).literal, lookUp(name) == nil else { return unknown(place) }
        return MakeValue("undefined", place)
    }

    private func logical(
        _ function: MakeFunction, _ arguments: [Substring], _ place: MakePlace
    ) -> MakeValue {
        if function == .if {
            let condition = expand(arguments[0], place).isThere
            var value = MakeValue()
            if arguments.count > 1, !condition.isNever {
                let yes = within(guarded.and(condition)) { expand(arguments[1], place) }
                value.pieces += yes.guarded(condition).pieces
            }
            if arguments.count > 2, !condition.isAlways {
                let rest = Substring(arguments[2...].joined(separator: ","))
                let no = within(guarded.and(!condition)) { expand(rest, place) }
                value.pieces += no.guarded(!condition).pieces
            }
            return value
        }
        var left = BuildCondition.always
        var value = MakeValue()
        for argument in arguments {
            let one = expand(argument, place)
            let there = one.isThere
            if function == .or {
                value.pieces += one.guarded(left).pieces
                left = left.and(!there)
            } else {
                left = left.and(there)
                value = one
            }
            if left.isNever { break }
        }
        return function == .or ? value : value.guarded(left)
    }

    private func forEach(_ arguments: [Substring], _ place: MakePlace) -> MakeValue {
        guard arguments.count >= 3, let name = expand(arguments[0], place).literal else {
            return unknown(place)
        }
        let body = Substring(arguments[2...].joined(separator: ","))
        var value = MakeValue()
        for word in expand(arguments[1], place).words {
            if word.isUnknown {
                // It may assign, too.
                if body.contains("eval") { note(place, "$(eval …)") }
                return unknown(place)
            }
            locals.append([MakeText.trimmed(name): MakeValue(word.text, word.place)])
            let one = within(guarded.and(word.guarded)) { expand(body, place) }.guarded(word.guarded)
            locals.removeLast()
            if !value.pieces.isEmpty { value.append(" ", place) }
            value.pieces += one.pieces
        }
        return value
    }

    private func callUser(_ arguments: [Substring], _ place: MakePlace) -> MakeValue {
        guard let name = expand(arguments[0], place).literal.map({ MakeText.trimmed($0) }) else {
            return unknown(place)
        }
        let values = arguments.dropFirst().map { expand($0, place) }
        if let function = MakeFunction(rawValue: name), let only = values.first, values.count == 1 {
            return lists(function, only, place)
        }
        guard let variable = lookUp(name) else { return MakeValue() }
        var frame: [String: MakeValue] = ["0": MakeValue(name, place)]
        for (index, value) in values.enumerated() { frame[String(index + 1)] = value }
        for index in values.count..<9 where frame[String(index + 1)] == nil {
            frame[String(index + 1)] = MakeValue()
        }
        locals.append(frame)
        defer { locals.removeLast() }
        return value(variable)
    }

    // MARK: - Functions of texts

    private func texts(_ function: MakeFunction, _ arguments: [Substring], _ place: MakePlace) -> MakeValue {
        let count = function == .subst || function == .patsubst || function == .wordlist ? 3 : 2
        guard arguments.count >= count else { return unknown(place) }
        let last = expand(Substring(arguments[(count - 1)...].joined(separator: ",")), place)
        let first = expand(arguments[0], place)
        switch function {
        case .filter, .filterOut: return filtered(first, last, keeps: function == .filter, place)
        case .findstring: return found(first, last, place)
        case .join, .wordlist: return unknown(place)
        default: break
        }
        // The first arguments seldom depend on anything; where they do, case by case.
        let second = count == 3 ? expand(arguments[1], place) : MakeValue()
        guard let firsts = first.cases, let seconds = second.cases else { return unknown(place) }
        var value = MakeValue()
        for one in firsts {
            for other in seconds {
                let guarded = one.guarded.and(other.guarded)
                if guarded.isNever { continue }
                let part =
                    one.isUnknown || other.isUnknown
                    ? unknown(place) : changed(function, one.text, other.text, last, place)
                value.pieces += part.guarded(guarded).pieces
            }
        }
        return value
    }

    private func changed(
        _ function: MakeFunction, _ from: String, _ to: String, _ last: MakeValue, _ place: MakePlace
    ) -> MakeValue {
        switch function {
        case .addprefix: return MakeValue(words: last.words.map { $0.with(from + $0.text) })
        case .addsuffix: return MakeValue(words: last.words.map { $0.with($0.text + from) })
        case .word: return word(Int(MakeText.trimmed(from)) ?? 0, last, place)
        case .patsubst:
            let pattern = MakePattern(MakeText.trimmed(from))
            return MakeValue(
                words: last.words.map { $0.with(pattern.replaced($0.text, MakeText.trimmed(to))) })
        default: return last.mapped { Self.replaced($0, from, to) }
        }
    }

    private static func replaced(_ text: String, _ from: String, _ to: String) -> String {
        let (bytes, sought) = (Array(text.utf8), Array(from.utf8))
        guard !sought.isEmpty, bytes.count >= sought.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: sought) {
                result += Array(to.utf8)
                index += sought.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func filtered(
        _ patterns: MakeValue, _ list: MakeValue, keeps: Bool, _ place: MakePlace
    ) -> MakeValue {
        let patterns = patterns.words.map { (pattern: MakePattern($0.text), word: $0) }
        return MakeValue(
            words: list.words.compactMap { word in
                // Whatever it is, it stays unknown.
                if word.isUnknown { return word }
                var fits = BuildCondition.never
                var isOpen = false
                for (pattern, own) in patterns {
                    if own.isUnknown {
                        isOpen = true
                    } else if pattern.stem(word.text) != nil {
                        fits = fits.or(own.guarded)
                    }
                }
                if isOpen { fits = fits.or(open(place)) }
                if fits.isNever { return keeps ? nil : word }
                var kept = word
                kept.guarded = word.guarded.and(keeps ? fits : !fits)
                return kept.guarded.isNever ? nil : kept
            })
    }

    private func found(_ sought: MakeValue, _ text: MakeValue, _ place: MakePlace) -> MakeValue {
        guard let all = text.cases, let needles = sought.cases else { return unknown(place) }
        var pieces: [MakeValue.Piece] = []
        for needle in needles where !needle.text.isEmpty || needle.isUnknown {
            var condition = BuildCondition.never
            for one in all {
                if one.isUnknown || needle.isUnknown {
                    condition = condition.or(one.guarded.and(open(place)))
                } else if Self.replaced(one.text, needle.text, "") != one.text {
                    condition = condition.or(one.guarded)
                }
            }
            let whole = condition.and(needle.guarded)
            if whole.isNever { continue }
            pieces.append(
                MakeValue.Piece(
                    alternatives: [MakeValue.Alternative(guarded: whole, text: needle.text)], place: place))
        }
        return MakeValue(pieces)
    }

    private func word(_ number: Int, _ list: MakeValue, _ place: MakePlace) -> MakeValue {
        let words = list.words
        guard words.allSatisfy({ $0.guarded.isAlways && !$0.isUnknown }) else { return unknown(place) }
        guard number >= 1, number <= words.count else { return MakeValue() }
        return MakeValue(words: [words[number - 1]])
    }

    // MARK: - Functions of lists

    private func lists(_ function: MakeFunction, _ value: MakeValue, _ place: MakePlace) -> MakeValue {
        let words = value.words
        func mapped(_ change: (String) -> String?) -> MakeValue {
            MakeValue(words: words.compactMap { word in change(word.text).map { word.with($0) } })
        }
        switch function {
        case .strip: return MakeValue(words: words)
        case .sort: return MakeValue(words: Self.sorted(words))
        case .firstword: return word(1, value, place)
        case .lastword: return word(words.count, value, place)
        case .words:
            guard words.allSatisfy({ $0.guarded.isAlways && !$0.isUnknown }) else { return unknown(place) }
            return MakeValue(String(words.count), place)
        case .dir: return mapped { text in text.lastIndex(of: "/").map { String(text[...$0]) } ?? "./" }
        case .notdir:
            return mapped { text in text.lastIndex(of: "/").map { String(text[$0...].dropFirst()) } ?? text }
        case .basename: return mapped { text in Self.dot(text).map { String(text[..<$0]) } ?? text }
        case .suffix: return mapped { text in Self.dot(text).map { String(text[$0...]) } }
        case .abspath, .realpath: return mapped { MakePath.normal($0) }
        case .wildcard:
            return MakeValue(
                words: words.flatMap { word in
                    MakePath.existing(word.text, surroundings.tree).map { word.with($0) }
                })
        default: return unknown(place)
        }
    }

    private static func dot(_ text: String) -> String.Index? {
        guard let dot = text.lastIndex(of: "."), !text[dot...].contains("/") else { return nil }
        return dot
    }

    private static func sorted(_ words: [MakeValue.Word]) -> [MakeValue.Word] {
        var known: [String: Int] = [:]
        var list: [MakeValue.Word] = []
        for word in words {
            let key = word.isUnknown ? "\u{0}\(list.count)" : word.text
            if let index = known[key] {
                list[index].guarded = list[index].guarded.or(word.guarded)
            } else {
                known[key] = list.count
                list.append(word)
            }
        }
        return list.sorted { $0.text < $1.text }
    }
}
