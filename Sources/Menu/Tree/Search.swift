// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Looks for options by a word of their name, their prompt or their help.
final class Search {
    /// Where the pattern was found, the best place first.
    enum Place: Int, Comparable, Sendable {
        case name, prompt, help

        static func < (a: Place, b: Place) -> Bool { a.rawValue < b.rawValue }
    }

    struct Hit: Equatable, Sendable {
        let symbol: SymbolID
        /// The node that was found, to go to.
        let node: MenuID
        let place: Place
    }

    enum Answer {
        case hits([Hit], isCut: Bool)
        case problem(String)
    }

    private struct Entry {
        let symbol: SymbolID
        let node: MenuID
        let texts: [[UInt8]]
    }

    private let model: KconfigModel
    private lazy var entries = collect()
    private static let most = 1000

    init(_ model: KconfigModel) { self.model = model }

    /// - Parameter text: a PCRE2 pattern; upper and lower case are the same.
    func find(_ text: String) -> Answer {
        guard !text.isEmpty else { return .hits([], isCut: false) }
        do {
            let pattern = try Pattern("(?i)" + Self.withoutPrefix(text))
            var hits: [Hit] = []
            for entry in entries {
                for (index, bytes) in entry.texts.enumerated() where try pattern.matches(bytes) {
                    hits.append(Hit(symbol: entry.symbol, node: entry.node, place: Place(rawValue: index)!))
                    break
                }
            }
            let ranks = hits.map { rank($0, Self.withoutPrefix(text)) }
            let order = hits.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
            return .hits(order.prefix(Self.most).map { hits[$0] }, isCut: hits.count > Self.most)
        } catch let problem as Pattern.SyntaxError {
            return .problem(problem.message)
        } catch { return .problem("\(error)") }
    }

    /// Who looks for `CONFIG_NAME` means `NAME`, as in menuconfig.
    private static func withoutPrefix(_ text: String) -> String {
        let prefix = ConfigEnvironment.prefix
        return text.lowercased().hasPrefix(prefix.lowercased()) ? String(text.dropFirst(prefix.count)) : text
    }

    /// The very name first; names before prompts before helps, and of names those that somebody can set.
    private func rank(_ hit: Hit, _ text: String) -> Int {
        guard hit.place == .name else { return 2 + hit.place.rawValue }
        if model.name(hit.symbol).lowercased() == text.lowercased() { return 0 }
        return model.hasPrompt(hit.symbol) ? 1 : 2
    }

    /// One for each symbol that has a name; the node is the first with a prompt.
    private func collect() -> [Entry] {
        model.symbols.indices.compactMap { symbol in
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice else { return nil }
            let nodes = model.definitions(of: symbol)
            let node = nodes.first { !model.menus[$0].prompt.isNone } ?? nodes[0]
            let help = nodes.lazy.compactMap { self.model.menus[$0].help?.render(self.model.sources) }.first
            return Entry(
                symbol: symbol, node: node,
                texts: [
                    Array(model.strings.bytes(info.name)), Array((model.firstPrompt(of: symbol) ?? "").utf8),
                    Array((help ?? "").utf8),
                ])
        }
    }
}
