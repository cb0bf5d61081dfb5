// SPDX-License-Identifier: GPL-2.0-or-later

/// A text with `$NAME` and `${NAME}` in it. `$$` stands for a dollar sign.
struct VariableText {
    enum Part: Equatable {
        case text(String)
        case variable(String)
    }

    let parts: [Part]

    init(_ text: some StringProtocol) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            parts.append(.text(String(rest[..<dollar])))
            rest = rest[rest.index(after: dollar)...]
            if rest.hasPrefix("$") {
                parts.append(.text("$"))
                rest = rest.dropFirst()
            } else if rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") {
                parts.append(.variable(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { Self.isNameByte($0) }
                parts.append(.variable(String(name)))
                rest = rest[name.endIndex...]
            }
        }
        self.parts = parts + [.text(String(rest))]
    }

    private static func isNameByte(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }

    /// Whether the shell takes a text for the name of a variable.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !text.first!.isNumber && text.allSatisfy(isNameByte)
    }

    var variables: [String] {
        parts.compactMap { part in if case .variable(let name) = part { name } else { nil } }
    }

    func expanded(_ value: (String) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .variable(let name): value(name)
            }
        }.joined()
    }
}
