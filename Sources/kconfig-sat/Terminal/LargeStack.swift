// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A thread with a large stack.
enum LargeStack {
    /// The first that can be had counts. Only what is used of it takes memory; a limit of the address space may forbid the larger.
    private static let sizes = [4 << 30, 1 << 30, 1 << 28, 1 << 26]

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` to its end.
    static func run(_ body: @escaping () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        for size in sizes {
            guard let thread = start(work, size) else { continue }
            pthread_join(thread, nil)
            return
        }
        // Without memory for a large stack the ordinary one has to do.
        work.takeRetainedValue().body()
    }

    /// Nil when there is no memory for it.
    private static func start(_ work: Unmanaged<Work>, _ size: Int) -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, size)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        return code == 0 ? thread : nil
    }
}
