// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What a tree's own configurations, defconfigs and fragments, name.
public struct MentionCounts: Sendable {
    /// Of one symbol: in how many files it is named.
    public struct Count: Sendable {
        public internal(set) var on: Int32 = 0
        /// `is not set`.
        public internal(set) var off: Int32 = 0
    }

    /// In all files, and in those of one architecture.
    public private(set) var all: [Count]
    public private(set) var own: [Count]
    public private(set) var ownFiles = 0
    /// Per file, what it switches on.
    private(set) var files: [[SymbolID]] = []

    /// - Parameters:
    ///   - tree: the folder that holds `arch/` and `kernel/`.
    ///   - sourceArch: the folder below `arch/` that the model is for.
    ///   - without: a file of the tree, by its path there, that is left out.
    public init(_ model: KconfigModel, tree: String, sourceArch: String, without: String? = nil) {
        all = Array(repeating: Count(), count: model.symbols.count)
        own = all
        let left = without.map { "\(tree)/\($0)" }
        for pattern in ["arch/*/configs/*", "arch/*/configs/*/*", "kernel/configs/*"] {
            for path in FilePattern.expand("\(Self.escaped(tree))/\(pattern)")
            where path != left && Self.isConfiguration(path) {
                guard let text = SourceText(path: path) else { continue }
                add(text.bytes, model, isOwn: path.hasPrefix("\(tree)/arch/\(sourceArch)/"))
            }
        }
    }

    /// In how many files one of the symbols is on, and what else is on in how many of these.
    func together(with symbols: Set<SymbolID>) -> (files: Int, on: [SymbolID: Int]) {
        var count = 0
        var on: [SymbolID: Int] = [:]
        for file in files where file.contains(where: symbols.contains) {
            count += 1
            for symbol in file { on[symbol, default: 0] += 1 }
        }
        return (count, on)
    }

    /// Beside configurations there are Makefiles and notes.
    private static func isConfiguration(_ path: String) -> Bool {
        path.hasSuffix("defconfig") || path.hasSuffix(".config")
    }

    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ model: KconfigModel, isOwn: Bool) {
        if isOwn { ownFiles += 1 }
        var switchedOn: [SymbolID] = []
        var start = 0
        while start < bytes.count {
            let end = bytes.endOfLine(from: start)
            if let (name, value) = Self.mention(UnsafeBufferPointer(rebasing: bytes[start..<end])),
                let text = model.strings.find(name), let symbol = model.symbols.find(text)
            {
                switch value {
                case UInt8(ascii: "y"), UInt8(ascii: "m"):
                    all[symbol.index].on += 1
                    if isOwn { own[symbol.index].on += 1 }
                    switchedOn.append(symbol)
                case UInt8(ascii: "n"):
                    all[symbol.index].off += 1
                    if isOwn { own[symbol.index].off += 1 }
                default: break
                }
            }
            start = end + 1
        }
        files.append(switchedOn)
    }

    /// The symbol that a line names, and the first letter of its value.
    private static func mention(
        _ line: UnsafeBufferPointer<UInt8>
    ) -> (name: UnsafeBufferPointer<UInt8>, value: UInt8)? {
        let isComment = line.first == UInt8(ascii: "#")
        let start = (isComment ? 2 : 0) + 7
        guard line.count > start, line[start - 7] == UInt8(ascii: "C"), line[start - 1] == UInt8(ascii: "_")
        else { return nil }
        let stop = isComment ? UInt8(ascii: " ") : UInt8(ascii: "=")
        guard let end = line[start...].firstIndex(of: stop), end + 1 < line.count else { return nil }
        let name = UnsafeBufferPointer(rebasing: line[start..<end])
        return (name, isComment ? UInt8(ascii: "n") : line[end + 1])
    }

    /// The name of a folder as a pattern that matches it alone.
    private static func escaped(_ name: String) -> String {
        String(name.flatMap { "*?[\\".contains($0) ? ["\\", $0] : [$0] })
    }
}
