// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import Solver

/// Reads what a model answered: JSON as asked for, and what models write instead (in a code fence, in prose,
/// cut off, as lines of a `.config`).
public struct AnswerReader {
    /// More proposals than these in one answer are dropped: an answer is about one batch.
    static let mostProposals = 4 * Batch.largest

    /// The changes of an answer.
    public static func changes(_ text: String) -> Advice {
        let bytes = Array(text.utf8)
        var advice = Advice()
        if let value = values(in: bytes).first(where: { list($0) != nil }), let items = list(value) {
            advice = read(items)
        } else {
            let pieces = fragments(bytes)
            advice = pieces.isEmpty ? lines(bytes) : read(pieces)
            if !pieces.isEmpty {
                advice.problems.append("the answer is cut off or malformed; used what is whole")
            }
        }
        return limited(advice)
    }

    private static func limited(_ advice: Advice) -> Advice {
        guard advice.proposals.count > mostProposals else { return advice }
        let extra = advice.proposals.count - mostProposals
        return Advice(
            Array(advice.proposals.prefix(mostProposals)),
            problems: advice.problems + ["\(extra) proposals beyond the first \(mostProposals) were dropped"])
    }

    /// The numbers of chosen menus; nil when the answer names none that can be used. A list within an object that has
    /// no `menus` is about something else: an empty one does not say that no menu matters.
    ///
    /// - Parameter titles: the menus asked about.
    static func menus(_ text: String, titles: [String]) -> [Int]? {
        let found = values(in: Array(text.utf8))
        let isObject = found.contains { if case .object = $0 { true } else { false } }
        for value in found {
            guard let items = isObject ? value["menus"]?.array : value.array else { continue }
            let chosen = items.compactMap { index(of: $0, titles) }
            if items.isEmpty || !chosen.isEmpty { return Array(Set(chosen)).sorted() }
        }
        return nil
    }

    private static func index(of item: JSONValue, _ titles: [String]) -> Int? {
        if let number = item.int ?? item.string.flatMap({ Int($0) }) {
            return titles.indices.contains(number &- 1) ? number - 1 : nil
        }
        guard let title = item.string?.lowercased() else { return nil }
        return titles.firstIndex { $0.lowercased() == title }
    }

    // MARK: - JSON

    /// The whole text, each code fence, and what stands from the first bracket to the last one.
    private static func values(in bytes: [UInt8]) -> [JSONValue] {
        var candidates: [ArraySlice<UInt8>] = [bytes[...]]
        candidates += find(fence, in: bytes).compactMap { $0[1] }
        for (opening, closing) in [("{", "}"), ("[", "]")] as [(Unicode.Scalar, Unicode.Scalar)] {
            if let start = bytes.firstIndex(of: UInt8(ascii: opening)),
                let end = bytes.lastIndex(of: UInt8(ascii: closing)), start < end
            {
                candidates.append(bytes[start...end])
            }
        }
        return candidates.compactMap { try? JSONValue(parsing: $0) }
    }

    private static func list(_ value: JSONValue) -> [JSONValue]? {
        if let items = value.array { return items.isEmpty || items.contains { isChange($0) } ? items : nil }
        for name in ["changes", "proposals", "options"] {
            if let items = value[name]?.array { return items }
        }
        return isChange(value) ? [value] : nil
    }

    private static func isChange(_ value: JSONValue) -> Bool { member(value, nameKeys) != nil }

    private static let nameKeys = ["symbol", "name", "option", "config"]
    private static let valueKeys = ["value", "setting", "new_value"]
    private static let reasonKeys = ["reason", "why", "rationale", "explanation"]

    private static func member(_ value: JSONValue, _ names: [String]) -> JSONValue? {
        for name in names { if let found = value[name] { return found } }
        return nil
    }

    private static func read(_ items: [JSONValue]) -> Advice {
        var advice = Advice()
        var wrong = 0
        for item in items {
            guard let name = member(item, nameKeys)?.string, let value = member(item, valueKeys).flatMap(text)
            else {
                wrong += 1
                continue
            }
            let reason = member(item, reasonKeys)?.string ?? ""
            advice.proposals.append(Proposal(plain(name), value, reason: reason.oneLine))
        }
        if wrong > 0 {
            advice.problems.append("\(wrong) items of the answer have no symbol or no usable value")
        }
        return advice
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let isOn): isOn ? "y" : "n"
        case .int(let number): String(number)
        default: nil
        }
    }

    /// Without the prefix and blanks around.
    private static func plain(_ name: String) -> String {
        let bare = ConfigEnvironment.symbolName(name.drop(while: \.isWhitespace))
        return String(bare.reversed().drop(while: \.isWhitespace).reversed())
    }

    // MARK: - Patterns

    private static let fence = #"```[A-Za-z]*\s*\n?(.*?)```"#
    private static let fragment = #"\{[^{}\[\]]{1,4000}\}"#
    private static var line: String {
        let prefix = #"\Q"# + ConfigEnvironment.prefix + #"\E"#
        return #"^[ \t\-*>`\d.]*(?:# "# + prefix + #"([A-Za-z0-9_]+) is not set"#
            + #"|(?:"# + prefix + #")?([A-Z0-9][A-Z0-9_]*)[ \t]*[=:][ \t]*("[^"\n]*"|-?[A-Za-z0-9]+)"#
            + #"[`,;.]?[ \t]*(?:[#(\-][^\n]*)?)\r?$"#
    }

    private static func find(_ pattern: String, in bytes: [UInt8]) -> [[ArraySlice<UInt8>?]] {
        guard let compiled = try? Pattern("(?sm)" + pattern) else {
            preconditionFailure("the pattern is a constant")
        }
        // A text that the library gives up on has nothing that is worth finding.
        return (try? compiled.findAll(in: bytes)) ?? []
    }

    /// The whole objects of a text that as a whole is no JSON.
    private static func fragments(_ bytes: [UInt8]) -> [JSONValue] {
        find(fragment, in: bytes).compactMap { $0[0] }.compactMap { try? JSONValue(parsing: $0) }.filter {
            isChange($0)
        }
    }

    private static func lines(_ bytes: [UInt8]) -> Advice {
        func string(_ slice: ArraySlice<UInt8>?) -> String? {
            slice.map { String(decoding: $0, as: UTF8.self) }
        }
        var advice = Advice()
        for match in find(line, in: bytes) {
            if let name = string(match[1]) {
                advice.proposals.append(Proposal(name, "n", reason: ""))
            } else if let name = string(match[2]), let value = string(match[3]) {
                advice.proposals.append(Proposal(plain(name), ConfigString.withoutQuotes(value), reason: ""))
            }
        }
        if advice.proposals.isEmpty { advice.problems.append("the answer holds no changes that can be read") }
        return advice
    }
}
