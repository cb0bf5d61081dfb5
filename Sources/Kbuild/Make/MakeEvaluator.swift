// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What a make file makes of its variables, with the configuration's symbols left open.
///
/// It follows GNU make's rules for variables, conditionals and functions. Rules and recipes are passed over. What only a
/// run can tell (commands, the environment) is unknown, with its place.
final class MakeEvaluator {
    /// A variable's value, or what it is added up from.
    struct Part {
        enum Content {
            /// Expanded when it was assigned.
            case value(MakeValue)
            /// Is expanded where it is used.
            case text(String, MakePlace)
        }
        let content: Content
        let guarded: BuildCondition
        /// Added with `+=`, so behind a blank.
        var isAdded = false
    }

    struct Variable {
        var parts: [Part] = []
        var isSimple = false
    }

    /// Where files are, and what is known of symbols.
    struct Surroundings: Sendable {
        /// The kernel tree.
        let tree: String
        let kind: @Sendable (String) -> SymbolKind
    }

    let surroundings: Surroundings
    /// Variables of the surrounding make; this one's hide them.
    let outer: [String: Variable]
    private(set) var variables: [String: Variable] = [:]
    private(set) var exported: Set<String> = []
    private(set) var problems: [MakeProblem] = []
    /// Files that were read, in order.
    private(set) var files: [String] = []
    /// What stands for the arguments of `$(call …)` and the word of `$(foreach …)`.
    var locals: [[String: MakeValue]] = []
    var depth = 0

    /// Rules are kept, and recipes that run make in another folder.
    var keepsRules = false
    private(set) var rules: [Rule] = []

    /// A rule's line as make reads it, or a line of a recipe, which is expanded when it runs.
    struct Rule {
        let text: String
        let value: MakeValue
        let guarded: BuildCondition
        let isRecipe: Bool
        let place: MakePlace
    }

    private let name: String
    private var unknowns = 0
    private var fixed: Set<String> = []
    private var branches: [Branch] = []
    private var isInRule = false
    private var definition: (name: String, sign: String, lines: [String], depth: Int)?

    private struct Branch {
        /// When none of the branches so far was taken.
        var left: BuildCondition
        /// When the lines at hand count.
        var guarded: BuildCondition
    }

    /// - Parameter name: of the folder, to tell its unknown values from those of others.
    init(_ surroundings: Surroundings, outer: [String: Variable] = [:], name: String = "") {
        self.name = name
        self.surroundings = surroundings
        self.outer = outer
    }

    /// What is unknown here: each time something else, since a line may be read with other arguments.
    func unknown(_ place: MakePlace, tail: String = "") -> MakeValue { .unknown(marked(place), tail: tail) }

    /// A question about something unknown.
    func open(_ place: MakePlace) -> BuildCondition { .unknown(marked(place).question) }

    private func marked(_ place: MakePlace) -> MakePlace {
        unknowns += 1
        return MakePlace(file: place.file, line: place.line, mark: "\(name).\(unknowns)")
    }

    func note(_ place: MakePlace, _ reason: String) {
        let problem = MakeProblem(place: place.plain, reason: reason)
        if !problems.contains(problem) { problems.append(problem) }
    }

    func lookUp(_ name: String) -> Variable? { variables[name] ?? outer[name] }

    /// Sets a variable as make's command line does: no file changes it.
    func fix(_ name: String, _ text: String) {
        set(name, text)
        fixed.insert(name)
    }

    /// Gives a variable its first value.
    func set(_ name: String, _ text: String) {
        let place = MakePlace(file: "", line: 0)
        variables[name] = Variable(
            parts: [Part(content: .value(MakeValue(text, place)), guarded: .always)], isSimple: true)
    }

    // MARK: - Files

    /// Reads a file of the tree; false when there is none.
    @discardableResult
    func read(_ name: String) -> Bool {
        let name = MakePath.normal(name)
        let path = name.hasPrefix("/") ? name : surroundings.tree + "/" + name
        guard depth < 40, let text = SourceText(path: path) else { return false }
        files.append(name)
        read(MakeText.lines(text.bytes), name)
        return true
    }

    func read(_ lines: [MakeLine], _ file: String) {
        let outside = branches
        depth += 1
        defer { depth -= 1 }
        let wasInRule = isInRule
        isInRule = false
        for line in lines { take(line, file) }
        isInRule = wasInRule
        branches = outside
        definition = nil
    }

    var guarded: BuildCondition { branches.last?.guarded ?? .always }

    private func take(_ line: MakeLine, _ file: String) {
        let place = MakePlace(file: file, line: line.number)
        let text = MakeText.trimmed(line.text)
        if definition != nil { return define(text, line, place) }
        if line.isIndented && isInRule { return keep(recipe: text, place) }
        let word = String(Substring(text.utf8.prefix { !isBlank($0) && $0 != 0x28 }))
        let rest = Substring(text.utf8.dropFirst(word.utf8.count).drop(while: isBlank))
        switch word {
        case "ifeq", "ifneq", "ifdef", "ifndef": return begin(word, rest, place)
        case "else": return otherwise(rest, place)
        case "endif":
            _ = branches.popLast()
            return
        default: break
        }
        if guarded.isNever {
            if word == "define" { definition = ("", "", [], 1) }
            return
        }
        let plain = line.isIndented ? uncommented(text) : text
        if !statement(word, rest, place) { assignment(plain[...], place) }
    }

    private func keep(recipe text: String, _ place: MakePlace) {
        guard keepsRules, !guarded.isNever, text.holds("$(build)=") else { return }
        rules.append(
            Rule(text: text, value: MakeValue(), guarded: guarded, isRecipe: true, place: place))
    }

    private func uncommented(_ text: String) -> String {
        text.firstIndex(of: "#").map { String(text[..<$0]) } ?? text
    }

    /// Lines that begin with a word of make; false when it is none.
    private func statement(_ word: String, _ rest: Substring, _ place: MakePlace) -> Bool {
        // A variable may have such a name.
        if let first = rest.utf8.first, [0x3D, 0x3A, 0x2B, 0x3F].contains(first) { return false }
        switch word {
        case "include", "-include", "sinclude": include(rest, place)
        case "define": startDefinition(rest)
        case "export", "unexport", "override": return declaration(word, rest, place)
        case "undefine", "vpath", "private": break
        default: return false
        }
        return true
    }

    private func declaration(_ word: String, _ rest: Substring, _ place: MakePlace) -> Bool {
        if rest.hasPrefix("define ") {
            startDefinition(rest.dropFirst("define ".count))
            return true
        }
        if let parts = MakeText.assignment(rest) {
            if word == "export" { exported.formUnion(names(parts.name, place)) }
            assignment(rest, place)
        } else if word == "export" {
            exported.formUnion(names(rest, place))
        }
        return true
    }

    private func names(_ text: Substring, _ place: MakePlace) -> [String] {
        expand(text, place).words.map(\.text)
    }

    private func include(_ rest: Substring, _ place: MakePlace) {
        for word in expand(rest, place).words {
            let whole = guarded.and(word.guarded)
            if whole.isNever { continue }
            if word.isUnknown {
                note(place, "which file is included")
                continue
            }
            within(whole) { for name in MakePath.expand(word.text, surroundings.tree) { read(name) } }
        }
    }

    /// What is assigned meanwhile counts under a condition.
    func within<Result>(_ condition: BuildCondition, _ body: () -> Result) -> Result {
        branches.append(Branch(left: .never, guarded: condition))
        defer { branches.removeLast() }
        return body()
    }

    // MARK: - define

    private func startDefinition(_ rest: Substring) {
        var name = MakeText.trimmed(rest)
        var sign = "="
        for known in [":=", "+=", "?=", "="] where name.hasSuffix(known) {
            name = MakeText.trimmed(name.dropLast(known.count))
            sign = known
            break
        }
        definition = (name, sign, [], 1)
    }

    private func define(_ text: String, _ line: MakeLine, _ place: MakePlace) {
        if text.hasPrefix("define ") { definition!.depth += 1 }
        if text == "endef" || text.hasPrefix("endef ") {
            definition!.depth -= 1
            if definition!.depth == 0 {
                let done = definition!
                definition = nil
                if !done.name.isEmpty {
                    assign(done.name, done.sign[...], done.lines.joined(separator: "\n")[...], place, guarded)
                }
                return
            }
        }
        definition!.lines.append(line.text)
    }

    // MARK: - Conditionals

    private func begin(_ word: String, _ rest: Substring, _ place: MakePlace) {
        let outside = guarded
        let condition = outside.isNever ? .never : condition(word, rest, place)
        branches.append(Branch(left: outside.and(!condition), guarded: outside.and(condition)))
    }

    private func otherwise(_ rest: Substring, _ place: MakePlace) {
        guard var branch = branches.popLast() else { return }
        let word = String(rest.prefix { $0 != " " && $0 != "\t" && $0 != "(" })
        if word.hasPrefix("if") {
            let text = Substring(rest.dropFirst(word.count).utf8.drop(while: isBlank))
            let condition = branch.left.isNever ? .never : condition(word, text, place)
            branch.guarded = branch.left.and(condition)
            branch.left = branch.left.and(!condition)
        } else {
            branch.guarded = branch.left
            branch.left = .never
        }
        branches.append(branch)
    }

    private func condition(_ word: String, _ rest: Substring, _ place: MakePlace) -> BuildCondition {
        let condition =
            word.hasSuffix("def") ? defined(rest, place) : equal(rest, place) ?? open(place)
        return word.hasPrefix("ifn") ? !condition : condition
    }

    private func defined(_ rest: Substring, _ place: MakePlace) -> BuildCondition {
        var condition = BuildCondition.never
        for name in expand(rest, place).words {
            if name.isUnknown { return open(place) }
            condition = condition.or(name.guarded.and(isSet(name.text)))
        }
        return condition
    }

    /// `ifdef` asks for a text, expanded or not.
    private func isSet(_ name: String) -> BuildCondition {
        if locals.contains(where: { $0[name] != nil }) { return .always }
        if let variable = lookUp(name) {
            return variable.parts.reduce(.never) { whole, part in
                switch part.content {
                case .text(let text, _): text.isEmpty ? whole : whole.or(part.guarded)
                case .value(let value): whole.or(part.guarded.and(value.isThere))
                }
            }
        }
        guard name.hasPrefix("CONFIG_") else { return .never }
        let symbol = String(name.dropFirst("CONFIG_".count))
        return .symbol(symbol, surroundings.kind(symbol), [.m, .y])
    }

    // MARK: - Assignments

    private func assignment(_ text: Substring, _ place: MakePlace) {
        guard let parts = MakeText.assignment(text) else {
            if text.utf8.first == 0x24 { return evaluate(text, place) }
            isInRule = text.utf8.contains(0x3A)
            if isInRule, keepsRules {
                rules.append(
                    Rule(
                        text: String(text), value: expand(text, place), guarded: guarded, isRecipe: false,
                        place: place))
            }
            return
        }
        isInRule = false
        let name = MakeText.trimmed(parts.name)
        // `target: NAME = value` has a colon before; `a b = c` is none of make's.
        guard let names = expand(name[...], place).cases else { return note(place, "name of a variable") }
        for one in names {
            let whole = guarded.and(one.guarded)
            if whole.isNever { continue }
            if one.isUnknown {
                if mayNameObjects(parts.value, place) { note(place, "name of a variable") }
                continue
            }
            assign(MakeText.trimmed(one.text), parts.sign, parts.value, place, whole)
        }
    }

    /// Whether a value may have objects or folders in it.
    private func mayNameObjects(_ value: Substring, _ place: MakePlace) -> Bool {
        expand(value, place).words.contains {
            $0.isUnknown || $0.text.hasSuffix(".o") || $0.text.hasSuffix("/")
        }
    }

    /// A line that is nothing but references: what they expand to is read.
    private func evaluate(_ text: Substring, _ place: MakePlace) {
        guard let literal = expand(text, place).literal else { return }
        if !MakeText.trimmed(literal).isEmpty { evaluate(literal: literal, place) }
        isInRule = text.utf8.contains(0x3A)
    }

    func evaluate(literal: String, _ place: MakePlace) {
        let source = SourceText(copying: Array(literal.utf8))
        let lines = MakeText.lines(source.bytes).map {
            MakeLine(number: place.line, text: $0.text, isIndented: $0.isIndented)
        }
        read(lines, place.file)
    }

    private func assign(
        _ name: String, _ sign: Substring, _ value: Substring, _ place: MakePlace, _ guarded: BuildCondition
    ) {
        if fixed.contains(name) { return }
        var variable = variables[name] ?? outer[name] ?? Variable()
        var guarded = guarded
        if sign == "?=" {
            // What is there already stays.
            let there = variable.parts.reduce(BuildCondition.never) { $0.or($1.guarded) }
            guarded = guarded.and(!there)
            if guarded.isNever { return }
        }
        let isImmediate =
            sign == ":=" || sign == "::=" || sign == "!=" || (sign == "+=" && variable.isSimple)
        let content: Part.Content
        // They are long, and lists seldom depend on them.
        let isFlags = keepsRules && !name.isEmpty && name.hasPrefix("KBUILD_") && name.hasSuffix("FLAGS")
        if sign == "!=" || isFlags && !self.name.isEmpty && isImmediate && self.name != "Makefile" {
            content = .value(unknown(place))
        } else if isImmediate || value.isEmpty || !value.utf8.contains(0x24) {
            content = .value(expand(value, place))
        } else {
            content = .text(String(value), place)
        }
        if sign != "+=" && sign != "?=" {
            variable.parts = variable.parts.compactMap { part in
                let rest = guarded.isAlways ? .never : part.guarded.and(!guarded)
                return rest.isNever
                    ? nil : Part(content: part.content, guarded: rest, isAdded: part.isAdded)
            }
            variable.isSimple = sign != "="
        }
        variable.parts.append(Part(content: content, guarded: guarded, isAdded: sign == "+="))
        variables[name] = variable
    }
}

/// A place where a make file can't be followed, and why.
public struct MakeProblem: Hashable, Sendable {
    public let place: MakePlace
    public let reason: String
}
