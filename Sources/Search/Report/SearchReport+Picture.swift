// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// report.svg: a point with its interval for each round that was measured, a line for the best so far, a cross for each kernel
/// that was not built or did not boot.
extension SearchReport {
    public var picture: String { Picture(self).text }

    private struct Picture {
        private let report: SearchReport
        private let width = 720.0
        private let height = 320.0
        private let left = 64.0
        private let bottom = 40.0
        private let top = 16.0
        private let lowest: Double
        private let highest: Double

        init(_ report: SearchReport) {
            self.report = report
            let ends = report.entries.filter { $0.gain != nil }.flatMap { [$0.low, $0.high] }.filter(
                \.isFinite)
            // Something of a scale, also when nothing differs.
            lowest = min(ends.min() ?? 0, -0.005)
            highest = max(ends.max() ?? 0, 0.005)
        }

        var text: String {
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" font-size="11">
            <rect width="\(Int(width))" height="\(Int(height))" fill="#ffffff"/>
            \(axis)\(best)\(points)</svg>

            """
        }

        private func x(_ number: Int) -> Double {
            left + (width - left - 20) * (Double(number) + 0.5) / Double(max(report.entries.count, 1))
        }

        private func y(_ gain: Double) -> Double {
            top + (height - top - bottom) * (highest - min(max(gain, lowest), highest)) / (highest - lowest)
        }

        private func number(_ value: Double) -> String {
            value < 0 ? "-\(Figures.decimal(-value, 1))" : Figures.decimal(value, 1)
        }

        private var axis: String {
            let step = step
            var text = ""
            var tick = (lowest / step).rounded(.up) * step
            while tick <= highest {
                let place = number(y(tick))
                text +=
                    "<line x1=\"\(number(left))\" y1=\"\(place)\" x2=\"\(number(width - 20))\" y2=\"\(place)\" "
                    + "stroke=\"\(abs(tick) < step / 2 ? "#444444" : "#dddddd")\"/>\n"
                    + "<text x=\"\(number(left - 6))\" y=\"\(number(y(tick) + 4))\" text-anchor=\"end\">"
                    + "\(Figures.percent(tick))</text>\n"
                tick += step
            }
            return text
                + "<text x=\"\(number(width / 2))\" y=\"\(number(height - 8))\" text-anchor=\"middle\">round</text>\n"
        }

        /// Some five lines, at 1, 2 or 5 times a power of ten.
        private var step: Double {
            let rough = (highest - lowest) / 5
            let power = pow(10, floor(log10(rough)))
            return power * (rough / power < 2 ? 2 : rough / power < 5 ? 5 : 10)
        }

        private var points: String {
            report.entries.map { entry in
                let place = x(entry.round.number)
                if entry.round.state == .bootFailed || entry.round.state == .buildFailed {
                    return cross(place, y(lowest), entry.round)
                }
                guard let gain = entry.gain else { return "" }
                let color = entry.verdict?.outcome == .better ? "#1a7f37" : "#8c8c8c"
                return "<line x1=\"\(number(place))\" y1=\"\(number(y(entry.low)))\" x2=\"\(number(place))\" "
                    + "y2=\"\(number(y(entry.high)))\" stroke=\"\(color)\"/>\n"
                    + "<circle cx=\"\(number(place))\" cy=\"\(number(y(gain)))\" r=\"3.5\" fill=\"\(color)\">"
                    + "<title>\(title(entry.round)): \(Figures.percent(gain))</title></circle>\n"
            }.joined()
        }

        private func cross(_ x: Double, _ y: Double, _ round: Round) -> String {
            let (a, b, c, d) = (number(x - 4), number(x + 4), number(y - 12), number(y - 4))
            return
                "<path d=\"M\(a) \(c)L\(b) \(d)M\(a) \(d)L\(b) \(c)\" stroke=\"#c0392b\" stroke-width=\"2\">"
                + "<title>\(title(round)): \(round.state.rawValue)</title></path>\n"
        }

        private var best: String {
            var (level, path) = (0.0, "M\(number(left)) \(number(y(0)))")
            for entry in report.entries {
                if let gain = entry.gain, entry.verdict?.outcome == .better, entry.round.phase != .screen,
                    gain > level
                {
                    path += "H\(number(x(entry.round.number)))V\(number(y(gain)))"
                    level = gain
                }
            }
            return
                "<path d=\"\(path)H\(number(width - 20))\" fill=\"none\" stroke=\"#1a7f37\" stroke-dasharray=\"4 3\"/>\n"
        }

        /// For XML.
        private func title(_ round: Round) -> String {
            let wishes = round.wishes.prefix(6).joined(separator: " ")
            return "\(round.number) \(round.phase.rawValue) \(wishes)".map { character in
                switch character {
                case "<": "&lt;"
                case ">": "&gt;"
                case "&": "&amp;"
                default: String(character)
                }
            }.joined()
        }
    }
}
