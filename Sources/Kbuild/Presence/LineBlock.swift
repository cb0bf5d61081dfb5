// SPDX-License-Identifier: GPL-2.0-or-later

/// Neighbouring lines of a file that are compiled under the same condition.
public struct LineBlock: Sendable {
    /// What stands on the lines.
    public enum Content: String, Sendable {
        case code
        /// A preprocessor line with what continues it; its condition is that of what stands around it.
        case directive
        /// Nothing but comments.
        case comment
        case blank
    }

    /// Numbers from 1.
    public let lines: ClosedRange<Int>
    public let content: Content
    /// What the `#if`s around the lines ask, whatever compiles the file: where it is compiled to be built in, and
    /// where for a module.
    public let condition: BuildUnit.Ways
    /// With what the file itself needs.
    public let presence: Presence
}

extension PresenceMap {
    /// All lines of a file in order: each line is in one block.
    ///
    /// Conditions with other macros than the configuration's, and with names that the file or flags define anew, are
    /// unknown at that line. Nothing for a file that can't be read.
    public func blocks(of file: String) -> [LineBlock] {
        let file = normal(file)
        let presence = presence(of: file)
        guard let scan = scan(file) else { return [] }
        return scan.blocks.map {
            LineBlock(
                lines: $0.lines, content: $0.content, condition: $0.condition,
                presence: presence.and($0.condition))
        }
    }

    /// The blocks of some lines, cut to them; lines behind the end of the file are left out.
    public func blocks(of file: String, lines: ClosedRange<Int>) -> [LineBlock] {
        blocks(of: file).compactMap { block in
            guard block.lines.overlaps(lines) else { return nil }
            return LineBlock(
                lines: block.lines.clamped(to: lines), content: block.content, condition: block.condition,
                presence: block.presence)
        }
    }
}
