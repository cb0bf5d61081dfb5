// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// What the client shows of each file, from several sides; it is told only what changes.
struct MarkBoard {
    /// Who has something to say of a file.
    enum Side: CaseIterable { case reading, lines, rules }

    private var marks: [String: [Side: [Mark]]] = [:]
    private var sent: [String: JSONValue] = [:]

    /// What one side says of files, in place of all that it said before of these.
    ///
    /// - Parameter isAll: it has nothing to say of any other file.
    mutating func put(_ side: Side, _ new: [String: [Mark]], isAll: Bool = false) {
        if isAll { for uri in marks.keys where new[uri] == nil { marks[uri]?[side] = nil } }
        for (uri, list) in new { marks[uri, default: [:]][side] = list }
    }

    subscript(uri: String) -> [Mark] { Side.allCases.flatMap { marks[uri]?[$0] ?? [] } }

    /// Nothing but errors of reading is said of a file that nobody looks at.
    mutating func close(_ uri: String) { marks[uri] = marks[uri]?.filter { $0.key == .reading } }

    /// Keeps marks at their lines while text before them comes and goes.
    mutating func move(_ uri: String, from old: TextLines, to new: TextLines) {
        guard let sides = marks[uri], sides.contains(where: { !$0.value.isEmpty }) else { return }
        let map = LineMap(from: old, to: new)
        marks[uri] = sides.mapValues { list in
            list.compactMap { mark in map[mark.line].map { mark.moved(to: $0) } }
        }
    }

    /// The notifications that make the client show what is here.
    mutating func news(_ lines: (String) -> (lines: TextLines, version: Int?)?, _ encoding: PositionEncoding)
        -> [JSONValue]
    {
        var news: [JSONValue] = []
        for uri in Set(marks.keys).union(sent.keys).sorted() {
            let list = self[uri].sorted { ($0.line, $0.severity.rawValue) < ($1.line, $1.severity.rawValue) }
            guard let text = list.isEmpty ? (TextLines([]), lines(uri)?.version) : lines(uri) else {
                continue
            }
            let json = JSONValue.array(list.map { $0.json(in: text.0, encoding) })
            if sent[uri] == json || sent[uri] == nil && list.isEmpty { continue }
            sent[uri] = list.isEmpty ? nil : json
            news.append(
                ServerMessage.notification(
                    "textDocument/publishDiagnostics",
                    .object(["uri": .string(uri), "version": text.1.map { .int($0) }, "diagnostics": json])))
        }
        return news
    }
}
