// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// One line of each kind.
extension BoardFileReader {
    /// A command may be empty where nothing is to be done.
    mutating func readCommand(
        _ line: Line, _ place: WritableKeyPath<BoardFile, BoardFile.Command?> & Sendable
    ) {
        guard isFirst(String(Self.split(line.body).word), line) else { return }
        let column = line.text.distance(from: line.text.startIndex, to: line.rest.startIndex) + 1
        let isNone = line.rest.isEmpty || place == \.bench && line.rest == "none"
        file[keyPath: place] =
            isNone ? nil : BoardFile.Command(text: String(line.rest), origin: origin(line, column))
        if isNone && (place == \.build || place == \.console) {
            fail(line, line.body, "'\(line.body)' needs a command")
        }
    }

    mutating func readDefine(_ line: Line) {
        guard let equals = line.rest.firstIndex(of: "=") else {
            return fail(line, line.rest, "NAME=VALUE expected", hint: Self.example["define"])
        }
        let name = line.rest[..<equals]
        guard VariableText.isName(name) else {
            return fail(
                line, line.rest, "'\(name)' is no name of a variable",
                hint: "letters, digits and _; no blanks around '='")
        }
        guard !Self.variables.contains(String(name)) else {
            return fail(
                line, line.rest, "$\(name) is set by the search itself",
                hint: "choose a name other than \(Self.variables.joined(separator: ", "))")
        }
        guard isFirst("define \(name)", line) else { return }
        file.defines.append((String(name), String(line.rest[line.rest.index(after: equals)...])))
    }

    // MARK: - Patterns

    /// The text between the first slash and the last one, and what stands behind it.
    private mutating func slashed(_ line: Line) -> (pattern: Substring, rest: Substring)? {
        let text = line.rest
        guard text.hasPrefix("/"), let end = text.lastIndex(of: "/"), end != text.startIndex else {
            fail(
                line, text.isEmpty ? line.body : text, "a pattern between slashes expected",
                hint: "as in '\(Self.example[String(Self.split(line.body).word)]!)'; ' #' begins a comment, "
                    + #"in a pattern write \x23 for #"#)
            return nil
        }
        return (text[text.index(after: text.startIndex)..<end], text[text.index(after: end)...])
    }

    private mutating func compiled(_ text: Substring, _ line: Line) -> BoardPattern? {
        do {
            let pattern = try BoardPattern(String(text))
            guard !pattern.matches([]) else {
                fail(line, text, "this pattern is found in every line", hint: "name what must be there")
                return nil
            }
            return pattern
        } catch {
            let problem = error as! Pattern.SyntaxError
            let place = text.utf8.index(text.startIndex, offsetBy: min(problem.offset, text.utf8.count))
            fail(line, text[place...], "bad pattern: \(problem.message)")
            return nil
        }
    }

    mutating func readPattern(_ line: Line, _ place: WritableKeyPath<BoardFile, [BoardPattern]> & Sendable) {
        guard let (text, rest) = slashed(line) else { return noteTried(line) }
        guard rest.allSatisfy(\.isWhitespace) else {
            return fail(line, rest.drop { $0.isWhitespace }, "nothing may stand behind the pattern")
        }
        guard let pattern = compiled(text, line) else { return noteTried(line) }
        file[keyPath: place].append(pattern)
    }

    mutating func readResult(_ line: Line) {
        guard let (text, rest) = slashed(line) else { return noteTried(line) }
        guard let pattern = compiled(text, line) else { return noteTried(line) }
        let words = rest.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[0] == "better",
            let better = PairedRatios.Better(rawValue: String(words[1]))
        else {
            noteTried(line)
            return fail(
                line, rest.drop { $0.isWhitespace },
                "'better smaller' or 'better larger' expected behind the pattern")
        }
        for group in ["name", "value"] where pattern.pattern.group(named: group) == nil {
            noteTried(line)
            return fail(line, text, "the pattern has no group (?<\(group)>…)", hint: Self.example["result"])
        }
        file.results.append(BoardFile.ResultPattern(pattern: pattern, better: better))
    }

    /// One complaint a line: not another one that there is none.
    private mutating func noteTried(_ line: Line) { noteSaid(String(Self.split(line.body).word), line) }

    // MARK: - Numbers

    mutating func readNumber(
        _ line: Line, _ range: ClosedRange<Int>, _ place: WritableKeyPath<BoardFile, Int> & Sendable
    ) {
        once(line) { reader, text in
            guard let number = reader.number(text, range, line) else { return }
            reader.file[keyPath: place] = number
        }
    }

    private mutating func number(_ text: Substring, _ range: ClosedRange<Int>, _ line: Line) -> Int? {
        if let number = Int(text), range.contains(number), text.first!.isNumber { return number }
        fail(line, text, "a number from \(range.lowerBound) to \(range.upperBound) expected")
        return nil
    }

    mutating func readTimeout(_ line: Line) {
        let (word, rest) = Self.split(line.rest)
        let known = BoardFile.Step.allCases.map(\.rawValue).joined(separator: ", ")
        guard let step = BoardFile.Step(rawValue: String(word)), !rest.isEmpty else {
            return fail(
                line, line.rest.isEmpty ? line.body : line.rest, "a step and seconds expected",
                hint: "\(Self.example["timeout"]!); the steps are \(known)")
        }
        guard isFirst("timeout \(word)", line), let seconds = number(rest, 1...2_592_000, line) else {
            return
        }
        file.timeouts[step] = seconds
    }

    // MARK: - Workers

    mutating func readWorker(_ line: Line) {
        let words = line.rest.split(whereSeparator: \.isWhitespace).map(String.init)
        let kinds = Worker.Kind.allCases.map(\.rawValue).joined(separator: " or ")
        guard words.count > 2, let kind = Worker.Kind(rawValue: words[0]) else {
            return fail(
                line, line.rest.isEmpty ? line.body : line.rest,
                "a kind (\(kinds)), a name and a command expected",
                hint: Self.example["worker"])
        }
        guard isFirst("worker \(kind.rawValue) \(words[1])", line) else { return }
        file.workers.append(Worker(kind: kind, name: words[1], prefix: Array(words[2...])))
    }
}
