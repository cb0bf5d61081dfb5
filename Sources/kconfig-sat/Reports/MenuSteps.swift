// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Menu

/// What somebody does in the menu, from a file: for tests that have no terminal, and for measuring.
///
/// A step a line: `X=v` a wish, of which the first way or else the first alternative is taken, `-X` takes one back, `undo`,
/// `redo`, `wait` for the proof, `memory` for what is in use and was at most, `config FILE` and `satconfig FILE` write what there is. Each is answered by a line.
final class MenuSteps {
    private let desk: Desk
    /// When the answer to a question was there that then was taken.
    private var answered: Int?

    init(_ desk: Desk) { self.desk = desk }

    func run(_ text: SourceText) throws {
        var lines: [String] = []
        ConfigLine.forEachLine(in: text.bytes) { bytes, _ in
            lines.append(String(decoding: bytes, as: UTF8.self))
        }
        for line in lines where !line.isEmpty {
            answered = nil
            let start = Self.now
            let answer = try step(line)
            let end = Self.now
            let (gains, losses) = desk.gainsAndLosses
            let times = [(answered ?? end) - start, end - start]
            Console.out(
                "\(line)\t\(answer)\t+\(gains) -\(losses)\t\(times[0]) \(times[1]) tenths of a ms\n")
        }
    }

    private func step(_ line: String) throws -> String {
        if line.hasPrefix("-") {
            return try desk.withdraw(symbol(line.dropFirst())) ? "withdrawn" : "not required"
        }
        if let equals = line.firstIndex(of: "=") {
            return try wish(symbol(line[..<equals]), String(line[line.index(after: equals)...]))
        }
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "undo": return try desk.undo() ? "undone" : "nothing"
        case "redo": return try desk.redo() ? "redone" : "nothing"
        case "wait":
            while desk.isBusy {
                _ = try desk.idle()
                usleep(1000)
            }
            return desk.isProven ? "optimal" : "not proven"
        case "memory": return "\(Self.residentKB) KB, at most \(Self.mostResidentKB) KB"
        case "config" where words.count == 2:
            try OutputFile.write(desk.session.config(), to: words[1])
            return "written"
        case "satconfig" where words.count == 2:
            try OutputFile.write(desk.document.bytes, to: words[1])
            return "written"
        default: throw Complaint("steps: \(line)?")
        }
    }

    /// Tenths of a millisecond that this thread has worked.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 10_000 + time.tv_nsec / 100_000
    }

    private static var residentKB: Int {
        let fields = SourceText(path: "/proc/self/statm").map {
            String(decoding: Array($0.bytes), as: UTF8.self)
        }
        let pages = fields?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
    }

    private static var mostResidentKB: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    private func symbol(_ name: some StringProtocol) throws -> SymbolID {
        guard let symbol = desk.model.symbol(named: String(name)) else { throw Complaint("steps: \(name)?") }
        return symbol
    }

    private func wish(_ symbol: SymbolID, _ value: String) throws -> String {
        switch try desk.wish(symbol, value) {
        case .done: return "done"
        case .refused(let why): return "refused: \(why)"
        case .ways(let ways):
            answered = Self.now
            try desk.take(ways.found[0])
            return "way 1"
        case .conflict(let conflict):
            answered = Self.now
            guard let first = conflict.alternatives.first(where: { desk.isApplicable($0) }) else {
                return "impossible: \(conflict.explanation.wait()?.count ?? 0) reasons"
            }
            _ = try desk.apply(first)
            return "alternative 1 of \(conflict.alternatives.count)"
        }
    }
}
