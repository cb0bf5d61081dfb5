// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Wishes on the command line: `X=v`, or anything that a line of `.satconfig` can say.
enum Wishes {
    /// - Throws: exit code 2, with messages, when they can't be read.
    static func read(_ arguments: [String], _ model: KconfigModel) throws -> Satconfig {
        let text = arguments.map { line($0, model) + "\n" }.joined()
        do {
            let wishes = try SatconfigReader(model, ignoresUnknown: false)
                .read([("command line", "command line", SourceText(copying: Array(text.utf8)))])
            for warning in wishes.warnings { Console.error(warning.rendered) }
            return wishes
        } catch let error as SatconfigError {
            for diagnostic in error.diagnostics { Console.error(diagnostic.rendered) }
            Console.error("hint: a wish is X=v, 'assert EXPRESSION' or 'match PATTERN v'\n")
            throw Exit.badInput
        }
    }

    /// The prefix may be left out, and the quotes of a string, which a shell takes off.
    private static func line(_ argument: String, _ model: KconfigModel) -> String {
        let prefix = ConfigEnvironment.prefix
        let words = ["assert ", "match ", "#"]
        guard !words.contains(where: { argument.hasPrefix($0) }), let equals = argument.firstIndex(of: "=")
        else {
            return argument
        }
        let name = argument[..<equals]
        let value = argument[argument.index(after: equals)...]
        let full = name.hasPrefix(prefix) ? String(name) : prefix + name
        guard let symbol = model.symbol(named: ConfigEnvironment.symbolName(name)),
            model.symbols[symbol].type == .string,
            !value.hasPrefix("\"")
        else { return "\(full)=\(value)" }
        return ConfigEdit(model).lineText(symbol, String(value))
    }
}
