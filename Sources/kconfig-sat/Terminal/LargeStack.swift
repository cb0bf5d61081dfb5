// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A thread with a large stack.
enum LargeStack {
    /// The first that can be had counts; a limit of the address space may forbid the larger.
    private static let sizes = [4 << 30, 1 << 30, 1 << 28, 1 << 26]

    /// Runs `body` to its end.
    static func run(_ body: @escaping () -> Void) {
        for size in sizes {
            guard let thread = WorkerThread.start(stack: size, body) else { continue }
            pthread_join(thread, nil)
            return
        }
        // Without memory for a large stack the ordinary one has to do.
        body()
    }
}
