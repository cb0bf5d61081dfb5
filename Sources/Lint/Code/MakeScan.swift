// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Reads a make file: its conditionals, and the lines `word-$(CONFIG_X) += …`.
struct MakeScan {
    /// Comments; conditionals (those behind a tab belong to recipes); assignments to `word-$(CONFIG_X)`; names.
    private static let parts = SourceScan.pattern(
        #"(?<!\\)#(?:[^\n\\]++|\\(?s:.))*+|^ *+(ifdef|ifndef|ifeq|ifneq|else|endif)\b((?:[^\n#\\]++|\\(?s:.))*+)"#
            + #"|^ *+([\w./-]+-[$][({])(CONFIG_[A-Z0-9]\w*)(?=[)}][ \t]*[+:?]?=)|"# + SourceScan.name)

    private static let names = SourceScan.pattern(SourceScan.name)

    private let bytes: UnsafeBufferPointer<UInt8>
    private var lines: LineCounter
    private var facts = SourceFacts()
    private var branches: [Branch] = []

    private struct Branch {
        var conditions: [CodeCondition] = []
        let text: String
        var block: Int?
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        lines = LineCounter(bytes)
    }

    mutating func run() -> SourceFacts {
        SourceScan.forEachMatch(Self.parts, bytes) { take($0) }
        return facts
    }

    private mutating func take(_ match: Pattern.Match) {
        if let word = match[1], let rest = match[2] {
            directive(SourceScan.text(bytes, word), rest, at: word.lowerBound)
        } else if let target = match[3], let name = match[4] {
            build(target, name)
        } else if let name = match[5] {
            refer(SourceScan.text(bytes, name), at: name.lowerBound - SourceScan.mark.count)
        }
    }

    private mutating func refer(_ name: String, at offset: Int) {
        let (line, column) = lines.place(of: offset)
        facts.references.append(
            SourceReference(name: name, line: line, column: column, isDefinition: isDefinition(offset)))
    }

    /// `-DCONFIG_X`, or `CONFIG_X := …`.
    private func isDefinition(_ offset: Int) -> Bool {
        let line = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let before = bytes[line..<offset]
        if before.suffix(2).elementsEqual("-D".utf8) { return true }
        guard before.isEmpty || ["export ", "override "].contains(where: { before.elementsEqual($0.utf8) })
        else { return false }
        let rest = bytes[offset...].prefix { $0 != 0x0A }.drop { SourceScan.isName($0) }
            .drop { $0 == 0x20 || $0 == 0x09 }
        return ["=", ":=", "?="].contains { rest.starts(with: $0.utf8) }
    }

    // MARK: - Conditionals

    private mutating func directive(_ word: String, _ rest: Range<Int>, at offset: Int) {
        switch word {
        case "endif": _ = branches.popLast()
        case "else": otherwise(rest, at: offset)
        default:
            branches.append(Branch(text: "\(word) \(SourceScan.shown(bytes[rest]))"))
            enter(at: offset, branches.last!.text, MakeCondition.parse(word, bytes[rest]))
        }
        SourceScan.names(Self.names, in: bytes, rest) { refer($0, at: $1) }
    }

    /// `else`, or `else ifeq (…)`.
    private mutating func otherwise(_ rest: Range<Int>, at offset: Int) {
        guard let first = branches.last?.text else { return }
        let text = SourceScan.shown(bytes[rest])
        guard let word = text.split(separator: " ").first.map(String.init), word.hasPrefix("if") else {
            return enter(at: offset, "else of \(first)")
        }
        let start = bytes[rest].drop { $0 == 0x20 || $0 == 0x09 }.startIndex + word.utf8.count
        enter(at: offset, "else \(text)", MakeCondition.parse(word, bytes[start..<rest.upperBound]))
    }

    private mutating func enter(at offset: Int, _ text: String, _ condition: CodeCondition? = nil) {
        var branch = branches.removeLast()
        let whole = CodeCondition.all(branch.conditions.map { .not($0) } + (condition.map { [$0] } ?? []))
        if let condition { branch.conditions.append(condition) }
        branch.block = whole.tests.isEmpty ? nil : add(whole, at: offset, text)
        branches.append(branch)
    }

    private mutating func add(_ condition: CodeCondition, at offset: Int, _ text: String) -> Int {
        let (line, column) = lines.place(of: offset)
        let parent = branches.last { $0.block != nil }?.block
        facts.blocks.append(
            CodeBlock(
                parents: parent.map { [$0] } ?? [], condition: condition, line: line, column: column,
                text: text))
        return facts.blocks.count - 1
    }

    /// `obj-$(CONFIG_X) += a.o`: what is listed is there when X is m or y.
    private mutating func build(_ target: Range<Int>, _ name: Range<Int>) {
        let symbol = SourceScan.text(bytes, name.dropFirst(SourceScan.mark.count))
        let text = SourceScan.text(bytes, target.lowerBound..<min(name.upperBound + 1, bytes.count))
        _ = add(.test(SymbolTest(name: symbol, kind: .enabled)), at: target.lowerBound, text)
        refer(symbol, at: name.lowerBound)
    }
}
