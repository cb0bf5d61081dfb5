// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The results of commands under one key, and the bytes they are kept as.
///
/// The bytes are a magic line, a checksum, and then numbers (32 bits, little-endian) and texts (length, bytes):
/// the key; the dependencies with their states; the commands, each with its output and the numbers of its
/// dependencies.
struct ProbeResults {
    struct Entry: Equatable {
        var output: [UInt8]
        /// Indices of `dependencies`.
        var dependencies: [Int]
    }

    /// The same dependency may be here in several states.
    private(set) var dependencies: [KnownState] = []
    private var indices: [KnownState: Int] = [:]
    /// In the order in which they were added.
    private(set) var commands: [[UInt8]] = []
    private(set) var entries: [[UInt8]: Entry] = [:]

    init() {}

    mutating func put(_ command: [UInt8], output: [UInt8], _ states: [KnownState]) {
        let numbers = states.map { number(of: $0) }
        if entries.updateValue(Entry(output: output, dependencies: numbers), forKey: command) == nil {
            commands.append(command)
        }
    }

    private mutating func number(of known: KnownState) -> Int {
        if let number = indices[known] { return number }
        dependencies.append(known)
        indices[known] = dependencies.count - 1
        return dependencies.count - 1
    }

    mutating func remove(_ command: [UInt8]) {
        if entries.removeValue(forKey: command) != nil { commands.removeAll { $0 == command } }
    }

    /// The same without the commands that depend on anything for which `isStale` holds.
    func removing(where isStale: (KnownState) -> Bool) -> ProbeResults {
        let stale = dependencies.map(isStale)
        var left = ProbeResults()
        for command in commands {
            let entry = entries[command]!
            if entry.dependencies.contains(where: { stale[$0] }) { continue }
            left.put(command, output: entry.output, entry.dependencies.map { dependencies[$0] })
        }
        return left
    }

    // MARK: - Bytes

    private static let magic = Array("kconfig-sat probes 1\n".utf8)
    private static let headLength = magic.count + 8

    func bytes(key: [UInt8]) -> [UInt8] {
        var body = ByteWriter()
        body.text(key)
        body.number(dependencies.count)
        for known in dependencies {
            body.number(Int(known.dependency.kind.rawValue))
            body.text(Array(known.dependency.name.utf8))
            body.text(Array(known.state.utf8))
        }
        body.number(commands.count)
        for command in commands {
            let entry = entries[command]!
            body.text(command)
            body.text(entry.output)
            body.number(entry.dependencies.count)
            for number in entry.dependencies { body.number(number) }
        }
        return Self.magic + Self.checksum(body.bytes[...]) + body.bytes
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var hash = Hash64()
        hash.add(bytes)
        return (0..<8).map { UInt8(truncatingIfNeeded: hash.value >> ($0 * 8)) }
    }

    enum Damage: Error { case damaged, otherKey }

    init(_ bytes: [UInt8], key: [UInt8]) throws(Damage) {
        guard bytes.starts(with: Self.magic), bytes.count >= Self.headLength else { throw .damaged }
        let body = bytes[Self.headLength...]
        guard bytes[Self.magic.count..<Self.headLength].elementsEqual(Self.checksum(body)) else {
            throw .damaged
        }
        var reader = ByteReader(bytes: body)
        guard let readKey = reader.text() else { throw .damaged }
        guard readKey.elementsEqual(key) else { throw .otherKey }
        guard readDependencies(&reader), readEntries(&reader), reader.isAtEnd else { throw .damaged }
    }

    private mutating func readDependencies(_ reader: inout ByteReader) -> Bool {
        guard let count = reader.number() else { return false }
        for index in 0..<count {
            guard let kind = reader.number().flatMap({ Dependency.Kind(rawValue: UInt8(clamping: $0)) }),
                let name = reader.text(), let state = reader.text()
            else { return false }
            let dependency = Dependency(kind: kind, name: String(decoding: name, as: UTF8.self))
            let known = KnownState(dependency: dependency, state: String(decoding: state, as: UTF8.self))
            dependencies.append(known)
            indices[known] = index
        }
        return true
    }

    private mutating func readEntries(_ reader: inout ByteReader) -> Bool {
        guard let count = reader.number() else { return false }
        for _ in 0..<count {
            guard let command = reader.text(), let output = reader.text(), let length = reader.number() else {
                return false
            }
            var numbers: [Int] = []
            for _ in 0..<length {
                guard let number = reader.number(), number < dependencies.count else { return false }
                numbers.append(number)
            }
            commands.append(Array(command))
            entries[Array(command)] = Entry(output: Array(output), dependencies: numbers)
        }
        return entries.count == commands.count
    }
}

private struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ value: Int) {
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (shift * 8))) }
    }

    mutating func text(_ text: [UInt8]) {
        number(text.count)
        bytes += text
    }
}

private struct ByteReader {
    let bytes: ArraySlice<UInt8>
    private var position: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func number() -> Int? {
        guard bytes.endIndex - position >= 4 else { return nil }
        defer { position += 4 }
        return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << ($1 * 8) }
    }

    mutating func text() -> ArraySlice<UInt8>? {
        guard let length = number(), bytes.endIndex - position >= length else { return nil }
        defer { position += length }
        return bytes[position..<(position + length)]
    }
}
