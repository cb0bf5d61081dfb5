// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Reads board files. Lines, blanks and comments are those of `.satconfig`; the first word says what a line is about.
public struct BoardFileReader {
    /// Every error of the file.
    public struct Failure: Error {
        public let diagnostics: [SatconfigDiagnostic]
    }

    /// What commands get beside the file's own `define`s; docs/boards.md says what is in each.
    public static let variables = [
        "ARCH", "BOARD", "BUILD", "IMAGE", "JOBS", "SEED", "SOURCE", "SWITCHES", "WORKER",
    ]

    var file: BoardFile
    private(set) var diagnostics: [SatconfigDiagnostic] = []
    /// The line where something was said that may be said once.
    private var places: [String: Line] = [:]

    /// The line at hand, without its comment and the blanks around it.
    struct Line {
        let number: Int
        let text: String
        let body: Substring
        /// What stands behind the first word.
        var rest: Substring { BoardFileReader.split(body).rest }
    }

    /// Reads a board file.
    ///
    /// - Parameter name: for messages.
    /// - Returns: the board, and warnings.
    /// - Throws: `Failure`.
    public static func read(
        _ text: SourceText, name: String
    ) throws(Failure) -> (file: BoardFile, warnings: [SatconfigDiagnostic]) {
        var reader = BoardFileReader(file: BoardFile(name: name))
        var last = 0
        ConfigLine.forEachLine(in: text.bytes) { bytes, number in
            last = number
            reader.readLine(bytes, number)
        }
        reader.checkWhole(last)
        if reader.diagnostics.contains(where: \.isError) { throw Failure(diagnostics: reader.diagnostics) }
        return (reader.file, reader.diagnostics)
    }

    private init(file: BoardFile) { self.file = file }

    // MARK: - Lines

    private mutating func readLine(_ bytes: some Sequence<UInt8>, _ number: Int) {
        let bytes = Array(bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let line = Line(number: number, text: text, body: SatconfigReader.body(of: text))
        guard text.utf8.elementsEqual(bytes) else { return fail(line, line.body, "this is not UTF-8 text") }
        if bytes.contains(0) { return fail(line, line.body, "a NUL byte in a text") }
        if line.body.isEmpty || line.body.hasPrefix("#") { return }
        let word = Self.split(line.body).word
        if let read = Self.words[String(word)] { return read(&self, line) }
        let known = Self.words.keys.sorted().joined(separator: ", ")
        fail(line, line.body, "there are no lines '\(word) …'", hint: "a line begins with \(known)")
    }

    private static let words: [String: @Sendable (inout BoardFileReader, Line) -> Void] = [
        "arch": { $0.once($1) { $0.file.arch = String($1) } },
        "define": { $0.readDefine($1) },
        "build": { $0.readCommand($1, \.build) },
        "image": { $0.once($1) { $0.file.image = String($1) } },
        "install": { $0.readCommand($1, \.install) },
        "power-cycle": { $0.readCommand($1, \.powerCycle) },
        "console": { $0.readCommand($1, \.console) },
        "bench": { $0.readCommand($1, \.bench) },
        "reset-good": { $0.readCommand($1, \.resetGood) },
        "boot-ok": { $0.readPattern($1, \.bootOK) },
        "boot-bad": { $0.readPattern($1, \.bootBad) },
        "bench-ok": { $0.readPattern($1, \.benchOK) },
        "result": { $0.readResult($1) },
        "timeout": { $0.readTimeout($1) },
        "retries": { $0.readNumber($1, 0...100, \.retries) },
        "repeat": { $0.readNumber($1, 1...10_000, \.repeats) },
        "worker": { $0.readWorker($1) },
    ]

    static func split(_ text: Substring) -> (word: Substring, rest: Substring) {
        let word = text.prefix { !$0.isWhitespace }
        return (word, text[word.endIndex...].drop { $0.isWhitespace })
    }

    // MARK: - Complaints

    mutating func fail(_ line: Line, _ part: Substring, _ message: String, hint: String? = nil) {
        report(.error, line, part, message, hint)
    }

    private mutating func report(
        _ severity: SatconfigDiagnostic.Severity, _ line: Line, _ part: Substring, _ message: String,
        _ hint: String?
    ) {
        let column = line.text.distance(from: line.text.startIndex, to: part.startIndex) + 1
        diagnostics.append(
            SatconfigDiagnostic(
                severity: severity, origin: origin(line, column), message: message, line: line.text,
                hint: hint))
    }

    func origin(_ line: Line, _ column: Int = 1) -> RequirementOrigin {
        RequirementOrigin(file: file.name, line: line.number, column: column)
    }

    /// What may be said once, and needs something behind it.
    mutating func once(_ line: Line, _ take: (inout BoardFileReader, Substring) -> Void) {
        let word = Self.split(line.body).word
        guard isFirst(String(word), line) else { return }
        guard !line.rest.isEmpty else {
            return fail(line, line.body, "'\(word)' needs a value", hint: Self.example[String(word)])
        }
        take(&self, line.rest)
    }

    /// Whether something was not said before.
    mutating func isFirst(_ what: String, _ line: Line) -> Bool {
        if let place = places[what] {
            fail(
                line, line.body, "'\(what)' was said before, at \(file.name):\(place.number)",
                hint: "take one of the two lines out")
            return false
        }
        places[what] = line
        return true
    }

    /// Remembers that a word was there, though the line is in error.
    mutating func noteSaid(_ word: String, _ line: Line) { places[word] = line }

    static let example = [
        "arch": "arch riscv", "image": "image $BUILD/arch/riscv/boot/Image", "boot-ok": "boot-ok /login:/",
        "boot-bad": "boot-bad /Kernel panic/", "bench-ok": "bench-ok /^bench done/",
        "result":
            #"result /^bench (?<name>\S+) (?<repetition>\d+) (?<value>\S+) (?<unit>\S+)/ better smaller"#,
        "define": "define NAME=VALUE", "timeout": "timeout boot 60", "worker": "worker board pi ssh pi",
        "retries": "retries 1", "repeat": "repeat 6",
    ]

    // MARK: - The whole

    private mutating func checkWhole(_ last: Int) {
        let line = Line(number: max(1, last), text: "", body: "")
        for (isThere, what, hint) in [
            (!file.arch.isEmpty, "arch", Self.example["arch"]!),
            (file.build != nil, "build", "build make O=\"$BUILD\" -j\"$JOBS\" Image"),
            (!file.image.isEmpty, "image", Self.example["image"]!),
            (file.console != nil, "console", "console ssh board picocom -q /dev/ttyUSB0"),
            (!file.bootOK.isEmpty, "boot-ok", Self.example["boot-ok"]!),
            (!file.results.isEmpty, "result", Self.example["result"]!),
        ] where !isThere && !places.keys.contains(what) {
            fail(line, line.body, "the file has no line '\(what) …'", hint: "as in '\(hint)'")
        }
        checkImage()
        if file.repeats < SignFlipTest.fewestPairs(below: 0.05), let line = places["repeat"] {
            report(
                .warning, line, line.rest,
                "with \(file.repeats) boots no difference can be significant at 5 %",
                "6 or more can")
        }
    }

    private mutating func checkImage() {
        let known = Self.variables.filter { $0 != "IMAGE" } + file.defines.map(\.name)
        guard let line = places["image"] else { return }
        for name in VariableText(file.image).variables where !known.contains(name) {
            fail(
                line, line.rest, "'$\(name)' in a path: there is no such variable",
                hint: "there are \(known.map { "$" + $0 }.joined(separator: ", "))")
        }
    }
}
