// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A thread with a large stack.
enum LargeStack {
    private static let size = 1 << 30

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` to its end.
    static func run(_ body: @escaping () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, size)
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            // Without memory for the large stack the ordinary one has to do.
            work.takeRetainedValue().body()
            return
        }
        pthread_join(thread, nil)
    }
}
