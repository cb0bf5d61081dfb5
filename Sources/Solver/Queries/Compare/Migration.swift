// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What becomes of a configuration under another kernel: what is gone there, by what name it may go on, what does not hold any
/// more, and what is asked anew.
public struct Migration {
    /// Why a symbol of the new tree is taken for one of the old tree, the best reason first.
    public enum Evidence: Sendable, Equatable {
        /// The new tree says so: the old name is a transitional symbol there, and the default of the new one.
        case transitional
        /// It builds the same object, as a path without suffix, which the old tree did not build for it.
        case object(String)
        /// The same question, by a symbol that the old tree did not have.
        case prompt
        /// Almost the same question, in the same file: one chip more in a list.
        case similarPrompt
        /// The old symbol selected it, and nobody named it: it is a question of its own now.
        case selected

        fileprivate var rank: Int {
            switch self {
            case .transitional: 0
            case .object: 1
            case .prompt: 2
            case .similarPrompt: 3
            case .selected: 4
            }
        }
    }

    public struct Successor: Sendable {
        /// Of the new model.
        public let symbol: SymbolID
        public let evidence: Evidence
        /// What it is set to.
        public let value: String
    }

    /// A symbol that was set and that the new tree does not define, or only as a transitional one.
    public struct Gone: Sendable {
        /// Of the old model.
        public let symbol: SymbolID
        public let value: String
        /// Those with the best evidence; several when the old symbol was split.
        public let successors: [Successor]
    }

    /// In the order of the source of the old tree.
    public private(set) var gone: [Gone] = []
    /// Of the old file with lines for successors at its end, under the new tree.
    public let check: ConfigCheck
    /// What `make olddefconfig` of the new tree makes of that.
    public var carried: BaseConfiguration { check.base }
    /// Those lines.
    public let added: [UInt8]
    /// Symbols that the old tree did not have and that the new one asks about, in the order of its source.
    public let asked: [SymbolID]

    /// The lines that do not survive, of symbols that the new tree has and that somebody set: with a prompt in the old one.
    public var lost: [ConfigCheck.Finding] {
        check.findings.filter { finding in
            guard finding.isError, let symbol = finding.symbol else { return false }
            return old.model.symbol(named: carried.model.name(symbol)).map { old.model.hasPrompt($0) } ?? true
        }
    }
    private let old: BaseConfiguration

    /// Which options build which objects: names to paths without suffix.
    public typealias Objects = [String: Set<String>]

    /// - Parameters:
    ///   - old: under the old tree.
    ///   - text: the file that `old` was read from.
    ///   - objects: of the two trees; empty where nobody knows.
    public init(
        _ old: BaseConfiguration, _ text: SourceText, to model: KconfigModel,
        objects: (old: Objects, new: Objects)
    ) {
        self.old = old
        let search = SuccessorSearch(old, model, objects)
        gone = search.gone()
        let edit = ConfigEdit(model)
        let lines = gone.flatMap(\.successors).filter { $0.evidence != .transitional }.flatMap {
            edit.line($0.symbol, Array($0.value.utf8))
        }
        var bytes = Array(text.bytes)
        if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
        added = lines
        let check = ConfigCheck(model, SourceText(copying: bytes + lines), name: old.name)
        self.check = check
        let known = Set(gone.flatMap(\.successors).map(\.symbol))
        let new = check.base
        asked = model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && !known.contains(symbol) && !search.isInOld(symbol)
                && new.evaluator.visibility(symbol) != .no && model.hasPrompt(symbol)
        }.sorted { model.symbols[$0].firstMenu.raw < model.symbols[$1].firstMenu.raw }
    }
}

/// The names that old symbols have in a new tree.
private struct SuccessorSearch {
    private let old: BaseConfiguration
    private let model: KconfigModel
    private let objects: (old: Migration.Objects, new: Migration.Objects)
    private let builders: [String: Set<String>]
    private let byPrompt: [String: [SymbolID]]
    /// How many symbols of the old tree have a prompt.
    private let oldPrompts: [String: Int]

    init(
        _ old: BaseConfiguration, _ model: KconfigModel,
        _ objects: (old: Migration.Objects, new: Migration.Objects)
    ) {
        self.old = old
        self.model = model
        self.objects = objects
        var builders: [String: Set<String>] = [:]
        for (option, paths) in objects.new {
            for path in paths { builders[path, default: []].insert(option) }
        }
        self.builders = builders
        let here = model.symbols.indices.filter {
            model.symbols[$0].isDefined && old.model.symbol(named: model.name($0)) == nil
        }
        byPrompt = Dictionary(grouping: here) { Self.question($0, model) ?? "" }.filter { $0.key != "" }
        oldPrompts = old.model.symbols.indices.reduce(into: [:]) { counts, symbol in
            if let question = Self.question(symbol, old.model) { counts[question, default: 0] += 1 }
        }
    }

    func isInOld(_ symbol: SymbolID) -> Bool { old.model.symbol(named: model.name(symbol)) != nil }

    func gone() -> [Migration.Gone] {
        let source = old.model
        return source.symbols.indices.filter { symbol in
            let info = source.symbols[symbol]
            return info.isDefined && !info.isChoice && source.hasPrompt(symbol)
                && old.evaluator.visibility(symbol) != .no && old.evaluator.isWritten(symbol)
                && isGone(source.name(symbol))
        }
        .sorted { source.symbols[$0].firstMenu.raw < source.symbols[$1].firstMenu.raw }
        .compactMap { symbol in
            let value = old.text(symbol)
            let successors = successors(of: symbol, value)
            // What was off and has no other name is no loss.
            if successors.isEmpty && ["n", ""].contains(value) { return nil }
            return Migration.Gone(symbol: symbol, value: value, successors: successors)
        }
    }

    private func isGone(_ name: String) -> Bool {
        guard let symbol = model.symbol(named: name) else { return true }
        return model.transitional.contains(symbol)
    }

    private func successors(of symbol: SymbolID, _ value: String) -> [Migration.Successor] {
        let name = old.model.name(symbol)
        let found =
            transitional(name) + byObject(name) + prompted(symbol) + similar(symbol) + selected(symbol)
        let best = found.map(\.1.rank).min()
        var seen: Set<SymbolID> = []
        let isOff = ["n", ""].contains(value)
        return found.filter { candidate, evidence in
            // That one part was off is no reason to turn off what it has become a part of.
            evidence.rank == best && seen.insert(candidate).inserted && !(isOff && isInOld(candidate))
        }.compactMap { candidate, evidence in
            // What was selected keeps what it had: others may have selected it, too.
            let source = evidence == .selected ? old.model.symbol(named: model.name(candidate))! : symbol
            return self.value(old.text(source), of: old.model.symbols[source].type, for: candidate).map {
                Migration.Successor(symbol: candidate, evidence: evidence, value: $0)
            }
        }
    }

    /// The value that the new symbol can have; nil when its type is of another kind.
    private func value(_ value: String, of type: SymbolType, for symbol: SymbolID) -> String? {
        let new = model.symbols[symbol].type
        guard type.isLogical == new.isLogical, type.isLogical || type == new else { return nil }
        return new == .bool && value == "m" ? "y" : value
    }

    // MARK: - Evidence

    private func transitional(_ name: String) -> [(SymbolID, Migration.Evidence)] {
        guard let symbol = model.symbol(named: name), model.transitional.contains(symbol) else { return [] }
        return model.symbols.indices.filter { other in
            model.properties(of: other).contains {
                $0.property.kind == .default && model.symbols(in: $0.property.expression) == [symbol]
            }
        }.map { ($0, .transitional) }
    }

    private func byObject(_ name: String) -> [(SymbolID, Migration.Evidence)] {
        (objects.old[name] ?? []).sorted().flatMap { path -> [(SymbolID, Migration.Evidence)] in
            (builders[path] ?? []).sorted().filter { !(objects.old[$0] ?? []).contains(path) }
                .compactMap { option in model.symbol(named: option).map { ($0, .object(path)) } }
                .filter { model.hasPrompt($0.0) }
        }
    }

    private func prompted(_ symbol: SymbolID) -> [(SymbolID, Migration.Evidence)] {
        guard let question = Self.question(symbol, old.model), let found = byPrompt[question] else {
            return []
        }
        // A question that several ask says nothing of which is which, unless they are in the same file.
        if found.count == 1 && oldPrompts[question] == 1 { return [(found[0], .prompt)] }
        let near = inFile(of: symbol, found)
        return near.count == 1 ? [(near[0], .prompt)] : []
    }

    /// A new symbol of the same file that asks the same but for a word or two; none when several do.
    private func similar(_ symbol: SymbolID) -> [(SymbolID, Migration.Evidence)] {
        guard let question = Self.question(symbol, old.model) else { return [] }
        let words = Set(question.split(separator: " "))
        let near = inFile(of: symbol, byPrompt.flatMap(\.value)).filter { other in
            Self.question(other, model).map { Self.areSimilar(words, Set($0.split(separator: " "))) } ?? false
        }
        return near.count == 1 ? [(near[0], .similarPrompt)] : []
    }

    /// Those of new symbols that stand in the file in which an old one stood.
    private func inFile(of symbol: SymbolID, _ others: [SymbolID]) -> [SymbolID] {
        let file = old.model.sources.name(old.model.location(of: symbol).file)
        return others.filter { model.sources.name(model.location(of: $0).file) == file }
    }

    /// What a minimal configuration does not name since this one brought it about.
    private func selected(_ symbol: SymbolID) -> [(SymbolID, Migration.Evidence)] {
        guard old.evaluator.tristate(symbol) != .no else { return [] }
        return old.model.properties(of: symbol).filter { $0.property.kind == .select }.compactMap {
            _, property in
            let target = old.model.expressions[property.expression].leftSymbol
            guard old.lines[target] == nil, old.evaluator.value(property.condition) != .no,
                let new = model.symbol(named: old.model.name(target)), model.hasPrompt(new)
            else { return nil }
            return (new, .selected)
        }
    }

    /// Of all words that either has, four in five are in both. (Of short questions that is the whole question.)
    private static func areSimilar(_ one: Set<Substring>, _ other: Set<Substring>) -> Bool {
        one.intersection(other).count * 5 >= one.union(other).count * 4
    }

    /// The words of a prompt; nil for none, or for one that is a word like any.
    private static func question(_ symbol: SymbolID, _ model: KconfigModel) -> String? {
        guard model.symbols[symbol].isDefined, !model.symbols[symbol].isChoice,
            let prompt = model.firstPrompt(of: symbol)
        else { return nil }
        let words = prompt.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.count > 1 ? words.joined(separator: " ") : nil
    }
}
