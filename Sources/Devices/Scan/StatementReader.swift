// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// Finds tables and aliases in the statements of one source.
final class StatementReader {
    private struct Table {
        let tag: StringID
        let elements: [TableElement]
        let condition: Int32
        var isDeclared = false
    }

    private let context: DeviceContext
    private let path: String
    private let scope: NameScope
    private var pool: CPool { context.pool }
    private var words: CWords { context.pool.words }
    private var conditions: [BuildCondition] = [.always]
    /// The source and what it includes as text.
    private var files: [String] = []
    private var tables: [StringID: Table] = [:]
    private var order: [StringID] = []
    private var declared: [(kind: String, name: StringID, file: Int16, line: Int32, condition: Int32)] = []
    private var aliases: [DeviceAlias] = []
    private var problems: [DeviceProblem] = []
    private var things: [NamedThing] = []
    private var interesting: [StringID: Bool] = [:]

    init(_ context: DeviceContext, _ path: String, _ scope: NameScope) {
        self.context = context
        self.path = path
        self.scope = scope
    }

    func number(of condition: BuildCondition) -> Int32 {
        if conditions.last == condition { return Int32(conditions.count - 1) }
        if let index = conditions.firstIndex(of: condition) { return Int32(index) }
        conditions.append(condition)
        return Int32(conditions.count - 1)
    }

    func number(ofFile name: String) -> Int16 {
        if let index = files.firstIndex(of: name) { return Int16(index) }
        files.append(name)
        return Int16(files.count - 1)
    }

    private func note(_ file: Int16, _ line: Int32, _ reason: String) {
        problems.append(DeviceProblem(file: files[Int(file)], line: Int(line), reason: reason))
    }

    // MARK: - Statements

    func take(_ tokens: [CToken], depth: Int = 0) {
        if depth < 4, let calls = callOfInterest(tokens) {
            // What stands before the call belongs to other macros.
            var part: [CToken] = []
            var braces = 0
            for token in scope.expander.expand(tokens[calls...]) {
                part.append(token)
                if token.text == words.openBrace { braces += 1 }
                if token.text == words.closeBrace { braces -= 1 }
                if token.text == words.semicolon, braces == 0 {
                    take(part, depth: depth + 1)
                    part = []
                }
            }
            if !part.isEmpty { take(part, depth: depth + 1) }
            if calls == 0 { return }
        }
        readTerminals(tokens)
        readEnum(tokens)
        readTable(tokens)
    }

    /// A macro, called outside braces, that stands for tables or aliases.
    private func callOfInterest(_ tokens: [CToken]) -> Int? {
        guard tokens.count > 2 else { return nil }
        for index in 0..<(tokens.count - 1) {
            if tokens[index].text == words.openBrace || tokens[index].text == words.equals { return nil }
            guard tokens[index].kind == .name else { continue }
            let isCall = tokens[index + 1].text == words.open
            if isOfInterest(tokens[index].text, 0, isCall: isCall) { return index }
        }
        return nil
    }

    private func isOfInterest(_ name: StringID, _ depth: Int, isCall: Bool = true) -> Bool {
        if context.layouts[name] != nil { return false }
        if !isCall {
            // A table begins with it.
            guard let macro = scope.ownMacro(name), macro.parameters == nil else { return false }
            return macro.body.contains { context.layouts[$0.text] != nil }
        }
        if let known = interesting[name] { return known }
        guard depth < 6, let macro = scope.macro(name), macro.parameters != nil else { return false }
        interesting[name] = false
        let answer = macro.body.contains { token in
            guard token.kind == .name else { return false }
            if scope.terminals.contains(token.text) || context.layouts[token.text] != nil { return true }
            return isOfInterest(token.text, depth + 1)
        }
        // `MODULE_LICENSE` and so on are informations, too.
        interesting[name] = answer && !isOtherInformation(macro)
        return interesting[name]!
    }

    private func isOtherInformation(_ macro: Macro) -> Bool {
        guard let first = macro.body.first, scope.terminals.contains(first.text), macro.body.count > 2 else {
            return false
        }
        let name = pool.text(first.text)
        return name.hasSuffix("MODULE_INFO") && pool.text(macro.body[2].text) != "alias"
    }

    private func readTerminals(_ tokens: [CToken]) {
        var index = 0
        var braces = 0
        while index + 1 < tokens.count {
            let token = tokens[index]
            if token.text == words.openBrace { braces += 1 }
            if token.text == words.closeBrace { braces -= 1 }
            if braces == 0, scope.terminals.contains(token.text), tokens[index + 1].text == words.open {
                var arguments: [[CToken]] = [[]]
                var depth = 0
                index += 1
                while index < tokens.count {
                    let text = tokens[index].text
                    if text == words.open { depth += 1 }
                    if text == words.close { depth -= 1 }
                    if depth == 0 { break }
                    if text == words.comma, depth == 1 {
                        arguments.append([])
                    } else if !(text == words.open && depth == 1) {
                        arguments[arguments.count - 1].append(tokens[index])
                    }
                    index += 1
                }
                terminal(token, arguments)
            }
            index += 1
        }
    }

    private func terminal(_ token: CToken, _ arguments: [[CToken]]) {
        if token.text == words.deviceTable {
            guard arguments.count == 2, let kind = arguments[0].first,
                let name = scope.expander.expand(arguments[1]).first
            else { return }
            declared.append((pool.text(kind.text), name.text, token.file, token.line, token.condition))
            return
        }
        var arguments = arguments
        if token.text != words.alias {
            guard arguments.count > 1, arguments[0].first.map({ pool.text($0.text) }) == "alias" else {
                return
            }
            arguments = [arguments.last!]
        }
        let text = scope.expander.expand(
            Array(arguments.joined(separator: [CToken(kind: .sign, text: words.comma, line: 0)])))
        guard !text.isEmpty, text.allSatisfy({ $0.kind == .text }) else {
            return note(token.file, token.line, "the text of an alias")
        }
        let bytes = text.flatMap { CText.bytes(pool.text($0.text)) }
        add(String(decoding: bytes, as: UTF8.self), token.file, token.line, token.condition, .line)
    }

    private func add(
        _ pattern: String, _ file: Int16, _ line: Int32, _ condition: Int32, _ source: DeviceAlias.Way
    ) {
        aliases.append(
            DeviceAlias(
                pattern: pattern, source: path, file: files[Int(file)], line: Int(line),
                condition: conditions[Int(condition)],
                way: source))
    }

    private func readEnum(_ tokens: [CToken]) {
        guard let start = tokens.firstIndex(where: { $0.text == words.enum }), start < 3,
            let open = tokens[start...].firstIndex(where: { $0.text == words.openBrace }), open <= start + 3,
            let close = tokens[open...].firstIndex(where: { $0.text == words.closeBrace })
        else { return }
        scope.define(EnumReader.constants(tokens[(open + 1)..<close], words))
    }

    // MARK: - Tables

    private func readTable(_ tokens: [CToken]) {
        guard let equals = tokens.firstIndex(where: { $0.text == words.equals }),
            let structure = lastStructure(tokens[..<equals]),
            structure + 2 < equals
        else { return }
        var tag = tokens[structure + 1].text
        if context.layouts[tag] == nil, let other = scope.macro(tag)?.body.first { tag = other.text }
        let declarator = tokens[(structure + 2)..<equals]
        // A pointer to a table is none.
        if declarator.contains(where: { $0.text == words.star }) { return }
        guard let layout = context.layouts[tag] else {
            if let kind = context.named.kind(tag) { readNamed(kind, tokens[(equals + 1)...]) }
            return
        }
        let bracket = declarator.firstIndex { $0.text == words.openBracket }
        // A single structure is an entry of a section of the kernel, as of `IRQCHIP_DECLARE`.
        if bracket == nil, layout.index(of: pool.intern("compatible")) == nil { return }
        guard let name = name(declarator, bracket) else { return }
        var initialiser = scope.expander.expand(tokens[(equals + 1)...])
        if initialiser.last?.text == words.semicolon { initialiser.removeLast() }
        let scope = scope
        var reader = InitialiserReader(initialiser, pool) { scope.constant($0) }
        let elements = bracket == nil ? reader.single(layout).map { [$0] } ?? [] : reader.table(layout)
        if tables[name] == nil { order.append(name) }
        // The same table again, for another configuration.
        let known = tables[name]?.elements ?? []
        tables[name] = Table(tag: tag, elements: known + elements, condition: tokens[0].condition)
    }

    /// The last `struct` that is not in parentheses: attributes name others, as in `__aligned(__alignof__(struct x))`.
    private func lastStructure(_ tokens: ArraySlice<CToken>) -> Int? {
        var depth = 0
        var last: Int?
        for index in tokens.indices {
            if tokens[index].text == words.open { depth += 1 }
            if tokens[index].text == words.close { depth -= 1 }
            if depth == 0, tokens[index].text == words.struct { last = index }
        }
        return last
    }

    /// What has a name of its own: a driver, a console, a type of file systems.
    private func readNamed(_ kind: NamedThing.Kind, _ initialiser: ArraySlice<CToken>) {
        var reader = InitialiserReader(scope.expander.expand(initialiser), pool) { _ in nil }
        guard let element = reader.single(context.named.layout),
            let name = context.named.name(element.value, pool)
        else { return }
        things.append(
            NamedThing(
                kind: kind, name: name, source: path, file: files[Int(element.file)], line: Int(element.line),
                condition: conditions[Int(element.condition)]))
    }

    /// The name that is declared: the last one before the brackets that is no attribute's.
    private func name(_ declarator: ArraySlice<CToken>, _ bracket: Int?) -> StringID? {
        if let bracket { return declarator[..<bracket].last { $0.kind == .name }?.text }
        let names = declarator.filter { $0.kind == .name && pool.text($0.text) != "const" }
        // Most names that begin so are attributes, but `__of_table_gic` is one.
        return (names.first { !pool.text($0.text).hasPrefix("__") } ?? names.first)?.text
    }

    /// The kind of a table that nothing declares, from its structure.
    private static func kind(_ tag: String) -> String {
        let known = [
            "x86_cpu_id": "x86cpu", "cpu_feature": "cpu", "amba_id": "amba", "dmi_system_id": "dmi",
            "hv_vmbus_device_id": "vmbus", "mei_cl_device_id": "mei", "fsl_mc_device_id": "fslmc",
            "hda_device_id": "hdaudio", "rio_device_id": "rapidio", "tee_client_device_id": "tee",
        ]
        return known[tag] ?? (tag.hasSuffix("_device_id") ? String(tag.dropLast("_device_id".count)) : tag)
    }

    func finish() -> DeviceScan {
        for (kind, name, file, line, condition) in declared {
            guard let table = tables[name] else {
                note(file, line, "the table \(pool.text(name)) is not in this file")
                continue
            }
            tables[name]?.isDeclared = true
            emit(kind, table, and: condition, .table)
        }
        for name in order {
            guard let table = tables[name], !table.isDeclared else { continue }
            emit(Self.kind(pool.text(table.tag)), table, and: 0, .driver)
        }
        return DeviceScan(aliases: aliases, things: things, problems: problems)
    }

    private func emit(_ kind: String, _ table: Table, and condition: Int32, _ source: DeviceAlias.Way) {
        if kind == "earlycon" || kind == "earlycon_id" { return earlycon(table) }
        guard AliasFormats.knows(kind), let layout = context.layouts[table.tag] else {
            if source == .table, let first = table.elements.first {
                note(first.file, first.line, "tables of kind \(kind)")
            }
            return
        }
        var elements = table.elements[...]
        while let last = elements.last, last.value.isZero { elements.removeLast() }
        var seen: Set<String> = []
        for element in elements {
            guard let found = AliasFormats.aliases(kind, TableEntry(element.value, layout, pool)) else {
                note(element.file, element.line, "an entry of a table of kind \(kind)")
                continue
            }
            let both = conditions[Int(element.condition)].and(conditions[Int(condition)])
            let number = number(of: both)
            for pattern in found where seen.insert("\(pattern) \(number)").inserted {
                add(pattern, element.file, element.line, number, source)
            }
        }
    }

    private func earlycon(_ table: Table) {
        guard let layout = context.layouts[table.tag] else { return }
        for element in table.elements {
            let entry = TableEntry(element.value, layout, pool)
            if let name = entry.text("name") {
                add("earlycon:\(name)", element.file, element.line, element.condition, .earlyConsole)
            }
            if let compatible = entry.text("compatible"), !compatible.isEmpty {
                add("of:N*T*C\(compatible)", element.file, element.line, element.condition, .earlyConsole)
            }
        }
    }
}
