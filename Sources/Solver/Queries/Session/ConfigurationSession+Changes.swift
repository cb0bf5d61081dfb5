// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What has changed since an earlier state.
extension ConfigurationSession {
    public struct Change: Sendable {
        public enum Cause: String, Sendable {
            /// The wish itself.
            case wish
            /// A value that the user could see and that can't stay, or one of a symbol that can be seen only now
            /// and must not have its default, though it may be the value that it had unseen (`no line` before).
            case needed
            /// A value that no user can set, or the default of what nobody saw before: it follows by the Kconfig
            /// files.
            case automatic
        }

        public let symbol: SymbolID
        public let old: String
        public let new: String
        public let cause: Cause
    }

    /// The lines of `.config` that say something else than in the earlier state.
    public func changes(since old: State) -> [Change] { changes(from: old, to: state) }

    /// The lines of `.config` that say something else in the one state than in the other.
    func changes(from old: State, to new: State) -> [Change] {
        let (before, after) = (lines(old), lines(new))
        let known = Set(old.requirements)
        let wished = Set(new.requirements.filter { !known.contains($0) }.map(\.symbol))
        return model.symbols.indices.compactMap { symbol in
            let isSeen = old.assignment.visible[symbol]
            let isChosen = !isSeen && new.assignment.visible[symbol] && new.isOffDefault(symbol, model)
            guard before[symbol] != after[symbol] else {
                // It was n unseen, and is n now against its default.
                guard isChosen, model.symbols[symbol].choice.isNone else { return nil }
                return Change(
                    symbol: symbol, old: Line.none.text, new: after[symbol].text, cause: .needed)
            }
            let cause: Change.Cause =
                wished.contains(symbol) ? .wish : isSeen || isChosen ? .needed : .automatic
            return Change(symbol: symbol, old: before[symbol].text, new: after[symbol].text, cause: cause)
        }
    }

    /// What the line of a symbol says in `.config`.
    private enum Line: Equatable {
        case none
        case logical(Tristate)
        case number(String)
        case string(String)

        var text: String {
            switch self {
            case .none: "no line"
            case .logical(let value): value.letter
            case .number(let text): text
            case .string(let text): "\"\(text)\""
            }
        }
    }

    /// A bool or tristate that is n says the same with a line and without.
    private func lines(_ state: State) -> Table<SymbolID, Line> {
        var lines = Table<SymbolID, Line>(repeating: .none, count: model.symbols.count)
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if model.symbols[symbol].isChoice { continue }
            let type = model.symbols[symbol].type
            if type.isLogical {
                lines[symbol] = .logical(state.assignment.values[symbol])
            } else if state.written.contains(symbol), let id = state.assignment.texts[symbol] {
                let text = state.strings.text(id)
                lines[symbol] = type == .string ? .string(text) : .number(text)
            }
        }
        return lines
    }
}

extension ConfigurationSession.State {
    /// Whether the symbol, or the choice that it belongs to, is not as it is without a user.
    fileprivate func isOffDefault(_ symbol: SymbolID, _ model: KconfigModel) -> Bool {
        offDefault.contains(model.setting(of: symbol))
    }
}
