// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The comment at the head of the files that `conf` writes.
enum GeneratedHeading {
    /// How the file's language writes comments.
    enum Style { case script, tristate, c }

    /// Old kernels also put the date there unless `KCONFIG_NOTIMESTAMP` is set: never here.
    static func text(_ evaluator: Evaluator, _ style: Style) -> String {
        let dialect = evaluator.model.dialect
        if dialect.saysNotToEdit, style == .tristate {
            return "#\n# Automatically generated - do not edit\n\n"
        }
        let (first, middle, last) = style == .c ? ("/*", " *", " */") : ("#", "#", "#")
        if dialect.saysNotToEdit {
            let kind = style == .c ? "C" : "make"
            let lines =
                "\(middle) Automatically generated \(kind) config: don't edit\n\(middle) \(title(evaluator))\n"
            return "\(first)\n\(lines)\(last)\n" + (style == .c ? "#define AUTOCONF_INCLUDED\n" : "")
        }
        let space = style == .c && dialect.spacesCHeading ? "\(middle)\n" : ""
        let lines = "\(middle) Automatically generated file; DO NOT EDIT.\n\(middle) \(title(evaluator))\n"
        return "\(first)\n\(space)\(lines)\(space)\(last)\n"
    }

    private static func title(_ evaluator: Evaluator) -> String {
        let model = evaluator.model
        guard model.dialect.namesVersionInHeading else { return model.prompt(of: KconfigModel.root) ?? "" }
        return "\(model.project) version: \(version(evaluator))"
    }

    /// The value of the symbol KERNELVERSION; one that is not there is its name. Before `option env` there always was one, with
    /// the variable's value.
    private static func version(_ evaluator: Evaluator) -> String {
        let name = "KERNELVERSION"
        if evaluator.model.dialect.setsVersionSymbol { return ConfigEnvironment.value(name) ?? "" }
        guard let symbol = evaluator.model.symbol(named: name) else { return name }
        evaluator.calculate(symbol)
        return evaluator.strings.text(evaluator.currentText(symbol))
    }
}
