// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// What several architectures say of one thing: those that say the same together.
struct ArchitectureAnswers {
    private var groups: [(architectures: [String], answer: BuildAnswer)] = []
    private var count = 0

    /// Something is found on one of them.
    var isEmpty: Bool { groups.allSatisfy(\.answer.isEmpty) }

    mutating func add(_ answer: BuildAnswer, _ architecture: String) {
        count += 1
        if let same = groups.firstIndex(where: { $0.answer.body == answer.body }) {
            groups[same].architectures.append(architecture)
        } else {
            groups.append(([architecture], answer))
        }
    }

    /// What is found first.
    private var sorted: [(architectures: [String], answer: BuildAnswer)] {
        groups.filter { !$0.answer.isEmpty } + groups.filter(\.answer.isEmpty)
    }

    var text: String {
        guard let asked = groups.first?.answer.asked else { return "" }
        return "\(asked)\n"
            + sorted.map { names, answer in
                let all =
                    names.count == count && count > 1
                    ? "all \(count) architectures" : names.joined(separator: ", ")
                return "  \(all):\n" + answer.body.split(separator: "\n").map { "  \($0)\n" }.joined()
            }.joined()
    }

    /// An answer for each group, with the names of its architectures.
    var json: [JSONValue] {
        sorted.map { names, answer in
            guard case .object(let members) = answer.json else { return answer.json }
            return .object(members + [.init("architectures", .array(names.map { .string($0) }))])
        }
    }
}
