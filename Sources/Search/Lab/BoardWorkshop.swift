// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// A workshop that does what a board file says, in the folder of a search.
public final class BoardWorkshop: Workshop, @unchecked Sendable {
    private let board: BoardFile
    private let folder: SearchFolder
    private let variables: [String: String]
    private let buildFolder: String
    public let builders: [String]
    public let boards: [String]
    private let workers: [Worker.Kind: [String: Worker]]
    private let lock = Lock()
    private var log = ""

    /// Below this a command that failed has most likely failed for want of space, in bytes.
    private static let leastSpace = 32 << 20

    /// - Parameters:
    ///   - boardFolder: where the board's file is; its commands see it as `$BOARD`.
    ///   - source: the kernel tree, `$SOURCE`.
    ///   - jobs: how many processes a build may use, `$JOBS`.
    /// - Throws: `PlainFile.Failure` when the folder of objects can't be made.
    public init(
        _ board: BoardFile, _ folder: SearchFolder, boardFolder: String, source: String, jobs: Int
    ) throws {
        self.board = board
        self.folder = folder
        buildFolder = "\(folder.path)/build"
        try PlainFile.makeParents("\(buildFolder)/x")
        builders = board.workers(.build).map(\.name)
        boards = board.workers(.board).map(\.name)
        workers = Dictionary(
            uniqueKeysWithValues: Worker.Kind.allCases.map { kind in
                (kind, Dictionary(board.workers(kind).map { ($0.name, $0) }) { first, _ in first })
            })
        variables = [
            "BOARD": boardFolder, "SOURCE": source, "BUILD": buildFolder, "JOBS": "\(jobs)",
        ]
        folder.killLeftOvers()
    }

    public var takesParameters: Bool {
        [board.install, board.powerCycle, board.console, board.bench].contains {
            $0?.text.contains("SWITCHES") ?? false
        }
    }

    /// The log of the last command that was started.
    public var lastLog: String { lock.holding { log } }

    private func newLog(_ name: String) -> String {
        let path = folder.log(name)
        lock.holding { log = path }
        return path
    }

    // MARK: - Builds

    public func build(
        _ config: [UInt8], hash: String, on name: String, log: String, unless cancellation: SearchCancellation
    ) throws(SearchStop) -> Build {
        let start = Deadline.now
        guard let worker = workers[.build]?[name] else {
            throw SearchStop(.broken, "there is no builder \(name)")
        }
        let objects = folderOfObjects(name)
        let path = "\(objects)/.config"
        try write(config, to: path)
        let more = ["SEED": "0", "SWITCHES": "", "BUILD": objects].merging(Self.sameBytes) { $1 }
        let steps = BoardSteps(board, worker: worker, variables: variables.merging(more) { $1 })
        let outcome = steps.run(.build, log: newLog(log), unless: cancellation, started: folder.remember)
        let seconds = Double(Deadline.now - start) / 1e9
        func failed(_ text: String) throws(SearchStop) -> Build {
            try lookForSpace()
            return Build(config: hash, image: nil, failure: text, seconds: seconds)
        }
        if let text = Self.failure(outcome) { return try failed(text) }
        guard SourceText(path: path).map({ Array($0.bytes) == config }) ?? false else {
            return try failed("the build changes .config: it is not valid for this tree")
        }
        let image = board.expandedImage(steps.variables)
        guard let bytes = SourceText(path: image) else {
            return try failed("the build makes no \(image)")
        }
        var imageHash = Hash64()
        imageHash.add(bytes.bytes)
        try write(Array(bytes.bytes), to: folder.image(imageHash.hex))
        try keepFootprint(objects)
        return Build(config: hash, image: imageHash.hex, failure: nil, seconds: seconds)
    }

    /// What a kernel says of its build, the same for all: else two builds of one configuration are two kernels that measure
    /// differently. As in Documentation/kbuild/reproducible-builds.rst.
    private static let sameBytes = [
        "KBUILD_BUILD_TIMESTAMP": "Sat Jan  1 00:00:00 UTC 2000", "KBUILD_BUILD_VERSION": "1",
        "KBUILD_BUILD_USER": "search", "KBUILD_BUILD_HOST": "kconfig-sat",
    ]

    /// Objects of different builders must not meet. Boards see those of the first one.
    private func folderOfObjects(_ builder: String) -> String {
        builder == builders[0] ? buildFolder : "\(buildFolder)-\(builder)"
    }

    public var footprint: BuildFootprint? {
        SourceText(path: folder.footprint).flatMap { BuildFootprint($0.bytes) }
    }

    /// Of the first build: later ones would let a search that goes on come to other decisions.
    private func keepFootprint(_ objects: String) throws(SearchStop) {
        if access(folder.footprint, F_OK) == 0 { return }
        try write(Array(BuildFootprint(folder: objects).text.utf8), to: folder.footprint)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SearchStop) {
        do { try PlainFile.replace(path, with: bytes) } catch {
            throw SearchStop(.broken, "can't write \(error)")
        }
    }

    private static func failure(_ outcome: BoardSteps.Outcome) -> String? {
        switch outcome {
        case .done: nil
        case .failed(let text), .timeout(let text): short(text)
        }
    }

    /// One line for tables: the rest is in the log.
    private static func short(_ text: String) -> String {
        var line = text.prefix { $0 != "\n" }
        for mark in [": error: ", "; its last lines"] {
            guard let range = line.firstRange(of: mark) else { continue }
            line = mark.hasPrefix(":") ? line[range.upperBound...] : line[..<range.lowerBound]
        }
        return String(line)
    }

    /// A full disk is no kernel's fault.
    private func lookForSpace() throws(SearchStop) {
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0,
            Int(status.f_bavail) * Int(status.f_frsize) < Self.leastSpace
        else { return }
        throw SearchStop(
            .broken, "there is no space left for \(folder.path)\nhint: make some; the same command goes on")
    }

    // MARK: - Boots

    public func boot(_ key: Boot.Key, on name: String) throws(SearchStop) -> Boot {
        let start = Deadline.now
        guard let worker = workers[.board]?[name] else {
            throw SearchStop(.broken, "there is no board \(name)")
        }
        let steps = BoardSteps(
            board, worker: worker,
            variables: variables.merging([
                "IMAGE": folder.image(key.image), "SEED": "\(Self.seed(key))", "SWITCHES": key.parameters,
            ]) { $1 })
        let log = newLog("boot-\(key.seed)-\(key.attempt).log")
        func ended(_ failure: String?, _ measures: [String: Measure] = [:]) throws(SearchStop) -> Boot {
            if failure != nil { try lookForSpace() }
            return Boot(
                key: key, failure: failure, measures: measures, seconds: Double(Deadline.now - start) / 1e9,
                worker: name)
        }
        if let text = Self.failure(steps.run(.install, log: log, started: folder.remember)) {
            return try ended(text)
        }
        let record = BoardBoot.run(steps, log: log, started: folder.remember)
        guard record.outcome == .measured else { return try ended(Self.short(record.message)) }
        return try ended(nil, Self.measures(record.results))
    }

    /// A boot that is tried again is another one, also on a board that repeats to the digit.
    private static func seed(_ key: Boot.Key) -> Int { key.seed + key.attempt * 10_007 }

    /// By name, the geometric mean of what a boot has repeated.
    private static func measures(_ results: [BenchResult]) -> [String: Measure] {
        let better = Dictionary(results.map { ($0.name, $0.better) }) { first, _ in first }
        return BootScore.scores(results).reduce(into: [:]) { measures, score in
            let better = better[score.key]!
            measures[score.key] = Measure(exp(better == .smaller ? -score.value : score.value), better)
        }
    }

    public func reset(_ name: String) throws(SearchStop) {
        guard let worker = workers[.board]?[name], board.resetGood != nil else { return }
        let steps = BoardSteps(board, worker: worker, variables: variables)
        // What it says is in the log; whether the board is back the next boot shows.
        _ = steps.run(.resetGood, log: newLog("reset-\(name).log"), started: folder.remember)
    }
}
