// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Neighbouring lines of a file with the same content and the same condition.
struct ScannedLines {
    let lines: ClosedRange<Int>
    let content: LineBlock.Content
    let condition: BuildUnit.Ways
}

/// A file that another one includes.
struct Inclusion: Hashable {
    let name: String
    let isQuoted: Bool
    let line: Int
    /// What the `#if`s around it ask.
    let condition: BuildUnit.Ways
}

/// Goes through a source line by line: comments, blank lines, preprocessor lines, and what `#if`s ask.
struct LineScan {
    private(set) var blocks: [ScannedLines] = []
    private(set) var inclusions: [Inclusion] = []

    private struct Frame {
        /// What none of the branches so far asks.
        var left: BuildUnit.Ways
        var condition: BuildUnit.Ways
        /// Of all frames up to this one.
        var whole: BuildUnit.Ways
        let outer: BuildUnit.Ways
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String
    private var scope: PreprocessorReader.Scope
    private var frames: [Frame] = []
    private var position = 0
    private var line = 1
    private var isInComment = false
    /// The name of `#ifndef NAME` before all else in a header, until the next directive is seen.
    private var guardName: Substring?
    private var sawDirective = false
    private let isHeader: Bool

    /// - Parameter file: for places.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ file: String, _ scope: PreprocessorReader.Scope) {
        self.bytes = bytes
        self.file = file
        self.scope = scope
        isHeader = file.hasSuffix(".h")
        while position < bytes.count { takeLine() }
    }

    private var whole: BuildUnit.Ways { frames.last?.whole ?? .always }

    // MARK: - Lines

    private mutating func takeLine() {
        let first = line
        let text = withoutComments()
        let word = text.utf8.first { !isBlank($0) && $0 != 0x0C }
        if word == 0x23 {
            let condition = directive(text, first)
            add(first...(line - 1), .directive, condition)
        } else {
            let content: LineBlock.Content = word != nil ? .code : sawText ? .comment : .blank
            add(first...(line - 1), content, whole)
        }
    }

    private mutating func add(
        _ lines: ClosedRange<Int>, _ content: LineBlock.Content, _ condition: BuildUnit.Ways
    ) {
        if let last = blocks.last, last.content == content, content != .directive,
            last.condition == condition
        {
            blocks[blocks.count - 1] = ScannedLines(
                lines: last.lines.lowerBound...lines.upperBound, content: content, condition: condition)
        } else {
            blocks.append(ScannedLines(lines: lines, content: content, condition: condition))
        }
    }

    /// Something but blanks stands on the line, if only a comment.
    private var sawText = false

    /// The next line without comments. A preprocessor line goes on behind a backslash, and behind a comment that it
    /// does not end.
    private mutating func withoutComments() -> Substring {
        var text: [UInt8] = []
        var isDirective = false
        var quote: UInt8?
        sawText = isInComment
        while position < bytes.count {
            let byte = bytes[position]
            let next: UInt8? = position + 1 < bytes.count ? bytes[position + 1] : nil
            if byte == 0x0A {
                position += 1
                line += 1
                quote = nil
                if isDirective, isInComment { continue }
                if isDirective, text.last == 0x5C {
                    text[text.count - 1] = 0x20
                    continue
                }
                break
            }
            if !isBlank(byte) { sawText = true }
            if isInComment {
                if byte == 0x2A, next == 0x2F {
                    isInComment = false
                    position += 1
                    text.append(0x20)
                }
            } else if let open = quote {
                text.append(byte)
                if byte == 0x5C, let next, next != 0x0A {
                    text.append(next)
                    position += 1
                } else if byte == open {
                    quote = nil
                }
            } else if byte == 0x2F, next == 0x2A {
                isInComment = true
                position += 1
            } else if byte == 0x2F, next == 0x2F, !isDirective || !text.hasSuffix([0x3A]) {
                skipLineComment()
                continue
            } else {
                if byte == 0x22 || byte == 0x27 && scope.isAssembly != true { quote = byte }
                if byte == 0x23, text.allSatisfy(isBlank) { isDirective = true }
                if byte != 0x0D { text.append(byte) }
            }
            position += 1
        }
        if position >= bytes.count, bytes.last != 0x0A { line += 1 }
        return Substring(String(decoding: text, as: UTF8.self))
    }

    private mutating func skipLineComment() {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    }

    // MARK: - Directives

    /// Takes a preprocessor line; the condition that it stands under itself.
    private mutating func directive(_ text: Substring, _ number: Int) -> BuildUnit.Ways {
        let behind = text.utf8.drop { isBlank($0) || $0 == 0x0C }.dropFirst().drop(while: isBlank)
        let word = Substring(behind.prefix(while: isWord))
        let rest = Substring(behind.dropFirst(word.utf8.count))
        let place = "\(file):\(number)"
        var outer = whole
        switch word {
        case "if", "ifdef", "ifndef":
            begin(word, rest, place)
        case "elif", "elifdef", "elifndef", "else":
            outer = frames.last?.outer ?? whole
            otherwise(word, rest, place)
        case "endif":
            outer = frames.last?.outer ?? whole
            _ = frames.popLast()
        case "define", "undef": redefine(rest)
        case "include", "include_next": include(rest, number)
        default: break
        }
        sawDirective = true
        return outer
    }

    private func condition(_ word: Substring, _ rest: Substring, _ place: String) -> BuildUnit.Ways {
        if word.hasSuffix("ndef") { return !PreprocessorReader.defined(rest, scope, place: place) }
        if word.hasSuffix("def") { return PreprocessorReader.defined(rest, scope, place: place) }
        return PreprocessorReader.condition(rest, scope, place: place)
    }

    private mutating func begin(_ word: Substring, _ rest: Substring, _ place: String) {
        let outer = whole
        if let name = guarded(word, rest) {
            guardName = name
            frames.append(Frame(left: .never, condition: .always, whole: outer, outer: outer))
            return
        }
        let condition = condition(word, rest, place)
        frames.append(
            Frame(left: !condition, condition: condition, whole: outer.and(condition), outer: outer))
    }

    /// The name of a header's guard.
    private func guarded(_ word: Substring, _ rest: Substring) -> Substring? {
        guard isHeader, !sawDirective else { return nil }
        let tokens = PreprocessorToken.all(rest)
        switch (word, tokens.count) {
        case ("ifndef", 1):
            if case .name(let name) = tokens[0], !name.hasPrefix("CONFIG_") { return name }
        case ("if", 5):
            if tokens[0] == .sign("!"), tokens[1] == .name("defined"), case .name(let name) = tokens[3],
                !name.hasPrefix("CONFIG_")
            {
                return name
            }
        default: break
        }
        return nil
    }

    private mutating func otherwise(_ word: Substring, _ rest: Substring, _ place: String) {
        guard var frame = frames.popLast() else { return }
        if word == "else" {
            frame.condition = frame.left
            frame.left = .never
        } else {
            let own = condition(word.dropFirst(2), rest, place)
            frame.condition = frame.left.and(own)
            frame.left = frame.left.and(!own)
        }
        frame.whole = frame.outer.and(frame.condition)
        frames.append(frame)
    }

    private mutating func redefine(_ rest: Substring) {
        guard case .name(let name)? = PreprocessorToken.all(rest).first else { return }
        if name.hasPrefix("CONFIG_") {
            scope.redefined.insert(String(name.dropFirst("CONFIG_".count)))
        } else if PreprocessorReader.knownNames.contains(name) {
            scope.redefined.insert(String(name))
        }
    }

    private mutating func include(_ rest: Substring, _ number: Int) {
        let text = Substring(rest.utf8.drop(while: isBlank))
        guard let first = text.utf8.first, first == 0x22 || first == 0x3C else { return }
        let end: UInt8 = first == 0x22 ? 0x22 : 0x3E
        let name = text.utf8.dropFirst().prefix { $0 != end }
        inclusions.append(
            Inclusion(
                name: String(Substring(name)), isQuoted: first == 0x22, line: number, condition: whole))
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
