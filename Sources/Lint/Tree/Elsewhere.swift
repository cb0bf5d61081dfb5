// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What the Kconfig files of a tree say that one architecture does not read, or that is not the same for others.
///
/// A symbol that nothing selects here may be selected there; a name that nothing defines here may be defined
/// there. With one architecture at hand, such symbols count as able to have any value.
public struct Elsewhere {
    /// Names that files define, select or imply which this architecture does not read.
    public private(set) var touched: Set<String> = []
    /// Names that any of these files defines.
    public private(set) var defined: Set<String> = []

    public init() {}

    /// - Parameter files: paths of Kconfig files below `tree`; those that `model` was read from are left out.
    public init(_ files: [String], tree: String, without model: KconfigModel) {
        let known = Set(model.sources.files.elements.map(\.name))
        // What an architecture's own files say is different elsewhere, too.
        for file in files where Self.isOfArchitecture(file) || !known.contains(file) {
            guard let text = SourceText(path: tree + "/" + file) else { continue }
            read(text.bytes)
        }
    }

    /// `arch/Kconfig` is for all.
    static func isOfArchitecture(_ file: String) -> Bool {
        file.hasPrefix("arch/") && file != "arch/Kconfig"
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        for line in bytes.split(separator: 0x0A) {
            let words = line.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x09 }
            guard words.count >= 2 else { continue }
            let name = { String(decoding: words[1], as: UTF8.self) }
            if words[0].elementsEqual("config".utf8) || words[0].elementsEqual("menuconfig".utf8) {
                touched.insert(name())
                defined.insert(name())
            } else if words[0].elementsEqual("select".utf8) || words[0].elementsEqual("imply".utf8) {
                touched.insert(name())
            }
        }
    }

    /// The symbols of a model that may have any value, given what stands elsewhere.
    public func freeSymbols(_ model: KconfigModel) -> Set<SymbolID> {
        Set(
            model.symbols.indices.filter { symbol in
                let info = model.symbols[symbol]
                guard !info.isConstant, !info.isChoice, info.type == .unknown || info.type.isLogical else {
                    return false
                }
                return touched.contains(model.name(symbol))
            })
    }
}

extension KconfigModel {
    /// What no verdict may rest on: what commands decide, and `BROKEN`, which makes dead on purpose what depends on it.
    public var undecidedSymbols: Set<SymbolID> {
        probedSymbols.union([symbol(named: "BROKEN")].compactMap { $0 })
    }

    /// What commands decide: the symbols that stand for macros, and ints and strings whose defaults they are.
    public var probedSymbols: Set<SymbolID> {
        var all = Set(symbols.indices.filter { symbols[$0].isProbe })
        guard !all.isEmpty else { return [] }
        for symbol in symbols.indices where symbols[symbol].isDefined && !symbols[symbol].type.isLogical {
            let isProbed = properties(of: symbol).contains { _, property in
                guard property.kind == .default else { return false }
                let node = expressions[property.expression]
                return node.kind == .symbol && symbols[node.leftSymbol].isProbe
            }
            if isProbed { all.insert(symbol) }
        }
        return all
    }
}
