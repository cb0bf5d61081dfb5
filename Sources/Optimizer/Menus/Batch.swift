// SPDX-License-Identifier: GPL-2.0-or-later

/// Options of one kind that are asked about together.
enum Batch {
    /// More than this many options in one question, and models begin to skip some.
    static let largest = 15

    /// The options for the next question: the first kind that there are any of.
    static func next(of options: [OptionView], size: Int) -> [OptionView] {
        for kind in OptionView.Kind.allCases {
            let same = options.filter { $0.kind == kind }
            if !same.isEmpty { return Array(same.prefix(min(size, largest))) }
        }
        return []
    }
}
