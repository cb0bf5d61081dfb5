// SPDX-License-Identifier: GPL-2.0-or-later

/// Counts how many of its inputs are true, as far as somebody asks.
///
/// O. Bailleux and Y. Boufkhad, "Efficient CNF Encoding of Boolean Cardinality Constraints" (CP 2003), built
/// incrementally as in R. Martins et al., "Incremental Cardinality Constraints for MaxSAT" (CP 2014): outputs
/// beyond the bound asked for don't exist yet.
final class Totalizer {
    private final class Node {
        let left: Node?
        let right: Node?
        let size: Int
        /// `outputs[k]` is true when more than k inputs are.
        var outputs: [Literal]

        init(input: Literal) {
            left = nil
            right = nil
            size = 1
            outputs = [input]
        }

        init(_ left: Node, _ right: Node) {
            self.left = left
            self.right = right
            size = left.size + right.size
            outputs = []
        }
    }

    private let root: Node
    private let session: SATSession

    /// How many inputs there are.
    var count: Int { root.size }

    /// - Parameter session: what the counter's clauses go to.
    init(_ inputs: [Literal], _ session: SATSession) {
        self.session = session
        var level = inputs.map { Node(input: $0) }
        while level.count > 1 {
            var next: [Node] = []
            for index in stride(from: 0, to: level.count - 1, by: 2) {
                next.append(Node(level[index], level[index + 1]))
            }
            if level.count % 2 == 1 { next.append(level[level.count - 1]) }
            level = next
        }
        root = level[0]
    }

    /// A literal that is true when more than `bound` inputs are; nil when there are no more than that.
    func moreThan(_ bound: Int) -> Literal? {
        guard bound < root.size else { return nil }
        extend(root, to: bound + 1)
        return root.outputs[bound]
    }

    /// Sums are only forced upwards: that is all that an upper bound needs.
    private func extend(_ node: Node, to wanted: Int) {
        let target = min(wanted, node.size)
        guard let left = node.left, let right = node.right, node.outputs.count < target else { return }
        extend(left, to: target)
        extend(right, to: target)
        let old = node.outputs.count
        while node.outputs.count < target { node.outputs.append(session.newVariable()) }
        for a in 0...min(left.outputs.count, target) {
            for b in 0...min(right.outputs.count, target) where a + b > old && a + b <= target {
                var clause = [node.outputs[a + b - 1]]
                if a > 0 { clause.append(-left.outputs[a - 1]) }
                if b > 0 { clause.append(-right.outputs[b - 1]) }
                session.add(clause)
            }
        }
    }
}
