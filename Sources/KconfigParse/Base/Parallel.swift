// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The same work for many items on all cores.
public enum Parallel {
    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// `transform` of each item, in the order of the items. It is called from several threads at once, each item
    /// once.
    public static func map<Item, Result>(_ items: [Item], _ transform: @escaping (Item) -> Result) -> [Result]
    {
        let count = min(Processors.count, 16)
        let results = UnsafeMutableBufferPointer<Result?>.allocate(capacity: items.count)
        results.initialize(repeating: nil)
        defer {
            results.deinitialize()
            results.deallocate()
        }
        let threads = (0..<count).map { first in
            start {
                // Interleaved, since neighbours are of like size.
                for index in stride(from: first, to: items.count, by: count) {
                    results[index] = transform(items[index])
                }
            }
        }
        for thread in threads { if let thread { pthread_join(thread, nil) } }
        return results.map { $0! }
    }

    /// Recursion is deep in hostile texts.
    private static let stackSize = 1 << 26

    /// Runs `body` on a thread of its own; at once when there can be none.
    private static func start(_ body: @escaping () -> Void) -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        var thread = pthread_t()
        let job = Unmanaged.passRetained(Job(body))
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, job.toOpaque())
        guard code == 0 else {
            job.takeRetainedValue().body()
            return nil
        }
        return thread
    }
}
