// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild

/// Words for what is compiled, for people and programs.
enum PresenceText {
    static func word(_ decision: PresenceDecision) -> String {
        switch decision {
        case .builtIn: "y"
        case .module: "m"
        case .no: "n"
        case .unknown: "unknown"
        }
    }

    /// What is behind a no or an unknown; empty otherwise.
    static func cause(_ decision: PresenceDecision, _ presence: Presence) -> String {
        switch decision {
        case .builtIn, .module: return ""
        case .unknown(let places):
            return "only a build can tell, by " + places.prefix(4).joined(separator: ", ")
        case .no(let failing):
            if failing.isEmpty { return note(presence) ?? "no configuration compiles it" }
            return "it needs " + failing.map(\.description).joined(separator: " && ")
        }
    }

    /// What is said of a file beside its condition, and what to type where it is of another architecture.
    static func note(_ presence: Presence, askedToo: [String] = []) -> String? {
        guard let note = presence.note, let other = presence.architecture, !askedToo.contains(other) else {
            return presence.note
        }
        return "\(note): ask with --arch \(other)"
    }

    /// Members of an answer about a decision.
    static func json(_ decision: PresenceDecision) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("compiled", .string(word(decision)))]
        switch decision {
        case .builtIn, .module: break
        case .no(let failing):
            members.append(.init("failing", .array(failing.map { .string($0.description) })))
        case .unknown(let places):
            members.append(.init("open", .array(places.map { .string($0) })))
        }
        return members
    }

    /// When something is compiled: one condition where built in and module need the same.
    ///
    /// - Parameter known: what the Kconfig files say of it; nil when they were not asked.
    static func when(_ ways: BuildUnit.Ways, _ known: KnownConditions?) -> [String] {
        if ways.isNever { return ["never"] }
        let text = { shortest(known?.short($0) ?? $0) }
        if ways.builtIn == ways.module { return ["when \(text(ways.builtIn))"] }
        var lines: [String] = []
        if !ways.module.isNever { lines.append("module when \(text(ways.module))") }
        if !ways.builtIn.isNever { lines.append("built in when \(text(ways.builtIn))") }
        return lines
    }

    /// More alternatives than these nobody reads.
    private static let most = 6

    /// With the alternatives of the fewest tests first.
    private static func shortest(_ condition: BuildCondition) -> String {
        let sorted = condition.alternatives.enumerated().sorted {
            ($0.element.count, $0.offset) < ($1.element.count, $1.offset)
        }
        let text = BuildCondition(anyOf: sorted.prefix(most).map(\.element)).description
        return sorted.count > most ? "\(text) || … and \((sorted.count - most).counted("other way"))" : text
    }
}
