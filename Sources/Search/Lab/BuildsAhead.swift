// SPDX-License-Identifier: GPL-2.0-or-later

/// Builds that were begun before anybody asked for them, oldest first.
struct BuildsAhead {
    typealias Work = ThreadedWork<Build>

    private var all: [(hash: String, builder: String, work: Work)] = []

    var isEmpty: Bool { all.isEmpty }

    func isBusy(_ builder: String) -> Bool { all.contains { $0.builder == builder } }

    func has(_ hash: String) -> Bool { all.contains { $0.hash == hash } }

    mutating func add(_ hash: String, _ builder: String, _ work: Work) { all.append((hash, builder, work)) }

    /// The build of a configuration.
    mutating func removeFirst(_ hash: String) -> Work? {
        all.firstIndex { $0.hash == hash }.map { all.remove(at: $0).work }
    }

    /// - Precondition: there is one.
    mutating func removeOldest() -> (builder: String, work: Work) {
        let oldest = all.removeFirst()
        return (oldest.builder, oldest.work)
    }

    mutating func removeFinished() -> [Work] {
        let states = all.map { (entry: $0, isDone: $0.work.isDone) }
        all = states.filter { !$0.isDone }.map(\.entry)
        return states.filter(\.isDone).map(\.entry.work)
    }
}
