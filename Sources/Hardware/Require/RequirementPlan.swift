// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse
import Solver

/// Needs as lines of a `.satconfig` that can all be met at once.
public struct RequirementPlan {
    /// A line, and the needs it is there for.
    public struct Line {
        /// Without `CONFIG_`; nil for `assert` lines.
        public let symbol: String?
        public let text: String
        public let comments: [String]
        public let part: Need.Part
    }

    public private(set) var lines: [Line] = []
    public private(set) var remarks: [Remark]
    /// What each need is answered by, for reports.
    public private(set) var answers: [(need: Need, lines: [String])] = []

    private var values: [String: BuildTest.Values] = [:]
    private var comments: [String: [Comment]] = [:]
    private var parts: [String: Need.Part] = [:]
    private var order: [String] = []

    /// - Throws: `SearchStopped`.
    public init(_ machine: MachineNeeds, _ model: KconfigModel, engine: any SATEngine) throws {
        remarks = machine.remarks
        let wanted = machine.needs.flatMap { need in need.ways.map { $0.condition(isEarly: need.isEarly) } }
        let check = JointCheck(model, wanted: wanted, engine: engine)
        // What booting needs comes first: should two needs exclude each other, the other one is left out.
        let needs = machine.needs.filter(\.isEarly) + machine.needs.filter { !$0.isEarly }
        let isMet = try check.accept(
            needs.map { need in need.ways.flatMap { $0.condition(isEarly: need.isEarly).alternatives } })
        for (need, isMet) in zip(needs, isMet) { try take(need, isMet: isMet, check) }
        answers.sort {
            ($0.need.part, $0.need.subject, $0.need.location) < (
                $1.need.part, $1.need.subject, $1.need.location
            )
        }
        finish(model)
        lines += machine.bounds.map {
            Line(symbol: nil, text: "assert \($0.expression)", comments: [$0.reason], part: .processor)
        }
        lines = lines.enumerated().sorted { ($0.element.part, $0.offset) < ($1.element.part, $1.offset) }
            .map(\.element)
    }

    private mutating func take(_ need: Need, isMet: Bool, _ check: JointCheck) throws {
        var ways: [(way: Need.Way, tests: [BuildTest])] = []
        for way in need.ways {
            let condition = way.condition(isEarly: need.isEarly)
            guard try check.isPossible(condition) else { continue }
            ways += condition.alternatives.map { (way, $0) }
        }
        if ways.isEmpty {
            let drivers = need.ways.map(\.text).joined(separator: ", ")
            return leaveOut(
                need, .undriven,
                "\(need.subject): \(drivers) can't be had here while \(Gatekeepers.off.joined(separator: ", ")) stay n"
            )
        }
        if !isMet {
            let names = ways.map { Self.expression($0.tests) }.joined(separator: " or ")
            return leaveOut(need, .excluded, "\(need.subject): \(names) excludes what is asked for above")
        }
        var kept: [(way: Need.Way, tests: [BuildTest])] = []
        for (way, tests) in ways { kept.append((way, try essential(tests, way, check))) }
        add(need, kept)
    }

    private mutating func leaveOut(_ need: Need, _ kind: Remark.Kind, _ text: String) {
        remarks.append(Remark(kind: kind, text: text, location: need.location))
        answers.append((need, []))
    }

    /// Without the tests that the others imply: options above that Kconfig asks for anyway.
    private func essential(_ tests: [BuildTest], _ way: Need.Way, _ check: JointCheck) throws -> [BuildTest] {
        var kept: [BuildTest] = []
        for test in tests where try !check.implies([], test) { kept.append(test) }
        let own = kept.filter { way.options.contains($0.name) }
        if own.isEmpty { return kept }
        return try kept.filter { test in
            if own.contains(test) { return true }
            return try !check.implies(own, test)
        }
    }

    private mutating func add(_ need: Need, _ ways: [(way: Need.Way, tests: [BuildTest])]) {
        // Built in or a module: what differs in that alone becomes one.
        let alternatives = BuildCondition(anyOf: ways.map(\.tests)).alternatives
        // One way that needs nothing is all that there is to say.
        guard !alternatives.contains([]) else { return answers.append((need, [])) }
        let comment = Self.comment(need, ways.map(\.way))
        var lines: [String] = []
        if alternatives.count == 1 {
            for test in alternatives[0] where test.subject == .symbol {
                note(test.name, comment, need.part)
                values[test.name] = values[test.name].map { $0.intersection(test.values) } ?? test.values
                lines.append(test.name)
            }
        } else {
            let text = "assert " + alternatives.map(Self.expression).joined(separator: " || ")
            note(text, comment, need.part)
            lines.append(text)
        }
        answers.append((need, lines))
    }

    private mutating func note(_ key: String, _ comment: Comment, _ part: Need.Part) {
        if comments[key] == nil { order.append(key) }
        // Devices that are alike share one.
        if let number = comments[key]?.firstIndex(where: { $0.isLike(comment) }) {
            comments[key]![number].locations += comment.locations
        } else {
            comments[key, default: []].append(comment)
        }
        parts[key] = min(parts[key] ?? part, part)
    }

    private static func comment(_ need: Need, _ ways: [Need.Way]) -> Comment {
        var texts: [String] = []
        for way in ways {
            let text = way.text + (way.isGeneric ? " (generic)" : "")
            if !texts.contains(text) { texts.append(text) }
        }
        let early = need.early.map { "; before modules: \($0)" } ?? ""
        return Comment(
            subject: need.subject, locations: need.location.isEmpty ? [] : [need.location],
            rest: " → \(texts.joined(separator: ", "))\(early)", notes: need.notes)
    }

    private mutating func finish(_ model: KconfigModel) {
        let sorted = order.enumerated().sorted {
            (parts[$0.element]!, $0.offset) < (parts[$1.element]!, $1.offset)
        }
        lines = sorted.map { _, key in
            guard let values = values[key] else {
                return Line(
                    symbol: nil, text: key, comments: comments[key]!.flatMap(\.lines), part: parts[key]!)
            }
            let text = "CONFIG_\(key)=\(Self.text(values))"
            return Line(symbol: key, text: text, comments: comments[key]!.flatMap(\.lines), part: parts[key]!)
        }
        let texts = Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in line.symbol.map { ($0, line.text) } })
        answers = answers.map { ($0.need, $0.lines.map { texts[$0] ?? $0 }) }
    }

    private static func text(_ values: BuildTest.Values) -> String {
        let all: [(BuildTest.Values, String)] = [(.y, "y"), (.m, "m"), (.off, "n")]
        return all.filter { values.contains($0.0) }.map(\.1).joined(separator: "|")
    }

    /// As an `assert` line has it.
    static func expression(_ tests: [BuildTest]) -> String {
        let parts = tests.filter { $0.subject == .symbol }.map { test in
            switch test.values {
            case [.m, .y]: test.name
            case [.y]: "\(test.name) = y"
            case [.m]: "\(test.name) = m"
            case [.off]: "\(test.name) = n"
            case [.off, .m]: "\(test.name) != y"
            default: "\(test.name) != m"
            }
        }
        return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " && ")))"
    }
}
