// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport

@testable import KconfigParse

extension SourceMap {
    /// `file:line:column: severity: message`.
    func show(_ diagnostic: Diagnostic) -> String {
        let place =
            diagnostic.location.file.isNone
            ? "" : "\(describe(diagnostic.location)):\(diagnostic.location.column): "
        let related = diagnostic.related.map { "\n    \(describe($0.location)): \($0.message)" }
        return "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)" + related.joined()
    }
}

/// Everything that is said about a text.
func diagnostics(
    _ text: String, _ dialect: Dialect = .modern, isStrict: Bool = false, files: [String: String] = [:],
    shell: any Shell = FakeShell()
) -> [String] {
    do {
        let model = try parse(text, dialect, isStrict: isStrict, files: files, shell: shell)
        return model.diagnostics.map { model.sources.show($0) }
    } catch let error as KconfigError {
        return error.diagnostics.map { error.sources.show($0) }
    } catch { return ["\(error)"] }
}

extension KconfigModel {
    func type(_ name: String) -> SymbolType { symbols[symbol(name)].type }
    func direct(_ name: String) -> String { describe(symbols[symbol(name)].directDependency) }
    func reverse(_ name: String) -> String { describe(symbols[symbol(name)].reverseDependency) }
    func implied(_ name: String) -> String { describe(symbols[symbol(name)].implied) }

    /// The properties of a symbol, one line each.
    func shown(_ name: String) -> [String] {
        properties(of: symbol(name)).map { _, property in
            let value =
                property.hasText ? "\"\(strings.text(property.text))\"" : describe(property.expression)
            let when = property.condition.isNone ? "" : " if \(describe(property.condition))"
            return "\(property.kind) \(value)\(when)"
        }
    }

    /// The menu tree: names and titles, children in braces.
    var outline: String { outline(Self.root) }

    private func outline(_ parent: MenuID) -> String {
        var list: [String] = []
        var child = menus[parent].firstChild
        while !child.isNone {
            let node = menus[child]
            defer { child = node.next }
            if node.kind == .conditional { continue }
            let title = node.prompt.isNone ? "" : strings.text(properties[node.prompt].text)
            let name = node.symbol.isNone ? "'\(title)'" : self.name(node.symbol)
            let below = outline(child)
            list.append(below.isEmpty ? name : "\(name){\(below)}")
        }
        return list.joined(separator: " ")
    }
}

/// Runs on a thread with a stack like the program's own.
func onLargeStack(_ body: @escaping () -> Void) {
    final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 1 << 30)
    var thread = pthread_t()
    let code = pthread_create(
        &thread, &attributes,
        { argument in
            Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Work(body)).toOpaque())
    precondition(code == 0)
    pthread_join(thread, nil)
}
