// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

/// Finds a symbol's name in all files of a tree that may have it: Kconfig files of all architectures, configurations, make
/// files, sources, documents. A use counts wherever it stands, also in a comment: a rename that left it would make it wrong.
struct NameScan {
    /// The absolute path of the tree.
    let folder: String
    /// Further files that count.
    let extra: Set<String>
    /// Open texts, by their paths: they count instead of what is on the disk.
    let texts: [String: [UInt8]]
    let encoding: PositionEncoding

    /// A use of the name.
    struct Use: Hashable {
        let place: FilePlace
        /// The name in `config NAME`.
        let isDefinition: Bool
    }

    /// What is not of the tree, or is made when it is built.
    private static let skipped: Set<String> = [".git", "include/config", "include/generated", "debian"]
    private static let documents = [".rst", ".txt", ".sh", ".pl", ".py", ".awk", ".lds", ".yaml", ".html"]

    /// How a text names symbols: by their names, by their names in statements and else with the prefix, with the prefix.
    enum Role { case kconfig, requirements, prefixed }

    private static func role(_ name: String) -> Role? {
        if DocumentKind.isKconfig(name) { return .kconfig }
        if DocumentKind.isSatconfig(name) { return .requirements }
        let isOther =
            SourceFile.isRead(name) || DocumentKind.isConfig(name)
            || documents.contains { name.hasSuffix($0) }
        return isOther ? .prefixed : nil
    }

    /// All uses, Kconfig files first, each list in the order of files and lines.
    ///
    /// - Parameter finders: what is looked for, in one pass over the tree.
    /// - Returns: a list for each finder; nil when it was cancelled.
    func uses(_ finders: [Finder], _ cancellation: SearchCancellation) -> [[Use]]? {
        let found = FileTree.files(
            below: folder, skipping: { Self.skipped.contains($0) }, taking: { Self.role($0) != nil })
        let paths = found.map { folder + "/" + $0 }
        let others = extra.subtracting(paths).sorted()
        let all = (paths + others).map { ($0, role(path: $0)) }
        let ordered = all.filter { $0.1 == .kconfig } + all.filter { $0.1 != .kconfig }
        let lists = Parallel.map(ordered) { path, role in
            cancellation.isCancelled ? [] : uses(path, role, finders)
        }
        if cancellation.isCancelled { return nil }
        return finders.indices.map { finder in lists.flatMap { $0.isEmpty ? [] : $0[finder] } }
    }

    private func role(path: String) -> Role {
        extra.contains(path) ? .kconfig : Self.role(Self.base(path)) ?? .prefixed
    }

    private static func base(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// For each finder; empty when none finds anything.
    private func uses(_ path: String, _ role: Role, _ finders: [Finder]) -> [[Use]] {
        if let open = texts[path] {
            return open.withUnsafeBufferPointer { uses(path, $0, role, finders) }
        }
        guard let text = SourceText(path: path) else { return [] }
        return uses(path, text.bytes, role, finders)
    }

    private func uses(
        _ path: String, _ bytes: UnsafeBufferPointer<UInt8>, _ role: Role, _ finders: [Finder]
    ) -> [[Use]] {
        let found = finders.map { $0.ranges(bytes, role) }
        guard found.contains(where: { !$0.isEmpty }) else { return [] }
        let lines = TextLines(Array(bytes))
        return found.map { ranges in
            ranges.map { range, isDefinition in
                let place = FilePlace(path: path, range: lines.range(range, encoding))
                return Use(place: place, isDefinition: isDefinition)
            }
        }
    }
}

/// Finds a name in one text.
struct Finder {
    private let name: [UInt8]
    private let prefixed: [UInt8]
    /// `CONFIG_X_MODULE` stands for the symbol, too.
    let hasModuleForm: Bool

    init(name: String, hasModuleForm: Bool) {
        self.name = Array(name.utf8)
        prefixed = Array(ConfigEnvironment.prefix.utf8) + self.name
        self.hasModuleForm = hasModuleForm
    }

    /// The places of the name, without prefix and `_MODULE`, in order.
    func ranges(
        _ bytes: UnsafeBufferPointer<UInt8>, _ role: NameScan.Role
    ) -> [(range: Range<Int>, isDefinition: Bool)] {
        guard ByteSearch.firstRange(of: role == .prefixed ? prefixed : name, in: bytes) != nil else {
            return []
        }
        var found: [(range: Range<Int>, isDefinition: Bool)] = []
        if role == .requirements { found = statements(bytes).map { ($0, false) } }
        if role == .kconfig {
            var words = KconfigWords(bytes)
            words.scan { word in
                guard bytes[word.range].elementsEqual(name) else { return }
                let keyword = bytes[word.keyword]
                let isDefinition =
                    word.index == 1
                    && ["config", "menuconfig"].contains { keyword.elementsEqual($0.utf8) }
                found.append((word.range, isDefinition))
            }
        }
        var position = 0
        while let start = ByteSearch.firstRange(of: prefixed, in: bytes, from: position) {
            position = start + prefixed.count
            guard isStart(start, bytes), isEnd(position, bytes) else { continue }
            found.append((position - name.count..<position, false))
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Where statements of requirements have the bare name: `assert X && Y`, `waive unmet-select:X`.
    private func statements(_ bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while let start = ByteSearch.firstRange(of: name, in: bytes, from: position) {
            position = start + name.count
            let isWhole =
                (start == 0 || !Document.isWord(bytes[start - 1]))
                && (position == bytes.count || !Document.isWord(bytes[position]))
            let lineStart = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let before = String(decoding: bytes[lineStart..<start], as: UTF8.self)
            let word = before.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
            if isWhole, SatconfigReader.words.contains(word), !before.contains(" #") {
                found.append(start..<position)
            }
        }
        return found
    }

    /// A name begins here: the letter before it is part of none, or it is make's `-D`.
    private func isStart(_ start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard start > 0, Document.isWord(bytes[start - 1]) else { return true }
        let isDefine = bytes[start - 1] == 0x44 && start > 1 && bytes[start - 2] == 0x2D
        return isDefine && (start == 2 || !Document.isWord(bytes[start - 3]))
    }

    private func isEnd(_ end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard end < bytes.count, Document.isWord(bytes[end]) else { return true }
        guard hasModuleForm else { return false }
        let module = Array("_MODULE".utf8)
        guard end + module.count <= bytes.count else { return false }
        let rest = UnsafeBufferPointer(rebasing: bytes[end..<end + module.count])
        let after = end + module.count
        return rest.elementsEqual(module) && (after == bytes.count || !Document.isWord(bytes[after]))
    }
}
