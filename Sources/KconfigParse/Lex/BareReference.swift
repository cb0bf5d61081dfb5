// SPDX-License-Identifier: GPL-2.0-or-later

/// `$NAME` and `${NAME}` in texts.
enum BareReference {
    /// The text with other texts in place of its references.
    ///
    /// - Parameter value: what stands for a name; where it is nil the reference stays as it is written.
    static func expand(_ text: [UInt8], _ value: (String) -> [UInt8]?) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        while position < text.count {
            if text[position] == 0x24, let (name, end) = name(at: text[(position + 1)...]),
                let known = value(String(decoding: name, as: UTF8.self))
            {
                out += known
                position = end
            } else {
                out.append(text[position])
                position += 1
            }
        }
        return out
    }

    /// The name at the start of `text`, in braces or not, and where it ends.
    private static func name(at text: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, end: Int)? {
        if text.first == 0x7B {
            guard let close = text.firstIndex(of: 0x7D) else { return nil }
            return (text[(text.startIndex + 1)..<close], close + 1)
        }
        let name = text.prefix { Lexer.isWord($0) && $0 != 0x2D }
        return name.isEmpty ? nil : (name, name.endIndex)
    }
}
