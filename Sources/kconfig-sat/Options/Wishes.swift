// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Wishes on the command line: `X=v`, or anything that a line of `.satconfig` can say.
enum Wishes {
    /// - Throws: exit code 2, with messages, when they can't be read.
    static func read(_ arguments: [String], _ model: KconfigModel) throws -> Satconfig {
        func text(_ lines: [String]) -> SourceText { Self.text(lines, model) }
        let isFile = { (argument: String) in argument.hasPrefix("@") }
        for argument in arguments { try refuseBareName(argument, model) }
        var texts = [("command line", "command line", text(arguments.filter { !isFile($0) }))]
        for name in arguments.filter(isFile).map({ String($0.dropFirst()) }) {
            texts.append((name, name, text(try ListFile.lines(name))))
        }
        do {
            let wishes = try SatconfigReader(model, ignoresUnknown: false).read(texts)
            for warning in wishes.warnings { Console.error(warning.rendered) }
            return wishes
        } catch let error as SatconfigError {
            let code = Exit.told(error)
            Console.error("hint: a wish is X=v, 'assert EXPRESSION' or 'match PATTERN v'\n")
            throw code
        }
    }

    /// A symbol without a value, as other commands take it.
    private static func refuseBareName(_ argument: String, _ model: KconfigModel) throws {
        let name =
            argument.hasPrefix(ConfigEnvironment.prefix)
            ? String(argument.dropFirst(ConfigEnvironment.prefix.count)) : argument
        guard let symbol = model.symbol(named: name), model.symbols[symbol].isDefined else { return }
        let values =
            switch model.symbols[symbol].type {
            case .tristate: "\(name)=y, \(name)=m or \(name)=n"
            case .bool: "\(name)=y or \(name)=n"
            default: "\(name)=value"
            }
        Console.error("kconfig-sat: '\(argument)' says no value\nhint: \(values)\n")
        throw Exit.badInput
    }

    /// The same as lines of a `.satconfig`.
    static func text(_ arguments: [String], _ model: KconfigModel) -> SourceText {
        SourceText(copying: Array(arguments.map { line($0, model) + "\n" }.joined().utf8))
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
        return ConfigEdit(model).requirementText(symbol, String(value))
    }
}
