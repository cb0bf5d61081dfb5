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
        self.asked = asked.text
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

    /// Some lines are compiled, and others not.
    private var isPartly: Bool {
        let code = blocks.filter { $0.block.content == .code }
        return code.contains { $0.decision.isCompiled } && !code.allSatisfy { $0.decision.isCompiled }
    }

    var text: String {
        let stretches = LineStretch.all(blocks)
        var text = "\(isPartly ? "partly" : PresenceText.word(decision))  \(asked)\n"
        if stretches.count > 1 {
            for stretch in stretches { text += "      \(stretch.text)\n" }
        } else {
            let presence = stretches.first?.presence ?? presence
            let cause = PresenceText.cause(decision, presence)
            if !cause.isEmpty { text += "      \(cause)\n" }
        }
        if !blocks.isEmpty, stretches.isEmpty { text += "      no code stands there\n" }
        return text + (fix?.text ?? "")
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

/// Lines of code with the same answer, and what stands between them.
private struct LineStretch {
    var lines: ClosedRange<Int>
    let decision: PresenceDecision
    let presence: Presence

    static func all(_ blocks: [(block: LineBlock, decision: PresenceDecision)]) -> [LineStretch] {
        var list: [LineStretch] = []
        for (block, decision) in blocks where block.content == .code {
            if let last = list.last, last.decision == decision {
                list[list.count - 1].lines = last.lines.lowerBound...block.lines.upperBound
            } else {
                list.append(LineStretch(lines: block.lines, decision: decision, presence: block.presence))
            }
        }
        return list
    }

    var text: String {
        let cause = PresenceText.cause(decision, presence)
        return "\(lines.numbers): \(PresenceText.word(decision))" + (cause.isEmpty ? "" : ", \(cause)")
    }
}
