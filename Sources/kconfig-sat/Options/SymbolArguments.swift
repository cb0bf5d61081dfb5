// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// Symbols named on the command line, with or without the prefix.
struct SymbolArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Names of symbols, @FILE for those in a file.", valueName: "symbol"),
        completion: Completions.symbol)
    var symbols: [String] = []

    /// The symbols; ends with exit code 2 when one is not defined.
    func find(in model: KconfigModel) throws -> [SymbolID] {
        try ListFile.expand(symbols).map { try Self.symbol($0, in: model) }
    }

    /// The symbol of that name; ends with exit code 2 when there is none.
    static func symbol(_ text: String, in model: KconfigModel) throws -> SymbolID {
        let name = ConfigEnvironment.symbolName(text)
        if let symbol = model.symbol(named: name) { return symbol }
        if let elsewhere = OtherArchitectures(model).sentence(about: name) {
            Console.error("kconfig-sat: there is no \(name): \(elsewhere)\n")
            throw Exit.badInput
        }
        let near = name.contains(".") ? [] : NearMiss.names(for: name, in: model)
        Console.error(
            "kconfig-sat: no Kconfig file defines \(name)\n"
                + (near.isEmpty ? "" : "hint: did you mean \(near.joined(separator: ", "))?\n")
                + (access(text, R_OK) == 0
                    ? "hint: \(text) is a file: names of symbols are expected, @\(text) reads them from it\n"
                    : ""))
        throw Exit.badInput
    }
}
