// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Files and folders that go with the program, where a signal's handler can read their names.
///
/// Any thread may add to them. The handler must run on the thread that writes a file for a user: on another one it
/// would remove what this one is about to rename, or is about to make.
public enum SignalPaths {
    public typealias Slot = Int

    private static let most = 1024
    nonisolated(unsafe) private static let names = {
        let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: most)
        names.initialize(repeating: nil, count: most)
        return names
    }()
    private static let lock = Lock()

    /// Notes down a path that may be there soon.
    ///
    /// - Returns: nil when there are too many; nobody removes that one but who makes it.
    public static func add(_ path: String) -> Slot? {
        lock.holding {
            guard let slot = (0..<most).first(where: { names[$0] == nil }) else { return nil }
            names[slot] = strdup(path)
            return slot
        }
    }

    /// From now on a signal leaves the path alone.
    public static func forget(_ slot: Slot?) {
        guard let slot else { return }
        lock.holding {
            let name = names[slot]
            names[slot] = nil
            free(name)
        }
    }

    /// Makes the table, so that a handler may call `removeAll`.
    public static func prepare() { _ = names }

    /// Removes what is there: files first, then the folders that they were in. Safe in a handler of a signal, after
    /// `prepare`.
    public static func removeAll() {
        for slot in 0..<most { if let name = names[slot] { unlink(name) } }
        for slot in 0..<most { if let name = names[slot] { rmdir(name) } }
    }
}
