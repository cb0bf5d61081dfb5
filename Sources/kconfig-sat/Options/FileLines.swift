// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// `FILE`, `FILE:LINE` or `FILE:LINE-LINE` on a command line.
struct FileLines {
    /// As it was asked for, without lines.
    let file: String
    /// Nil for the whole file.
    let lines: ClosedRange<Int>?

    init(_ file: String, _ lines: ClosedRange<Int>) {
        self.file = file
        self.lines = lines
    }

    /// - Throws: `Complaint` for lines that are none.
    init(_ argument: String) throws {
        guard let colon = argument.lastIndex(of: ":"), colon != argument.startIndex,
            case let rest = argument[argument.index(after: colon)...],
            rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D }), !rest.isEmpty
        else {
            // A device's ids have colons, too.
            if [".c:", ".h:", ".S:", ".rs:"].contains(where: { argument.contains($0) }) {
                throw Self.expected(argument)
            }
            file = argument
            lines = nil
            return
        }
        let numbers = rest.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count <= 2, let first = numbers[0], let last = numbers[numbers.count - 1], first >= 1,
            last >= first
        else {
            throw Self.expected(argument)
        }
        file = String(argument[..<colon])
        lines = first...last
    }

    private static func expected(_ argument: String) -> Complaint {
        Complaint("\(argument): FILE:LINE or FILE:LINE-LINE expected, with lines from 1")
    }

    /// The same.
    ///
    /// - Throws: `Exit.badInput` after a message.
    static func read(_ argument: String) throws -> FileLines {
        try told { try FileLines(argument) }
    }

    /// How many lines a file has; the last one needs no line end.
    private static func count(of text: SourceText) -> Int {
        let ends = text.bytes.count { $0 == 0x0A }
        return text.bytes.isEmpty || text.bytes.last == 0x0A ? ends : ends + 1
    }

    /// - Throws: `Complaint` for lines that the file does not have.
    func checkEnd(_ contents: SourceText) throws {
        let count = Self.count(of: contents)
        if let lines, lines.upperBound > count { throw Complaint("\(text): the file has \(count) lines") }
    }

    /// Ends with a message and exit code 2 when lines are asked about that a file does not have.
    static func checkEnds(_ asked: [FileLines], in tree: String) throws {
        for one in asked where one.lines != nil {
            guard let text = SourceText(path: one.file.hasPrefix("/") ? one.file : "\(tree)/\(one.file)")
            else {
                continue
            }
            try told { try one.checkEnd(text) }
        }
    }

    private static func told<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let complaint as Complaint {
            Console.error("kconfig-sat: \(complaint.text)\n")
            throw Exit.badInput
        }
    }

    /// As on the command line.
    var text: String {
        lines.map { "\(file):\($0.numbers)" } ?? file
    }

    /// Whether something is asked by lines at all.
    static func hasLines(_ argument: String) -> Bool {
        guard let parsed = try? FileLines(argument) else { return true }
        return parsed.lines != nil
    }
}

extension ClosedRange<Int> {
    /// Of lines: `12`, `12-20`.
    var numbers: String { count == 1 ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}
