// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A pattern of a board file, with the groups by which a line of results is taken apart.
public final class BoardPattern: Sendable {
    /// As it stands in the file, without the slashes.
    public let text: String
    let pattern: Pattern

    /// - Throws: `Pattern.SyntaxError`.
    public init(_ text: String) throws {
        self.text = text
        pattern = try Pattern(text)
    }

    /// Whether it is found in a line. A pattern that takes the library too many steps is not.
    public func matches(_ line: [UInt8]) -> Bool { (try? pattern.matches(line)) ?? false }

    /// The first place where it is found, by the names of its groups; nil when it is nowhere. A group that took no part is
    /// left out.
    public func groups(_ names: [String], in line: [UInt8]) -> [String: ArraySlice<UInt8>]? {
        var found: [String: ArraySlice<UInt8>]?
        try? line.withUnsafeBufferPointer { bytes in
            try pattern.forEachMatch(in: bytes) { match in
                var groups: [String: ArraySlice<UInt8>] = [:]
                for name in names {
                    guard let range = pattern.group(named: name).flatMap({ match[$0] }) else { continue }
                    groups[name] = line[range]
                }
                found = groups
                return false
            }
        }
        return found
    }
}
