// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What other threads have for the one that answers: messages of the client in their order, and results.
final class Mailbox: @unchecked Sendable {
    enum Item {
        case message(ClientMessage)
        /// Work in the background is over.
        case result(() -> Void)
        /// The client is gone.
        case closed
        /// Nothing came before the deadline.
        case idle
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var items: [Item] = []
    /// Requests that the client takes back, before or while they are answered.
    private var cancelled: Set<RequestID> = []

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    private func holding<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    func put(_ item: Item) {
        holding {
            items.append(item)
            if case .message(.notification("$/cancelRequest", let parameters)) = item,
                let id = RequestID(parameters["id"])
            {
                cancelled.insert(id)
            }
            pthread_cond_signal(condition)
        }
    }

    /// Whether a request was taken back. Asked once it is answered or about to be, and forgotten then.
    func takeCancellation(_ id: RequestID) -> Bool { holding { cancelled.remove(id) != nil } }

    /// Whether something waits.
    var isEmpty: Bool { holding { items.isEmpty } }

    /// The next item; waits for one until the deadline, or for ever.
    func next(until deadline: ContinuousClock.Instant?) -> Item {
        holding {
            while items.isEmpty {
                guard let deadline else {
                    pthread_cond_wait(condition, mutex)
                    continue
                }
                let left = deadline - .now
                guard left > .zero else { return .idle }
                var time = Self.time(in: left)
                pthread_cond_timedwait(condition, mutex, &time)
            }
            return items.removeFirst()
        }
    }

    private static func time(in duration: Duration) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let parts = duration.components
        let nanoseconds = now.tv_nsec + Int(parts.attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(parts.seconds) + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000)
    }
}
