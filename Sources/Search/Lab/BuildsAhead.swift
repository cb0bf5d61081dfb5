// SPDX-License-Identifier: GPL-2.0-or-later

/// Builds that were begun before anybody asked for them, oldest first.
///
/// They reach the journal when they are asked for: which of them are ready depends on the clock, and a journal does not.
struct BuildsAhead {
    typealias Work = ThreadedWork<Build>

    private var all: [(hash: String, builder: String, work: Work)] = []

    private var ready: [String: Build] = [:]

    var isEmpty: Bool { all.isEmpty }

    func isBusy(_ builder: String) -> Bool { all.contains { $0.builder == builder } }

    func has(_ hash: String) -> Bool { ready[hash] != nil || all.contains { $0.hash == hash } }

    mutating func add(_ hash: String, _ builder: String, _ work: Work) { all.append((hash, builder, work)) }

    /// The build of a configuration, which may take a while yet; nil when none was begun.
    ///
    /// - Throws: what the build throws.
    mutating func remove(_ hash: String) throws -> Build? {
        if let build = ready.removeValue(forKey: hash) { return build }
        return try all.firstIndex { $0.hash == hash }.map { try all.remove(at: $0).work.wait().get() }
    }

    /// - Precondition: there is one.
    mutating func removeOldest() -> (builder: String, work: Work) {
        let oldest = all.removeFirst()
        return (oldest.builder, oldest.work)
    }

    /// Makes room for others. What went wrong with a build will go wrong again when it is asked for.
    mutating func keepFinished() {
        let states = all.map { (entry: $0, isDone: $0.work.isDone) }
        all = states.filter { !$0.isDone }.map(\.entry)
        for (entry, isDone) in states where isDone {
            if case .success(let build) = entry.work.wait() { ready[entry.hash] = build }
        }
    }
}
