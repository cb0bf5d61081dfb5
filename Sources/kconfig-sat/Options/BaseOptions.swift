// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// The configuration that a question starts from.
struct BaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration to start from. Default: $KCONFIG_CONFIG, else .config; without one, alldefconfig.",
            valueName: "file"))
    var config: String?

    /// Reads it; ends with exit code 2 when a file that was asked for can't be read.
    func read(_ model: KconfigModel) throws -> BaseConfiguration {
        let name = config ?? ConfigEnvironment.configName
        if let (_, text) = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
        {
            let base = BaseConfiguration(model, text, name: name) { Console.error($0) }
            noteLostLines(base)
            return base
        }
        if config == nil && errno == ENOENT { return BaseConfiguration(model, nil, name: "alldefconfig") }
        Console.error("kconfig-sat: can't read \(name): \(String(cString: strerror(errno)))\n")
        throw Exit.badInput
    }
}

extension BaseOptions {
    private func noteLostLines(_ base: BaseConfiguration) {
        let lost = base.lostLines
        guard let first = lost.first else { return }
        let others = lost.count == 1 ? "" : " and \(lost.count - 1) more"
        Console.error(
            "kconfig-sat: note: \(base.name):\(first.number): \(first.text)\(others) "
                + "can't have effect as things are; see kconfig-sat check\n")
    }
}

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
        guard let symbol = model.symbol(named: ConfigEnvironment.symbolName(name)), model.symbols[symbol].type == .string,
            !value.hasPrefix("\"")
        else { return "\(full)=\(value)" }
        return ConfigEdit(model).lineText(symbol, String(value))
    }
}
