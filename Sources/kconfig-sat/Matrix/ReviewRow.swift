// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// A decision to look at, with the cells that it concerns.
struct ReviewRow {
    let kind: TreeReview.Kind
    let change: TreeReview.Change
    let prompt: String?
    /// Where the new tree asks it; the old one, for what is gone.
    let place: String
    /// The first sentence of the help text.
    let help: String?
    /// The whole text.
    let helpText: String?
    let type: SymbolType
    /// The titles of the menus that it is in, the last two.
    let menu: String
    /// The policy's line and its place.
    let line: String?
    /// Where that line is, and in which cells it counts.
    private(set) var origins: [RequirementOrigin: [String]] = [:]
    /// What keeps the line from holding, where no difference says it.
    let reason: String?
    /// The value that the line wants.
    let wanted: String?
    /// Lines that don't hold because of it, with their places.
    private(set) var lost: [String] = []
    /// Other lines that go with it, by their places: what each is about, and in which cells it counts.
    private(set) var following: [RequirementOrigin: (name: String, isGone: Bool, cells: [String])] = [:]
    let successors: [TreeReview.Successor]
    let isReviewed: Bool
    let isSettled: Bool
    private(set) var consequences: [TreeReview.Change]
    private(set) var cells: [String]

    /// What cells must have alike to be one row.
    var key: [String] {
        [
            kind.rawValue, change.name, change.old, change.new, isReviewed ? "reviewed" : "",
            isSettled ? "settled" : "",
        ]
    }

    /// What somebody was asked, whatever the values were then.
    var question: [String] { [kind.rawValue, change.name] }

    init(_ root: TreeReview.Root, _ old: KconfigModel, _ new: KconfigModel, cell: String) {
        kind = root.kind
        change = root.change
        reason = root.reason
        let model = root.symbol == nil ? old : new
        let symbol = root.symbol ?? old.symbol(named: root.change.name)!
        prompt = model.firstPrompt(of: symbol)
        place = model.sources.describe(model.location(of: symbol))
        helpText = Self.helpText(symbol, model)
        help = helpText.flatMap(Self.firstSentence)
        type = model.symbols[symbol].type
        menu = Self.menu(symbol, model)
        line = root.line.map { "\($0.origin.place): \($0.text)" + ($0.note.map { "  # \($0)" } ?? "") }
        if let origin = root.line?.origin { origins[origin] = [cell] }
        wanted = root.line.flatMap { line in
            if case .value(_, let values) = line.kind { values.first } else { nil }
        }
        for one in root.following {
            following[one.line.origin] = (Self.name(one.line, old), one.isGone, [cell])
            if !one.isGone { lost.append("\(one.line.text) (\(one.line.origin.place))") }
        }
        successors = root.successors
        isReviewed = root.isReviewed
        isSettled = root.isSettled
        consequences = root.consequences
        cells = [cell]
    }

    /// A prompt that a closed policy says nothing about.
    init(undecided symbol: SymbolID, _ configuration: BaseConfiguration, cell: String) {
        let model = configuration.model
        let value = configuration.text(symbol)
        kind = .undecided
        change = TreeReview.Change(name: model.name(symbol), old: value, new: value)
        prompt = model.firstPrompt(of: symbol)
        place = model.sources.describe(model.location(of: symbol))
        helpText = Self.helpText(symbol, model)
        help = helpText.flatMap(Self.firstSentence)
        type = model.symbols[symbol].type
        menu = Self.menu(symbol, model)
        (reason, line, wanted, successors, isReviewed) = (nil, nil, nil, [], false)
        (isSettled, consequences) = (false, [])
        cells = [cell]
    }

    /// Takes in the same decision of another cell.
    mutating func add(_ other: ReviewRow) {
        cells += other.cells
        origins.merge(other.origins) { $0 + $1 }
        lost += other.lost.filter { !lost.contains($0) }
        following.merge(other.following) { ($0.name, $0.isGone && $1.isGone, $0.cells + $1.cells) }
        let known = Set(consequences)
        consequences += other.consequences.filter { !known.contains($0) }
    }

    /// The option that a line is about.
    static func name(_ line: Requirement, _ model: KconfigModel) -> String {
        if case .value(let symbol, _) = line.kind { model.name(symbol) } else { "" }
    }

    private static func menu(_ symbol: SymbolID, _ model: KconfigModel) -> String {
        let definitions = model.definitions(of: symbol)
        guard let definition = definitions.first(where: { model.prompt(of: $0) != nil }) ?? definitions.first
        else { return "" }
        var titles: [String] = []
        var menu = model.menus[definition].parent
        while !menu.isNone && menu != KconfigModel.root && titles.count < 2 {
            if let title = model.prompt(of: menu) { titles.insert(title, at: 0) }
            menu = model.menus[menu].parent
        }
        return titles.joined(separator: " > ")
    }

    private static func helpText(_ symbol: SymbolID, _ model: KconfigModel) -> String? {
        let menus = model.definitions(of: symbol)
        return menus.lazy.compactMap { model.menus[$0].help }.first?.render(model.sources)
    }

    private static func firstSentence(_ text: String) -> String? {
        var sentence = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            sentence += (sentence.isEmpty ? "" : " ") + word
            if word.hasSuffix(".") || sentence.count > 200 { break }
        }
        return sentence.isEmpty ? nil : sentence
    }
}

extension TreeReview.Successor {
    /// `NAME=value (reason)`.
    var text: String {
        let reason =
            switch evidence {
            case .transitional: "the new tree says so"
            case .object(let path): "both build \(path).o"
            case .prompt: "the same question"
            case .similarPrompt: "almost the same question"
            case .selected: "it selected that"
            }
        return "\(name)=\(value) (\(reason))"
    }
}
