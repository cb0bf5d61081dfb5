// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What the result of one command can depend on.
///
/// Kept are only commands whose words are all understood and that run nothing but shell built-ins without side
/// effects, a few filters, the programs that variables like CC name, and scripts of the tree. Everything else, such
/// as `date` or `git`, runs each time.
struct ProbeDependencies {
    /// Without doubles, in order of first mention.
    private(set) var all: [Dependency] = []
    /// The tools whose own parts matter.
    private(set) var tools: [Tool] = []
    /// The command names files relative to the working folder.
    private(set) var isLocal = false

    /// A program that knows where more of it is.
    enum Tool: Hashable {
        /// The value of CC and the like, which may be several words.
        case compiler(String)
        case rustc(String)
        case python(String)
    }

    private let sourceTree: String
    private let surroundings: Surroundings

    private struct NotUnderstood: Error {}

    /// Nil when the command must run each time.
    init?(_ command: [UInt8], sourceTree: String, _ surroundings: Surroundings) {
        guard let text = ShellText(command, value: surroundings.variable) else { return nil }
        self.sourceTree = sourceTree
        self.surroundings = surroundings
        add(.file, "/bin/sh")
        for name in text.variables { add(.variable, name) }
        do {
            for command in text.commands { try add(command) }
        } catch {
            return nil
        }
    }

    private mutating func add(_ kind: Dependency.Kind, _ name: String) {
        let dependency = Dependency(kind: kind, name: name)
        if !all.contains(dependency) { all.append(dependency) }
    }

    // MARK: - Commands

    private mutating func add(_ command: SimpleCommand) throws {
        for file in command.files { try addRedirection(file) }
        var words = command.words[...]
        dropAssignments(&words)
        if words.first?.text == Array("env".utf8) {
            add(.program, "env")
            words.removeFirst()
            dropAssignments(&words)
            if words.isEmpty { throw NotUnderstood() }
        }
        guard let first = words.popFirst() else { return }
        guard !first.isOpaque, !first.isScratch else { throw NotUnderstood() }
        try addProgram(first.string, words)
    }

    private mutating func dropAssignments(_ words: inout ArraySlice<ShellWord>) {
        while let word = words.first, let name = ShellText.assignedName(word) {
            for value in word.string.dropFirst(name.utf8.count + 1).split(separator: " ") {
                addPossibleProgram(String(value))
            }
            words.removeFirst()
        }
    }

    private static let builtins: Set = [":", "true", "false", "test", "[", "echo", "printf"]
    private static let filters: Set = ["head", "tail", "grep", "cut", "tr"]

    private mutating func addProgram(_ program: String, _ arguments: ArraySlice<ShellWord>) throws {
        if program == "test" || program == "[" { return try addTested(arguments) }
        if Self.builtins.contains(program) { return }
        switch program {
        // Without it `set` prints all variables.
        case "set": guard arguments.first?.string == "--" else { throw NotUnderstood() }
        case "command": try addLookup(arguments)
        case "trap":
            let isCleanUp = arguments.count == 2 && arguments.last?.string == "EXIT"
            guard isCleanUp, arguments.first?.string == "rm -rf .tmp_" else { throw NotUnderstood() }
        case "mkdir", "rm":
            guard arguments.allSatisfy({ $0.isScratch || $0.text.first == 0x2D }) else {
                throw NotUnderstood()
            }
            add(.program, program)
            add(.writable, "")
        default:
            try addTool(program, arguments)
            try addFiles(arguments)
        }
    }

    private mutating func addTool(_ program: String, _ arguments: ArraySlice<ShellWord>) throws {
        if program.contains("/") && isScript(program) {
            try addScript(program)
            for word in arguments { addPossibleProgram(word.string) }
        } else if Self.filters.contains(program) {
            add(.program, program)
        } else if toolWords.contains(program) {
            for word in [program] + arguments.map(\.string) where toolWords.contains(word) {
                add(.program, word)
                addTools { $0.split(separator: " ").contains { $0 == word } }
            }
        } else {
            throw NotUnderstood()
        }
        add(.file, "/etc/ld.so.cache")
    }

    /// `command -v NAME`
    private mutating func addLookup(_ arguments: ArraySlice<ShellWord>) throws {
        guard arguments.first?.text == Array("-v".utf8) else { throw NotUnderstood() }
        for word in arguments.dropFirst() { add(.program, word.string) }
    }

    /// The files that `test -e FILE` and the like look at.
    private mutating func addTested(_ arguments: ArraySlice<ShellWord>) throws {
        var isFile = false
        for word in arguments {
            if isFile && !word.isScratch {
                guard !word.isOpaque else { throw NotUnderstood() }
                addFile(word.string)
            }
            isFile = word.text.count == 2 && word.text[0] == 0x2D && !"nztoa".utf8.contains(word.text[1])
        }
    }

    // MARK: - Scripts

    /// Scripts of the tree are taken for probes; one elsewhere may do anything.
    private func isScript(_ path: String) -> Bool {
        let full = surroundings.absolute(path)
        guard full.hasPrefix(sourceTree + "/") else { return false }
        let folders = full.dropFirst(sourceTree.utf8.count).split(separator: "/")
        return folders.contains { $0 == "scripts" || $0 == "tools" } && !folders.contains("..")
    }

    /// A script may call its neighbours and all tools, and read variables.
    private mutating func addScript(_ path: String) throws {
        guard let text = SourceText(path: surroundings.absolute(path)), Self.isForShell(text) else {
            throw NotUnderstood()
        }
        addFile(path)
        add(.listing, sourceTree + "/scripts")
        let folder = surroundings.absolute(path).split(separator: "/").dropLast().joined(separator: "/")
        add(.listing, "/" + folder)
        for name in ShellVariables.names(in: text.bytes) { add(.variable, name) }
        for word in toolWords { add(.program, word) }
        addTools(isScript: true) { _ in true }
    }

    private static func isForShell(_ text: SourceText) -> Bool {
        let line = String(decoding: text.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return line.hasPrefix("#!") && ["/sh", "bash", "dash"].contains { line.contains($0) }
    }

    // MARK: - Tools

    /// The words of all variables that name tools.
    private var toolWords: [String] {
        ProbeKey.tools.compactMap(surroundings.variable).flatMap { $0.split(separator: " ").map(String.init) }
            .filter { !$0.hasPrefix("-") }
    }

    private mutating func addTools(isScript: Bool = false, where isMeant: (String) -> Bool) {
        for name in ProbeKey.tools {
            guard let value = surroundings.variable(name), !value.isEmpty, isMeant(value) else { continue }
            let tool: Tool
            switch name {
            case _ where ProbeKey.compilers.contains(name): tool = .compiler(value)
            case "RUSTC", "HOSTRUSTC": tool = .rustc(value)
            case "PYTHON3" where !isScript: tool = .python(value)
            default: continue
            }
            if !tools.contains(tool) { tools.append(tool) }
        }
    }

    // MARK: - Files

    private mutating func addRedirection(_ file: ShellWord) throws {
        if file.isScratch || file.string == "/dev/null" { return }
        throw NotUnderstood()
    }

    /// Files named in arguments. What a command makes must be its own scratch.
    private mutating func addFiles(_ arguments: ArraySlice<ShellWord>) throws {
        var isOutput = false
        for word in arguments {
            if isOutput && !word.isScratch && word.string != "/dev/null" { throw NotUnderstood() }
            isOutput = word.text == Array("-o".utf8)
            if word.isOpaque { throw NotUnderstood() }
            if word.isScratch {
                add(.writable, "")
            } else if word.isBlankFree, let path = Self.path(in: word.string) {
                addFile(path)
            }
        }
    }

    private mutating func addFile(_ path: String) {
        if path.hasPrefix("/dev/") { return }
        if !path.hasPrefix("/") { isLocal = true }
        add(.file, surroundings.absolute(path))
    }

    /// What may be a file's name: `/x`, `x/y`, `x.c`, `--option=/x`, `-Ix/y`.
    private static func path(in word: String) -> String? {
        var text = word[...]
        if let equals = text.lastIndex(of: "=") { text = text[text.index(after: equals)...] }
        if ["-I", "-L", "-B", "@"].contains(where: { text.hasPrefix($0) }) {
            text = text.drop { "-ILB@".contains($0) }
        }
        guard let first = text.first, first != "-" else { return nil }
        if text.contains("/") { return String(text) }
        guard let dot = text.lastIndex(of: "."), let next = text[dot...].dropFirst().first else { return nil }
        return next.isLetter ? String(text) : nil
    }

    /// An argument of a script may name a program to run; that PATH does not find it counts too.
    private mutating func addPossibleProgram(_ word: String) {
        guard let first = word.utf8.first, ShellText.isNameByte(first) else { return }
        let rest = word.utf8
        if rest.allSatisfy({ ShellText.isNameByte($0) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E }) {
            add(.program, word)
        }
    }
}

/// The variables that a shell script refers to.
enum ShellVariables {
    /// Names after `$` or `${`, without doubles, in order of first mention.
    static func names(in bytes: UnsafeBufferPointer<UInt8>) -> [String] {
        var names: [String] = []
        var position = 0
        while position < bytes.count {
            defer { position += 1 }
            guard bytes[position] == 0x24 else { continue }
            var start = position + 1
            if start < bytes.count, bytes[start] == 0x7B { start += 1 }
            let name = bytes[min(start, bytes.count)...].prefix { ShellText.isNameByte($0) }
            guard let first = name.first, !(0x30...0x39).contains(first) else { continue }
            let text = String(decoding: UnsafeBufferPointer(rebasing: name), as: UTF8.self)
            if !names.contains(text) { names.append(text) }
        }
        return names
    }
}
