// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate

/// Keeps lines of messages short enough to be read.
public enum LineLimit {
    private static let width = 200
    private static let ending = " … (all of it: -v)"

    /// A line without line end, cut off at a blank where it is too long.
    ///
    /// - Parameter tail: what stands behind it in any case.
    public static func cut(_ line: String, tail: String = "") -> String {
        let room = width - tail.count
        guard line.count > room else { return line + tail }
        let start = line.prefix(max(0, room - ending.count))
        let end = start.lastIndex(of: " ").flatMap {
            start.distance(from: start.startIndex, to: $0) > width / 2 ? $0 : nil
        }
        return start[..<(end ?? start.endIndex)] + ending + tail
    }

    /// The same for each line of a text but those that are to be pasted into a `.config`.
    public static func cutLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.drop { $0 == " " }.hasPrefix(ConfigEnvironment.prefix) ? String(line) : cut(String(line))
        }
        .joined(separator: "\n")
    }
}
