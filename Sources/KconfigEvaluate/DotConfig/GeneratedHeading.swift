// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The comment at the head of the files that `conf` writes.
enum GeneratedHeading {
    /// How the file's language writes comments.
    enum Style { case script, c }

    /// Old kernels also put the date there unless `KCONFIG_NOTIMESTAMP` is set: never here.
    static func text(_ model: KconfigModel, _ style: Style) -> String {
        let (first, middle, last) = style == .c ? ("/*", " *", " */") : ("#", "#", "#")
        let warning =
            model.dialect.saysNotToEdit
            ? "Automatically generated make config: don't edit" : "Automatically generated file; DO NOT EDIT."
        return "\(first)\n\(middle) \(warning)\n\(middle) \(title(model))\n\(last)\n"
    }

    private static func title(_ model: KconfigModel) -> String {
        guard model.dialect.namesVersionInHeading else { return model.prompt(of: KconfigModel.root) ?? "" }
        return "Linux kernel version: \(ConfigEnvironment.value("KERNELVERSION") ?? "")"
    }
}
