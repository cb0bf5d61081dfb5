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
        show(line: "\(text()), \(lastShown / 1000).\(lastShown / 100 % 10) s")
    }

    /// Shows how much is done, as a bar, with the seconds that what is left takes if it goes on like that.
    func show(_ text: @autoclosure () -> String, _ done: Int, of count: Int) {
        guard isShown, count > 0, watch.milliseconds - lastShown >= 100 else { return }
        lastShown = watch.milliseconds
        let filled = Self.barWidth * done / count
        let bar =
            String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barWidth - filled)
        let left = done > 0 ? lastShown * (count - done) / done / 1000 : 0
        show(line: "\(text()) [\(bar)] \(100 * done / count) %" + (left > 0 ? ", \(left) s left" : ""))
    }

    private static let barWidth = 20

    private func show(line whole: String) {
        // A line that wraps can't be overwritten.
        let columns = Console.width(of: 2)
        let line = columns > 1 ? String(whole.prefix(columns - 1)) : whole
        Console.error("\r" + line + String(repeating: " ", count: max(0, width - line.count)))
        width = line.count
    }

    /// Takes the line away.
    func clear() {
        if width > 0 { Console.error("\r" + String(repeating: " ", count: width) + "\r") }
        width = 0
    }
}
