// SPDX-License-Identifier: GPL-2.0-or-later

extension KconfigModel {
    /// Stands for all that an answer about the tree can depend on: the texts of its files, and the graph that was made of them
    /// with these variables and these results of commands. Sixteen digits; another build of the program may have others.
    public var contentHash: String {
        var hash = Hash64()
        for file in sources.files.elements {
            hash.add(file.name.utf8)
            hash.add(file.text.bytes)
            hash.add(number: UInt32(truncatingIfNeeded: file.text.bytes.count))
        }
        hash.add("\(dialect.behaviours.bits) \(dialect.spellings.bits) \(dialect) \(project)".utf8)
        for (name, value) in usedEnvironment { hash.add("\(name)=\(value)\n".utf8) }
        for index in 0..<strings.count {
            let text = strings.text(StringID(raw: UInt32(index)))
            hash.add(text.utf8)
            hash.add(number: UInt32(truncatingIfNeeded: text.utf8.count))
        }
        addGraph(to: &hash)
        return hash.hex
    }

    private func addGraph(to hash: inout Hash64) {
        for symbol in symbols.symbols.elements {
            hash.add(number: symbol.name.raw)
            hash.add(number: UInt32(symbol.type.rawValue))
            hash.add(number: symbol.directDependency.raw)
            hash.add(number: symbol.reverseDependency.raw)
            hash.add(number: symbol.implied.raw)
        }
        for node in expressions.nodes.elements {
            hash.add(number: UInt32(node.kind.rawValue))
            hash.add(number: node.left)
            hash.add(number: node.right)
        }
        for property in properties.elements {
            hash.add(number: UInt32(property.kind.rawValue))
            hash.add(number: property.text.raw)
            hash.add(number: property.expression.raw)
            hash.add(number: property.condition.raw)
            hash.add(number: property.menu.raw)
        }
        for menu in menus.elements {
            hash.add(number: menu.symbol.raw)
            hash.add(number: menu.parent.raw)
            hash.add(number: menu.prompt.raw)
            hash.add(number: menu.visibility.raw)
        }
    }
}

extension Hash64 {
    fileprivate mutating func add(number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            add(CollectionOfOne(UInt8(truncatingIfNeeded: number >> UInt32(shift))))
        }
    }
}
