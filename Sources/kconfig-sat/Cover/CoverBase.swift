// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What the configurations of `cover` start from.
enum CoverBase {
    /// Names that need no file, with what symbols without a value get.
    private static let made: [String: Tristate] = [
        "allmodconfig": .module, "allyesconfig": .yes, "allnoconfig": .no,
    ]

    /// Whether the name is one that needs no file.
    static func isMade(_ name: String) -> Bool { name == "alldefconfig" || made[name] != nil }

    /// - Parameter name: one of these, or a file; nil for `.config` where there is one, else alldefconfig.
    /// - Throws: exit code 2 when the file can't be read.
    static func configuration(_ name: String?, _ model: KconfigModel) throws -> BaseConfiguration {
        guard let name else { return try BaseOptions.parse([]).read(model) }
        if name == "alldefconfig" { return BaseConfiguration(model, nil, name: name) }
        guard let value = made[name] else {
            let text = try InputFile.read(name)
            return BaseConfiguration(model, text, name: name) { Console.error($0) }
        }
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: []), name: name)
        evaluator.fillNew(value)
        return BaseConfiguration(model, SourceText(copying: evaluator.dotConfig()), name: name)
    }
}
