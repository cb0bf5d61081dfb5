// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The temporary files in use, for the handler of a signal to remove.
///
/// The handler must run on the thread that writes files: on another one it would remove a file that this one is
/// about to rename, or is about to make.
public enum TemporaryFile {
    nonisolated(unsafe) private static var first: UnsafeMutablePointer<CChar>?
    nonisolated(unsafe) private static var second: UnsafeMutablePointer<CChar>?

    static func remember(_ one: String, _ other: String? = nil) {
        first = strdup(one)
        second = other.flatMap { strdup($0) }
    }

    static func forget() {
        let names = [first, second]
        first = nil
        second = nil
        for name in names { free(name) }
    }

    nonisolated(unsafe) private static var isBusy: sig_atomic_t = 0
    /// The exit status of a program that is to end once the write in progress is complete; else 0.
    nonisolated(unsafe) private static var wantedStatus: sig_atomic_t = 0

    /// Puts the end of the program off while a file is written in place.
    static func withoutInterruption(_ body: () throws -> Void) rethrows {
        isBusy = 1
        defer {
            isBusy = 0
            if wantedStatus != 0 { _exit(wantedStatus) }
        }
        try body()
    }

    /// Ends the program, now or when the write in progress is complete. Safe to call from a signal handler.
    ///
    /// - Parameter status: the exit status, not 0.
    public static func stopOnSignal(_ status: Int32) {
        wantedStatus = status
        if isBusy != 0 { return }
        if let first { unlink(first) }
        if let second { unlink(second) }
        _exit(status)
    }
}
