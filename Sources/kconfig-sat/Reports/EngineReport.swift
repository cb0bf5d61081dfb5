// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// What `encode --verify` tells.
enum EngineReport {
    static func text(_ comparison: EngineComparison) -> String {
        var text =
            "\(comparison.questions) questions, \(comparison.satisfiable) of them with a model: all engines agree\n"
        text += "\(comparison.decoded) models were read as configurations\n"
        for one in comparison.contestants {
            text +=
                "\(one.name): \(seconds(one.loading)) s to load, \(seconds(one.answering)) s for all answers\n"
        }
        return text
    }

    private static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 100).rounded())
        let rest = String(tenths % 100)
        return "\(tenths / 100)." + (rest.count == 1 ? "0" : "") + rest
    }
}
