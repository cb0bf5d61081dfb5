// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Matrix
import Probes
import Solver

/// What came of cells in earlier runs, also in runs that were killed: by the content of all that it depends on, so that nothing
/// has to be thrown away, and nothing is done twice.
struct KeptCells {
    let cache: CacheFolder
    /// `KconfigModel.contentHash`.
    let tree: String

    private static let kind = "cell"

    /// The name of a cell's answer.
    ///
    /// - Parameter question: what it depends on beside the tree and the policy.
    func name(_ cell: MatrixCell, _ policy: Satconfig, _ question: String) -> String {
        var hash = Hash64()
        hash.add("\(kconfigSatVersion) \(tree) \(ConfigEnvironment.prefix) \(cell.name) \(question)\n".utf8)
        for line in policy.requirements { add(line, to: &hash) }
        for wish in policy.preferences {
            hash.add("\(wish.isWeak) \(wish.weight) ".utf8)
            add(wish.requirement, to: &hash)
        }
        let marks = policy.marks
        hash.add("\(marks.closed?.description ?? "open") \(marks.waivedUnmet.map(\.raw).sorted())\n".utf8)
        for review in marks.reviews { hash.add("\(review.symbol.raw)\n".utf8) }
        return hash.hex
    }

    private func add(_ line: Requirement, to hash: inout Hash64) {
        hash.add("\(line.origin) \(line.text)\n".utf8)
        if case .value(let symbol, let values) = line.kind { hash.add("\(symbol.raw) \(values)\n".utf8) }
    }

    func find(_ name: String) -> CellAnswer? {
        guard let text = cache.load(name, kind: Self.kind) else { return nil }
        let json = withExtendedLifetime(text) { try? JSONValue(parsing: text.bytes) }
        return json.flatMap(CellAnswer.init(json:))
    }

    /// Keeps an answer that time had no part in.
    func keep(_ answer: CellAnswer, _ name: String) {
        guard answer.isOptimal, ![.stopped, .malformed].contains(answer.outcome) else { return }
        cache.save(Array(answer.json.compact.utf8), name, kind: Self.kind)
    }
}
