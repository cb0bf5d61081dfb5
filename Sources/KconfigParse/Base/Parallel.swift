// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The same work for many items on all cores.
public enum Parallel {
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
        let threads = (0..<count).map { first -> pthread_t? in
            let share = {
                // Interleaved, since neighbours are of like size.
                for index in stride(from: first, to: items.count, by: count) {
                    results[index] = transform(items[index])
                }
            }
            let thread = WorkerThread.start(stack: stackSize, share)
            if thread == nil { share() }
            return thread
        }
        for thread in threads { if let thread { pthread_join(thread, nil) } }
        return results.map { $0! }
    }

    /// Recursion is deep in hostile texts.
    private static let stackSize = 1 << 26
}
