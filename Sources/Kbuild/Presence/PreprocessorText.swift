// SPDX-License-Identifier: GPL-2.0-or-later

/// A token of a preprocessor line.
enum PreprocessorToken: Equatable {
    case name(Substring)
    case number(Int64)
    case sign(Substring)
}

extension PreprocessorToken {
    private static let doubles: Set<Substring> = ["&&", "||", "==", "!=", "<=", ">=", "<<", ">>"]

    /// The tokens of a line without comments.
    static func all(_ text: Substring) -> [PreprocessorToken] {
        var tokens: [PreprocessorToken] = []
        var rest = text.utf8
        while let byte = rest.first {
            if isBlank(byte) || byte == 0x0C {
                rest = rest.dropFirst()
            } else if isWord(byte) {
                let word = Substring(rest.prefix(while: isWord))
                rest = rest.dropFirst(word.utf8.count)
                if (0x30...0x39).contains(byte) {
                    tokens.append(PreprocessorNumber.value(word).map { .number($0) } ?? .sign("?number"))
                } else {
                    tokens.append(.name(word))
                }
            } else {
                let pair = rest.count > 1 ? Substring(rest.prefix(2)) : ""
                let sign = doubles.contains(pair) ? pair : Substring(rest.prefix(1))
                tokens.append(.sign(sign))
                rest = rest.dropFirst(sign.utf8.count)
            }
        }
        return tokens
    }
}
