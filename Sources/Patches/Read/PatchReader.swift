// SPDX-License-Identifier: GPL-2.0-or-later

/// Reads diffs in any text: what is between them (mails, logs) is passed over.
struct PatchReader {
    private let name: String
    private let lines: [ArraySlice<UInt8>]
    private var index = 0
    private var patch = Patch()
    /// The file that is read, until the next one begins.
    private var current: FilePatch?
    /// It began with a line of git, and no hunk was read yet.
    private var isInHeader = false
    private var isGit = false
    /// Its lines end with a carriage return that a mail program or an editor put there.
    private var hasReturns = false

    init(_ bytes: [UInt8], name: String) {
        self.name = name
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        self.lines = lines
    }

    private func problem(_ text: String, at line: Int) -> PatchProblem {
        PatchProblem(place: "\(name):\(line)", text: text)
    }

    mutating func read() -> Patch {
        while index < lines.count {
            readLine()
            index += 1
        }
        finish()
        if patch.files.isEmpty && patch.problems.isEmpty {
            patch.problems.append(problem("there is no diff in it", at: 1))
        }
        return patch
    }

    /// A line of the text, without a carriage return at its end.
    private func line(_ number: Int) -> ArraySlice<UInt8> {
        guard number < lines.count else { return [] }
        let line = lines[number]
        return line.last == 0x0D ? line.dropLast() : line
    }

    private func starts(_ line: ArraySlice<UInt8>, _ text: String) -> Bool { line.starts(with: text.utf8) }

    private func rest(_ line: ArraySlice<UInt8>, _ text: String) -> ArraySlice<UInt8>? {
        starts(line, text) ? line.dropFirst(text.utf8.count) : nil
    }

    // MARK: - Headers

    private mutating func readLine() {
        let line = line(index)
        if let names = rest(line, "diff --git ") { return begin(PatchName.pair(names)) }
        for start in ["diff --cc ", "diff --combined "] {
            guard let text = rest(line, start) else { continue }
            let name = PatchName.quoted(text)?.name ?? String(decoding: text, as: UTF8.self)
            return begin((name, name), isExact: true)
        }
        if starts(line, "--- "), starts(self.line(index + 1), "+++ ") { return readNames(line) }
        if starts(line, "@@") { return readHunk() }
        if starts(line, "GIT binary patch") { return readBinary() }
        if starts(line, "Binary files ") || starts(line, "Files "),
            line.suffix(7).elementsEqual(" differ".utf8)
        {
            return readBinaryNames(line)
        }
        if isInHeader { return readExtended(line) }
        readEncoding(line)
    }

    private mutating func finish() {
        if var current {
            if !isGit { current.findEnds() }
            if let name = (current.oldNames + current.newNames).first(where: { !PatchName.isInside($0) }) {
                patch.problems.append(problem("'\(name)' is no file of a tree", at: current.line))
            } else if !current.hasItsNames {
                patch.problems.append(problem("a diff of no file", at: current.line))
            } else {
                patch.files.append(current)
            }
        }
        current = nil
        isInHeader = false
    }

    /// - Parameter isExact: nothing stands in front of the names.
    private mutating func begin(_ names: (old: String, new: String)?, isExact: Bool = false) {
        finish()
        var file = FilePatch(line: index + 1)
        if let names {
            file.oldNames = isExact ? [names.old] : PatchName.candidates(names.old, isGit: true)
            file.newNames = isExact ? [names.new] : PatchName.candidates(names.new, isGit: true)
        }
        current = file
        isInHeader = true
        isGit = true
    }

    /// `--- A` and `+++ B`.
    private mutating func readNames(_ line: ArraySlice<UInt8>) {
        if !isInHeader {
            finish()
            current = FilePatch(line: index + 1)
            isGit = false
        }
        hasReturns = lines[index].last == 0x0D
        let old = PatchName.name(line.dropFirst(4))
        let new = PatchName.name(self.line(index + 1).dropFirst(4))
        index += 1
        // A rename says its names without what git puts in front.
        if current!.kind != .renamed && current!.kind != .copied {
            current!.oldNames = PatchName.candidates(old, isGit: isGit)
            current!.newNames = PatchName.candidates(new, isGit: isGit)
        }
        if old == PatchName.nowhere { current!.kind = .added }
        if new == PatchName.nowhere { current!.kind = .deleted }
        isInHeader = false
    }

    /// What git says between `diff --git` and the names.
    private mutating func readExtended(_ line: ArraySlice<UInt8>) {
        if starts(line, "new file mode ") {
            current!.kind = .added
            current!.oldNames = []
        } else if starts(line, "deleted file mode ") {
            current!.kind = .deleted
            current!.newNames = []
        } else if starts(line, "old mode ") || starts(line, "mode ") {
            current!.changesMode = true
        }
        for (text, kind) in [("rename", FilePatch.Kind.renamed), ("copy", .copied)] {
            if let name = rest(line, text + " from ") {
                current!.kind = kind
                current!.oldNames = [PatchName.name(name)]
            }
            if let name = rest(line, text + " to ") { current!.newNames = [PatchName.name(name)] }
        }
    }

    /// Mails may hide their lines in an encoding: none of what follows could be found.
    private mutating func readEncoding(_ line: ArraySlice<UInt8>) {
        guard line.count < 80, starts(line, "Content-") || starts(line, "content-") else { return }
        let text = String(decoding: line, as: UTF8.self).lowercased()
        for encoding in ["base64", "quoted-printable"] where text == "content-transfer-encoding: \(encoding)"
        {
            patch.problems.append(
                problem("a mail in \(encoding): decode it first, as b4 am or git mailinfo do", at: index + 1))
        }
    }

    // MARK: - Binary files

    /// Lines up to an empty one, twice.
    private mutating func readBinary() {
        guard current != nil else {
            patch.problems.append(problem("a binary patch without the name of its file", at: index + 1))
            return
        }
        current!.isBinary = true
        isInHeader = false
        for start in ["literal ", "delta "] where starts(line(index + 1), start) { index += 1 }
        while index + 1 < lines.count, !line(index + 1).isEmpty { index += 1 }
        guard ["literal ", "delta "].contains(where: { starts(line(index + 2), $0) }) else { return }
        index += 2
        while index + 1 < lines.count, !line(index + 1).isEmpty { index += 1 }
    }

    /// `Binary files A and B differ`: by git after its header, by diff(1) alone.
    private mutating func readBinaryNames(_ line: ArraySlice<UInt8>) {
        if isInHeader {
            current!.isBinary = true
            isInHeader = false
            return
        }
        let text = String(decoding: line, as: UTF8.self)
        let words = text.dropFirst(starts(line, "Files ") ? 6 : 13).dropLast(7)
        let names = words.split(separator: " ", omittingEmptySubsequences: false)
        guard names.count == 3, names[1] == "and" else { return }
        finish()
        var file = FilePatch(line: index + 1)
        file.isBinary = true
        file.oldNames = PatchName.candidates(String(names[0]), isGit: false)
        file.newNames = PatchName.candidates(String(names[2]), isGit: false)
        file.kind = file.oldNames.isEmpty ? .added : file.newNames.isEmpty ? .deleted : .changed
        current = file
    }

    // MARK: - Hunks

    private mutating func readHunk() {
        let start = index
        guard let head = HunkHead(line(index)) else {
            // Text may begin so; in a file's diff it is a hunk that nobody can read.
            if current != nil, !isInHeader || isGit, starts(line(index), "@@ -") {
                patch.problems.append(problem("'@@ -LINE,COUNT +LINE,COUNT @@' expected", at: index + 1))
            }
            return
        }
        guard current != nil else {
            patch.problems.append(problem("lines of a diff without the name of their file", at: index + 1))
            return
        }
        isInHeader = false
        var hunk = Hunk(line: start + 1, oldStart: head.ranges[0].start, newStart: head.ranges.last!.start)
        var left = head.ranges.map(\.count)
        while left.contains(where: { $0 > 0 }) {
            guard index + 1 < lines.count, let (roles, text) = marked(lines[index + 1], head.parents),
                take(roles, &left)
            else {
                patch.problems.append(
                    problem("the lines that this announces are not all there", at: start + 1))
                return
            }
            index += 1
            if let role = role(roles) { hunk.lines.append(Hunk.Line(role: role, text: text)) }
        }
        current!.hunks.append(hunk)
    }

    /// The signs in front of a line, one for each parent, and the line. Nil when it is none of a hunk.
    private func marked(_ line: ArraySlice<UInt8>, _ parents: Int) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)?
    {
        var line = line
        if hasReturns, line.last == 0x0D { line = line.dropLast() }
        // Mail programs and editors take off blanks at the end of lines.
        if line.isEmpty || line.elementsEqual([0x0D]) {
            return (ArraySlice(repeatElement(UInt8(ascii: " "), count: parents)), line)
        }
        let signs = line.prefix(parents)
        guard signs.count == parents, signs.allSatisfy({ " +-".utf8.contains($0) }) else { return nil }
        return (signs, line.dropFirst(parents))
    }

    /// Counts a line on its sides: what is left of each parent, then of the result. False when there is no such line left.
    private func take(_ signs: ArraySlice<UInt8>, _ left: inout [Int]) -> Bool {
        let isRemoved = signs.contains(UInt8(ascii: "-"))
        for (side, sign) in signs.enumerated() {
            // A line that only some parents have: the others have a blank.
            let has = isRemoved ? sign == UInt8(ascii: "-") : sign == UInt8(ascii: " ")
            if has { left[side] -= 1 }
        }
        if !isRemoved { left[left.count - 1] -= 1 }
        return left.allSatisfy { $0 >= 0 }
    }

    /// Seen from the first parent; nil for what neither it nor the result has.
    private func role(_ signs: ArraySlice<UInt8>) -> Hunk.Role? {
        if signs.contains(UInt8(ascii: "-")) { return signs.first == UInt8(ascii: "-") ? .removed : nil }
        if signs.first == UInt8(ascii: "+") { return .added }
        return signs.contains(UInt8(ascii: "+")) ? .new : .kept
    }
}

extension FilePatch {
    /// A header that contradicts itself leaves none of what its kind needs.
    fileprivate var hasItsNames: Bool {
        switch kind {
        case .added: !newNames.isEmpty
        case .deleted: !oldNames.isEmpty
        case .changed, .renamed, .copied: !oldNames.isEmpty && !newNames.isEmpty
        }
    }

    /// diff(1) says by a time alone that a file is not there; its lines say it, too.
    fileprivate mutating func findEnds() {
        guard kind == .changed, hunks.count == 1 else { return }
        if hunks[0].oldStart == 0, hunks[0].side(isNew: false).isEmpty {
            kind = .added
            oldNames = []
        } else if hunks[0].newStart == 0, hunks[0].side(isNew: true).isEmpty {
            kind = .deleted
            newNames = []
        }
    }
}

extension Patch {
    /// Reads a text of diffs.
    ///
    /// - Parameters:
    ///   - bytes: the text; no bytes are a reason to stop, `problems` says what is not understood.
    ///   - name: what it is called in places.
    public init(_ bytes: [UInt8], name: String) {
        var reader = PatchReader(bytes, name: name)
        self = reader.read()
    }
}
