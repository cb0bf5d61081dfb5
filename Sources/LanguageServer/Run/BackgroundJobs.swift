// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Work that takes long, one piece after the other on one thread in the background. A newer piece of the same name takes the
/// place of an older one, wherever that is.
final class BackgroundJobs {
    /// What a piece of work comes to; nil when it was cancelled or has nothing to say.
    typealias Work = (SearchCancellation) -> (() -> Void)?

    private struct Job {
        let name: String
        /// It begins then at the earliest.
        let start: ContinuousClock.Instant
        let work: Work
        /// Told when it does not come to its end.
        let dropped: () -> Void
    }

    private let mailbox: Mailbox
    private var waiting: [Job] = []
    private var running: (job: Job, thread: Background<Void>)?

    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    /// When the next piece wants to begin; nil when none can.
    var deadline: ContinuousClock.Instant? { running == nil ? waiting.map(\.start).min() : nil }

    /// - Parameters:
    ///   - delay: to wait for more changes before.
    ///   - dropped: called in place of the result when another one took its place, on the thread that answers.
    ///   - work: gives what is to be done with the result on the thread that answers.
    func put(
        _ name: String, after delay: Duration = .zero, dropped: @escaping () -> Void = {},
        work: @escaping Work
    ) {
        cancel(name)
        waiting.append(Job(name: name, start: .now + delay, work: work, dropped: dropped))
    }

    func cancel(_ name: String) {
        let gone = waiting.filter { $0.name == name }
        waiting.removeAll { $0.name == name }
        for job in gone { job.dropped() }
        if let running, running.job.name == name { running.thread.cancel() }
    }

    /// Begins the next piece that is due, if none is at work.
    func startDue() {
        let now = ContinuousClock.now
        guard running == nil, let index = waiting.firstIndex(where: { $0.start <= now }) else { return }
        let job = waiting.remove(at: index)
        let mailbox = mailbox
        let over = Over(self, job)
        let thread = Background<Void> { cancellation in
            let result = job.work(cancellation)
            mailbox.put(.result { over.finish(cancellation.isCancelled ? nil : result) })
            return nil
        }
        running = (job, thread)
    }

    /// Ends what is at work; it is not waited for.
    func stop() {
        waiting = []
        running?.thread.cancel()
    }

    /// Carries the end of a job from one thread to the other.
    private final class Over: @unchecked Sendable {
        private let jobs: BackgroundJobs
        private let job: Job

        init(_ jobs: BackgroundJobs, _ job: Job) {
            self.jobs = jobs
            self.job = job
        }

        func finish(_ result: (() -> Void)?) {
            jobs.running = nil
            if let result { result() } else { job.dropped() }
            jobs.startDue()
        }
    }
}
