// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Proposals as wishes: is there such a symbol, can a user set it, and is that a value for it?
struct WishReader {
    let model: KconfigModel
    let allowsStrings: Bool
    /// Near names take long to find, and models repeat themselves.
    private var nearNames: [String: [String]] = [:]

    private static let longestText = 1024

    init(_ model: KconfigModel, allowsStrings: Bool) {
        self.model = model
        self.allowsStrings = allowsStrings
    }

    mutating func read(_ proposal: Proposal) -> Result<TrialQuery.Wish, RefusalError> {
        guard let symbol = model.symbol(named: proposal.name), !model.symbols[symbol].isChoice, symbol.raw > 2
        else {
            return refuse(proposal, .unknown, unknown(proposal.name))
        }
        guard model.hasPrompt(symbol) else {
            return refuse(proposal, .impossible, "\(proposal.name) has no prompt: nobody can set it")
        }
        switch model.symbols[symbol].type {
        case .bool, .tristate: return logical(proposal, symbol)
        case .int, .hex: return number(proposal, symbol)
        case .string: return text(proposal, symbol)
        case .unknown: return refuse(proposal, .value, "\(proposal.name) has no type")
        }
    }

    private func refuse(
        _ proposal: Proposal, _ kind: Refusal.Kind, _ message: String
    ) -> Result<TrialQuery.Wish, RefusalError> {
        .failure(RefusalError(refusal: Refusal(proposal, kind, message)))
    }

    private mutating func unknown(_ name: String) -> String {
        let isName =
            !name.isEmpty && name.utf8.count <= 100 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isName else { return "that is no symbol's name" }
        let near = nearNames[name] ?? NearMiss.names(for: name, in: model)
        nearNames[name] = near
        return "there is no \(name)" + (near.isEmpty ? "" : "; similar: \(near.joined(separator: ", "))")
    }

    // MARK: - Values

    private static let words: [String: String] = [
        "y": "y", "yes": "y", "on": "y", "true": "y", "enable": "y", "enabled": "y", "1": "y",
        "n": "n", "no": "n", "off": "n", "false": "n", "disable": "n", "disabled": "n", "0": "n",
        "not set": "n",
        "is not set": "n", "m": "m", "module": "m",
    ]

    private func logical(_ proposal: Proposal, _ symbol: SymbolID) -> Result<TrialQuery.Wish, RefusalError> {
        let isBool = model.symbols[symbol].type == .bool
        guard let value = Self.words[proposal.value.lowercased()], !(isBool && value == "m") else {
            return refuse(proposal, .value, "\(proposal.name) takes \(isBool ? "y or n" : "y, m or n")")
        }
        if value == "n" && !model.symbols[symbol].choice.isNone {
            return refuse(
                proposal, .value, "\(proposal.name) is one of a choice: give y to another member instead")
        }
        return .success(TrialQuery.Wish(symbol, value))
    }

    private func number(_ proposal: Proposal, _ symbol: SymbolID) -> Result<TrialQuery.Wish, RefusalError> {
        var text = proposal.value
        let isHex = model.symbols[symbol].type == .hex
        if isHex && !text.lowercased().hasPrefix("0x") { text = "0x" + text }
        let fits = isHex ? UInt64(text.dropFirst(2), radix: 16) != nil : Int64(text) != nil
        guard fits else {
            return refuse(proposal, .value, "\(proposal.name) takes a \(isHex ? "hexadecimal " : "")number")
        }
        return checked(text[...], proposal, symbol)
    }

    private func text(_ proposal: Proposal, _ symbol: SymbolID) -> Result<TrialQuery.Wish, RefusalError> {
        guard allowsStrings else {
            return refuse(proposal, .guarded, "\(proposal.name) is a text, which needs --allow-strings")
        }
        let isPlain = proposal.value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isPlain, proposal.value.utf8.count <= Self.longestText else {
            return refuse(
                proposal, .value, "\(proposal.name) takes one line of at most \(Self.longestText) bytes")
        }
        return .success(TrialQuery.Wish(symbol, proposal.value))
    }

    private func checked(
        _ text: Substring, _ proposal: Proposal, _ symbol: SymbolID
    ) -> Result<TrialQuery.Wish, RefusalError> {
        switch ValueCheck(model).check(text, symbol) {
        case .success(let value): return .success(TrialQuery.Wish(symbol, value))
        case .failure(let problem):
            return refuse(proposal, .value, problem.message + (problem.hint.map { " (\($0))" } ?? ""))
        }
    }
}

/// A refusal as the error of a `Result`.
struct RefusalError: Error {
    let refusal: Refusal
}
