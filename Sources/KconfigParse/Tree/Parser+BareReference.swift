// SPDX-License-Identifier: GPL-2.0-or-later

/// `$NAME` and `${NAME}` in file names and in the title, from before the macro language (4.18).
extension Parser {
    /// Puts the values of environment variables in place of their names. A name may also be that of a symbol
    /// with `option env`. What is unknown is empty. (Kconfiglib has expanded all texts before.)
    func expandNames(_ text: String) -> String {
        guard context.reads(.bareReference), !context.expandsTexts, text.utf8.contains(0x24) else {
            return text
        }
        let bytes = BareReference.expand(Array(text.utf8)) { name in
            context.accepts(.bareReference)
                ? context.macros.environment(environmentNames[name] ?? name) : nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
