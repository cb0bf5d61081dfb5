// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A process group, told apart from a later one that got the same number.
public struct ProcessIdentity: Equatable, Sendable {
    /// The process that leads the group; its number is the group's.
    public let leader: Int32
    /// When it started, in clock ticks since the boot of this machine; 0 when that is unknown.
    public let start: UInt64

    /// - Parameter leader: a process that is there.
    public init(leader: Int32) { self.init(leader: leader, start: Self.start(of: leader)) }

    /// As it was noted down by an earlier run.
    public init(leader: Int32, start: UInt64) {
        self.leader = leader
        self.start = start
    }

    /// Whether the leader is still there.
    public var isThere: Bool { start != 0 && Self.start(of: leader) == start }

    /// Kills the group if its leader is still there. An earlier run of this program that was killed leaves boards that
    /// nobody reads.
    public func killIfThere() { if isThere { kill(-leader, SIGKILL) } }

    /// Field 22 of /proc/PID/stat. The second one is a name in brackets that may have anything in it.
    private static func start(of process: Int32) -> UInt64 {
        guard let text = SourceText(path: "/proc/\(process)/stat"),
            let bracket = text.bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return 0 }
        let fields = text.bytes[(bracket + 1)...].split(separator: 0x20)
        return fields.count > 19 ? UInt64(String(decoding: fields[19], as: UTF8.self)) ?? 0 : 0
    }
}
