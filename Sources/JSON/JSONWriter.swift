// SPDX-License-Identifier: GPL-2.0-or-later

extension JSONValue {
    /// On one line, without spaces: for JSON Lines and requests.
    public var compact: String {
        var writer = JSONWriter(isPretty: false)
        writer.write(self, depth: 0)
        return writer.text
    }

    /// Indented by two spaces, with a newline at the end: for files and terminals.
    public var pretty: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self, depth: 0)
        return writer.text + "\n"
    }
}

private struct JSONWriter {
    let isPretty: Bool
    var text = ""

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let number): text += String(number)
        case .double(let number): text += number.isFinite ? String(number) : "null"
        case .string(let string): write(string)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                separate(index, depth)
                write(value, depth: depth + 1)
            }
            close("]", isEmpty: values.isEmpty, depth)
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                separate(index, depth)
                write(member.name)
                text += isPretty ? ": " : ":"
                write(member.value, depth: depth + 1)
            }
            close("}", isEmpty: members.isEmpty, depth)
        }
    }

    private mutating func separate(_ index: Int, _ depth: Int) {
        if index > 0 { text += "," }
        newLine(depth + 1)
    }

    private mutating func close(_ bracket: String, isEmpty: Bool, _ depth: Int) {
        if !isEmpty { newLine(depth) }
        text += bracket
    }

    private mutating func newLine(_ depth: Int) {
        if isPretty { text += "\n" + String(repeating: "  ", count: depth) }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
