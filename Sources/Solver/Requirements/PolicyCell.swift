// SPDX-License-Identifier: GPL-2.0-or-later

/// What a policy is read for: one of the configurations that it is about, by its keys.
public struct PolicyCell: Equatable, Sendable {
    /// The values of each key. `arch` has two where `ARCH` and `SRCARCH` differ; a key that other cells have has none.
    public private(set) var keys: [String: [String]]
    /// Nobody says which configuration it is: a block whose condition names a key that is not known is looked at like any
    /// other.
    public let isOpen: Bool

    public init(_ keys: [String: [String]] = [:], isOpen: Bool = false) {
        self.keys = keys
        self.isOpen = isOpen
    }

    /// The cell of a command that reads one tree: its architecture, and what the user says.
    ///
    /// - Parameters:
    ///   - architectures: `ARCH` and `SRCARCH`, as far as they are set.
    ///   - words: `KEY=VALUE` each.
    /// - Throws: `Malformed` with the first word that is none.
    public init(architectures: [String], words: [String]) throws(Malformed) {
        var keys: [String: [String]] = [:]
        var known: [String] = []
        for name in architectures where !name.isEmpty && !known.contains(name) { known.append(name) }
        if !known.isEmpty { keys["arch"] = known }
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.isWord(parts[0]), Self.isWord(parts[1]) else {
                throw Malformed(word: word)
            }
            keys[String(parts[0])] = [String(parts[1])]
        }
        self.init(keys)
    }

    /// A word that is no `KEY=VALUE`.
    public struct Malformed: Error {
        public let word: String
    }

    /// Makes a key known that this cell has no value for.
    public mutating func know(_ key: String) { if keys[key] == nil { keys[key] = [] } }

    /// What names of keys and their values consist of.
    public static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F, 0x2B].contains(byte)
            }
    }
}

/// What stands behind `when`: all of its tests must hold.
public struct PolicyCondition: Hashable, Sendable, CustomStringConvertible {
    /// `KEY=V|W`, or `KEY!=V|W`: none of these.
    public struct Test: Hashable, Sendable {
        public let key: String
        public let isNegated: Bool
        public let values: [String]

        public init(_ key: String, isNegated: Bool = false, _ values: [String]) {
            self.key = key
            self.isNegated = isNegated
            self.values = values
        }

        var text: String { key + (isNegated ? "!=" : "=") + values.joined(separator: "|") }

        /// Nil where the cell does not know the key.
        public func holds(in cell: PolicyCell) -> Bool? {
            cell.keys[key].map { own in own.contains(where: values.contains) != isNegated }
        }
    }

    public let tests: [Test]

    public init(_ tests: [Test]) { self.tests = tests }

    public var description: String { tests.map(\.text).joined(separator: " ") }

    /// What is wrong with a test, at which part of the text.
    public struct Problem: Error {
        public let part: Substring
        public let message: String
    }

    /// Reads what stands behind `when`.
    public init(_ text: Substring) throws(Problem) {
        var tests: [Test] = []
        for word in text.split(whereSeparator: \.isWhitespace) { tests.append(try Self.test(word)) }
        if tests.isEmpty { throw Problem(part: text, message: "a condition expected") }
        self.tests = tests
    }

    private static func test(_ word: Substring) throws(Problem) -> Test {
        guard let equals = word.firstIndex(of: "=") else {
            throw Problem(part: word, message: "KEY=VALUE or KEY!=VALUE expected")
        }
        let isNegated = word[..<equals].last == "!"
        let key = word[..<equals].dropLast(isNegated ? 1 : 0)
        guard PolicyCell.isWord(key) else {
            throw Problem(
                part: word, message: "the name of a key expected: letters, digits, '-', '_', '.', '+'")
        }
        let rest = word[word.index(after: equals)...]
        let values = rest.split(separator: "|", omittingEmptySubsequences: false)
        for value in values where !PolicyCell.isWord(value) {
            throw Problem(
                part: value.isEmpty ? word : value,
                message: "values of a key are letters, digits, '-', '_', '.', '+', with '|' between them")
        }
        return Test(String(key), isNegated: isNegated, values.map(String.init))
    }
}
