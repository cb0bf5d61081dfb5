// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Keys to the program and pictures to the terminal, until one of them has enough.
public struct MenuLoop {
    /// How it ended.
    public enum End { case done, interrupted }

    private let program: MenuProgram
    private let terminal: CursesTerminal
    /// Milliseconds without a key after which the background may be looked after.
    private static let pause = 250
    private static let poll = 25

    public init(_ program: MenuProgram, _ terminal: CursesTerminal) {
        self.program = program
        self.terminal = terminal
    }

    /// Runs until somebody leaves, the terminal is gone, or a signal says so. The terminal is not given back.
    public func run() -> End {
        MenuSignals.install()
        var lastKey = ContinuousClock.now
        var shown: Picture?
        while !program.isDone {
            let picture = program.picture(terminal.size)
            if picture != shown { terminal.show(picture) }
            shown = picture
            let input = terminal.read(wait: program.isBusy ? Self.poll : Self.pause)
            if MenuSignals.isToldToEnd || input == .gone {
                program.hangUp()
                return .interrupted
            }
            if MenuSignals.takeInterrupt() { program.handle(.character("Q")) }
            if MenuSignals.takeStop() {
                terminal.lend(during: MenuSignals.stop)
                shown = nil
            }
            if case .key(let key) = input {
                if key == .resize { shown = nil }
                program.handle(key)
                lastKey = .now
            } else if .now - lastKey > .milliseconds(Self.pause) {
                program.handle(.idle)
            }
        }
        return .done
    }
}

/// What signals have asked for. Handlers only write it down: nothing is left half done.
enum MenuSignals {
    nonisolated(unsafe) private static var end: sig_atomic_t = 0
    nonisolated(unsafe) private static var interrupt: sig_atomic_t = 0
    nonisolated(unsafe) private static var stopWish: sig_atomic_t = 0

    static func install() {
        for number in [SIGHUP, SIGTERM] { signal(number) { _ in MenuSignals.end = 1 } }
        signal(SIGINT) { _ in MenuSignals.interrupt = 1 }
    }

    /// To be called before ncurses takes the terminal over. Its own handler of ^Z draws, in whichever thread gets the
    /// signal and while another one is drawing; and it ignores the signal during each update.
    static func awaitStop() {
        let old = signal(SIGTSTP) { _ in MenuSignals.stopWish = 1 }
        // Without job control nobody could continue it.
        if unsafeBitCast(old, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self) {
            signal(SIGTSTP, SIG_IGN)
        }
    }

    /// Stops the whole program, as ^Z does where nobody handles it; returns when it is continued.
    static func stop() {
        signal(SIGTSTP, SIG_DFL)
        // To this thread: it stops before it gets here again.
        pthread_kill(pthread_self(), SIGTSTP)
        awaitStop()
    }

    static var isToldToEnd: Bool { end != 0 }

    static func takeInterrupt() -> Bool {
        defer { interrupt = 0 }
        return interrupt != 0
    }

    static func takeStop() -> Bool {
        defer { stopWish = 0 }
        return stopWish != 0
    }
}
