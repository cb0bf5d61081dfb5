// SPDX-License-Identifier: GPL-2.0-or-later

/// What is wrong with a patch, and where: `FILE:LINE`.
public struct PatchProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let place: String
    public let text: String

    public init(place: String, text: String) {
        self.place = place
        self.text = text
    }

    public var description: String { "\(place): \(text)" }
}

/// What a text of unified diffs says: of git, of diff(1), of a mailbox with several of them, of merges.
public struct Patch: Sendable {
    /// In the order of the text; a file that several patches change is there several times.
    public internal(set) var files: [FilePatch] = []
    /// What can't be read as a diff. A patch with any is not to be used.
    public internal(set) var problems: [PatchProblem] = []
}

/// What one diff says of one file.
public struct FilePatch: Sendable {
    public enum Kind: String, Sendable { case changed, added, deleted, renamed, copied }

    /// Where it begins: the line in the text, from 1.
    public let line: Int
    public internal(set) var kind = Kind.changed
    /// The names that the file may have in a tree, best first; empty when it is not there before, or afterwards.
    public internal(set) var oldNames: [String] = []
    public internal(set) var newNames: [String] = []
    /// Its content is changed in a way that is not shown as lines.
    public internal(set) var isBinary = false
    /// The mode is another one, or the type.
    public internal(set) var changesMode = false
    public internal(set) var hunks: [Hunk] = []

    init(line: Int) { self.line = line }
}

/// Lines that are changed, with some around them.
public struct Hunk: Sendable {
    /// What becomes of a line.
    public enum Role: Sendable {
        case kept, added, removed
        /// Of a merge: the first parent has it, another has not.
        case new
    }

    public struct Line: Sendable {
        public let role: Role
        /// Without the line feed.
        public let text: ArraySlice<UInt8>
    }

    /// Where it begins: the line in the text, from 1.
    public let line: Int
    /// The first line in the file before and afterwards, from 1; the one in front, when there is none.
    public let oldStart: Int
    public let newStart: Int
    public internal(set) var lines: [Line] = []

    /// What the file has there before, or afterwards.
    func side(isNew: Bool) -> [Line] {
        lines.filter { isNew ? $0.role != .removed : $0.role != .added }
    }
}
