// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
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
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        let left = without.map { "\(tree)/\($0)" }
        for pattern in ["arch/*/configs/*", "arch/*/configs/*/*", "kernel/configs/*"] {
            for path in FilePattern.expand("\(FilePattern.escaped(tree))/\(pattern)")
            where path != left && Self.isConfiguration(path) {
                guard let text = SourceText(path: path) else { continue }
                add(text.bytes, prefix, model, isOwn: path.hasPrefix("\(tree)/arch/\(sourceArch)/"))
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

    private mutating func add(
        _ bytes: UnsafeBufferPointer<UInt8>, _ prefix: [UInt8], _ model: KconfigModel, isOwn: Bool
    ) {
        if isOwn { ownFiles += 1 }
        var switchedOn: [SymbolID] = []
        ConfigLine.forEachLine(in: bytes) { line, _ in
            guard
                case .assignment(let name, let value) = ConfigLine(
                    line, prefix: prefix, dialect: model.dialect),
                let text = name.withUnsafeBufferPointer({ model.strings.find($0) }),
                let symbol = model.symbols.find(text)
            else { return }
            switch value.first {
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
        files.append(switchedOn)
    }
}
