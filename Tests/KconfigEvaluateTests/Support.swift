// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport

@testable import KconfigEvaluate

extension Evaluator {
    /// Reads a configuration as `conf --olddefconfig` does; gives what was complained about.
    @discardableResult
    func read(_ config: String) -> String {
        var messages = ""
        warn = { messages += $0 }
        isChanged = false
        load(SourceText(copying: Array(config.utf8)), name: ".config")
        settle()
        return messages
    }

    /// The value of a symbol as text.
    func value(of name: String) -> String { strings.text(text(model.symbol(named: name)!)) }

    /// The lines that set something.
    var lines: [String] {
        String(decoding: dotConfig(), as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("CONFIG_") || $0.hasSuffix("is not set") }
    }
}
