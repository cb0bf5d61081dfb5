// SPDX-License-Identifier: GPL-2.0-or-later

/// `$NAME` and `${NAME}` in file names and in the title, from before the macro language (4.18).
extension Parser {
    /// Puts the values of environment variables in place of their names. A name may also be that of a symbol
    /// with `option env`. What is unknown is empty.
    func expandNames(_ text: String) -> String {
        guard context.reads(.bareReference), text.utf8.contains(0x24) else { return text }
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == 0x24, let (name, end) = Self.bareName(bytes[(position + 1)...]),
                context.accepts(.bareReference)
            {
                let name = String(decoding: name, as: UTF8.self)
                out += context.macros.environment(environmentNames[name] ?? name)
                position = end
            } else {
                out.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The name at the start of `text`, in braces or not, and where it ends.
    private static func bareName(_ text: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, end: Int)? {
        if text.first == 0x7B {
            guard let close = text.firstIndex(of: 0x7D) else { return nil }
            return (text[(text.startIndex + 1)..<close], close + 1)
        }
        let name = text.prefix { Lexer.isWord($0) && $0 != 0x2D }
        return name.isEmpty ? nil : (name, name.endIndex)
    }
}
