// SPDX-License-Identifier: GPL-2.0-or-later

/// Which lines of a source the preprocessor let through: by the line markers of what `make FILE.i` wrote.
struct PreprocessedLines {
    /// Lines that something is left of. Of what a macro takes over several lines that is the first one.
    let numbers: Set<Int>

    /// - Parameters:
    ///   - text: `FILE.i`.
    ///   - file: the source, relative to the tree.
    init(_ text: some Collection<UInt8>, of file: String) {
        var numbers: Set<Int> = []
        var line = 0
        var isOwn = false
        for part in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if let marker = Self.marker(part) {
                line = marker.line
                isOwn = marker.file == file || marker.file.hasSuffix("/" + file)
                continue
            }
            if isOwn, part.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
                numbers.insert(line)
            }
            line += 1
        }
        self.numbers = numbers
    }

    /// `# 12 "file" 1 3`; nil for any other line.
    private static func marker(_ part: some Collection<UInt8>) -> (line: Int, file: String)? {
        guard part.starts(with: "# ".utf8) else { return nil }
        let words = part.dropFirst(2)
        let digits = words.prefix { (0x30...0x39).contains($0) }
        let rest = words.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count < 10, rest.starts(with: " \"".utf8),
            let line = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return (line, String(decoding: rest.dropFirst(2).prefix { $0 != 0x22 }, as: UTF8.self))
    }
}
