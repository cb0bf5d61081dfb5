// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild

/// What must hold for a file, or for lines of one, to be compiled.
struct PresenceAnswer {
    let asked: String
    private let file: Presence
    /// Stretches of code; none when the whole file was asked for.
    private let stretches: [Stretch]
    private let hasLines: Bool
    /// Architectures that need not be proposed.
    var askedToo: [String] = []
    /// What the Kconfig files say of its conditions.
    var known: KnownConditions?

    /// What must hold for it.
    var conditions: [BuildCondition] { hasLines ? stretches.map(\.presence.any) : [file.any] }
    var shown: [BuildCondition] {
        (hasLines ? stretches.map(\.presence.ways) : [file.ways]).flatMap { [$0.module, $0.builtIn] }
    }

    private struct Stretch {
        var lines: ClosedRange<Int>
        let presence: Presence
    }

    init(_ asked: FileLines, _ map: PresenceMap) {
        self.asked = asked.text
        file = map.presence(of: asked.file)
        hasLines = asked.lines != nil
        var list: [Stretch] = []
        for block in asked.lines.map({ map.blocks(of: asked.file, lines: $0) }) ?? []
        where block.content == .code {
            if let last = list.last, last.presence.ways == block.presence.ways {
                list[list.count - 1].lines = last.lines.lowerBound...block.lines.upperBound
            } else {
                list.append(Stretch(lines: block.lines, presence: block.presence))
            }
        }
        stretches = list
    }

    /// Nothing on this architecture compiles it.
    var isEmpty: Bool {
        hasLines ? stretches.allSatisfy(\.presence.ways.isNever) : file.ways.isNever
    }

    // MARK: - Text

    var text: String {
        var text = "\(asked)\n"
        if let note = PresenceText.note(file, askedToo: askedToo) { text += "  \(note)\n" }
        // Why nothing compiles it is said already.
        if !hasLines, file.note == nil || !file.ways.isNever { text += lines(file, indent: "  ") }
        if hasLines, stretches.isEmpty { text += "  no code stands there\n" }
        for stretch in stretches {
            let lines = stretch.lines
            text += "  \(lines.count == 1 ? "line" : "lines") \(lines.numbers)\n"
            text += self.lines(stretch.presence, indent: "      ")
        }
        for place in file.places.prefix(Self.most) { text += "      \(place)\n" }
        if file.places.count > Self.most { text += "      and \(file.places.count - Self.most) more\n" }
        return text
    }

    /// More places than these nobody reads.
    private static let most = 6

    private func lines(_ presence: Presence, indent: String) -> String {
        PresenceText.when(presence.ways, known).map { indent + $0 + "\n" }.joined()
            + (known?.text(presence.any, indent: indent) ?? "")
    }

    // MARK: - JSON

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("asked", .string(asked)), .init("found", []), .init("kind", .string(file.kind.rawValue)),
        ]
        if let note = file.note { members.append(.init("note", .string(note))) }
        if !hasLines { members += json(file) }
        if hasLines {
            members.append(
                .init(
                    "lines",
                    .array(
                        stretches.map { stretch in
                            .object(
                                [
                                    .init("first", .int(stretch.lines.lowerBound)),
                                    .init("last", .int(stretch.lines.upperBound)),
                                ] + json(stretch.presence))
                        })))
        }
        members.append(.init("places", .array(file.places.map { .string($0.description) })))
        return .object(members)
    }

    private func json(_ presence: Presence) -> [JSONValue.Member] {
        [
            .init("module_when", BuildReport.json(presence.ways.module)),
            .init("built_in_when", BuildReport.json(presence.ways.builtIn)),
            .init("open", .array(presence.unknownPlaces.map { .string($0) })),
        ] + (known?.json(presence.any) ?? [])
    }
}
