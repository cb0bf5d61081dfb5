// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Reads `.satconfig` files: `.config` syntax, and beyond it alternatives, `match`, `assert`, `prefer` and
/// `include`.
public final class SatconfigReader {
    private var model: KconfigModel
    private let ignoresUnknown: Bool
    let library: (any RequirementLibrary)?
    private let others: OtherArchitectures
    private let prefix = ConfigEnvironment.prefix
    private var diagnostics: [SatconfigDiagnostic] = []
    private var requirements: [Requirement] = []
    private var preferences: [Preference] = []
    /// The index of the line that names a symbol, in `requirements`.
    private var lineOfSymbol: [SymbolID: Int] = [:]
    /// The same of the lines in profiles, which don't override one another: all of them hold.
    private var profileLines: [SymbolID: [Int]] = [:]
    /// The profile that is being read.
    var profile: ProfileInHand?
    private var dropped: Set<Int> = []
    /// Requirements that come from a pattern. A line for one of its symbols is no contradiction.
    private var fromPattern: Set<Int> = []
    private var isPattern = false
    /// What a whole `.config` says of symbols that nobody can set.
    private var computed: [SatconfigDiagnostic] = []
    private var isWholeConfig = false

    /// - Parameter library: what `include <NAME>` lines name.
    public init(
        _ model: KconfigModel, ignoresUnknown: Bool, library: (any RequirementLibrary)? = nil
    ) {
        self.model = model
        self.ignoresUnknown = ignoresUnknown
        self.library = library
        others = OtherArchitectures(model)
    }

    /// Reads the files in order; a later line for the same symbol wins, with a warning.
    ///
    /// - Throws: `SatconfigError` with every error of all files.
    ///
    /// - Parameter files: names for messages, paths that `include` lines are relative to, and contents.
    public func read(_ files: [(name: String, path: String, text: SourceText)]) throws -> Satconfig {
        for (name, path, text) in files { readFile(name, text, including: [path]) }
        if diagnostics.contains(where: \.isError) { throw SatconfigError(diagnostics: diagnostics) }
        let kept = requirements.indices.filter { !dropped.contains($0) }.map { requirements[$0] }
        return Satconfig(model: model, requirements: kept, preferences: preferences, warnings: diagnostics)
    }

    // MARK: - Lines

    /// The line at hand.
    struct Line {
        let file: String
        let number: Int
        let text: String
        /// Where the file was included, innermost last.
        let includedFrom: [String]
        /// The text without its comment and the blanks around it, and where it starts.
        let body: Substring

        func origin(_ part: Substring) -> RequirementOrigin {
            RequirementOrigin(
                file: file, line: number,
                column: text.distance(from: text.startIndex, to: part.startIndex) + 1)
        }
    }

    func report(
        _ isError: Bool, _ line: Line, _ part: Substring, _ message: String, hint: String? = nil
    ) {
        report(isError ? .error : .warning, line, part, message, hint: hint)
    }

    func report(
        _ severity: SatconfigDiagnostic.Severity, _ line: Line, _ part: Substring, _ message: String,
        hint: String?
    ) {
        diagnostics.append(
            SatconfigDiagnostic(
                severity: severity, origin: line.origin(part), message: message,
                line: line.text,
                hint: hint, includedFrom: line.includedFrom))
    }

    func readFile(
        _ name: String, _ text: SourceText, including: [String], from: [String] = []
    ) {
        let outer = (isWholeConfig, computed)
        (isWholeConfig, computed) = (ConfigString.isGenerated(text.bytes), [])
        defer {
            noteComputed()
            (isWholeConfig, computed) = outer
        }
        ConfigLine.forEachLine(in: text.bytes) { bytes, number in
            let string = String(decoding: bytes, as: UTF8.self)
            guard string.utf8.elementsEqual(bytes) else { return reportEncoding(string, name, number, from) }
            let line = Line(
                file: name, number: number, text: string, includedFrom: from, body: Self.body(of: string))
            readLine(line, including)
        }
    }

    /// Says once of a whole `.config` that lines of it are no requirements.
    private func noteComputed() {
        guard let first = computed.first else { return }
        let others = computed.count == 1 ? "" : ", and \(computed.count - 1) more lines like this,"
        diagnostics.append(
            SatconfigDiagnostic(
                severity: .note, origin: first.origin,
                message: "this\(others) is no requirement: nobody can set a symbol without a prompt",
                line: first.line, hint: first.hint, includedFrom: first.includedFrom))
    }

    private func reportEncoding(_ text: String, _ file: String, _ number: Int, _ from: [String]) {
        let line = Line(file: file, number: number, text: text, includedFrom: from, body: text[...])
        report(true, line, line.body, "this is not UTF-8 text")
    }

    /// What lines begin with that give no value. No option is called so.
    private static let words: [Substring] = ["match", "assert", "prefer", "include"]

    private func readLine(_ line: Line, _ including: [String]) {
        let body = line.body
        if body.isEmpty { return }
        let (word, rest) = Self.split(body)
        if body.hasPrefix("#") {
            readUnset(line)
        } else if body.hasPrefix(prefix) && !(prefix.isEmpty && Self.words.contains(word)) {
            readAssignment(body, line, weight: nil)
        } else if word == "match" {
            readMatch(rest, line)
        } else if word == "assert" {
            readAssert(rest, line)
        } else if word == "prefer" {
            readPreference(rest, line)
        } else if word == "include" {
            include(rest, line, including)
        } else {
            report(
                true, line, body, "can't read this line",
                hint:
                    "a line is \(prefix)X=value, '# \(prefix)X is not set', match, assert, prefer or include")
        }
    }

    /// Takes off blanks and a comment: ` #` outside quotes. A line that begins with `#` stays whole. All files of this
    /// program with lines and comments are read so.
    public static func body(of text: String) -> Substring {
        var body = text.drop { $0.isWhitespace }
        if !body.hasPrefix("#") {
            var previous: Character = " "
            for (index, character, isQuoted) in QuotedText(body) {
                if character == "#" && !isQuoted && previous.isWhitespace {
                    body = body[..<index]
                    break
                }
                previous = character
            }
        }
        while let last = body.last, last.isWhitespace { body.removeLast() }
        return body
    }

    private static func split(_ text: Substring) -> (word: Substring, rest: Substring) {
        let word = text.prefix { !$0.isWhitespace }
        return (word, text[word.endIndex...].drop { $0.isWhitespace })
    }

    /// The name in `# CONFIG_X is not set`, with or without a comment behind it, and where the statement ends; nil for any
    /// other comment.
    static func unset(_ body: Substring) -> (name: Substring, end: Substring.Index)? {
        let prefix = ConfigEnvironment.prefix
        guard body.hasPrefix("# " + prefix) else { return nil }
        let text = body.dropFirst(2)
        let verb = " is not set"
        guard let end = text.indices.first(where: { text[$0...].hasPrefix(verb) }) else { return nil }
        let tail = text[end...].dropFirst(verb.count)
        guard tail.isEmpty || tail.first!.isWhitespace && Self.split(tail).rest.hasPrefix("#") else {
            return nil
        }
        let name = text[..<end].dropFirst(prefix.count)
        return name.contains(" ") ? nil : (name, tail.startIndex)
    }

    private func readUnset(_ line: Line) {
        guard let (name, _) = Self.unset(line.body), let symbol = find(name, line) else { return }
        guard model.symbols[symbol].type.isLogical else {
            return report(
                true, line, name, "\(name) is of type \(model.symbols[symbol].type.name): it has a value")
        }
        add(.value(symbol, ["n"]), line, name, weight: nil)
    }

    private func readAssignment(_ text: Substring, _ line: Line, weight: Int?) {
        guard let equals = text.firstIndex(of: "=") else {
            return report(true, line, text, "'=' expected", hint: "write \(prefix)X=value")
        }
        let value = text[text.index(after: equals)...]
        if text[..<equals].last?.isWhitespace == true || value.first?.isWhitespace == true {
            return report(true, line, text, "no blanks around '='", hint: "write \(prefix)X=value")
        }
        let name = text[text.index(text.startIndex, offsetBy: prefix.count)..<equals]
        guard let symbol = find(name, line) else { return }
        guard let values = values(text[text.index(after: equals)...], for: symbol, line) else { return }
        add(.value(symbol, values), line, name, weight: weight)
    }

    private func find(_ name: Substring, _ line: Line) -> SymbolID? {
        if let symbol = model.symbol(named: String(name)), model.symbols[symbol].type != .unknown {
            return symbol
        }
        if profile != nil {
            profile?.absent.append((String(name), line.body))
            return nil
        }
        let elsewhere = others.sentence(about: name)
        let near = NearMiss.names(for: String(name), in: model).map { prefix + $0 }
        let hint =
            elsewhere != nil || near.isEmpty
            ? (elsewhere ?? "no Kconfig file of this architecture defines it")
                + (isWholeConfig ? "; --ignore-unknown passes over such lines" : "")
            : "did you mean \(near.joined(separator: ", "))?"
        report(!ignoresUnknown, line, name, "unknown symbol \(prefix)\(name)", hint: hint)
        return nil
    }

    private func add(_ kind: Requirement.Kind, _ line: Line, _ part: Substring, weight: Int?) {
        let requirement = Requirement(
            kind: kind, origin: line.origin(part), text: String(line.body))
        if let weight { return preferences.append(Preference(requirement: requirement, weight: weight)) }
        if case .value(let symbol, _) = kind {
            if isWholeConfig && !isPattern
                && !model.properties(of: symbol).contains(where: { $0.property.hasText })
            {
                computed.append(
                    SatconfigDiagnostic(
                        severity: .note, origin: requirement.origin, message: "", line: line.text,
                        hint:
                            "this is a whole .config, not a file of requirements; 'kconfig-sat fix --satconfig' names "
                            + "the lines that can't be met here",
                        includedFrom: line.includedFrom))
                return
            }
            if profile != nil {
                // What somebody wrote himself comes first, wherever it stands.
                if let own = lineOfSymbol[symbol], !fromPattern.contains(own) {
                    return noteOwnWord(requirements[own], requirement, line, part)
                }
                profileLines[symbol, default: []].append(requirements.count)
                requirements.append(requirement)
                return
            }
            if !isPattern {
                for index in profileLines[symbol] ?? [] where dropped.insert(index).inserted {
                    noteOwnWord(requirement, requirements[index], line, part)
                }
            }
            if let old = lineOfSymbol[symbol] {
                if isPattern || !fromPattern.contains(old) { reportOverride(symbol, old, line, part) }
                dropped.insert(old)
            }
            lineOfSymbol[symbol] = requirements.count
            if isPattern { fromPattern.insert(requirements.count) }
        }
        requirements.append(requirement)
    }

    /// Says so when a line of the user's own asks for something else than a profile.
    private func noteOwnWord(_ own: Requirement, _ profile: Requirement, _ line: Line, _ part: Substring) {
        guard case .value(let symbol, let ours) = own.kind, case .value(_, let theirs) = profile.kind,
            !Set(ours).isSubset(of: theirs)
        else { return }
        report(
            .note, line, part,
            "\(own.origin.place) sets \(model.name(symbol)), so \(profile.origin.place) does not count",
            hint: "the profile says '\(profile.text)'")
    }

    private func reportOverride(_ symbol: SymbolID, _ old: Int, _ line: Line, _ part: Substring) {
        report(
            false, line, part, "override: reassigning to symbol \(model.name(symbol))",
            hint: "it was set at \(requirements[old].origin.place)")
    }

    // MARK: - Values

    /// One or more values separated by `|`, checked against the symbol's type and range.
    private func values(_ text: Substring, for symbol: SymbolID, _ line: Line) -> [String]? {
        var values: [String] = []
        for part in alternatives(text) {
            switch ValueCheck(model).check(part, symbol) {
            case .success(let value): values.append(value)
            case .failure(let problem):
                report(true, line, part, problem.message, hint: problem.hint)
                return nil
            }
        }
        return values
    }

    private func alternatives(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        for (index, character, isQuoted) in QuotedText(text) where character == "|" && !isQuoted {
            parts.append(text[start..<index])
            start = text.index(after: index)
        }
        return parts + [text[start...]]
    }

    // MARK: - Words

    private func readMatch(_ rest: Substring, _ line: Line) {
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
    private func addMatching(_ pattern: borrowing Pattern, _ value: Substring, _ line: Line) throws -> Int {
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
            add(.value(symbol, values), line, line.body, weight: nil)
            isPattern = false
        }
        return count
    }

    private func readAssert(_ rest: Substring, _ line: Line) {
        do {
            let (extended, expression) = try model.adding(expression: String(rest))
            model = extended
            add(.expression(expression), line, rest, weight: nil)
        } catch {
            let index = rest.utf8.index(rest.startIndex, offsetBy: min(error.offset, rest.utf8.count))
            let near = error.unknown.map { NearMiss.names(for: $0, in: model) } ?? []
            report(
                true, line, rest[index...], error.message,
                hint: assertHint(error.unknown ?? "", near))
        }
    }

    private func assertHint(_ name: String, _ near: [String]) -> String? {
        if name.hasPrefix(prefix) { return "in an expression names have no \(prefix)" }
        if let elsewhere = others.sentence(about: name) { return elsewhere }
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?"
    }

    private func readPreference(_ rest: Substring, _ line: Line) {
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
        readAssignment(text, line, weight: weight)
    }
}
