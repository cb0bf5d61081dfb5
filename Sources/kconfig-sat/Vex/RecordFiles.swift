// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Vulnerabilities

/// Records about vulnerabilities: files, and folders of thousands.
struct RecordFiles {
    private(set) var records: [VulnerabilityRecord] = []
    /// Files that are no records. The others are answered all the same.
    private(set) var problems: [RecordProblem] = []

    /// Reads them a few at a time, on all cores.
    ///
    /// - Throws: exit code 2 for a name that can't be read.
    init(_ names: [String], progress: ProgressLine) throws {
        var files: [String] = []
        for name in names { files += try Self.files(name) }
        let batch = 256
        for start in stride(from: 0, to: files.count, by: batch) {
            progress.show("read records", start, of: files.count)
            let part = files[start..<min(start + batch, files.count)]
            for result in Parallel.map(Array(part), Self.read) {
                switch result {
                case .success(let some): records += some
                case .failure(let problem): problems.append(problem)
                }
            }
        }
        progress.clear()
        merge()
    }

    private static func files(_ name: String) throws -> [String] {
        if name == "-" { return ["/dev/stdin"] }
        var status = stat()
        guard stat(name, &status) == 0 else { throw InputFile.unreadable(name) }
        if status.st_mode & S_IFMT != S_IFDIR { return [name] }
        let found = FileTree.files(
            below: name, skipping: { $0.hasSuffix("/.git") || $0 == ".git" },
            taking: { $0.hasSuffix(".json") })
        if found.isEmpty {
            Console.error("kconfig-sat: \(name): no file in this folder ends in .json\n")
            throw Exit.badInput
        }
        let prefix = name.hasSuffix("/") ? name : name + "/"
        return found.map { prefix + $0 }
    }

    private static func read(_ path: String) -> Result<[VulnerabilityRecord], RecordProblem> {
        let name = path == "/dev/stdin" ? "stdin" : path
        guard let text = SourceText(path: path) else {
            return .failure(
                RecordProblem(place: name, text: "can't be read: \(String(cString: strerror(errno)))"))
        }
        return withExtendedLifetime(text) {
            Result { () throws(RecordProblem) in try RecordReader.read(text.bytes, name: name) }
        }
    }

    /// In the order of their names; what several files say of one flaw is one record of all of it.
    private mutating func merge() {
        var numbers: [String: Int] = [:]
        var merged: [VulnerabilityRecord] = []
        for record in records {
            if let number = numbers[record.id] {
                merged[number].add(record)
            } else {
                numbers[record.id] = merged.count
                merged.append(record)
            }
        }
        records = merged.sorted { Self.key($0.id) < Self.key($1.id) }
    }

    /// Numbers by their size: CVE-2024-999 before CVE-2024-1000.
    private static func key(_ id: String) -> String {
        id.split(separator: "-").map { String(repeating: "0", count: max(0, 9 - $0.utf8.count)) + $0 }
            .joined(separator: "-")
    }
}
