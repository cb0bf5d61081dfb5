// SPDX-License-Identifier: GPL-2.0-or-later

/// A line of results.
public struct BenchResult: Equatable, Sendable {
    public let name: String
    /// Positive and finite.
    public let value: Double
    public let unit: String
    public let better: PairedRatios.Better

    public init(name: String, value: Double, unit: String, better: PairedRatios.Better) {
        self.name = name
        self.value = value
        self.unit = unit
        self.better = better
    }
}

/// Reads a console by the patterns of a board file: bytes in, what became of the boot out. Nothing here waits.
public struct ConsoleWatch: Sendable {
    public enum State: Equatable, Sendable {
        /// Nothing that counts was seen yet.
        case starting
        /// A line of `boot-ok` was there.
        case up
        /// A line of `bench-ok` was there.
        case done
        /// A line of `boot-bad` was there.
        case bad(line: String)
    }

    public private(set) var state = State.starting
    /// Whether a line of `boot-ok` was there, whatever came later.
    public private(set) var wasUp = false
    public private(set) var results: [BenchResult] = []
    /// How many lines look like results and have no positive number.
    public private(set) var oddResults = 0

    /// Whether the line that `bad` has may go on.
    private var isBadOpen = false

    private let board: BoardFile
    private var line: [UInt8] = []
    private var benchLine: [UInt8] = []
    /// Of a longer line the end counts: a prompt stands there. Noise without line ends must not take all memory.
    private static let longestLine = 8192

    public init(_ board: BoardFile) { self.board = board }

    /// Takes in bytes, wherever they are cut.
    public mutating func take(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            add(rest[..<end])
            readWholeLine()
            line.removeAll(keepingCapacity: true)
            rest = rest[(end + 1)...]
        }
        add(rest)
        // A prompt has no line end.
        if !line.isEmpty { judge(Self.withoutReturn(line), isOpen: true) }
    }

    // MARK: - The bench command

    /// Takes in bytes of the bench command: lines with results, nothing else.
    public mutating func takeResults(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            benchLine += rest[..<end]
            finishResults()
            rest = rest[(end + 1)...]
        }
        benchLine = Array((benchLine + rest).suffix(Self.longestLine))
    }

    /// The bench command has ended, or one of its lines.
    public mutating func finishResults() {
        if let result = BenchResult.read(Self.withoutReturn(benchLine), board) { note(result) }
        benchLine.removeAll(keepingCapacity: true)
    }

    // MARK: - Lines

    /// The console has ended: what has no line end is the last line.
    public mutating func finish() {
        if !line.isEmpty { readWholeLine() }
        line = []
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        line += bytes
        if line.count > Self.longestLine { line.removeFirst(line.count - Self.longestLine) }
    }

    private static func withoutReturn(_ line: [UInt8]) -> [UInt8] {
        let count = line.reversed().prefix { $0 == 0x0D }.count
        return count == 0 ? line : Array(line.dropLast(count))
    }

    private mutating func readWholeLine() {
        let line = Self.withoutReturn(line)
        // Results of a boot that is not yet known to have come up are no results.
        if state == .up, let result = BenchResult.read(line, board) { note(result) }
        judge(line, isOpen: false)
    }

    private mutating func note(_ result: BenchResult?) {
        if let result { results.append(result) } else { oddResults += 1 }
    }

    /// - Parameter isOpen: the line has no end yet.
    private mutating func judge(_ line: [UInt8], isOpen: Bool) {
        if state == .done { return }
        if case .bad = state {
            // What a console is cut into must not decide what it says.
            if isBadOpen { state = .bad(line: PrintableText.of(line)) }
            isBadOpen = isBadOpen && isOpen
            return
        }
        if board.bootBad.contains(where: { $0.matches(line) }) {
            state = .bad(line: PrintableText.of(line))
            isBadOpen = isOpen
        } else if state == .starting, board.bootOK.contains(where: { $0.matches(line) }) {
            state = .up
            wasUp = true
        }
        if state == .up, board.benchOK.contains(where: { $0.matches(line) }) { state = .done }
    }
}

extension BenchResult {
    /// Reads a line: nil when it has no results; `.some(nil)` when its value is no positive number.
    static func read(_ line: [UInt8], _ board: BoardFile) -> BenchResult?? {
        for result in board.results {
            guard let groups = result.pattern.groups(["name", "value", "unit"], in: line) else { continue }
            func text(_ name: String) -> String {
                groups[name].map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
            guard let value = Double(text("value")), value > 0, value.isFinite, !text("name").isEmpty else {
                return .some(nil)
            }
            return BenchResult(name: text("name"), value: value, unit: text("unit"), better: result.better)
        }
        return nil
    }
}
