// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// One line on a terminal's standard error that is overwritten as things go on.
final class ProgressLine {
    private let isShown: Bool
    private let watch = Stopwatch()
    private var lastShown = 0
    private var width = 0

    /// - Parameter isSilent: nothing is shown; nor is anything when standard error is no terminal.
    init(isSilent: Bool) { isShown = !isSilent && isatty(2) == 1 }

    /// Shows the text with the seconds so far, if the last one was not just now.
    func show(_ text: @autoclosure () -> String) {
        guard isShown, watch.milliseconds - lastShown >= 100 else { return }
        lastShown = watch.milliseconds
        let line = "\(text()), \(lastShown / 1000).\(lastShown / 100 % 10) s"
        Console.error("\r" + line + String(repeating: " ", count: max(0, width - line.count)))
        width = line.count
    }

    /// Takes the line away.
    func clear() {
        if width > 0 { Console.error("\r" + String(repeating: " ", count: width) + "\r") }
        width = 0
    }
}
