// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Lint

/// What is wrong with Kconfig files.
enum KconfigMarks {
    /// What reading the tree has to say, by path.
    static func marks(_ reading: TreeReading, folder: String) -> [String: [Mark]] {
        var marks: [String: [Mark]] = [:]
        var texts: [String: SourceText] = [:]
        for diagnostic in reading.diagnostics {
            guard let (path, mark) = mark(diagnostic, reading.sources, folder),
                // A file that is sourced twice says everything twice.
                !marks[path, default: []].contains(mark)
            else { continue }
            marks[path, default: []].append(mark)
            texts[path] = reading.sources.files[diagnostic.location.file].text
        }
        for (path, list) in marks where list.contains(where: { $0.severity == .error }) {
            marks[path] = texts[path].map { withoutConsequences(list, $0) }
        }
        return marks
    }

    /// Behind a mistake the rest of an entry, its help text too, makes no sense to the parser: nothing is said of it until the
    /// mistake is gone.
    private static func withoutConsequences(_ marks: [Mark], _ text: SourceText) -> [Mark] {
        let lines = TextLines(Array(text.bytes))
        var starts: [Int] = []
        var words = KconfigWords(text.bytes)
        words.scan { word in
            if word.index == 0, entries.contains(lines.text(word.range)) {
                starts.append(lines.line(of: word.range.lowerBound))
            }
        }
        var broken: Set<Int> = []
        return marks.sorted { $0.line < $1.line }.filter { mark in
            let entry = starts.count { $0 <= mark.line }
            if broken.contains(entry) { return false }
            if mark.severity == .error { broken.insert(entry) }
            return true
        }
    }

    /// The words that begin an entry, or end one.
    private static let entries: Set<String> = [
        "config", "menuconfig", "choice", "endchoice", "menu", "endmenu", "if", "endif", "source", "rsource",
        "osource", "orsource", "comment", "mainmenu",
    ]

    private static func mark(
        _ diagnostic: Diagnostic, _ sources: SourceMap, _ folder: String
    ) -> (path: String, mark: Mark)? {
        let place = diagnostic.location
        guard !place.file.isNone else { return nil }
        let related = diagnostic.related.compactMap { note -> Mark.Related? in
            guard !note.location.file.isNone else { return nil }
            return .init(
                path: path(note.location.file, sources, folder), line: Int(note.location.line),
                message: note.message)
        }
        let text = diagnostic.message + (diagnostic.hint.map { "\nhint: \($0)" } ?? "")
        let mark = Mark(
            .init(diagnostic.severity), line: Int(place.line) - 1,
            column: place.column > 0 ? Int(place.column) - 1 : nil, text, related: related)
        return (path(place.file, sources, folder), mark)
    }

    private static func path(_ file: FileID, _ sources: SourceMap, _ folder: String) -> String {
        UnsavedTexts.absolute(sources.files[file].path, in: folder)
    }

    /// The same of a file that the tree does not read, such as one of another architecture: only what stands in it.
    static func alone(_ document: Document, _ options: ParseOptions, folder: String) -> [Mark] {
        guard let path = document.path else { return [] }
        var options = options
        options.root = path
        options.tolerance = .missingFiles
        options.shell = SilentShell()
        options.unsaved = UnsavedTexts(workingFolder: folder, [path: document.source])
        guard let reading = try? TreeReading(options) else { return [] }
        // What other files would define is not there.
        return marks(reading, folder: folder)[path, default: []].filter { $0.severity == .error }
    }

    private final class SilentShell: Shell {
        func run(_ command: [UInt8]) -> [UInt8]? { Array("n\n".utf8) }
    }
}

extension Mark {
    /// A finding of a rule.
    ///
    /// - Parameter path: turns the name of a file into a path.
    init(_ finding: Finding, path: (String) -> String) {
        let fix = finding.fix.map { fix in
            "\nhint: \(fix.message)" + fix.lines.prefix(6).map { "\n  \($0)" }.joined()
                + (fix.lines.count > 6 ? "\n  …" : "")
        }
        let others = finding.related.filter { $0.place.line > 0 }
        self.init(
            .init(finding.severity), line: finding.place.line - 1,
            column: finding.place.column > 0 ? finding.place.column - 1 : nil,
            finding.message + (fix ?? ""), code: finding.rule,
            related: others.map {
                .init(path: path($0.place.file), line: $0.place.line, message: $0.message)
            },
            fix: finding.fix)
        // What nothing defines is the last word of what it is about.
        if finding.rule == "undefined-symbol" {
            word = finding.subject.split(separator: " ").last.map(String.init) ?? ""
        }
    }
}
