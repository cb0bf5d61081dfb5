// SPDX-License-Identifier: GPL-2.0-or-later

extension KconfigModel {
    /// Whether recursive dependencies were found (`ParseOptions.allowsCycles`): then nothing can be said about values.
    public var hasCycles: Bool { cyclicTree != nil }

    /// Whether the tree has no recursive dependency once some lines below its statements are gone.
    public func isAcyclic(without lines: Set<Location>) -> Bool {
        guard let tree = cyclicTree else { return true }
        let options = ParseOptions(root: "", dialect: dialect, shell: NoShell(), sourceTree: nil)
        let context = LexContext(options: options, sourceTree: nil)
        context.strings = strings
        context.sources = sources
        var builder = GraphBuilder(tree.without(lines), context: context)
        builder.finalize()
        var check = DependencyCheck(builder)
        return check.run()
    }
}

extension SyntaxTree {
    /// The tree without the lines that stand at these places. Of a type or prompt only its condition goes.
    fileprivate func without(_ lines: Set<Location>) -> SyntaxTree {
        var tree = self
        tree.attributes.removeAll(keepingCapacity: true)
        for index in nodes.indices {
            let start = tree.attributes.count
            for attribute in attributes[nodes[index].attributes] {
                guard lines.contains(attribute.location) else {
                    tree.attributes.append(attribute)
                    continue
                }
                if let rest = attribute.withoutCondition { tree.attributes.append(rest) }
            }
            tree.nodes[index].attributes = start..<tree.attributes.count
        }
        return tree
    }
}

extension SyntaxAttribute {
    /// What a line says beside what it depends on; nil when nothing is left.
    fileprivate var withoutCondition: SyntaxAttribute? {
        switch kind {
        case .type, .prompt:
            var rest = self
            rest.condition = .none
            return rest
        case .default where type != .unknown:
            var rest = SyntaxAttribute(kind: .type, location: location)
            rest.type = type
            return rest
        default: return nil
        }
    }
}
