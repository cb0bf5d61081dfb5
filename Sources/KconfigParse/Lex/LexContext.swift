// SPDX-License-Identifier: GPL-2.0-or-later

/// What the stages of one parse share: interned strings, files, diagnostics, macros.
final class LexContext {
    /// Each word of a tree is looked up here. That two accesses never overlap is plain to see: no method of a pool calls back.
    /// To check it at run time was 6 % of all instructions of `check`.
    @exclusivity(unchecked) var strings = StringPool()
    var sources: SourceMap
    var diagnostics: [Diagnostic] = []
    let macros: MacroExpander
    /// Whether results of commands come from a record, which may be another machine's.
    let answersAreRecorded: Bool
    let dialect: Dialect
    let keepsProbes: Bool
    let tolerance: ParseOptions.Tolerance
    let project: String

    init(options: ParseOptions, sourceTree: String?) {
        keepsProbes = options.keepsProbes
        Keyword.intern(into: &strings)
        sources = SourceMap(sourceTree: sourceTree, unsaved: options.unsaved)
        answersAreRecorded = options.shell.isRecorded
        macros = MacroExpander(shell: options.shell, prints: !options.isRehearsal)
        dialect = options.dialect
        tolerance = options.tolerance
        project = options.project
        for (name, text) in options.functions { macros.define(name, text) }
        ordersValues = dialect.ordersValues
        expandsMacros = dialect.expandsMacros
        readsPaths = tolerance != .none || dialect.reads(.pathWord)
        expandsTexts = dialect.reads(.textVariable)
    }

    /// The latest word or text that macro calls went into.
    struct MacroWord {
        let location: Location
        /// As written, and what it came to.
        let text: [UInt8]
        let value: [UInt8]
        let origins: MacroOrigins
    }

    var macroWord: MacroWord?
    private(set) var macroUses: [MacroUse] = []

    /// Notes that an operand of a statement is the latest text that macro calls went into.
    func noteMacroUse(_ word: MacroWord, in statement: Location, operand: Int) {
        macroUses.append(
            MacroUse(
                statement: statement, operand: operand, text: String(decoding: word.text, as: UTF8.self),
                value: String(decoding: word.value, as: UTF8.self),
                commands: word.origins.commands.map { macros.commands[$0] }, variables: word.origins.variables
            ))
    }

    /// `Dialect` has these; here they are at hand for each byte.
    let ordersValues, expandsMacros: Bool
    /// `$NAME` in quoted texts is a variable.
    let expandsTexts: Bool
    /// Dots and slashes belong to words.
    let readsPaths: Bool
    /// What was read that not every version reads.
    private(set) var spellings: Set<Spelling> = []

    /// Whether a spelling is read: all of them unless somebody wants what that kernel's `conf` does.
    func reads(_ spelling: Spelling) -> Bool { tolerance != .none || dialect.reads(spelling) }

    /// The same for a spelling at hand.
    func accepts(_ spelling: Spelling) -> Bool {
        guard reads(spelling) else { return false }
        spellings.insert(spelling)
        return true
    }

    /// Reports an error in a choice that older kernels do not mind.
    func reportLooseChoice(at location: Location, _ message: String) {
        spellings.insert(.looseChoice)
        if dialect.reads(.looseChoice) { return }
        report(.error, at: location, message)
    }

    func report(
        _ severity: Diagnostic.Severity, at location: Location, _ message: String, hint: String? = nil,
        confText: String? = nil
    ) {
        report(Diagnostic(severity, at: location, message, hint: hint, confText: confText))
    }

    func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// A reason for what is not understood in a tree of a newer kernel.
    var newerHint: String? {
        guard dialect.isNewerThanKnown else { return nil }
        return "this is Linux \(dialect), and the newest one known here is \(Dialect.compared.newest)"
    }

    /// Other projects' programs have functions of their own.
    private var functionHint: String? {
        tolerance == .missingFiles
            ? "say what it stands for with --define-function 'NAME=TEXT', $(1) being its argument" : nil
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Expands the word at the start of `line` up to its end; also tells how many bytes it took.
    func expandWord(
        _ line: UnsafeBufferPointer<UInt8>, at location: Location, isEnd: (UInt8) -> Bool
    ) throws -> ([UInt8], Int) {
        try expanding(at: location) { try macros.expandToken(ArraySlice(line), isEnd: isEnd) }
    }

    /// Expands the reference after a `$`; also tells how many bytes it took.
    func expandReference(_ line: UnsafeBufferPointer<UInt8>, at location: Location) throws -> ([UInt8], Int) {
        try expanding(at: location) {
            let rest = ArraySlice(line)
            var position = rest.startIndex
            let text = try macros.expandReference(rest, &position, arguments: [])
            return (text, position - rest.startIndex)
        }
    }

    /// Puts the values of environment variables in place of `$NAME` and `${NAME}` in a quoted text, where Kconfiglib would. What
    /// is not set stays as it is written.
    ///
    /// - Returns: what the text came from.
    func expandTextVariables(_ text: inout [UInt8]) -> MacroOrigins {
        guard expandsTexts, text.contains(0x24) else { return MacroOrigins() }
        macros.origins = MacroOrigins()
        text = BareReference.expand(text) { name in
            guard macros.isSet(name) else {
                macros.noteUnset(name)
                return nil
            }
            return macros.environment(name)
        }
        return macros.origins
    }

    /// Runs an expansion, turning its failure into a diagnostic that stops the parse.
    func expanding<R>(at location: Location, _ body: () throws -> R) throws -> R {
        macros.location = location
        macros.fileName = sources.name(location.file)
        macros.origins = MacroOrigins()
        defer {
            for warning in macros.takeWarnings() {
                let text = "\(sources.describe(location)): \(warning)\n"
                report(.warning, at: location, warning, confText: text)
            }
            for note in macros.takeNotes() {
                report(.note, at: location, note, hint: newerHint ?? functionHint)
            }
        }
        do {
            return try body()
        } catch let failure as MacroError {
            report(.error, at: location, failure.message, hint: failure.hint)
            throw ParseStopped()
        }
    }
}

/// Thrown when reading on makes no sense; the reason is in the diagnostics.
struct ParseStopped: Error {}
