// SPDX-License-Identifier: GPL-2.0-or-later

/// What became of a file of a tree, seen from the tree with all changes.
public struct ChangedFile: Sendable {
    /// Lines that are gone, with none in their place.
    public struct Removal: Equatable, Sendable {
        /// The line of the file as it is now that stood in front of them; 0 at its beginning.
        public let after: Int
        /// Their numbers in the file as it was.
        public let former: ClosedRange<Int>
        /// Without line feeds.
        public let text: [String]
    }

    /// Relative to the tree; of a deleted file, where it was.
    public let path: String
    /// Where it was before a rename, or what it is a copy of.
    public let formerPath: String?
    public let kind: FilePatch.Kind
    public let isBinary: Bool
    public let changesMode: Bool
    /// Lines that are new or other than before, in the file as it is now, in ascending order.
    public let lines: [ClosedRange<Int>]
    public let removals: [Removal]
    /// The patch's line that first names it: `FILE:LINE`; what git was asked, where git said it.
    public let place: String
}

extension ChangedFile {
    /// A file of which nothing was there before.
    ///
    /// - Parameters:
    ///   - bytes: what it holds.
    ///   - place: who says that it is new.
    public static func added(_ path: String, _ bytes: [UInt8], place: String) -> ChangedFile {
        let count = MarkedLines(bytes).lines.count
        return ChangedFile(
            path: path, formerPath: nil, kind: .added, isBinary: bytes.contains(0), changesMode: false,
            lines: count == 0 || bytes.contains(0) ? [] : [1...count], removals: [], place: place)
    }
}
