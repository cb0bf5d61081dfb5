// SPDX-License-Identifier: GPL-2.0-or-later

/// One word of a shell text, with quotes taken off and variables of the environment put in.
struct ShellWord: Equatable {
    var text: [UInt8] = []
    /// Names a file after the shell's process id (`.tmp_$$`): the command's own scratch.
    var isScratch = false
    /// Holds something that is only known when the command runs, such as `$1`.
    var isOpaque = false

    var string: String { String(decoding: text, as: UTF8.self) }
    var isBlankFree: Bool { !text.contains { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A } }
}

/// A program with its arguments, and the files that its input or output is led to.
struct SimpleCommand: Equatable {
    var words: [ShellWord] = []
    var files: [ShellWord] = []
}

/// Takes a shell text apart into simple commands, as far as their words are known before it runs.
///
/// Only what probes are made of is understood: lists, pipes, groups, quotes, plain variables and redirections. Where
/// there is more (substitutions, subshells, background jobs, patterns, here documents), there is no result.
struct ShellText {
    private(set) var commands: [SimpleCommand] = []
    /// The variables of the environment that the text refers to.
    private(set) var variables: [String] = []

    private let bytes: [UInt8]
    private let value: (String) -> String?
    private var position = 0
    private var command = SimpleCommand()
    private var word: ShellWord?
    /// The next word is the file of a redirection.
    private var isFileNext = false
    private var assigned: [String] = []

    private struct NotUnderstood: Error {}

    /// - Parameter value: the value of a variable of the environment.
    init?(_ bytes: [UInt8], value: @escaping (String) -> String?) {
        self.bytes = bytes
        self.value = value
        do { try scan() } catch { return nil }
    }

    // MARK: - Structure

    private mutating func scan() throws {
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09:
                position += 1
                try endWord()
            case 0x0A, 0x3B:  // newline, ';'
                position += 1
                try endCommand()
            case 0x7C:  // '|', '||'
                position += peek(1) == 0x7C ? 2 : 1
                try endCommand()
            case 0x26:  // '&&'
                guard peek(1) == 0x26 else { throw NotUnderstood() }
                position += 2
                try endCommand()
            case 0x3C, 0x3E: try redirection()
            default: try character(byte)
            }
        }
        try endCommand()
    }

    private mutating func character(_ byte: UInt8) throws {
        switch byte {
        case 0x27: try singleQuoted()
        case 0x22: try doubleQuoted()
        case 0x5C:
            guard let next = peek(1), next != 0x0A else { throw NotUnderstood() }
            append(next)
            position += 2
        case 0x24: try variable(isQuoted: false)
        case 0x28, 0x29, 0x60, 0x2A, 0x3F, 0x7E: throw NotUnderstood()  // ( ) ` * ? ~
        case 0x23 where word == nil: throw NotUnderstood()  // a comment
        case 0x7B, 0x7D, 0x5B, 0x21:  // { } [ ! stand alone, or mean something else
            guard word == nil, isWordEnd(peek(1)) else { throw NotUnderstood() }
            append(byte)
            position += 1
        default:
            append(byte)
            position += 1
        }
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func isWordEnd(_ byte: UInt8?) -> Bool {
        switch byte {
        case nil, 0x20, 0x09, 0x0A, 0x3B, 0x7C, 0x26, 0x3C, 0x3E: true
        default: false
        }
    }

    private mutating func append(_ byte: UInt8) {
        if word == nil { word = ShellWord() }
        word?.text.append(byte)
    }

    /// `>`, `>>`, `<`, `2>&1`: the number of a descriptor is no word.
    private mutating func redirection() throws {
        let operatorByte = bytes[position]
        if let number = word, number.text.allSatisfy({ (0x30...0x39).contains($0) }) { word = nil }
        try endWord()
        position += 1
        if operatorByte == 0x3C && peek() == 0x3C { throw NotUnderstood() }
        if peek() == 0x3E { position += 1 }
        if peek() == 0x26 {
            position += 1
            guard let digit = peek(), (0x30...0x39).contains(digit), isWordEnd(peek(1)) else {
                throw NotUnderstood()
            }
            position += 1
            return
        }
        isFileNext = true
    }

    private mutating func endWord() throws {
        guard let done = word else { return }
        word = nil
        if isFileNext {
            isFileNext = false
            command.files.append(done)
            return
        }
        let isFirst = command.words.allSatisfy { Self.assignedName($0) != nil }
        if isFirst && [[0x7B], [0x7D], [0x21]].contains(done.text) { return }
        if let name = Self.assignedName(done) { assigned.append(name) }
        command.words.append(done)
    }

    private mutating func endCommand() throws {
        try endWord()
        guard !isFileNext else { throw NotUnderstood() }
        if command != SimpleCommand() { commands.append(command) }
        command = SimpleCommand()
    }

    /// `NAME` of a word `NAME=value`.
    static func assignedName(_ word: ShellWord) -> String? {
        guard let equals = word.text.firstIndex(of: 0x3D) else { return nil }
        let name = word.text[..<equals]
        guard let first = name.first, isNameByte(first), !(0x30...0x39).contains(first) else { return nil }
        return name.allSatisfy(isNameByte) ? String(decoding: name, as: UTF8.self) : nil
    }

    // MARK: - Quotes and variables

    private mutating func singleQuoted() throws {
        guard let end = bytes[(position + 1)...].firstIndex(of: 0x27) else { throw NotUnderstood() }
        if word == nil { word = ShellWord() }
        word?.text += bytes[(position + 1)..<end]
        position = end + 1
    }

    private mutating func doubleQuoted() throws {
        if word == nil { word = ShellWord() }
        position += 1
        while let byte = peek(), byte != 0x22 {
            switch byte {
            case 0x60: throw NotUnderstood()
            case 0x24: try variable(isQuoted: true)
            case 0x5C:
                guard let next = peek(1) else { throw NotUnderstood() }
                if ![0x24, 0x60, 0x22, 0x5C].contains(next) { append(byte) }
                append(next)
                position += 2
            default:
                append(byte)
                position += 1
            }
        }
        guard peek() == 0x22 else { throw NotUnderstood() }
        position += 1
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F: true
        default: false
        }
    }

    private mutating func variable(isQuoted: Bool) throws {
        position += 1
        guard let byte = peek() else { return append(0x24) }
        if byte == 0x24 {
            if word == nil { word = ShellWord() }
            word?.isScratch = true
            position += 1
        } else if byte == 0x7B {
            guard let end = bytes[position...].firstIndex(of: 0x7D) else { throw NotUnderstood() }
            let name = bytes[(position + 1)..<end]
            guard !name.isEmpty, name.allSatisfy(Self.isNameByte) else { throw NotUnderstood() }
            position = end + 1
            try expand(name, isQuoted)
        } else if (0x30...0x39).contains(byte) || byte == 0x40 {
            position += 1
            opaque()
        } else if Self.isNameByte(byte) {
            let rest = bytes[position...]
            let name = rest.prefix { Self.isNameByte($0) }
            position = name.endIndex
            try expand(name, isQuoted)
        } else {
            throw NotUnderstood()
        }
    }

    private mutating func opaque() {
        if word == nil { word = ShellWord() }
        word?.isOpaque = true
    }

    private mutating func expand(_ name: ArraySlice<UInt8>, _ isQuoted: Bool) throws {
        let name = String(decoding: name, as: UTF8.self)
        if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return opaque() }
        guard !assigned.contains(name) else { throw NotUnderstood() }
        if !variables.contains(name) { variables.append(name) }
        for byte in (value(name) ?? "").utf8 {
            let isBlank = byte == 0x20 || byte == 0x09 || byte == 0x0A
            if isQuoted || !isBlank { append(byte) } else { try endWord() }
            if !isQuoted && [0x2A, 0x3F, 0x5B].contains(byte) { throw NotUnderstood() }
        }
    }
}
