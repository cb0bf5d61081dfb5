// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Ways out of requirements that exclude each other, and the reasons.
extension InteractiveSession {
    /// Something to do about requirements that exclude each other.
    public enum Alternative {
        /// Without these, the rest can be met.
        case drop([Requirement])
        /// With this value of the wish's symbol, all the others can.
        case value(String)
    }

    /// What can be done, the smallest sets first.
    public struct Alternatives {
        public let list: [Alternative]
        /// False when time ran out: there may be others, and smaller ones.
        public let isComplete: Bool
    }

    /// What can be done about requirements that exclude each other, the smallest sets first.
    ///
    /// - Parameters:
    ///   - wanted: all that is required together.
    ///   - wish: the one that is not to be dropped; nil when none is.
    ///   - limit: how many sets at most.
    ///   - seconds: of work after which there is an answer with what was found: at least one where there is any.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func alternatives(
        to wanted: [Requirement], for wish: Requirement?, limit: Int, seconds: Double = 0.05
    ) throws -> Alternatives {
        try admit(wanted)
        let end = ThreadTime.seconds + seconds
        let others = wanted.filter { $0.key != wish?.key }
        let fixed = wish.map { [literal($0)] } ?? []
        var list: [Alternative] = try nearbyValue(wish, others).map { [.value($0)] } ?? []
        guard !fixed.contains(.no) else { return Alternatives(list: list, isComplete: true) }
        let softs = hardLiterals(others).filter { $0 != .no }
        let isThisQuestion = core.session.newVariable()
        defer { core.session.add([-isThisQuestion]) }
        var search = GiveUpSearch(core.session, hard: [isThisQuestion] + fixed, softs: softs)
        var isComplete = true
        while list.count < limit {
            if !list.isEmpty, ThreadTime.seconds > end {
                isComplete = false
                break
            }
            guard case .found(let given, _, let isProven) = try search.next(limits(end: end)) else { break }
            let dropped =
                isProven
                ? given : try reduced(given, of: softs, [isThisQuestion] + fixed, end: end + seconds / 2)
            isComplete = isComplete && isProven
            let gone = Set(dropped)
            list.append(.drop(others.filter { gone.contains(literal($0)) || literal($0) == .no }))
            if dropped.isEmpty { break }
            core.session.add([-isThisQuestion] + dropped)
        }
        return Alternatives(list: list, isComplete: isComplete)
    }

    /// Without what need not go, as far as there is time to find out.
    private func reduced(
        _ given: [Literal], of softs: [Literal], _ hard: [Literal], end: Double
    ) throws(SearchStopped) -> [Literal] {
        var needed = given
        for literal in given where ThreadTime.seconds < end {
            let fewer = Set(needed).subtracting([literal])
            if try core.session.assignment(hard + softs.filter { !fewer.contains($0) }) != nil {
                needed.removeAll { $0 == literal }
            }
        }
        return needed
    }

    /// m for y, or the nearest number within the range, where that goes with everything else.
    private func nearbyValue(_ wish: Requirement?, _ others: [Requirement]) throws -> String? {
        guard let wish, case .value(let symbol, let values) = wish.kind, values.count == 1 else { return nil }
        let (value, literals): (String, [Literal])
        if model.symbols[symbol].type == .tristate, values[0] == "y" {
            (value, literals) = ("m", core.encoding.literals(symbol, .module))
        } else if let end = nearestEnd(symbol, values[0]), let own = core.encoding.literal(symbol, text: end)
        {
            (value, literals) = (end, [own, core.encoding.visible[symbol]])
        } else {
            return nil
        }
        let hard = hardLiterals(others) + literals
        if hard.contains(.no) { return nil }
        return try core.session.assignment(hard) == nil ? nil : value
    }

    /// The end of the range in force that a number is beyond.
    private func nearestEnd(_ symbol: SymbolID, _ text: String) -> String? {
        let type = model.symbols[symbol].type
        guard type.isNumber, evaluator.visibility(symbol) != .no,
            !evaluator.isWithinRange(symbol, evaluator.intern(text)),
            let (id, _) = evaluator.liveProperty(symbol, .range)
        else { return nil }
        let ends = model.expressions[model.properties[id].expression]
        let texts = [ends.leftSymbol, ends.rightSymbol].map { end in
            model.symbols[end].isDefined ? self.text(end) : model.name(end)
        }
        func number(_ text: String) -> Int64? {
            type == .hex
                ? Int64(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16) : Int64(text)
        }
        guard let wanted = number(text), let low = number(texts[0]) else { return nil }
        return wanted < low ? texts[0] : texts[1]
    }

    // MARK: - Reasons

    /// Why requirements exclude each other, or the tree excludes them: facts with places, of which none can be left out.
    ///
    /// That takes a formula of its own, so it is looked for in the background.
    ///
    /// - Parameters:
    ///   - conflict: as `adopt` gave it.
    ///   - isFree: once true there is memory for it: it waits for that.
    /// - Returns: the lines of the explanation; none when they can be met.
    public func explain(
        _ conflict: [Requirement], when isFree: @escaping () -> Bool = { true }
    ) -> Background<[String]> {
        let (question, unmet, engine) = (
            Satconfig(model: model, requirements: conflict), core.unmet, engine
        )
        return Background { cancellation in
            while !isFree() { usleep(2000) }
            if cancellation.isCancelled { return nil }
            let found = try? Explanation.explainNearby(question, unmet, engine: engine)
            return found?.lines.map(\.rendered) ?? []
        }
    }

    /// Why a symbol has its present value.
    ///
    /// - Parameter name: what to call the present configuration.
    /// - Throws: `EncodingMismatch`.
    public func reason(_ symbol: SymbolID, name: String) throws -> ValueReason {
        let present = BaseConfiguration(model, SourceText(copying: try config()), name: name)
        return ReasonFinder(present).reason(symbol)
    }
}
