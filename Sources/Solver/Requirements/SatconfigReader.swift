// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Reads `.satconfig` files: `.config` syntax, and beyond it alternatives, `match`, `assert`, `prefer`, `include`, and what
/// a policy for several configurations needs: `when` blocks, `weak`, `closed`, `reviewed`, `waive`, `require-notes`, notes.
public final class SatconfigReader {
    var model: KconfigModel
    let ignoresUnknown: Bool
    let library: (any RequirementLibrary)?
    let others: OtherArchitectures
    let prefix = ConfigEnvironment.prefix
    private var diagnostics: [SatconfigDiagnostic] = []
    private var requirements: [Requirement] = []
    private var preferences: [Preference] = []
    /// How many files were asked for by `include`.
    var includes = 0
    /// The index of the line that names a symbol, in `requirements`.
    private var lineOfSymbol: [SymbolID: Int] = [:]
    /// The same of the lines in profiles, which don't override one another: all of them hold.
    private var profileLines: [SymbolID: [Int]] = [:]
    /// The profile that is being read.
    var profile: ProfileInHand?
    private var dropped: Set<Int> = []
    /// Requirements that come from a pattern. A line for one of its symbols is no contradiction.
    private var fromPattern: Set<Int> = []
    var isPattern = false
    /// What a whole `.config` says of symbols that nobody can set.
    private var computed: [SatconfigDiagnostic] = []
    private var isWholeConfig = false
    /// The index of the `weak` line that names a symbol, in `preferences`.
    private var weakOfSymbol: [SymbolID: Int] = [:]
    private var droppedWeak: Set<Int> = []
    /// The blocks that each requirement and each preference stands in.
    private var pathOfRequirement: [Int: [Int]] = [:]
    private var pathOfWeak: [Int: [Int]] = [:]
    /// Their numbers in `marks.words`.
    private var wordOfRequirement: [Int: Int] = [:]
    private var wordOfWeak: [Int: Int] = [:]
    let cell: PolicyCell
    var blocks: [PolicyBlock] = []
    var blockCount = 0
    var notes = NoteTracker()
    var marks = PolicyMarks()

    /// What a line is to the solver.
    enum Role: Equatable {
        case required, weak
        case preferred(Int)
    }

    /// - Parameters:
    ///   - library: what `include <NAME>` lines name.
    ///   - cell: what `when` blocks ask about.
    public init(
        _ model: KconfigModel, ignoresUnknown: Bool, library: (any RequirementLibrary)? = nil,
        cell: PolicyCell = PolicyCell()
    ) {
        self.model = model
        self.ignoresUnknown = ignoresUnknown
        self.library = library
        self.cell = cell
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
        let wishes = preferences.indices.filter { !droppedWeak.contains($0) }.map { preferences[$0] }
        return Satconfig(
            model: model, requirements: kept, preferences: wishes, marks: marks, warnings: diagnostics)
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

    /// What was reported last may be right in another tree.
    func markLast() { diagnostics[diagnostics.count - 1].isOfTree = true }

    func readFile(
        _ name: String, _ text: SourceText, including: [String], from: [String] = []
    ) {
        let outer = (isWholeConfig, computed, notes)
        (isWholeConfig, computed, notes) = (ConfigString.isGenerated(text.bytes), [], NoteTracker())
        let depth = blocks.count
        defer {
            closeBlocks(to: depth)
            noteComputed()
            (isWholeConfig, computed, notes) = outer
        }
        ConfigLine.forEachLine(in: text.bytes) { bytes, number in
            let string = String(decoding: bytes, as: UTF8.self)
            guard string.utf8.elementsEqual(bytes) else { return reportEncoding(string, name, number, from) }
            let line = Line(
                file: name, number: number, text: string, includedFrom: from, body: Self.body(of: string))
            readLine(line, including, depth)
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

    private func readLine(_ line: Line, _ including: [String], _ depth: Int) {
        let body = line.body
        if body.isEmpty { return notes.passBlank() }
        let (word, rest) = Self.split(body)
        if body.hasPrefix("#") && Self.unset(body) == nil { return notes.add(comment: body) }
        if readBlock(word, rest, line, depth) { return }
        notes.passStatement()
        if body.hasPrefix("#") {
            if isInForce { readUnset(line) }
        } else if body.hasPrefix(prefix) && !(prefix.isEmpty && Self.isWord(word)) {
            if isInForce { readAssignment(body, line, as: .required) }
        } else if Self.isWord(word) {
            if isInForce { readWord(word, rest, line, including) }
        } else {
            report(
                true, line, body, "can't read this line",
                hint:
                    "a line is \(prefix)X=value, '# \(prefix)X is not set', or begins with \(Self.wordList)")
        }
    }

    private func readWord(_ word: Substring, _ rest: Substring, _ line: Line, _ including: [String]) {
        switch word {
        case "match": readMatch(rest, line)
        case "assert": readAssert(rest, line)
        case "prefer": readPreference(rest, line)
        case "include": include(rest, line, including)
        default: readPolicyWord(word, rest, line)
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

    static func split(_ text: Substring) -> (word: Substring, rest: Substring) {
        let word = text.prefix { !$0.isWhitespace }
        return (word, text[word.endIndex...].drop { $0.isWhitespace })
    }

    /// The name in `# CONFIG_X is not set`, with or without a comment behind it, and where the statement ends; nil for any
    /// other comment.
    public static func unset(_ body: Substring) -> (name: Substring, end: Substring.Index)? {
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
        add(.value(symbol, ["n"]), line, name, as: .required)
    }

    func readAssignment(_ text: Substring, _ line: Line, as role: Role) {
        guard let equals = text.firstIndex(of: "=") else {
            return report(true, line, text, "'=' expected", hint: "write \(prefix)X=value")
        }
        let value = text[text.index(after: equals)...]
        if text[..<equals].last?.isWhitespace == true || value.first?.isWhitespace == true {
            return report(true, line, text, "no blanks around '='", hint: "write \(prefix)X=value")
        }
        let name = text[text.index(text.startIndex, offsetBy: prefix.count)..<equals]
        guard let symbol = find(name, line, isWeak: role == .weak) else { return }
        guard let values = values(text[text.index(after: equals)...], for: symbol, line) else { return }
        add(.value(symbol, values), line, name, as: role)
    }

    /// - Parameter isWeak: a tree that does not have the symbol is none of the user's mistakes.
    func find(_ name: Substring, _ line: Line, isWeak: Bool = false) -> SymbolID? {
        if let symbol = model.symbol(named: String(name)), model.symbols[symbol].type != .unknown {
            return symbol
        }
        if profile != nil {
            profile?.absent.append((String(name), line.body))
            return nil
        }
        if isWeak {
            report(.note, line, name, "this tree does not have \(prefix)\(name)", hint: nil)
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

    func add(_ kind: Requirement.Kind, _ line: Line, _ part: Substring, as role: Role) {
        let requirement = Requirement(
            kind: kind, origin: line.origin(part), text: String(line.body), note: note(of: line))
        switch role {
        case .preferred(let weight):
            preferences.append(Preference(requirement: requirement, weight: weight))
        case .weak: addWeak(requirement, line, part)
        case .required:
            guard case .value(let symbol, _) = kind else { return requirements.append(requirement) }
            require(symbol, requirement, line, part)
        }
    }

    private func require(_ symbol: SymbolID, _ requirement: Requirement, _ line: Line, _ part: Substring) {
        if isWholeConfig && !isPattern
            && !model.hasPrompt(symbol)
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
        takePlace(of: symbol, line, part)
        lineOfSymbol[symbol] = requirements.count
        pathOfRequirement[requirements.count] = path
        if isPattern {
            fromPattern.insert(requirements.count)
        } else {
            wordOfRequirement[requirements.count] = marks.words.count
            marks.words.append(PolicyMarks.Word(symbol: symbol, requirement: requirement, isWeak: false))
        }
        requirements.append(requirement)
    }

    private func addWeak(_ requirement: Requirement, _ line: Line, _ part: Substring) {
        if case .value(let symbol, _) = requirement.kind {
            takePlace(of: symbol, line, part)
            weakOfSymbol[symbol] = preferences.count
            pathOfWeak[preferences.count] = path
            wordOfWeak[preferences.count] = marks.words.count
            marks.words.append(PolicyMarks.Word(symbol: symbol, requirement: requirement, isWeak: true))
        }
        preferences.append(
            Preference(requirement: requirement, weight: Preference.weakWeight, isWeak: true))
    }

    /// The line at hand is about a symbol: an earlier one does not count any more.
    private func takePlace(of symbol: SymbolID, _ line: Line, _ part: Substring) {
        if let old = lineOfSymbol.removeValue(forKey: symbol) {
            if (isPattern || !fromPattern.contains(old)) && !isExpected(pathOfRequirement[old] ?? []) {
                reportOverride(symbol, requirements[old], line, part)
            }
            dropped.insert(old)
            if let word = wordOfRequirement[old] { marks.words[word].isOverridden = true }
        }
        if let old = weakOfSymbol.removeValue(forKey: symbol) {
            if !isExpected(pathOfWeak[old] ?? []) {
                reportOverride(symbol, preferences[old].requirement, line, part)
            }
            droppedWeak.insert(old)
            if let word = wordOfWeak[old] { marks.words[word].isOverridden = true }
        }
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

    private func reportOverride(
        _ symbol: SymbolID, _ old: Requirement, _ line: Line, _ part: Substring
    ) {
        report(
            false, line, part, "override: reassigning to symbol \(model.name(symbol))",
            hint: "it was set at \(old.origin.place)")
    }
}
