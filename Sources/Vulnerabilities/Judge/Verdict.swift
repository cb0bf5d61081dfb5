// SPDX-License-Identifier: GPL-2.0-or-later

/// What a record means for one tree with one configuration.
public struct Verdict: Sendable, Equatable {
    /// By the names of OpenVEX.
    public enum Status: String, Sendable, CaseIterable {
        case affected
        case underInvestigation = "under_investigation"
        case notAffected = "not_affected"
        case fixed
    }

    public let record: VulnerabilityRecord
    public let status: Status
    /// A sentence without a full stop, or several with `; ` between.
    public let reason: String
    /// What is known of its files, where they were looked at.
    public let files: [FileStanding]
    /// What to change in the configuration so that none of its code is compiled; nil when that was not asked or can't be.
    public var mitigation: Mitigation?
}

/// A change of the configuration that leaves code out.
public struct Mitigation: Sendable, Equatable {
    /// Lines to edit: `# CONFIG_X is not set`.
    public let lines: [String]
    /// What goes as well, by itself: `CONFIG_Y=m`, as it was.
    public let lost: [String]

    public init(lines: [String], lost: [String]) {
        self.lines = lines
        self.lost = lost
    }
}

/// Decides about records. Where anything is not known it says so: `notAffected` is a promise.
public struct Judge {
    private let tree: KernelVersion.OfTree?
    private let standing: (String) -> FileStanding

    /// - Parameters:
    ///   - tree: what the tree says of its version; nil when versions must not decide.
    ///   - standing: what the configuration makes of a file.
    public init(tree: KernelVersion.OfTree?, standing: @escaping (String) -> FileStanding) {
        self.tree = tree
        self.standing = standing
    }

    /// Nil for a record that was withdrawn.
    public func verdict(of record: VulnerabilityRecord) -> Verdict? {
        if record.isRejected { return nil }
        if let other = record.otherProduct {
            return Verdict(
                record: record, status: .underInvestigation,
                reason: "the record is about \(other), not Linux",
                files: [])
        }
        var doubt: String?
        if let tree {
            switch record.standing(of: tree.version) {
            case .fixed(let version):
                return Verdict(
                    record: record, status: .fixed,
                    reason: "\(tree.version) has the fix: it is in \(version)", files: [])
            case .notYet(let version) where tree.extra.isEmpty:
                return Verdict(
                    record: record, status: .notAffected,
                    reason: "the flaw came with \(version), this is \(tree.version)", files: [])
            case .notYet(let version):
                doubt =
                    "the flaw came with \(version), but a tree of version \(tree.version)\(tree.extra) may have what is newer"
            case .unknown(let reason): doubt = reason
            case .affected: break
            }
        }
        return byFiles(record, doubt)
    }

    /// - Parameter doubt: why a version that is affected can't be told from one that is not.
    private func byFiles(_ record: VulnerabilityRecord, _ doubt: String?) -> Verdict {
        let files = record.files.map(standing)
        func verdict(_ status: Verdict.Status, _ reasons: [String]) -> Verdict {
            Verdict(record: record, status: status, reason: reasons.joined(separator: "; "), files: files)
        }
        let compiled = files.filter(\.isCompiled)
        if !compiled.isEmpty {
            let reasons = compiled.map { "\($0.file): \($0.reason)" }
            return doubt.map { verdict(.underInvestigation, reasons + [$0]) } ?? verdict(.affected, reasons)
        }
        if files.isEmpty { return verdict(.underInvestigation, ["the record names no files"]) }
        let open = files.filter { $0.state == .open }
        if !open.isEmpty { return verdict(.underInvestigation, open.map { "\($0.file): \($0.reason)" }) }
        let off = files.filter { $0.state == .off }
        if off.isEmpty { return verdict(.underInvestigation, files.map { "\($0.file): \($0.reason)" }) }
        return verdict(.notAffected, off.map { "\($0.file): \($0.reason)" })
    }
}
