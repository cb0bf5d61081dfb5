// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which objects of a build hang on which options, as `scripts/basic/fixdep.c` of the kernel has noted in the files
/// `.NAME.o.cmd` beside them: what a change costs before it is built.
public struct BuildFootprint: Equatable, Sendable {
    /// By the name of an option, the numbers of the objects whose sources mention it, ascending.
    private var objects: [String: [Int]] = [:]
    /// How many objects there are.
    public private(set) var count = 0

    /// Reads what a build has left.
    ///
    /// - Parameter folder: of the objects. Without any `.cmd` file in it nothing is known, and `count` is 0.
    public init(folder: String) {
        let notes = FileTree.files(
            below: folder, skipping: { _ in false }, taking: { $0.hasSuffix(".o.cmd") })
        for name in notes {
            if let text = SourceText(path: "\(folder)/\(name)") { add(text.bytes) }
        }
    }

    /// Of the kind that `text` gives; nil for anything else.
    public init?(_ text: UnsafeBufferPointer<UInt8>) {
        var lines = String(decoding: text, as: UTF8.self).split(separator: "\n")[...]
        guard let count = lines.popFirst().flatMap({ Int($0) }) else { return nil }
        self.count = count
        for line in lines {
            let words = line.split(separator: " ")
            objects[String(words[0])] = words.dropFirst().compactMap { Int($0) }
        }
    }

    /// The number of objects, then a line for each option with those that hang on it.
    public var text: String {
        "\(count)\n"
            + objects.sorted { $0.key < $1.key }.map { name, numbers in
                "\(name) \(numbers.map(String.init).joined(separator: " "))\n"
            }.joined()
    }

    /// How many objects are made anew when these options change.
    public func affected(by options: some Sequence<String>) -> Int {
        options.reduce(into: Set<Int>()) { $0.formUnion(objects[$1] ?? []) }.count
    }

    // MARK: - Reading

    private static let mark = Array("(wildcard include/config/".utf8)

    /// An object without options, as a link of others, counts for nothing.
    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var options: Set<String> = []
        var position = 0
        while let found = ByteSearch.firstRange(of: Self.mark, in: bytes, from: position) {
            let start = found + Self.mark.count
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ")")) ?? bytes.endIndex
            options.insert(Self.option(String(decoding: bytes[start..<end], as: UTF8.self)))
            position = end
        }
        if options.isEmpty { return }
        for option in options { objects[option, default: []].append(count) }
        count += 1
    }

    /// `FOO_BAR`; `foo/bar.h` before Linux 5.15.
    private static func option(_ path: String) -> String {
        guard path.hasSuffix(".h") else { return path }
        return String(path.dropLast(2).map { $0 == "/" ? "_" : $0 }).uppercased()
    }
}
