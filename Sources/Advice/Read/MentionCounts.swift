// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What a tree's own configurations, defconfigs and fragments, name.
public struct MentionCounts: Sendable {
    public struct File: Sendable {
        /// What it switches on.
        public private(set) var on: [SymbolID] = []
        /// What it says is not set.
        public private(set) var off: [SymbolID] = []
        /// It is for the architecture of the model, or for another one; fragments of `kernel/configs` are for all.
        public let isOwn: Bool
        public let isForeign: Bool

        init(
            _ bytes: UnsafeBufferPointer<UInt8>, _ prefix: [UInt8], _ model: KconfigModel, isOwn: Bool,
            isForeign: Bool
        ) {
            self.isOwn = isOwn
            self.isForeign = isForeign
            var (on, off): ([SymbolID], [SymbolID]) = ([], [])
            ConfigLine.forEachLine(in: bytes) { line, _ in
                guard
                    case .assignment(let name, let value) = ConfigLine(
                        line, prefix: prefix, dialect: model.dialect),
                    let text = name.withUnsafeBufferPointer({ model.strings.find($0) }),
                    let symbol = model.symbols.find(text)
                else { return }
                switch value.first {
                case UInt8(ascii: "y"), UInt8(ascii: "m"): on.append(symbol)
                case UInt8(ascii: "n"): off.append(symbol)
                default: break
                }
            }
            self.on = on
            self.off = off
        }
    }

    public private(set) var files: [File] = []

    /// - Parameters:
    ///   - tree: the folder that holds `arch/` and `kernel/`.
    ///   - sourceArch: the folder below `arch/` that the model is for.
    ///   - without: a file of the tree, by its path there, that is left out.
    public init(_ model: KconfigModel, tree: String, sourceArch: String, without: String? = nil) {
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        let left = without.map { "\(tree)/\($0)" }
        for pattern in ["arch/*/configs/*", "arch/*/configs/*/*", "kernel/configs/*"] {
            for path in FilePattern.expand("\(FilePattern.escaped(tree))/\(pattern)")
            where path != left && Self.isConfiguration(path) {
                guard let text = SourceText(path: path) else { continue }
                let isOwn = path.hasPrefix("\(tree)/arch/\(sourceArch)/")
                let isForeign = !isOwn && path.hasPrefix("\(tree)/arch/")
                files.append(File(text.bytes, prefix, model, isOwn: isOwn, isForeign: isForeign))
            }
        }
    }

    /// Beside configurations there are Makefiles and notes.
    private static func isConfiguration(_ path: String) -> Bool {
        path.hasSuffix("defconfig") || path.hasSuffix(".config")
    }
}
