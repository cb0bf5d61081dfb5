// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Numbers for people.
public enum Figures {
    /// `+1.23 %` of a logarithm.
    static func percent(_ logarithm: Double) -> String {
        let value = (exp(logarithm) - 1) * 100
        return (value < 0 ? "-" : "+") + decimal(abs(value), 2) + " %"
    }

    /// All of a few changes, else how many.
    static func list(_ wishes: [String]) -> String {
        wishes.count > 4 ? "\(wishes.count) changes" : wishes.joined(separator: " ")
    }

    /// Seconds as one would say them.
    static func time(_ seconds: Double) -> String {
        if seconds < 100 { return "\(Int(seconds.rounded(.up))) s" }
        return seconds < 6000 ? "\(Int((seconds / 60).rounded(.up))) min" : "\(decimal(seconds / 3600, 1)) h"
    }

    /// A measured value: six digits of it, without zeros at the end.
    public static func value(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return "\(value)" }
        let before = Int(log10(abs(value)).rounded(.down)) + 1
        guard (-3...15).contains(before) else { return "\(value)" }
        var text = (value < 0 ? "-" : "") + decimal(abs(value), max(0, 6 - before))
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// With so many digits behind the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        let scale = pow(10, Double(digits))
        let rounded = (value * scale).rounded()
        guard rounded < 1e15 else { return "\(value)" }
        let whole = Int(rounded)
        if digits == 0 { return "\(whole)" }
        let part = String(whole % Int(scale))
        return "\(whole / Int(scale))." + String(repeating: "0", count: digits - part.count) + part
    }
}
