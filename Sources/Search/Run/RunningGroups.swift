// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The process groups of this program, where a signal's handler can read them.
public enum RunningGroups {
    private static let most = 256
    nonisolated(unsafe) private static let leaders = {
        let slots = UnsafeMutablePointer<pid_t>.allocate(capacity: most)
        slots.initialize(repeating: 0, count: most)
        return slots
    }()
    /// Held while groups are started, and while this list changes.
    static let lock = Lock()

    /// Nil when there are too many; such a group is ended by its owner only.
    static func add(_ leader: pid_t) -> Int? {
        lock.holding {
            guard let slot = (0..<most).first(where: { leaders[$0] == 0 }) else { return nil }
            leaders[slot] = leader
            return slot
        }
    }

    static func remove(_ slot: Int?) {
        guard let slot else { return }
        lock.holding { leaders[slot] = 0 }
    }

    /// To be called before a handler of a signal may look at the list.
    public static func prepare() { _ = leaders }

    /// Kills all of them. Safe in a handler of a signal after `prepare`.
    public static func killAll() {
        for slot in 0..<most where leaders[slot] != 0 { kill(-leaders[slot], SIGKILL) }
    }
}
