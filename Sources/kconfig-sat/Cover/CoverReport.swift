// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// What `cover` found, for people and programs.
struct CoverReport {
    struct Named {
        let name: String
        /// Where it was written.
        let path: String?
        let configuration: CoverConfiguration
    }

    let configurations: [Named]
    let uncovered: [Uncovered]
    /// So many are needed in any case, as far as is known.
    let least: Int

    private var covered: Int {
        Set(
            configurations.flatMap { named in
                named.configuration.lines.flatMap { file, lines in lines.map { "\(file):\($0)" } }
            }
        )
        .count
    }

    private var missing: [Uncovered] { uncovered.filter { $0.kind != .nothing } }

    // MARK: - Text

    var text: String {
        var text = ""
        for named in configurations {
            let made = named.configuration
            text += "\(named.name)  \(made.arch), \(made.count.counted("line"))"
            text += named.path.map { " (\($0))\n" } ?? "\n"
            text += made.edits.isEmpty ? "    as the base is\n" : made.edits.map { "    \($0)\n" }.joined()
            for (file, ranges) in byFile(made.lines.map { ($0.file, $0.lines) }) {
                text += "  \(file):\(ranges)\n"
            }
            text += made.verification?.text ?? ""
        }
        for (cause, lines) in Self.byCause(missing) {
            for (file, ranges) in byFile(lines) {
                text += "\(file)\(ranges.isEmpty ? "" : ":" + ranges)  not covered: \(cause)\n"
            }
        }
        let nothing = uncovered.filter { $0.kind == .nothing }
        let lines = nothing.compactMap(\.lines).reduce(0) { $0 + $1.count }
        for entry in nothing where entry.lines == nil { text += Self.entry(entry) }
        if lines > 0 {
            text +=
                "\(lines.counted("line")) with nothing to compile: comments, blank lines, preprocessor\n"
        }
        let proof =
            configurations.isEmpty
            ? "" : configurations.count == least ? ", no fewer will do" : ", \(least) at least"
        let open = missing.compactMap(\.lines).reduce(0) { $0 + $1.count }
        if open > 0 { text += "\(open.counted("line")) not covered\n" }
        return text
            + "\(covered.counted("line")) in \(configurations.count.counted("configuration"))\(proof)\n"
    }

    private static func entry(_ entry: Uncovered) -> String { "\(entry.file)  \(entry.cause)\n" }

    /// Causes in their order, each with all lines that have it.
    private static func byCause(_ entries: [Uncovered]) -> [(
        String, [(file: String, lines: ClosedRange<Int>?)]
    )] {
        var order: [String] = []
        var lines: [String: [(file: String, lines: ClosedRange<Int>?)]] = [:]
        for entry in entries {
            if lines[entry.cause] == nil { order.append(entry.cause) }
            lines[entry.cause, default: []].append((entry.file, entry.lines))
        }
        return order.map { ($0, lines[$0]!) }
    }

    /// Files in their order, each with its lines as one text: what has nothing to compile between two does not part them.
    private func byFile(_ lines: [(file: String, lines: ClosedRange<Int>?)]) -> [(String, String)] {
        var order: [String] = []
        var ranges: [String: [ClosedRange<Int>]] = [:]
        for (file, lines) in lines {
            if ranges[file] == nil { order.append(file) }
            ranges[file, default: []] += lines.map { [$0] } ?? []
        }
        return order.map { file in
            let gaps = Set(
                uncovered.filter { $0.kind == .nothing && $0.file == file }.compactMap(\.lines).joined())
            var joined: [ClosedRange<Int>] = []
            for range in ranges[file]!.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                if let last = joined.last,
                    last.upperBound + 1 >= range.lowerBound
                        || (last.upperBound + 1..<range.lowerBound).allSatisfy(gaps.contains)
                {
                    joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
                } else {
                    joined.append(range)
                }
            }
            return (file, joined.map(\.numbers).joined(separator: ","))
        }
    }

    // MARK: - JSON

    var json: [JSONValue.Member] {
        [
            .init("configurations", .array(configurations.map(Self.json))),
            .init("uncovered", .array(uncovered.map(Self.json))), .init("least", .int(least)),
            .init("covered_lines", .int(covered)),
        ]
    }

    private static func json(_ named: Named) -> JSONValue {
        let made = named.configuration
        return .object([
            "name": .string(named.name), "arch": .string(made.arch), "file": named.path.map { .string($0) },
            "edits": .array(made.edits.map { .string($0) }), "consequences": .int(made.consequences),
            "lines": .array(made.lines.map { file, lines in .object(place(file, lines)) }),
            "verified": made.verification?.json,
        ])
    }

    private static func json(_ entry: Uncovered) -> JSONValue {
        .object(
            place(entry.file, entry.lines)
                + [.init("kind", .string(entry.kind.rawValue)), .init("cause", .string(entry.cause))])
    }

    private static func place(_ file: String, _ lines: ClosedRange<Int>?) -> [JSONValue.Member] {
        [.init("file", .string(file))]
            + (lines.map { [.init("first", .int($0.lowerBound)), .init("last", .int($0.upperBound))] } ?? [])
    }
}
