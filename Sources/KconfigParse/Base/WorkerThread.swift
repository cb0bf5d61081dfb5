// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A thread with a stack of a size that one chooses: recursion is deep in hostile texts. Only what is used of it takes memory.
public enum WorkerThread {
    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// - Parameters:
    ///   - stack: in bytes.
    ///   - isDetached: nobody waits for its end.
    /// - Returns: nil when there is no memory for it; then `body` is not run.
    public static func start(stack: Int, isDetached: Bool = false, _ body: @escaping () -> Void) -> pthread_t?
    {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stack)
        if isDetached { pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        if code == 0 { return thread }
        work.release()
        return nil
    }
}
