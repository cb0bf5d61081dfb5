// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild

/// What a configuration makes of a file, or of some lines of one.
struct CompiledReport {
    /// As it was asked for.
    let asked: String
    let file: String
    let presence: Presence
    let decision: PresenceDecision
    /// Stretches of lines of one kind; none when the whole file was asked for.
    let blocks: [(block: LineBlock, decision: PresenceDecision)]
    /// What switches it on.
    struct Fix {
        let text: String
        let json: JSONValue
    }

    /// Nil when it is not asked for or there is nothing.
    var fix: Fix?

    init(
        _ asked: FileLines, _ map: PresenceMap, _ value: (String) -> String?
    ) {
        file = map.normal(asked.file)
        self.asked = asked.file + (asked.lines.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? "")
        presence = map.presence(of: asked.file)
        let whole = presence.decision(value)
        guard let lines = asked.lines else {
            decision = whole
            blocks = []
            return
        }
        blocks = map.blocks(of: asked.file, lines: lines).map { ($0, $0.presence.decision(value)) }
        decision = Self.worst(blocks.filter { $0.block.content == .code }.map(\.decision)) ?? whole
    }

    /// Of several the one that is farthest from being compiled.
    private static func worst(_ list: [PresenceDecision]) -> PresenceDecision? {
        list.first { if case .no = $0 { true } else { false } }
            ?? list.first { !$0.isCompiled } ?? list.first
    }

    /// The condition of what is not compiled.
    var missing: Presence? {
        guard case .no(let failing) = decision, !failing.isEmpty else { return nil }
        return blocks.first { $0.block.content == .code && $0.decision == decision }?.block.presence
            ?? presence
    }

    var text: String {
        var text = "\(PresenceText.word(decision))  \(asked)\n"
        if blocks.isEmpty || !presence.possibly.isNever && decision.isCompiled == false {
            let cause = PresenceText.cause(decision, presence)
            if !cause.isEmpty { text += "      \(cause)\n" }
        }
        for (block, decision) in blocks where block.content == .code || block.content == .directive {
            if blocks.count == 1 { break }
            let lines =
                block.lines.count == 1
                ? "\(block.lines.lowerBound)" : "\(block.lines.lowerBound)-\(block.lines.upperBound)"
            let cause = PresenceText.cause(decision, block.presence)
            if block.content == .code {
                text += "      \(lines): \(PresenceText.word(decision))\(cause.isEmpty ? "" : ", \(cause)")\n"
            }
        }
        if !blocks.isEmpty, !blocks.contains(where: { $0.block.content == .code }) {
            text += "      no code stands there\n"
        }
        if let fix { text += fix.text }
        return text
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("asked", .string(asked)), .init("file", .string(file)),
            .init("kind", .string(presence.kind.rawValue)),
        ]
        members += PresenceText.json(decision)
        members.append(.init("places", .array(presence.places.map { .string($0.description) })))
        if let note = presence.note { members.append(.init("note", .string(note))) }
        if !blocks.isEmpty {
            members.append(.init("blocks", .array(blocks.map { Self.json($0.block, $0.decision) })))
        }
        if let fix { members.append(.init("fix", fix.json)) }
        return .object(members)
    }

    private static func json(_ block: LineBlock, _ decision: PresenceDecision) -> JSONValue {
        .object(
            [
                .init("first", .int(block.lines.lowerBound)),
                .init("last", .int(block.lines.upperBound)),
                .init("content", .string(block.content.rawValue)),
            ] + PresenceText.json(decision))
    }
}
