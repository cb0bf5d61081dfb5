// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

@testable import KconfigParse

extension Dialect {
    static let modern = Dialect(major: 6, minor: 12)
    static let legacy = Dialect(major: 6, minor: 1)
}

/// Answers commands from a list and remembers what it was asked.
final class FakeShell: Shell {
    var answers: [String: String] = [:]
    /// Fails to start any process.
    var isBroken = false
    private(set) var commands: [String] = []

    init(_ answers: [String: String] = [:]) { self.answers = answers }

    func run(_ command: [UInt8]) -> [UInt8]? {
        let text = String(decoding: command, as: UTF8.self)
        commands.append(text)
        return isBroken ? nil : Array((answers[text] ?? "").utf8)
    }
}

/// A tree of files in a folder that goes away with the object.
final class Tree {
    let path: String

    init(_ files: [String: [UInt8]]) {
        path = NSTemporaryDirectory() + "kconfig-sat-\(UUID().uuidString)"
        for (name, bytes) in files {
            let url = URL(fileURLWithPath: "\(path)/\(name)")
            try! FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            put(bytes, at: url.path)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// As a tree of another project than the kernel.
    func parseForeign(root: String = "Kconfig") throws -> KconfigModel {
        try KconfigModel.parse(
            ParseOptions(
                root: root, dialect: .newest, tolerance: .missingFiles, shell: FakeShell(), sourceTree: path))
    }

    func parse(
        _ dialect: Dialect = .modern, isStrict: Bool = false, shell: any Shell = FakeShell()
    ) throws -> KconfigModel {
        try KconfigModel.parse(
            ParseOptions(
                root: "Kconfig", dialect: dialect, tolerance: isStrict ? .none : .spellings, shell: shell,
                sourceTree: path))
    }
}

/// Parses a text that is the file `Kconfig`, and others beside it.
func parse(
    _ text: String, _ dialect: Dialect = .modern, isStrict: Bool = false, files: [String: String] = [:],
    shell: any Shell = FakeShell()
) throws -> KconfigModel {
    try parse(Array(text.utf8), dialect, isStrict: isStrict, files: files, shell: shell)
}

func parse(
    _ bytes: [UInt8], _ dialect: Dialect = .modern, isStrict: Bool = false, files: [String: String] = [:],
    shell: any Shell = FakeShell()
) throws -> KconfigModel {
    try Tree(files.mapValues { Array($0.utf8) }.merging(["Kconfig": bytes]) { $1 }).parse(
        dialect, isStrict: isStrict, shell: shell)
}

extension SourceMap {
    /// `file:line:column: severity: message`.
    func show(_ diagnostic: Diagnostic) -> String {
        let place =
            diagnostic.location.file.isNone
            ? "" : "\(describe(diagnostic.location)):\(diagnostic.location.column): "
        return "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)"
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
    func symbol(_ name: String) -> SymbolID { symbol(named: name)! }
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

/// Numbers that are the same in each run (Knuth's linear congruential generator).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// Writes a file as it is, without waiting for the disk.
func put(_ bytes: [UInt8], at path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
}
