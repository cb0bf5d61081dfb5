// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Optimizer

/// The limits of a run, and what proposals may touch.
struct AutoosOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Options that keep their value; may be given several times.", valueName: "file"),
        completion: .file())
    var keep: [String] = []

    @Option(
        help: ArgumentHelp(
            "Values found harmful before, which are not to be proposed. Default: $AUTOOS_FORBID.",
            valueName: "file"), completion: .file())
    var forbid: String?

    @Option(
        help: ArgumentHelp(
            "A value found harmful now: it is written to the --forbid file, and not proposed again.",
            valueName: "name=value"))
    var harmful: [String] = []

    @Flag(help: "Let proposals set texts (paths, command lines).")
    var allowStrings = false

    @Flag(help: "Let proposals weaken defences for speed.")
    var allowSecurityTradeoffs = false

    @Flag(
        help: "Also visit driver, SoC, crypto, file system and network menus that the goal does not ask for.")
    var allMenus = false

    @Option(help: ArgumentHelp("Visit at most so many menus.", valueName: "n"))
    var maxVisits = 1000

    @Option(help: ArgumentHelp("Use at most so many tokens.", valueName: "n"))
    var maxTokens = 2_000_000

    @Option(help: ArgumentHelp("Ask for at most so long.", valueName: "seconds"))
    var maxTime = 3600

    @Option(help: ArgumentHelp("Spend at most so much, by the prices given.", valueName: "amount"))
    var maxCost: Double?

    @Option(help: ArgumentHelp("The price of a million tokens of questions.", valueName: "amount"))
    var pricePrompt = 0.0

    @Option(help: ArgumentHelp("The price of a million tokens of answers.", valueName: "amount"))
    var priceCompletion = 0.0

    @Option(help: ArgumentHelp("Send refusals back so often.", valueName: "n"))
    var corrections = 2

    @Option(help: ArgumentHelp("Ask about so many options at once, 15 at most.", valueName: "n"))
    var batch = 15

    @Option(
        help: ArgumentHelp("Refuse a proposal that needs more other options to change.", valueName: "n"))
    var maxConsequences = 25

    func validate() throws {
        let counts = [
            ("--max-visits", maxVisits), ("--max-tokens", maxTokens), ("--max-time", maxTime),
            ("--batch", batch),
        ]
        for (name, value) in counts where value < 1 { throw ValidationError("\(name): 1 or more expected") }
        if batch > 15 { throw ValidationError("--batch: 15 at most") }
        if corrections < 0 { throw ValidationError("--corrections: 0 or more expected") }
        if maxConsequences < 0 { throw ValidationError("--max-consequences: 0 or more expected") }
        for (name, value) in [("--price-prompt", pricePrompt), ("--price-completion", priceCompletion)]
        where !(value >= 0 && value.isFinite) {
            throw ValidationError("\(name): an amount expected")
        }
        if let maxCost {
            guard maxCost >= 0 && maxCost.isFinite else {
                throw ValidationError("--max-cost: an amount expected")
            }
            if pricePrompt == 0 && priceCompletion == 0 {
                throw ValidationError("--max-cost needs --price-prompt or --price-completion")
            }
        }
        for text in harmful where Self.parts(text) == nil {
            throw ValidationError("--harmful \(text): NAME=VALUE expected")
        }
        if !harmful.isEmpty && forbidFile == nil { throw ValidationError("--harmful needs --forbid FILE") }
    }

    /// Ends with exit code 2 when a value is called harmful that no symbol can have. (A list may be of another tree.)
    func checkNames(_ model: KconfigModel) throws {
        for text in harmful { _ = try Wishes.read([text], model) }
    }

    private var forbidFile: String? { forbid ?? Variable.value("AUTOOS_FORBID") }

    private static func parts(_ text: String) -> (name: String, value: String?)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let name = ConfigEnvironment.symbolName(parts[0])
        let isName =
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName, parts.count == 2, !parts[1].isEmpty,
            !parts[1].contains(where: { $0.isWhitespace || $0 == "#" })
        else { return nil }
        return (name, parts[1])
    }

    /// Puts the options into the settings of a run; reads the files that they name.
    func apply(to settings: inout RunSettings) throws {
        settings.budget.visits = maxVisits
        settings.budget.tokens = maxTokens
        settings.budget.seconds = maxTime
        settings.budget.cost = maxCost
        settings.budget.price = Price(prompt: pricePrompt, completion: priceCompletion)
        settings.batchSize = batch
        settings.corrections = corrections
        settings.mostChanges = maxConsequences
        settings.allowsStrings = allowStrings
        settings.allowsSecurity = allowSecurityTradeoffs
        settings.allMenus = allMenus
        for path in keep + (keep.isEmpty ? Variable.value("AUTOOS_KEEP").map { [$0] } ?? [] : []) {
            settings.add(try read(path), isKept: true)
        }
        if let path = forbidFile {
            try learn(path)
            settings.add(try read(path), isKept: false)
        }
    }

    private func read(_ path: String) throws -> SymbolListFile {
        guard let text = SourceText(path: path) else {
            throw Complaint("can't read \(path): \(String(cString: strerror(errno)))")
        }
        return try SymbolListFile(text, path: path)
    }

    /// A list that is not there yet begins empty once there is something to learn.
    private func learn(_ path: String) throws {
        guard !harmful.isEmpty else { return }
        let old = SourceText(path: path)
        if old == nil && errno != ENOENT {
            throw Complaint("can't read \(path): \(String(cString: strerror(errno)))")
        }
        let text = old.map { Array($0.bytes) } ?? []
        let learned = SymbolListFile.learning(harmful.compactMap { Self.parts($0) }, in: text)
        do { try PlainFile.replace(path, with: learned) } catch let failure as PlainFile.Failure {
            throw Complaint("can't write \(failure)")
        }
    }
}
