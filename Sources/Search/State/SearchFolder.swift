// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// The folder of a search: its journal, a folder for each round, images, and what came of it. One search at a time works
/// in it.
///
/// ```
/// search.db         the journal
/// running           process groups of commands
/// lock              held while a search works
/// images/HASH       what was built
/// footprint         which options its objects hang on
/// build/ build-NAME/  objects of each builder
/// rounds/007/       config, wishes, build.log, boot-SEED-ATTEMPT.log
/// best.config learned.forbid report.md report.svg report.json
/// ```
public final class SearchFolder: @unchecked Sendable {
    public let path: String
    private let state = Lock()
    private var round = 0
    private var groups: [ProcessIdentity] = []
    private let lockFile: Int32

    /// Makes it if it is not there.
    ///
    /// - Throws: `SearchStop` when another search works in it; `PlainFile.Failure` when it can't be made.
    public init(_ path: String) throws {
        self.path = path
        for folder in ["images", "rounds"] { try PlainFile.makeParents("\(path)/\(folder)/x") }
        let name = "\(path)/lock"
        // Commands of the board must not hold it when this process is gone.
        lockFile = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lockFile >= 0 else { throw PlainFile.Failure(path: name, code: errno) }
        guard Self.takes(lockFile) else {
            close(lockFile)
            throw SearchStop(
                .mismatch,
                "another search works in \(path)\nhint: 'kconfig-sat search --status --dir \(path)' shows how far it is"
            )
        }
    }

    deinit { close(lockFile) }

    /// Tries for a second: a command that a search was just starting when it was killed has the lock for a moment.
    private static func takes(_ lockFile: Int32) -> Bool {
        for _ in 0..<20 {
            if flock(lockFile, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(50_000)
        }
        return false
    }

    /// Which options the objects of the base hang on.
    var footprint: String { "\(path)/footprint" }

    public var journalPath: String { "\(path)/search.db" }

    /// Where the image is kept that has this hash.
    public func image(_ hash: String) -> String { "\(path)/images/\(hash)" }

    /// Of the round that is under way.
    public func log(_ name: String) -> String { "\(roundFolder(state.holding { round }))/\(name)" }

    private func roundFolder(_ number: Int) -> String {
        let digits = String(number)
        return "\(path)/rounds/\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
    }

    /// From now on logs are of this round.
    public func begin(_ round: Round) throws {
        state.holding { self.round = round.number }
        try PlainFile.replace(
            log("wishes"), with: Array(round.wishes.map { $0 + "\n" }.joined().utf8))
    }

    /// The configuration that was kept of the round that is under way; nil when there is none.
    func kept() -> [UInt8]? { SourceText(path: log("config")).map { Array($0.bytes) } }

    /// Keeps the configuration of the round that is under way.
    public func keep(_ config: [UInt8]) throws { try PlainFile.replace(log("config"), with: config) }

    // MARK: - Processes

    /// Notes down a process group, so that one that this process can't end any more is ended by the next.
    @Sendable func remember(_ group: ProcessIdentity) {
        state.holding {
            groups = groups.filter(\.isThere) + [group]
            let text = groups.map { "\($0.leader) \($0.start)\n" }.joined()
            // Without it the board is left to who looks after it.
            try? replace("running", with: Array(text.utf8))
        }
    }

    /// Ends what a search that was killed has left running in this folder.
    func killLeftOvers() {
        guard let text = SourceText(path: "\(path)/running") else { return }
        for line in String(decoding: text.bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let leader = Int32(words[0]), let start = UInt64(words[1]), leader > 1
            else { continue }
            ProcessIdentity(leader: leader, start: start).killIfThere()
        }
    }

    /// Replaces a file of the folder.
    public func replace(_ name: String, with bytes: [UInt8]) throws {
        try PlainFile.replace("\(path)/\(name)", with: bytes)
    }
}
