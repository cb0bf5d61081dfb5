// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Search

/// A model counter that the user has: it reads DIMACS with `c p show` and prints its result as the Model Counting Competition has
/// it since 2021.
struct ModelCounter {
    /// What counters are looked for in PATH, the first one found being taken.
    private static let known: [(name: String, words: [String], projects: Bool)] = [
        ("ganak", ["ganak", "--verb", "0"], true),
        ("pyganak", ["kconfig-pyganak"], true),
        ("d4", ["d4", "-m", "projMC", "-i"], true),
        (
            "sharpSAT-td",
            ["sharpSAT", "-decot", "5", "-decow", "100", "-tmpdir", NamedTemporaryFile.folder], false
        ),
    ]

    let name: String
    private let words: [String]
    /// Whether it minds `c p show`. One that does not counts right where hidden variables follow from those shown.
    let projects: Bool

    struct Failure: Error { let text: String }

    /// - Parameter wanted: a name of the above, or a command to which the file's name is added; nil for the first that is there.
    init(_ wanted: String?) throws(Failure) {
        if let wanted, let known = Self.known.first(where: { $0.name.lowercased() == wanted.lowercased() }) {
            (name, words, projects) = known
        } else if let wanted {
            name = wanted
            words = wanted.split(separator: " ").map(String.init)
            projects = true
        } else if let found = Self.known.first(where: { Self.isInPath($0.words[0]) }) {
            (name, words, projects) = found
        } else {
            throw Failure(
                text:
                    "no model counter: \(Self.known.map(\.words[0]).joined(separator: ", ")) are not in PATH\n"
                    + "hint: 'pip install pyganak' gives one, through kconfig-pyganak; --counter names another"
            )
        }
        if words.isEmpty || !words[0].contains("/") && !Self.isInPath(words[0]) {
            throw Failure(
                text: "--counter \(wanted ?? name): there is no \(words.first ?? "command") in PATH")
        }
    }

    private static func isInPath(_ program: String) -> Bool {
        (Variable.value("PATH") ?? "").split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }

    enum Outcome {
        case counted(BigNumber)
        case timeout
    }

    /// Counts the models of a file.
    ///
    /// - Throws: `Failure` when it ends otherwise, or says something else than a count.
    func count(_ file: String, seconds: Double?) throws(Failure) -> Outcome {
        let group = try start(file)
        var output: [UInt8] = []
        let reading = group.read(until: Deadline(seconds: seconds ?? Self.forEver)) { bytes in
            output += bytes
            return output.count > Self.mostOutput
        }
        switch reading {
        case .timeout: return .timeout
        case .enough: throw Failure(text: "\(name) prints without end")
        case .ended(let ending): return .counted(try read(output, ending))
        }
    }

    private func start(_ file: String) throws(Failure) -> ProcessGroup {
        do throws(ProcessGroup.StartFailure) { return try ProcessGroup(words + [file]) } catch {
            throw Failure(text: error.description)
        }
    }

    private static let forEver = 1e9
    private static let mostOutput = 64 << 20

    /// Its exit status says little: competition's counters end with 10 or 20, others with 0.
    private func read(_ output: [UInt8], _ ending: ProcessGroup.Ending) throws(Failure) -> BigNumber {
        let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).map(
            String.init)
        let number =
            lines.compactMap { Self.result($0) }.last
            ?? (lines.contains("s UNSATISFIABLE") ? BigNumber(0) : nil)
        guard let number, case .exit(let status) = ending, [0, 10, 20].contains(status) else {
            throw Failure(
                text: "\(name) gives no count (\(ending)); its last lines:\n"
                    + lines.suffix(3).map { "  \($0)\n" }.joined())
        }
        if number.isZero != lines.contains("s UNSATISFIABLE"),
            lines.contains(where: { $0.hasPrefix("s ") && $0.hasSuffix("SATISFIABLE") })
        {
            throw Failure(
                text:
                    "\(name) contradicts itself: \(number.short) models, and '\(lines.first { $0.hasPrefix("s ") } ?? "")'"
            )
        }
        return number
    }

    /// `c s exact arb int N`, or `s mc N`, `s pmc N`, `s N` of older ones. What is only an estimate is none.
    static func result(_ line: String) -> BigNumber? {
        let words = line.split(separator: " ").map(String.init)
        if words.count == 6, words[..<5] == ["c", "s", "exact", "arb", "int"] { return BigNumber(words[5]) }
        if words.count == 3, words[0] == "s", ["mc", "pmc"].contains(words[1]) { return BigNumber(words[2]) }
        return words.count == 2 && words[0] == "s" ? BigNumber(words[1]) : nil
    }
}
