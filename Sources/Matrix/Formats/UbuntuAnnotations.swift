// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// Ubuntu's `annotations`: one file for all architectures and flavours of a kernel.
///
///     # FORMAT: 4
///     # ARCH: amd64 arm64
///     # FLAVOUR: amd64-lowlatency arm64-lowlatency
///     # FLAVOUR_DEP: {'amd64-lowlatency': 'amd64-generic'}
///     include "../../debian.master/config/annotations"
///     CONFIG_HZ_1000    policy<{'amd64': 'y', 'arm64-lowlatency': 'n', 'armhf': '-'}>
///     CONFIG_HZ_1000    note<'better response'>
///
/// A value is that of the flavour, else of the flavour that it depends on, else of the architecture; `-` is none. A line that comes
/// later adds to the policy of an earlier one, as a derived kernel does to what it includes. The head of the first file counts.
/// (Format: "Kernel config in Ubuntu", discourse.ubuntu.com; debian/scripts/misc/kconfig/annotations.py of Ubuntu's kernels.)
public struct UbuntuAnnotations {
    public private(set) var architectures: [String] = []
    /// `ARCH-NAME` each.
    public private(set) var flavours: [String] = []
    public private(set) var dependencies: [String: String] = [:]
    /// Without prefix, in the order in which they come first.
    public private(set) var names: [String] = []
    public private(set) var policies: [String: [String: String]] = [:]
    public private(set) var notes: [String: String] = [:]
    private var fileCount = 0

    public init(architectures: [String], flavours: [String]) {
        self.architectures = architectures
        self.flavours = flavours
    }

    /// Reads a file and what it includes.
    ///
    /// - Parameters:
    ///   - name: for messages; relative names of included files count from its folder.
    ///   - read: gives the text of a file; nil when it can't be read.
    /// - Throws: `SatconfigError` with every error.
    public init(_ name: String, read: (String) -> String?) throws(SatconfigError) {
        var errors: [SatconfigDiagnostic] = []
        readFile(name, read, within: [], &errors)
        if !errors.isEmpty { throw SatconfigError(diagnostics: errors) }
    }

    /// Far more than any kernel has.
    private static let mostFiles = 200

    /// - Parameter within: the files that include it.
    private mutating func readFile(
        _ name: String, _ read: (String) -> String?, within: [String], _ errors: inout [SatconfigDiagnostic]
    ) {
        fileCount += 1
        let isLoop = within.contains(name) || fileCount > Self.mostFiles
        guard !isLoop, let text = read(name) else {
            // Said once: a file that includes itself does so again and again.
            let error = Self.error(name, 1, "", isLoop ? "this file includes itself" : "can't read this file")
            if !errors.contains(where: { $0.origin == error.origin }) { errors.append(error) }
            return
        }
        for (index, line) in text.fileLines.enumerated() {
            let body = line.drop { $0.isWhitespace }
            if body.isEmpty { continue }
            do throws(Problem) {
                if body.hasPrefix("#") {
                    if within.isEmpty { try readHead(body) }
                } else if body.hasPrefix("include ") {
                    let file = body.dropFirst(8).filter { $0 != "\"" && !$0.isWhitespace }
                    let folder = name.lastIndex(of: "/").map { name[...$0] } ?? ""
                    if fileCount <= Self.mostFiles {
                        readFile(
                            file.hasPrefix("/") ? file : folder + file, read, within: within + [name], &errors
                        )
                    }
                } else {
                    try readEntry(body)
                }
            } catch {
                errors.append(Self.error(name, index + 1, String(line), error.message))
            }
        }
    }

    private struct Problem: Error { let message: String }

    private static func error(_ file: String, _ line: Int, _ text: String, _ message: String)
        -> SatconfigDiagnostic
    {
        SatconfigDiagnostic(
            severity: .error, origin: RequirementOrigin(file: file, line: line, column: 1), message: message,
            line: text,
            hint: "a line is CONFIG_X policy<{'ARCH': 'VALUE'}>, CONFIG_X note<'…'> or include \"FILE\"")
    }

    private mutating func readHead(_ body: Substring) throws(Problem) {
        let text = body.dropFirst().drop { $0.isWhitespace }
        guard let colon = text.firstIndex(of: ":") else { return }
        let value = text[text.index(after: colon)...].drop { $0.isWhitespace }
        let words = value.split(whereSeparator: \.isWhitespace).map(String.init)
        switch text[..<colon] {
        case "ARCH": architectures = words
        case "FLAVOUR": flavours = words
        case "FLAVOUR_DEP": dependencies = try Self.table(value)
        case "FORMAT" where words.first != "4":
            throw Problem(message: "format \(words.first ?? "") is not known: 4 is")
        default: break
        }
    }

    private mutating func readEntry(_ body: Substring) throws(Problem) {
        let name = body.prefix { !$0.isWhitespace }
        let rest = body[name.endIndex...].drop { $0.isWhitespace }
        let prefix = ConfigEnvironment.prefix
        guard name.hasPrefix(prefix), !prefix.isEmpty || !name.isEmpty else {
            throw Problem(message: "\(prefix)X expected")
        }
        let symbol = String(name.dropFirst(prefix.count))
        if let part = Self.part("policy", rest) {
            add(symbol, try Self.table(part))
        } else if let part = Self.part("note", rest) {
            var scanner = LiteralScanner(part)
            guard let note = scanner.literal() else { throw Problem(message: "a text in quotes expected") }
            notes[symbol] = note
        } else {
            throw Problem(message: "policy<…> or note<…> expected")
        }
    }

    /// Adds to the policy of a symbol.
    mutating func add(_ symbol: String, _ values: [String: String], note: String? = nil) {
        if policies[symbol] == nil { names.append(symbol) }
        policies[symbol, default: [:]].merge(values) { $1 }
        if let note { notes[symbol] = note }
    }

    /// What stands in `NAME<…>`.
    private static func part(_ name: String, _ text: Substring) -> Substring? {
        guard text.hasPrefix(name + "<"), let end = text.lastIndex(of: ">") else { return nil }
        return text[text.index(text.startIndex, offsetBy: name.count + 1)..<end]
    }

    /// A dictionary of Python's, of texts.
    private static func table(_ text: Substring) throws(Problem) -> [String: String] {
        var scanner = LiteralScanner(text)
        guard scanner.skip("{") else { throw Problem(message: "{'KEY': 'VALUE', …} expected") }
        var table: [String: String] = [:]
        while !scanner.skip("}") {
            guard let key = scanner.literal(), scanner.skip(":"), let value = scanner.literal() else {
                throw Problem(message: "'KEY': 'VALUE' expected")
            }
            table[key] = value
            if !scanner.skip(",") && !scanner.isAt("}") { throw Problem(message: "',' or '}' expected") }
        }
        return table
    }

    // MARK: - Values

    /// The value of a symbol in a flavour; nil for none.
    public func value(_ symbol: String, _ flavour: String) -> String? {
        guard let policy = policies[symbol] else { return nil }
        var key = flavour
        var seen: Set<String> = []
        while seen.insert(key).inserted {
            if let value = policy[key] { return value == "-" ? nil : value }
            guard let next = dependencies[key] else { break }
            key = next
        }
        let value = policy[String(flavour.prefix { $0 != "-" })]
        return value == "-" ? nil : value
    }

    /// The kernel's names of Debian's architectures.
    private static let kernelNames = [
        "amd64": "x86", "i386": "x86", "arm64": "arm64", "armhf": "arm", "ppc64el": "powerpc",
        "riscv64": "riscv", "s390x": "s390", "loong64": "loongarch",
    ]

    /// A cell for each flavour, with the lines that it has.
    ///
    /// - Parameters:
    ///   - outputs: the folder of the outputs.
    ///   - policy: the name of the policy's file.
    public func cells(outputs: String, policy: String) -> [(cell: MatrixCell, decisions: CellDecisions)] {
        flavours.map { flavour in
            let parts = flavour.split(separator: "-", maxSplits: 1).map(String.init)
            let keys = ["debarch": parts[0], "flavour": parts.count > 1 ? parts[1] : "generic"]
            let arch = Self.kernelNames[parts[0]] ?? parts[0]
            let cell = MatrixCell(
                name: flavour, keys: keys, arch: arch, output: "\(outputs)/\(flavour).config",
                policies: [policy], origin: RequirementOrigin(file: policy, line: 1, column: 1))
            let lines = names.compactMap { name in value(name, flavour).map { line(name, $0) } }
            let decisions = CellDecisions(
                name: flavour, keys: keys.merging(["arch": arch]) { $1 }, lines: lines,
                holding: Dictionary(grouping: lines, by: \.name).mapValues { Set($0.map(\.text)) })
            return (cell, decisions)
        }
    }

    private func line(_ name: String, _ value: String) -> CellDecisions.Line {
        let full = ConfigEnvironment.prefix + name
        let text = ConfigLine.text(full, value)
        return .init(name: name, text: text + (notes[name].map { "  # \($0)" } ?? ""))
    }

    // MARK: - Writing

    /// The file of a matrix whose cells have lines of their own.
    ///
    /// - Parameter cells: each with the values of its lines, as annotations have them, and their notes.
    public init(_ cells: [(cell: MatrixCell, lines: [(name: String, value: String, note: String?)])]) {
        func arch(_ cell: MatrixCell) -> String {
            cell.keys["debarch"] ?? Self.kernelNames.filter { $1 == cell.arch }.keys.min() ?? cell.arch
                ?? "all"
        }
        var used: Set<String> = []
        let flavours = cells.map { cell, _ in
            // Cells that differ in other keys only need names of their own.
            var name = "\(arch(cell))-\(cell.keys["flavour"] ?? cell.name)"
            while !used.insert(name).inserted { name += "-\(cell.name)" }
            return name
        }
        self.init(architectures: Set(cells.map { arch($0.cell) }).sorted(), flavours: flavours)
        var values: [String: [String: String]] = [:]
        for (flavour, (_, lines)) in zip(flavours, cells) {
            for line in lines {
                if values[line.name] == nil { names.append(line.name) }
                values[line.name, default: [:]][flavour] = line.value
                if let note = line.note { notes[line.name] = note }
            }
        }
        for (name, own) in values {
            var policy: [String: String] = [:]
            for arch in architectures {
                let members = flavours.filter { $0.hasPrefix(arch + "-") }
                let found = members.map { own[$0] ?? "-" }
                if Set(found).count == 1 {
                    policy[arch] = found[0]
                } else {
                    for (member, value) in zip(members, found) { policy[member] = value }
                }
            }
            policies[name] = policy
        }
    }

    public var text: String {
        var text = "# Menu: HEADER\n# FORMAT: 4\n# ARCH: \(architectures.joined(separator: " "))\n"
        text += "# FLAVOUR: \(flavours.joined(separator: " "))\n"
        for name in names.sorted() {
            let full = ConfigEnvironment.prefix + name
            let start = full + String(repeating: " ", count: max(1, 48 - full.count))
            let policy = (policies[name] ?? [:]).sorted { $0.key < $1.key }
            let pairs = policy.map { "\(LiteralScanner.quoted($0.key)): \(LiteralScanner.quoted($0.value))" }
            text += "\n\(start)policy<{\(pairs.joined(separator: ", "))}>\n"
            if let note = notes[name] { text += "\(start)note<\(LiteralScanner.quoted(note))>\n" }
        }
        return text
    }
}

/// Texts as Python writes them.
private struct LiteralScanner {
    private var rest: Substring

    init(_ text: Substring) { rest = text }

    private mutating func skipBlanks() { rest = rest.drop { $0.isWhitespace } }

    mutating func isAt(_ character: Character) -> Bool {
        skipBlanks()
        return rest.first == character
    }

    mutating func skip(_ character: Character) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// A text in single or double quotes; nil for anything else.
    mutating func literal() -> String? {
        skipBlanks()
        guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            if character == "\\", let next = rest.popFirst() {
                text.append(next == "n" ? "\n" : next)
            } else {
                text.append(character)
            }
        }
        return nil
    }

    static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
            + "'"
    }
}
