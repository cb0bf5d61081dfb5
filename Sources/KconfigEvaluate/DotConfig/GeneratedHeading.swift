// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The comment at the head of the files that `conf` writes.
enum GeneratedHeading {
    /// How the file's language writes comments.
    enum Style { case script, c }

    static func text(_ model: KconfigModel, _ style: Style) -> String {
        let (first, middle, last) = style == .c ? ("/*", " *", " */") : ("#", "#", "#")
        let title = model.prompt(of: KconfigModel.root) ?? ""
        return "\(first)\n\(middle) Automatically generated file; DO NOT EDIT.\n\(middle) \(title)\n\(last)\n"
    }
}
