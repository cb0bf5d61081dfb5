// SPDX-License-Identifier: GPL-2.0-or-later

/// Wall-clock time since it was made.
struct Stopwatch {
    private let start = ContinuousClock.now
    var milliseconds: Int {
        let parts = (ContinuousClock.now - start).components
        return Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
    }
}
