// SPDX-License-Identifier: GPL-2.0-or-later

/// A tree with a patch: the one at hand, when the patch is in it already, else that with the patch put in.
public struct PatchedTree: Sendable {
    /// In the order in which the patch first names them.
    public let files: [ChangedFile]
    /// The tree at hand has the patch already.
    public let isApplied: Bool
    /// Otherwise: what files hold with the patch; nil for one that goes.
    public let contents: [String: [UInt8]?]

    /// Finds out what a patch changes in a tree.
    ///
    /// - Parameters:
    ///   - patch: without problems.
    ///   - name: what its text is called in places.
    ///   - read: what a file of the tree holds, by its path; nil for one that is not there.
    /// - Throws: the first place that neither applies nor is applied already.
    public init(_ patch: Patch, name: String, read: @escaping (String) -> [UInt8]?) throws(PatchProblem) {
        if let problem = patch.problems.first { throw problem }
        var former = PatchWork(name, read)
        do throws(PatchProblem) {
            for file in patch.files.reversed() { try former.undo(file) }
            for file in patch.files { try former.apply(file) }
            files = former.files(patch)
            isApplied = true
            contents = [:]
            return
        } catch {}
        var next = PatchWork(name, read)
        for file in patch.files { try next.apply(file) }
        files = next.files(patch)
        isApplied = false
        contents = next.contents
    }
}

/// Files of a tree while patches are put in or taken out.
private struct PatchWork {
    private let name: String
    private let read: (String) -> [UInt8]?
    /// What is other than in the tree; nil for a file that is not there.
    private var lines: [String: MarkedLines?] = [:]
    /// By the path that each file of the patch had when it was put in.
    private var paths: [(old: String?, new: String?)] = []

    init(_ name: String, _ read: @escaping (String) -> [UInt8]?) {
        self.name = name
        self.read = read
    }

    private func problem(_ text: String, _ line: Int) -> PatchProblem {
        PatchProblem(place: "\(name):\(line)", text: text)
    }

    private mutating func content(_ path: String) -> MarkedLines? {
        if let known = lines[path] { return known }
        let found = read(path).map { MarkedLines($0) }
        lines[path] = .some(found)
        return found
    }

    /// The first of some names that a file has, else the first.
    private mutating func path(_ names: [String]) -> String? {
        for name in names where content(name) != nil { return name }
        return names.first
    }

    // MARK: - Putting in

    mutating func apply(_ file: FilePatch) throws(PatchProblem) {
        let new: String?
        let old: String?
        switch file.kind {
        case .added: (old, new) = (nil, file.newNames.first)
        case .deleted: (old, new) = (path(file.oldNames), nil)
        case .renamed, .copied: (old, new) = (path(file.oldNames), file.newNames.first)
        case .changed:
            old = path(file.newNames + file.oldNames)
            new = old
        }
        paths.append((old, new))
        if file.isBinary { return }
        var text = MarkedLines()
        if let old {
            guard let content = content(old) else {
                throw problem("there is no \(old) in the tree", file.line)
            }
            text = content
        } else if let new, !file.hunks.isEmpty, content(new) != nil {
            throw problem("\(new) is in the tree, with other content", file.line)
        }
        if let hunk = text.apply(file.hunks) {
            throw problem("\((old ?? new)!):\(hunk.oldStart): these lines are not in the tree", hunk.line)
        }
        if file.kind == .deleted, !file.hunks.isEmpty, let first = text.lines.first {
            let line = String(decoding: first.text.prefix(60), as: UTF8.self)
            throw problem("\(old!) has other lines than those that go: '\(line)'", file.line)
        }
        if file.kind == .renamed || file.kind == .deleted { lines[old!] = .some(nil) }
        if let new { lines[new] = text }
    }

    // MARK: - Taking out

    mutating func undo(_ file: FilePatch) throws(PatchProblem) {
        if file.isBinary { return }
        let old: String?
        let new: String?
        switch file.kind {
        case .added: (old, new) = (nil, path(file.newNames))
        case .deleted: (old, new) = (file.oldNames.first, nil)
        case .renamed, .copied: (old, new) = (file.oldNames.first, path(file.newNames))
        case .changed:
            new = path(file.newNames + file.oldNames)
            old = new
        }
        var text = MarkedLines()
        if let new {
            guard let content = content(new) else { throw problem("there is no \(new)", file.line) }
            text = content
        } else if let old, content(old) != nil {
            throw problem("\(old) is in the tree", file.line)
        }
        if let hunk = text.apply(file.hunks, isUndoing: true) {
            throw problem("\((new ?? old)!):\(hunk.newStart): these lines are not in the tree", hunk.line)
        }
        if file.kind == .added, !text.lines.isEmpty {
            throw problem("\(new!) has other lines", file.line)
        }
        if file.kind != .changed, file.kind != .deleted, let new { lines[new] = .some(nil) }
        if let old, file.kind != .copied { lines[old] = text }
    }

    // MARK: - What came of it

    var contents: [String: [UInt8]?] {
        var contents: [String: [UInt8]?] = [:]
        for (old, new) in paths {
            for path in [old, new].compactMap({ $0 }) {
                if let text = lines[path] { contents[path] = .some(text?.bytes) }
            }
        }
        return contents
    }

    /// A file a path, though several patches name it.
    func files(_ patch: Patch) -> [ChangedFile] {
        var numbers: [String: Int] = [:]
        var found: [(path: String, former: String?, first: FilePatch, isBinary: Bool, changesMode: Bool)] = []
        for (file, (old, new)) in zip(patch.files, paths) {
            let path = new ?? old!
            let former = old == path ? nil : old
            // What is renamed after it was changed keeps its place in the list.
            if let number = numbers[path] ?? (file.kind == .renamed ? former.flatMap { numbers[$0] } : nil) {
                if found[number].path != path, found[number].first.kind != .added {
                    found[number].former = found[number].former ?? former
                }
                found[number].path = path
                found[number].isBinary = found[number].isBinary || file.isBinary
                found[number].changesMode = found[number].changesMode || file.changesMode
                numbers[path] = number
            } else {
                numbers[path] = found.count
                found.append((path, former, file, file.isBinary, file.changesMode))
            }
        }
        return found.map { entry in
            let text = lines[entry.path] ?? nil
            let isThere = text != nil || entry.isBinary && entry.first.kind != .deleted
            let kind = self.kind(entry.first.kind, entry.former, isThere)
            return ChangedFile(
                path: entry.path, formerPath: kind == .renamed || kind == .copied ? entry.former : nil,
                kind: kind, isBinary: entry.isBinary, changesMode: entry.changesMode,
                lines: text?.changed ?? [], removals: text?.removals ?? [],
                place: "\(name):\(entry.first.line)")
        }
    }

    private func kind(_ first: FilePatch.Kind, _ former: String?, _ isThere: Bool) -> FilePatch.Kind {
        if !isThere { return .deleted }
        if first == .added || first == .copied { return first }
        return former == nil ? .changed : .renamed
    }
}
