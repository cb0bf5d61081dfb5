// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Writes that can't be taken back, which a signal has to wait for.
///
/// The handler must run on the thread that writes.
public enum InPlaceWrite {
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

    /// Ends the program, now or when the write in progress is complete, and removes its temporary files. Safe to call
    /// from a signal handler, after `SignalPaths.prepare`.
    ///
    /// - Parameter status: the exit status, not 0.
    public static func stopOnSignal(_ status: Int32) {
        wantedStatus = status
        SignalPaths.removeAll()
        if isBusy == 0 { _exit(status) }
    }
}
