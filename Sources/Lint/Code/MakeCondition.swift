// SPDX-License-Identifier: GPL-2.0-or-later

/// Reads the conditions of `ifdef`, `ifeq` and their opposites.
enum MakeCondition {
    /// - Parameters:
    ///   - word: `ifdef`, `ifndef`, `ifeq` or `ifneq`.
    ///   - rest: what stands behind it.
    static func parse(_ word: String, _ rest: some Collection<UInt8>) -> CodeCondition {
        let text = trimmed(String(decoding: rest, as: UTF8.self))
        let condition =
            word.hasSuffix("def") ? defined(text) : sides(text).map { equal($0, $1) } ?? .unknown
        return word.hasPrefix("ifn") ? .not(condition) : condition
    }

    private static func defined(_ text: String) -> CodeCondition {
        guard let name = name(text[...]) else { return .unknown }
        return .test(SymbolTest(name: name, kind: .enabled))
    }

    // MARK: - Reading

    private enum Piece: Equatable {
        case text(String)
        case symbol(String)
    }

    /// The two sides of `(A,B)`, `"A" "B"` or `'A' 'B'`.
    private static func sides(_ text: String) -> (String, String)? {
        guard let first = text.first else { return nil }
        if first == "(", text.last == ")" {
            let inner = text.dropFirst().dropLast()
            var depth = 0
            for index in inner.indices {
                if "({".contains(inner[index]) { depth += 1 }
                if ")}".contains(inner[index]) { depth -= 1 }
                guard inner[index] == ",", depth == 0 else { continue }
                let right = inner[inner.index(after: index)...]
                return (trimmed(String(inner[..<index])), trimmed(String(right)))
            }
            return nil
        }
        guard first == "\"" || first == "'" else { return nil }
        let parts = text.split(separator: first, omittingEmptySubsequences: false)
        // Nothing, left, blanks, right, nothing.
        return parts.count == 5 ? (String(parts[1]), String(parts[3])) : nil
    }

    private static func trimmed(_ text: String) -> String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r"]
        var text = text[...].drop { blanks.contains($0) }
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        return String(text)
    }

    /// `CONFIG_X` without its prefix.
    private static func name(_ text: Substring) -> String? {
        guard text.hasPrefix("CONFIG_"), text.utf8.allSatisfy({ SourceScan.isName($0) }) else { return nil }
        return String(text.dropFirst("CONFIG_".count))
    }

    /// Plain text and `$(CONFIG_X)`; nil when there is any other reference.
    private static func pieces(_ text: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            if dollar > rest.startIndex { pieces.append(.text(String(rest[..<dollar]))) }
            rest = rest[dollar...].dropFirst()
            guard let open = rest.first, open == "(" || open == "{",
                let end = rest.firstIndex(of: open == "(" ? ")" : "}"),
                let name = name(rest[..<end].dropFirst())
            else { return nil }
            pieces.append(.symbol(name))
            rest = rest[end...].dropFirst()
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    // MARK: - Comparing

    /// All combinations of values for which the two sides are the same text.
    private static func equal(_ left: String, _ right: String) -> CodeCondition {
        guard let a = pieces(left), let b = pieces(right) else { return .unknown }
        let names = (a + b).reduce(into: [String]()) { names, piece in
            if case .symbol(let name) = piece, !names.contains(name) { names.append(name) }
        }
        guard (1...3).contains(names.count) else { return .unknown }
        let values = ["", "m", "y"]
        var cases: [[String: String]] = [[:]]
        for name in names {
            cases = cases.flatMap { known in values.map { known.merging([name: $0]) { $1 } } }
        }
        if a.count == 1, case .symbol(let name) = a[0], names.count == 1, !b.contains(a[0]) {
            return .test(SymbolTest(name: name, kind: .text(joined(b, [:]))))
        }
        return .any(
            cases.filter { joined(a, $0) == joined(b, $0) }.map { values in
                .all(names.map { .test(SymbolTest(name: $0, kind: .text(values[$0]!))) })
            })
    }

    private static func joined(_ pieces: [Piece], _ values: [String: String]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .symbol(let name): values[name]!
            }
        }.joined()
    }
}
