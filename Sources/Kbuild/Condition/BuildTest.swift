// SPDX-License-Identifier: GPL-2.0-or-later

/// What is known of a name after `CONFIG_`.
public enum SymbolKind: Sendable {
    case bool
    case tristate
    /// An int, hex or string: make sees its text.
    case text
}

/// A question about one configuration symbol, or one that no symbol answers.
public struct BuildTest: Hashable, Comparable, Sendable {
    /// Values that make the test true.
    public struct Values: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let off = Values(rawValue: 1)
        public static let m = Values(rawValue: 2)
        public static let y = Values(rawValue: 4)
    }

    public enum Subject: UInt8, Hashable, Sendable {
        /// A symbol's value, as the name says.
        case symbol
        /// Whether a number or text is as the name says: `NAME=text`.
        case text
        /// What can't be told from the tree; the name is the place, `file:line`, and behind a tab what tells apart
        /// questions of the same place.
        case unknown
        /// What the preprocessor asks of a number or text: `NAME>64`, or `NAME defined`.
        case comparison
    }

    public let name: String
    public let subject: Subject
    public let values: Values
    /// All values that there are.
    let all: Values

    init(_ name: String, _ subject: Subject, _ values: Values, of all: Values) {
        self.name = name
        self.subject = subject
        self.values = values
        self.all = all
    }

    /// Of what is unknown: `file:line`.
    public var place: String { String(name.prefix { $0 != "\t" }) }

    func with(_ values: Values) -> BuildTest { BuildTest(name, subject, values, of: all) }

    func isSameSubject(as other: BuildTest) -> Bool { subject == other.subject && name == other.name }

    public static func < (a: BuildTest, b: BuildTest) -> Bool {
        a.name == b.name
            ? (a.subject.rawValue, a.values.rawValue) < (b.subject.rawValue, b.values.rawValue)
            : a.name < b.name
    }
}

extension BuildTest {
    /// Subject and values as digits, then the name with what separates tests escaped.
    var encoded: String {
        let name = name.flatMap { ";,%\t\n".contains($0) ? "%\($0.asciiValue!)%" : String($0) }
        return "\(subject.rawValue)\(values.rawValue)\(all.rawValue)" + String(name)
    }

    init?(encoded: Substring) {
        let digits = encoded.prefix(3).compactMap(\.wholeNumberValue)
        guard digits.count == 3, let subject = Subject(rawValue: UInt8(digits[0])) else { return nil }
        let parts = encoded.dropFirst(3).split(separator: "%", omittingEmptySubsequences: false)
        let name = parts.enumerated().map { index, part in
            index % 2 == 0 ? String(part) : UInt8(part).map { String(UnicodeScalar($0)) } ?? ""
        }
        self.init(
            name.joined(), subject, Values(rawValue: UInt8(digits[1])), of: Values(rawValue: UInt8(digits[2]))
        )
    }
}

extension BuildTest: CustomStringConvertible {
    public var description: String {
        switch subject {
        case .unknown: return values == .y ? "unknown(\(place))" : "!unknown(\(place))"
        case .text, .comparison: return values == .y ? "CONFIG_\(name)" : "!(CONFIG_\(name))"
        case .symbol: break
        }
        switch values {
        case [.y]: return "CONFIG_\(name)=y"
        case [.m]: return "CONFIG_\(name)=m"
        case [.m, .y]: return "CONFIG_\(name)"
        case [.off]: return "!CONFIG_\(name)"
        case [.off, .m]: return "CONFIG_\(name)!=y"
        default: return "CONFIG_\(name)!=m"
        }
    }
}
