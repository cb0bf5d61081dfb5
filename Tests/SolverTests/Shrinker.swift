// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport

/// Makes a Kconfig text that shows a problem as small as it goes.
///
/// Removes lines and runs of lines, conditions and operands, as long as the problem remains, and as long as the
/// text gives no warning and names no undefined symbol that it did not before.
struct Shrinker {
    private var lines: [String]
    private let dialect: Dialect
    /// Nil for a text that we refuse: then anything goes.
    private let oddities: Set<String>?
    private let hasProblem: (String) -> Bool
    private var text: String { lines.joined(separator: "\n") + "\n" }

    static func shrink(_ text: String, _ dialect: Dialect, while hasProblem: @escaping (String) -> Bool)
        -> String
    {
        var shrinker = Shrinker(text, dialect, hasProblem)
        shrinker.run()
        return shrinker.text
    }

    private init(_ text: String, _ dialect: Dialect, _ hasProblem: @escaping (String) -> Bool) {
        lines = text.split(separator: "\n").map(String.init)
        self.dialect = dialect
        self.hasProblem = hasProblem
        oddities = Self.oddities(text, dialect)
    }

    private mutating func run() {
        var length = 8
        while length > 0 {
            if !removeRuns(length) && !removeParts() { length -= 1 }
        }
    }

    private mutating func removeRuns(_ length: Int) -> Bool {
        var start = 0
        var changed = false
        while start + length <= lines.count {
            var fewer = lines
            fewer.removeSubrange(start..<(start + length))
            if accept(fewer) { changed = true } else { start += 1 }
        }
        return changed
    }

    /// Takes off conditions and operands, and the frame of an `if` or menu.
    private mutating func removeParts() -> Bool {
        var changed = false
        for index in lines.indices.reversed() where index < lines.count {
            for variant in Self.simpler(lines[index]) {
                var other = lines
                other[index] = variant
                if accept(other) { changed = true }
            }
            guard lines[index].hasPrefix("if ") || lines[index].hasPrefix("menu ") else { continue }
            let close = lines[index].hasPrefix("if ") ? "endif" : "endmenu"
            for end in lines.indices where end > index && end < lines.count && lines[end] == close {
                var other = lines
                other.remove(at: end)
                other.remove(at: index)
                if accept(other) {
                    changed = true
                    break
                }
            }
        }
        return changed
    }

    private static func simpler(_ line: String) -> [String] {
        var list: [String] = []
        if let cut = line.range(of: " if "), !line.contains("visible") {
            list.append(String(line[..<cut.lowerBound]))
        }
        for sign in [" && ", " || "] {
            guard let cut = line.range(of: sign) else { continue }
            let head = line[..<cut.lowerBound]
            for word in ["if ", "on ", "default "] {
                guard let start = head.range(of: word, options: .backwards) else { continue }
                list.append(
                    line[..<start.upperBound] + line[cut.upperBound...].filter { $0 != "(" && $0 != ")" })
            }
            list.append(String(head.filter { $0 != "(" && $0 != ")" }))
        }
        return list
    }

    private mutating func accept(_ candidate: [String]) -> Bool {
        let text = candidate.joined(separator: "\n") + "\n"
        if let oddities {
            guard let odd = Self.oddities(text, dialect), odd.isSubset(of: oddities) else { return false }
        }
        guard hasProblem(text) else { return false }
        lines = candidate
        return true
    }

    private static func oddities(_ text: String, _ dialect: Dialect) -> Set<String>? {
        guard let model = try? parse(text, dialect) else { return nil }
        var odd = Set(model.diagnostics.map { $0.message.filter { !$0.isUppercase } })
        for symbol in model.symbols.indices where symbol.raw > 2 {
            let info = model.symbols[symbol]
            if !info.isDefined && !info.isConstant
                && !model.name(symbol).allSatisfy({ $0.isHexDigit || $0 == "x" })
            {
                odd.insert(model.name(symbol))
            }
            if info.isDefined && !info.isChoice, "ABCDEFG".contains(model.name(symbol)), info.type == .unknown
            {
                odd.insert("untyped")
            }
        }
        for name in "ABCDEFG" {
            let defined = model.symbol(named: String(name)) != nil
            if !defined && text.contains(where: { $0 == name }) { odd.insert("undefined \(name)") }
        }
        if model.symbols.indices.contains(where: { model.symbols[$0].isChoice && !text.contains("config") }) {
            odd.insert("empty")
        }
        return odd
    }
}
