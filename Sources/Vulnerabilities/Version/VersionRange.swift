// SPDX-License-Identifier: GPL-2.0-or-later

/// Releases of which a record says whether they have the flaw.
public struct VersionRange: Sendable, Equatable {
    enum End: Sendable, Equatable {
        /// Only the first one.
        case single
        case below(KernelVersion)
        case upTo(KernelVersion)
        /// `5.10.*`: all that begin with these numbers, and those before.
        case upToAll(of: [Int])
        case open
    }

    let first: KernelVersion
    let end: End
    public let isAffected: Bool

    init(_ first: KernelVersion, _ end: End, isAffected: Bool) {
        self.first = first
        self.end = end
        self.isAffected = isAffected
    }

    func contains(_ version: KernelVersion) -> Bool {
        guard version >= first else { return false }
        switch end {
        case .single: return version == first
        case .below(let limit): return version < limit
        case .upTo(let limit): return version <= limit
        case .upToAll(let numbers):
            let padded =
                version.numbers + Array(repeating: 0, count: max(0, numbers.count - version.numbers.count))
            let start = Array(padded.prefix(numbers.count))
            return start == numbers || start.lexicographicallyPrecedes(numbers)
        case .open: return true
        }
    }

    /// The end as `lessThanOrEqual` has it: a release, `5.10.*` or `*`. Nil for anything else.
    static func end(upTo text: String) -> End? {
        if text == "*" { return .open }
        if text.hasSuffix(".*") { return KernelVersion.numbers(text.dropLast(2)).map { .upToAll(of: $0) } }
        return KernelVersion(text).map { .upTo($0) }
    }
}

/// What a record says of versions of the kernel; of git's commits it is not known which ones a tree has.
public struct VersionList: Sendable, Equatable {
    public internal(set) var ranges: [VersionRange] = []
    /// Of versions that no range has.
    public internal(set) var isAffectedByDefault = true
    /// Why nothing is to be concluded from it; nil when it can be read.
    public internal(set) var doubt: String?

    public init() {}
}

/// What a version has to do with a flaw.
public enum VersionStanding: Sendable, Equatable {
    case affected
    /// In this and later versions.
    case fixed(String)
    /// The flaw came with a later version.
    case notYet(String)
    case unknown(String)
}

extension VersionList {
    public func standing(of version: KernelVersion) -> VersionStanding {
        if let doubt { return .unknown(doubt) }
        if ranges.isEmpty { return .unknown("the record names no releases") }
        // A candidate may have what the release has, or not yet: only what is said of both holds.
        for candidate in [version, version.release] {
            let saying = ranges.filter { $0.contains(candidate) }
            if saying.contains(where: \.isAffected) { return .affected }
            if saying.isEmpty && isAffectedByDefault { return .affected }
        }
        let told = ranges.filter { !$0.isAffected && $0.contains(version) }
        let starts = ranges.filter(\.isAffected).map(\.first)
        if starts.contains(where: { $0 <= version }) {
            return .fixed(fix(before: version, told)?.description ?? "an earlier version")
        }
        if let first = starts.min() { return .notYet(first.description) }
        // No version is named as affected: what begins at 0 is before the flaw, what begins later after it.
        if told.contains(where: { $0.first.numbers.isEmpty }) {
            let ends = told.filter { $0.first.numbers.isEmpty }.compactMap { range -> KernelVersion? in
                if case .below(let end) = range.end { end } else { nil }
            }
            return .notYet(ends.max()?.description ?? "a later version")
        }
        return .fixed(told.map(\.first).min()?.description ?? "an earlier version")
    }

    /// The release that brought the fix to this version.
    private func fix(before version: KernelVersion, _ told: [VersionRange]) -> KernelVersion? {
        let ends = ranges.compactMap { range -> KernelVersion? in
            guard range.isAffected, case .below(let end) = range.end, end <= version else { return nil }
            return end
        }
        return (told.map(\.first).filter { !$0.numbers.isEmpty } + ends).max()
    }
}
