// SPDX-License-Identifier: GPL-2.0-or-later

/// When something is built: alternatives, each of tests that all hold.
public struct BuildCondition: Hashable, Sendable {
    /// Tests of different subjects, sorted by name.
    public typealias Conjunction = [BuildTest]

    public private(set) var alternatives: [Conjunction]

    public static let always = BuildCondition(alternatives: [[]])
    public static let never = BuildCondition(alternatives: [])

    /// More alternatives than this are not worked out.
    private static let limit = 400

    private init(alternatives: [Conjunction]) { self.alternatives = alternatives }

    public init(_ test: BuildTest) {
        let values = test.values.intersection(test.all)
        alternatives = values.isEmpty ? [] : values == test.all ? [[]] : [[test.with(values)]]
    }

    /// A symbol's value is one of some.
    public static func symbol(_ name: String, _ kind: SymbolKind, _ values: BuildTest.Values)
        -> BuildCondition
    {
        let all: BuildTest.Values = kind == .tristate ? [.off, .m, .y] : [.off, .y]
        return BuildCondition(BuildTest(name, .symbol, values, of: all))
    }

    /// One of some alternatives, each of tests of different subjects, sorted by name.
    public init(anyOf alternatives: [Conjunction]) { self = Self.simplified(alternatives) }

    /// The text of a symbol as make sees it.
    public static func text(_ name: String, is text: String) -> BuildCondition {
        BuildCondition(BuildTest("\(name)=\(text)", .text, .y, of: [.off, .y]))
    }

    /// What the preprocessor asks of a number or text.
    ///
    /// - Parameter question: what stands behind the name: `>64`, ` defined`.
    public static func comparison(_ name: String, _ question: String) -> BuildCondition {
        BuildCondition(BuildTest(name + question, .comparison, .y, of: [.off, .y]))
    }

    /// What only a build can tell.
    ///
    /// - Parameter place: one text for one question: what it answers is not known, but the same wherever it is asked.
    public static func unknown(_ place: String) -> BuildCondition {
        BuildCondition(BuildTest(place, .unknown, .y, of: [.off, .y]))
    }

    public var isAlways: Bool { alternatives.first?.isEmpty ?? false }
    public var isNever: Bool { alternatives.isEmpty }

    /// The tests that each alternative has.
    public var shared: Conjunction {
        guard let first = alternatives.first else { return [] }
        return first.filter { test in alternatives.allSatisfy { $0.contains(test) } }
    }

    /// Each test in it.
    public var tests: [BuildTest] { alternatives.flatMap { $0 } }

    /// Places that leave it open.
    public var unknownPlaces: [String] { Set(tests.filter { $0.subject == .unknown }.map(\.place)).sorted() }

    // MARK: - Operations

    public func and(_ other: BuildCondition) -> BuildCondition {
        if isAlways || other.isNever || self == other { return other }
        if other.isAlways || isNever { return self }
        guard alternatives.count * other.alternatives.count <= Self.limit * 4 else { return tooMany }
        var all: [Conjunction] = []
        all.reserveCapacity(alternatives.count * other.alternatives.count)
        for a in alternatives {
            for b in other.alternatives {
                if let both = Self.merged(a, b) { all.append(both) }
            }
        }
        return Self.simplified(all)
    }

    public func or(_ other: BuildCondition) -> BuildCondition {
        if isNever || other.isAlways || self == other { return other }
        if other.isNever || isAlways { return self }
        return Self.simplified(alternatives + other.alternatives)
    }

    public static prefix func ! (condition: BuildCondition) -> BuildCondition {
        var result = BuildCondition.always
        for conjunction in condition.alternatives {
            // What was too long is not the same each time: it and its opposite don't exclude each other.
            let opposite = conjunction.map { test in
                test.name == tooLong ? [test] : [test.with(test.all.subtracting(test.values))]
            }
            result = result.and(simplified(opposite))
        }
        return result
    }

    /// This, and not the other.
    func without(_ other: BuildCondition) -> BuildCondition {
        if other.isNever || isNever { return self }
        if other.isAlways || self == other { return .never }
        return and(!other)
    }

    private var tooMany: BuildCondition { .unknown(Self.tooLong) }
    private static let tooLong = "a condition of too many parts"

    /// Both; nil when they exclude each other.
    private static func merged(_ a: Conjunction, _ b: Conjunction) -> Conjunction? {
        if a.isEmpty { return b }
        if b.isEmpty { return a }
        var merged: Conjunction = []
        merged.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i].isSameSubject(as: b[j]) {
                let values = a[i].values.intersection(b[j].values)
                if values.isEmpty { return nil }
                merged.append(a[i].with(values))
                i += 1
                j += 1
            } else if (a[i].name, a[i].subject.rawValue) < (b[j].name, b[j].subject.rawValue) {
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        merged += a[i...]
        merged += b[j...]
        return merged
    }

    // MARK: - Simplifying

    private static func simplified(_ list: [Conjunction]) -> BuildCondition {
        guard list.count > 1 else { return BuildCondition(alternatives: list) }
        var kept: [Conjunction] = []
        for conjunction in list { add(conjunction, to: &kept) }
        if kept.count > limit { return .unknown(tooLong) }
        return BuildCondition(alternatives: kept)
    }

    private static func add(_ new: Conjunction, to kept: inout [Conjunction]) {
        var new = new
        var index = 0
        while index < kept.count {
            if implies(new, kept[index]) { return }
            if let one = united(new, kept[index]) {
                kept.remove(at: index)
                new = one
                index = 0
            } else if implies(kept[index], new) {
                kept.remove(at: index)
            } else {
                index += 1
            }
        }
        kept.append(new)
    }

    /// Whether each test of `b` holds where `a` does.
    private static func implies(_ a: Conjunction, _ b: Conjunction) -> Bool {
        if b.count > a.count { return false }
        var i = 0
        for test in b {
            while i < a.count, !a[i].isSameSubject(as: test) { i += 1 }
            guard i < a.count, a[i].values.isSubset(of: test.values) else { return false }
        }
        return true
    }

    /// One for two that differ in a single test.
    private static func united(_ a: Conjunction, _ b: Conjunction) -> Conjunction? {
        guard a.count == b.count else { return nil }
        var difference: Int?
        for index in a.indices where a[index] != b[index] {
            guard a[index].isSameSubject(as: b[index]), difference == nil else { return nil }
            difference = index
        }
        guard let difference else { return a }
        var one = a
        let values = a[difference].values.union(b[difference].values)
        if values == a[difference].all {
            one.remove(at: difference)
        } else {
            one[difference] = a[difference].with(values)
        }
        return one
    }

    /// The condition with what is not known taken for true: where it is false nothing is built.
    public var possibly: BuildCondition { bounded(unknown: true) }

    /// The condition with what is not known taken for false.
    public var surely: BuildCondition { bounded(unknown: false) }

    private func bounded(unknown: Bool) -> BuildCondition {
        guard alternatives.contains(where: { $0.contains { $0.subject == .unknown } }) else { return self }
        let known = alternatives.compactMap { conjunction -> Conjunction? in
            let rest = conjunction.filter { $0.subject != .unknown }
            return rest.count == conjunction.count || unknown ? rest : nil
        }
        return Self.simplified(known)
    }
}

extension BuildCondition: CustomStringConvertible {
    public var description: String {
        if isNever { return "never" }
        if isAlways { return "always" }
        let texts = alternatives.map { $0.map(\.description).joined(separator: " && ") }
        return texts.joined(separator: " || ")
    }

    /// Whether it holds for given values.
    ///
    /// - Parameter value: nil for a test that stays open, which counts as true.
    public func holds(_ value: (BuildTest) -> BuildTest.Values?) -> Bool {
        alternatives.contains { $0.allSatisfy { test in value(test).map(test.values.contains) ?? true } }
    }
}

/// As a text that can be read back: alternatives with `;` between, tests with `,`.
extension BuildCondition {
    public var encoded: String {
        alternatives.map { $0.map(\.encoded).joined(separator: ",") + ";" }.joined()
    }

    /// Nil when the text is none of `encoded`.
    public init?(encoded: String) {
        var alternatives: [Conjunction] = []
        for text in encoded.split(separator: ";", omittingEmptySubsequences: false).dropLast() {
            let tests = text.split(separator: ",").map { BuildTest(encoded: $0) }
            if tests.contains(nil) { return nil }
            alternatives.append(tests.compactMap { $0 })
        }
        self.init(alternatives: alternatives)
    }
}
