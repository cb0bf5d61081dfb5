// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why a line of a `.config` does not do what it says.
public enum LineProblem: Sendable {
    /// No Kconfig file defines the symbol; names that may have been meant, and what other architectures say.
    case unknown(nearMisses: [String], elsewhere: String?)
    /// Neither a setting, a comment nor blank.
    case malformed
    /// `conf` passes over the end of the line; the setting that stands in it, as of two lines that were joined; what
    /// is read of the line, nil where it is taken for a comment.
    case unread(String, joined: String?, read: String?)
    /// Blanks before or behind the `=`.
    case blank
    /// A value that a symbol of the type can't have.
    case wrongType(SymbolType)
    /// A later line sets the same symbol.
    case overridden(line: Int)
    /// The user can't set it: the value is computed.
    case noPrompt
    /// What its prompts need and don't have.
    case notVisible([Blocker])
    /// The prompt allows m at most.
    case onlyModule([Blocker])
    /// There is no m without modules.
    case noModules
    /// Selected by these, all of them on.
    case selected([PropertyID])
    /// Another member of its choice is on.
    case otherMember(SymbolID)
    /// Its choice takes it although the line says n; the members that could be on in its place.
    case chosenMember(others: [SymbolID])
    /// Outside the range in force.
    case outOfRange(PropertyID)
    /// None of the above.
    case changed
}

/// What `conf --olddefconfig` makes of the lines of a file.
public struct ConfigCheck {
    public struct Finding: Sendable {
        /// Nil for a malformed line and an unknown symbol.
        public let symbol: SymbolID?
        /// Counted from 1.
        public let line: Int
        /// The line as it is.
        public let text: String
        /// The value that it says, and the one that results; nil where there is none.
        public let wanted: String?
        public let actual: String?
        public let problem: LineProblem
        /// The line of a symbol with a prompt does not survive. Other findings are notes.
        public let isError: Bool

        /// The line sets a symbol that no architecture has: mistyped, renamed or gone.
        public var namesNothing: Bool {
            if case .unknown(_, nil) = problem { return true }
            return false
        }
    }

    public let base: BaseConfiguration
    public let findings: [Finding]
    /// Symbols with a prompt that get a line and have none in the file.
    public let missing: [SymbolID]
    /// Symbols that a select turns on against what they depend on.
    public let unmet: [SymbolID]
    /// The file is byte for byte what `conf --olddefconfig` writes.
    public let isUnchanged: Bool

    public init(
        _ model: KconfigModel, _ text: SourceText, name: String,
        filling: BaseConfiguration.Filling = .defaults
    ) {
        base = BaseConfiguration(model, text, name: name, filling: filling)
        var reader = LineReader(base)
        ConfigLine.forEachLine(in: text.bytes) { reader.read($0, number: $1) }
        let seen = reader.lastLine
        findings = reader.findings()
        let evaluator = base.evaluator
        missing = model.symbols.indices.filter { symbol in
            seen[symbol] == nil && !model.symbols[symbol].isChoice && evaluator.isWritten(symbol)
                && evaluator.visibility(symbol) != .no
        }
        unmet = evaluator.unmetDependencies
        isUnchanged = text.bytes.elementsEqual(base.config)
    }
}

/// Lines of a file → findings about those that don't survive.
private struct LineReader {
    private struct Assignment {
        let symbol: SymbolID
        let number: Int
        let text: String
        let value: ArraySlice<UInt8>
    }

    private let base: BaseConfiguration
    private let model: KconfigModel
    private let prefix = Array(ConfigEnvironment.prefix.utf8)
    private let others: OtherArchitectures
    private var assignments: [Assignment] = []
    private var strange: [ConfigCheck.Finding] = []
    private(set) var lastLine: [SymbolID: Int] = [:]

    init(_ base: BaseConfiguration) {
        self.base = base
        model = base.model
        others = OtherArchitectures(model)
    }

    mutating func read(_ line: ArraySlice<UInt8>, number: Int) {
        let text = String(decoding: line, as: UTF8.self)
        switch ConfigLine(line, prefix: prefix, dialect: model.dialect) {
        case .ignored: readIgnored(line, number, text)
        case .unexpected: strange.append(note(number, text, .malformed, isError: true))
        case .assignment(let name, let value):
            let id = name.withUnsafeBufferPointer { model.strings.find($0) }
            let found = id.flatMap { model.symbols.find($0) }.flatMap {
                model.symbols[$0].isDefined ? $0 : nil
            }
            readTail(line, value, found, number, text)
            guard let symbol = found else {
                if isBlankBehind(name) { return strange.append(note(number, text, .blank, isError: true)) }
                let name = String(decoding: name, as: UTF8.self)
                let elsewhere = others.sentence(about: name)
                let near = elsewhere == nil ? NearMiss.names(for: name, in: model) : []
                strange.append(
                    note(number, text, .unknown(nearMisses: near, elsewhere: elsewhere), isError: false))
                return
            }
            lastLine[symbol] = number
            assignments.append(Assignment(symbol: symbol, number: number, text: text, value: value))
        }
    }

    /// Whether only blanks keep a name from being that of a symbol.
    private func isBlankBehind(_ name: ArraySlice<UInt8>) -> Bool {
        let bare = name.prefix { $0 != 0x20 && $0 != 0x09 }
        guard bare.count < name.count, name[bare.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
            return false
        }
        return model.symbol(named: String(decoding: bare, as: UTF8.self)).map { model.symbols[$0].isDefined }
            ?? false
    }

    /// What `conf` takes for a comment, or says nothing about.
    private mutating func readIgnored(_ line: ArraySlice<UInt8>, _ number: Int, _ text: String) {
        // Up to 6.9, a line without `=`.
        if !line.isEmpty && line.first != 0x23 && line.starts(with: prefix) {
            strange.append(note(number, text, .malformed, isError: true))
        }
        guard
            let (name, tail) = ConfigLine.unreadUnset(line, prefix: prefix)
                ?? ConfigLine.misspelledUnset(line, prefix: prefix).map({ ($0, []) })
        else { return }
        let id = name.withUnsafeBufferPointer { model.strings.find($0) }
        guard let symbol = id.flatMap({ model.symbols.find($0) }), model.symbols[symbol].type.isLogical else {
            return
        }
        strange.append(
            unread(tail, number, text, read: nil, isError: base.evaluator.tristate(symbol) != .no))
    }

    /// The end of a line that sets something.
    private mutating func readTail(
        _ line: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, _ symbol: SymbolID?, _ number: Int,
        _ text: String
    ) {
        var tail = ConfigLine.unreadUnset(line, prefix: prefix)?.tail ?? []
        if line.first != 0x23 {
            let type = symbol.map { model.symbols[$0].type } ?? .unknown
            guard type.isLogical == false || ConfigFileLine.value(value, of: type, model.dialect) != nil
            else { return }
            tail = ConfigLine.unread(value, type: type, dialect: model.dialect)
            if symbol == nil, let joined = ConfigLine.joined(value, prefix: prefix) { tail = joined }
        }
        let blanks: [UInt8] = [0x20, 0x09, 0x0D]
        guard let first = tail.first(where: { !blanks.contains($0) }) else { return }
        let isComment = first == 0x23 && blanks.contains(tail.first!)
        let read = String(decoding: line.prefix(line.count - tail.count), as: UTF8.self)
        strange.append(unread(tail, number, text, read: read, isError: !isComment))
    }

    /// A comment behind a value, as many expect it to be read, does no harm; a setting in it does.
    private func unread(
        _ tail: ArraySlice<UInt8>, _ line: Int, _ text: String, read: String?, isError: Bool
    ) -> ConfigCheck.Finding {
        let joined = ConfigLine.joined(tail, prefix: prefix).map { String(decoding: $0, as: UTF8.self) }
        let problem = LineProblem.unread(String(decoding: tail, as: UTF8.self), joined: joined, read: read)
        return note(line, text, problem, isError: isError)
    }

    private func note(
        _ line: Int, _ text: String, _ problem: LineProblem, isError: Bool
    ) -> ConfigCheck.Finding {
        .init(
            symbol: nil, line: line, text: text, wanted: nil, actual: nil, problem: problem, isError: isError)
    }

    /// In the order of the file.
    func findings() -> [ConfigCheck.Finding] {
        (strange + assignments.compactMap { finding($0) }).sorted { $0.line < $1.line }
    }

    private func finding(_ line: Assignment) -> ConfigCheck.Finding? {
        let symbol = line.symbol
        let actual = base.text(symbol)
        let wanted = value(line)
        // Nothing is lost with what is off or empty.
        if wanted == actual && (wanted == "n" || wanted == "" || base.isInFile(symbol)) { return nil }
        if base.isEmptyNumber(symbol, line.value) { return nil }
        if wanted == nil && isDefaultThatIsNone(line, actual) { return nil }
        let hasPrompt = model.hasPrompt(symbol)
        let last = lastLine[symbol]!
        let problem = last != line.number ? .overridden(line: last) : problem(line, wanted)
        return ConfigCheck.Finding(
            symbol: symbol, line: line.number, text: line.text, wanted: wanted, actual: actual,
            problem: problem, isError: hasPrompt)
    }

    /// A number that is none, and stays as it is since its default is just that.
    private func isDefaultThatIsNone(_ line: Assignment, _ actual: String) -> Bool {
        model.symbols[line.symbol].type.isNumber && !actual.isEmpty && base.evaluator.isWritten(line.symbol)
            && line.value.elementsEqual(actual.utf8)
    }

    private func value(_ line: Assignment) -> String? {
        ConfigFileLine.value(line.value, of: model.symbols[line.symbol].type, model.dialect)
    }

    // MARK: - Why

    private func problem(_ line: Assignment, _ wanted: String?) -> LineProblem {
        let symbol = line.symbol
        let type = model.symbols[symbol].type
        guard let wanted else {
            return line.value.first == 0x20 || line.value.first == 0x09 ? .blank : .wrongType(type)
        }
        let prompts = model.properties(of: symbol).filter { $0.property.hasText }.map(\.property)
        let isRaised = type.isLogical && Tristate(letter: wanted)! < base.evaluator.tristate(symbol)
        if isRaised {
            let selects = selects(symbol)
            if !selects.isEmpty { return .selected(selects) }
        }
        if prompts.isEmpty { return .noPrompt }
        let visibility = base.evaluator.visibility(symbol)
        if visibility == .no { return .notVisible(BlockerFinder(base.evaluator).hiders(of: symbol)) }
        if let member = chosenMember(symbol) {
            return member == symbol ? .chosenMember(others: alternatives(symbol)) : .otherMember(member)
        }
        if type.isLogical { return lowered(wanted, visibility, prompts) }
        let range = base.evaluator.liveProperty(symbol, .range)
        return range.map { .outOfRange($0.0) } ?? .changed
    }

    private func lowered(_ wanted: String, _ visibility: Tristate, _ prompts: [Property]) -> LineProblem {
        if wanted == "y" && visibility == .module { return .onlyModule(blockers(prompts, below: .yes)) }
        if wanted == "m" && base.evaluator.tristate(model.modules) == .no { return .noModules }
        return .changed
    }

    private func blockers(_ prompts: [Property], below wanted: Tristate) -> [Blocker] {
        let finder = BlockerFinder(base.evaluator)
        return prompts.flatMap { finder.blockers(of: $0, below: wanted) }
    }

    private func selects(_ symbol: SymbolID) -> [PropertyID] {
        model.sources(.select, of: symbol).filter { id in
            let property = model.properties[id]
            return base.evaluator.tristate(model.menus[property.menu].symbol) != .no
                && base.evaluator.value(property.condition) != .no
        }
    }

    /// The member that its choice has.
    private func chosenMember(_ symbol: SymbolID) -> SymbolID? {
        let choice = model.symbols[symbol].choice
        return choice.isNone ? nil : base.evaluator.chosen(choice)
    }

    /// Other members of its choice that could be on as things are.
    private func alternatives(_ symbol: SymbolID) -> [SymbolID] {
        (model.choiceMembers[model.symbols[symbol].choice] ?? []).filter {
            $0 != symbol && base.evaluator.visibility($0) != .no
        }
    }
}
