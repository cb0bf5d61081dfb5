// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse

/// What a build said of the lines of a configuration.
struct CoverVerification {
    /// So many lines are in what the preprocessor wrote.
    var seen = 0
    /// Lines that are not in it.
    var missing: [(file: String, lines: ClosedRange<Int>)] = []
    /// Objects that can't be built, and what make says.
    var failed: [(file: String, cause: String)] = []
    /// Files that no such text is made of, and why.
    var open: [(file: String, cause: String)] = []

    /// Nothing speaks against what was claimed.
    var holds: Bool { missing.isEmpty && failed.isEmpty }
}

/// Builds the objects of claimed lines, and looks for the lines in what the preprocessor makes of their sources.
struct CoverVerifier {
    let map: PresenceMap
    let folder: KbuildFolder

    /// A source that is to be preprocessed, and the files whose lines are expected in it.
    private struct Job {
        let source: String
        var text: String { stem + (source.hasSuffix(".S") ? ".s" : ".i") }
        var object: String { stem + ".o" }
        private var stem: String { String(source.prefix(upTo: source.lastIndex(of: ".")!)) }
    }

    /// Of a header, so many sources that include it are tried.
    private static let most = 4

    /// - Throws: exit code 3 when make can't prepare a build.
    func verified(_ made: CoverConfiguration, _ progress: ProgressLine) throws -> CoverVerification {
        var result = CoverVerification()
        let values = ConfigValues(made.config)
        progress.show("prepares a build")
        try folder.use(made.config)
        var files: [String] = []
        for (file, _) in made.lines where !files.contains(file) { files.append(file) }
        for (number, file) in files.enumerated() {
            progress.show("builds \(file)", number, of: files.count)
            let lines = made.lines.filter { $0.file == file }.map(\.lines)
            verify(file, lines, jobs(file) { values[$0] }, &result)
        }
        progress.clear()
        return result
    }

    /// The sources that show the lines of a file.
    private func jobs(_ file: String, _ value: (String) -> String?) -> [Job] {
        let presence = map.presence(of: file)
        switch presence.kind {
        case .compiled where file.hasSuffix(".c") || file.hasSuffix(".S"):
            let job = Job(source: file)
            if presence.objects.contains(where: { $0 + ".o" == job.object }) { return [job] }
            return including(file, value)
        case .header, .included: return including(file, value)
        default: return []
        }
    }

    private func including(_ file: String, _ value: (String) -> String?) -> [Job] {
        let sources = map.sources(leadingTo: file).filter {
            $0.path.hasSuffix(".c") || $0.path.hasSuffix(".S")
        }
        let sorted = sources.filter(\.isSure) + sources.filter { !$0.isSure }
        var jobs: [Job] = []
        for source in sorted where jobs.count < Self.most {
            let presence = map.presence(of: source.path)
            if presence.kind == .compiled, presence.decision(value).isCompiled {
                jobs.append(Job(source: source.path))
            }
        }
        return jobs
    }

    private func verify(
        _ file: String, _ lines: [ClosedRange<Int>], _ jobs: [Job], _ result: inout CoverVerification
    ) {
        if jobs.isEmpty {
            result.open.append((file, "make preprocesses no source with it"))
            return
        }
        var left = lines
        var complaint: String?
        for job in jobs where !left.isEmpty {
            let outcome = folder.make([job.text])
            guard let text = SourceText(path: "\(folder.path)/\(job.text)"), outcome.isDone else {
                complaint = complaint ?? outcome.complaint
                continue
            }
            let found = withExtendedLifetime(text) {
                PreprocessedText(text.bytes, files: [file]).lines[file] ?? []
            }
            let runs = runs(of: file)
            left = left.filter { range in
                !range.contains(where: found.contains)
                    && !runs.contains { $0.overlaps(range) && $0.contains(where: found.contains) }
            }
            let built = folder.make([job.object])
            if !built.isDone { result.failed.append((job.object, built.complaint)) }
        }
        if let complaint, left.count == lines.count { result.failed.append((jobs[0].text, complaint)) }
        result.seen += lines.reduce(0) { $0 + $1.count } - left.reduce(0) { $0 + $1.count }
        result.missing += left.map { (file, $0) }
    }

    /// Stretches between lines of the preprocessor: of each it takes all or nothing. A line may be empty in what it writes
    /// all the same, as one with the rest of a macro's arguments.
    private func runs(of file: String) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        var isOpen = false
        for block in map.blocks(of: file) {
            if block.content == .directive {
                isOpen = false
            } else if isOpen {
                runs[runs.count - 1] = runs[runs.count - 1].lowerBound...block.lines.upperBound
            } else {
                runs.append(block.lines)
                isOpen = true
            }
        }
        return runs
    }
}

extension CoverVerification {
    /// A line or some, for people.
    var text: String {
        var text = "  verified: \(seen.counted("line")) in what the preprocessor writes\n"
        for (file, lines) in missing { text += "  NOT there: \(file):\(lines.numbers)\n" }
        for (file, cause) in failed { text += "  NOT built: \(file): \(cause)\n" }
        for (file, cause) in open { text += "  not looked at: \(file): \(cause)\n" }
        return text
    }

    var json: JSONValue {
        func list(_ entries: [(file: String, cause: String)]) -> JSONValue {
            .array(entries.map { .object(["file": .string($0.file), "cause": .string($0.cause)]) })
        }
        return .object([
            "lines": .int(seen),
            "missing": .array(
                missing.map {
                    .object([
                        "file": .string($0.file), "first": .int($0.lines.lowerBound),
                        "last": .int($0.lines.upperBound),
                    ])
                }), "failed": list(failed), "open": list(open),
        ])
    }
}
