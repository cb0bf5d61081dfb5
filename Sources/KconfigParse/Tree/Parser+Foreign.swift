// SPDX-License-Identifier: GPL-2.0-or-later

/// Lines that other projects' programs know.
extension Parser {
    /// The line of a `configdefault`, which gives another definition a default and nothing else; false when it is none.
    mutating func onlyDefault() throws -> Bool {
        switch stream.current.kind {
        case .default:
            try defaultValue(.unknown)
            return true
        case .bool, .tristate, .int, .hex, .string, .prompt, .depends, .select, .imply, .range, .help,
            .defBool,
            .defTristate, .modules, .visible:
            throw SyntaxError(
                location: stream.current.location, message: "a configdefault can only have defaults",
                hint: "an 'if' around it gives it a condition; everything else belongs to the 'config'")
        default: return false
        }
    }

    /// Whether words are read that only programs from before 2.6.33 know: in a kernel's tree they are mistakes.
    private var readsOldWords: Bool {
        context.dialect.reads(.oldWord) || context.tolerance == .missingFiles
    }

    /// The same for one at hand.
    func acceptsOldWord() -> Bool { readsOldWords && context.accepts(.oldWord) }

    /// A line with such a word; false when it is none.
    mutating func oldWord(of node: SyntaxNode.Kind) throws -> Bool {
        guard readsOldWords else { return false }
        let isEntry = node == .config || node == .menuconfig
        switch context.strings.text(stream.current.text) {
        case "requires" where acceptsOldWord(): try requires()
        case "enable" where isEntry && acceptsOldWord(): try target(.select)
        case "def_boolean" where isEntry && acceptsOldWord(): try defaultValue(.bool)
        default: return false
        }
        return true
    }

    private mutating func requires() throws {
        var attribute = SyntaxAttribute(kind: .depends, location: stream.statement)
        try stream.advance()
        attribute.expression = try expression()
        try endLine()
        add(attribute)
    }

    /// The type that goes with a `def_…` of Kconfiglib.
    static func typeOfDefault(_ word: String) -> SymbolType {
        switch word {
        case "def_int": .int
        case "def_hex": .hex
        default: .string
        }
    }

    /// `warning "text"`: read and passed over.
    mutating func warningText() throws {
        try stream.advance()
        _ = try take(.quoted, "a quoted text")
        try endLine()
    }

    /// What to say about a statement that some program reads and this one does not.
    static func foreignHint(_ word: String) -> String? {
        switch word {
        case "set":
            "esp-idf-kconfig's 'set' gives other options values, which is not understood here; "
                + "a 'default … if …' at the other option says nearly the same"
        case "float": "esp-idf-kconfig's type 'float' is not understood here"
        default: nil
        }
    }
}
