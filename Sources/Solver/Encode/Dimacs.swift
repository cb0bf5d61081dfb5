// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A formula as DIMACS CNF text, with a table of the symbols in comments.
public enum Dimacs {
    /// `c NAME on=2 yes=3` for a bool or tristate, `c NAME=value 7` for each value of an int, hex or string.
    public static func text(_ encoding: Encoding, _ model: KconfigModel) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(encoding.formula.buffer.count * 7)
        out += "c Kconfig as CNF by kconfig-sat; a literal of 1 is always true\n".utf8
        out += "c NAME on=LITERAL yes=LITERAL: not n, and y; NAME=VALUE LITERAL: has the value\n".utf8
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if !model.symbols[symbol].isChoice { append(symbol, encoding, model, to: &out) }
        }
        out += "p cnf \(encoding.formula.variableCount) \(encoding.formula.clauseCount)\n".utf8
        for number in encoding.formula.buffer {
            append(number, to: &out)
            out.append(number == 0 ? 0x0A : 0x20)
        }
        return out
    }

    private static func append(
        _ symbol: SymbolID, _ encoding: Encoding, _ model: KconfigModel, to out: inout [UInt8]
    ) {
        let name = model.name(symbol)
        if let values = encoding.texts[symbol] {
            for value in values {
                out += "c \(name)=\(encoding.strings.text(value.text)) \(value.literal.raw)\n".utf8
            }
        } else if model.symbols[symbol].type.isLogical {
            let value = encoding.logical[symbol]
            out += "c \(name) on=\(value.on.raw) yes=\(value.yes.raw)\n".utf8
        }
    }

    private static func append(_ number: Int32, to out: inout [UInt8]) {
        if number < 0 { out.append(0x2D) }
        var digits: [UInt8] = []
        var rest = number.magnitude
        repeat {
            digits.append(UInt8(0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        out += digits.reversed()
    }
}
