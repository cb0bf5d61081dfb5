// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse

/// Another name for a symbol, everywhere.
enum Rename {
    /// The new name without the prefix.
    ///
    /// - Throws: for what can't be a name, and for a name that something else has.
    static func checked(_ text: String, for symbol: SymbolID, _ view: TreeView) throws(RequestError) -> String
    {
        let name = ConfigEnvironment.symbolName(text)
        let isName = name.utf8.allSatisfy(Document.isWord)
        let isNumber = name.utf8.allSatisfy { (0x30...0x39).contains($0) } || name.hasPrefix("0x")
        guard isName, !name.isEmpty, !isNumber else {
            throw .refused(
                "'\(text)' can't be the name of a symbol: letters, digits and _ are, with a letter among them"
            )
        }
        let words = CompletionContext.keywords.flatMap { $0.split(separator: " ").map(String.init) }
        guard !words.contains(name), !["y", "m", "n"].contains(name) else {
            throw .refused("'\(name)' means something else in Kconfig files")
        }
        let model = view.model
        if model.name(symbol) == name { throw .refused("that is its name already") }
        if let other = model.symbol(named: name) {
            throw .refused(
                "there is a \(name) already, at \(model.sources.describe(model.location(of: other)))")
        }
        return name
    }

    /// The edits, by file.
    ///
    /// - Parameters:
    ///   - uses: of the old name.
    ///   - taken: uses of the new one.
    static func edit(_ uses: [NameScan.Use], to name: String, taken: [NameScan.Use]) throws(RequestError)
        -> JSONValue
    {
        if let other = taken.first {
            let line = other.place.range.start.line + 1
            throw .refused(
                other.isDefinition
                    ? "there is a \(name) already, at \(other.place.path):\(line)"
                    : "\(name) is used already, at \(other.place.path):\(line), though no Kconfig file defines it"
            )
        }
        var order: [String] = []
        var edits: [String: [JSONValue]] = [:]
        for use in uses {
            let uri = FileURI.uri(use.place.path)
            if edits[uri] == nil { order.append(uri) }
            edits[uri, default: []].append(["range": use.place.range.json, "newText": .string(name)])
        }
        return ["changes": .object(order.map { JSONValue.Member($0, .array(edits[$0]!)) })]
    }
}
