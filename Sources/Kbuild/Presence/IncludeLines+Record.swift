// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The index as a file.
extension IncludeLines {
    private static let header = "kconfig-sat includes 1\n"

    public var record: [UInt8] {
        var writer = Writer()
        writer.number(folders.count)
        for folder in folders {
            writer.text(folder.path)
            writer.stamp(folder.stamp)
        }
        writer.number(names.count)
        for name in names { writer.text(name) }
        writer.number(paths.count)
        for (number, path) in paths.enumerated() {
            writer.text(path)
            writer.stamp(stamps[number])
            let own = lines[starts[number]..<starts[number + 1]]
            writer.number(own.count)
            for line in own { writer.number(Int(line.packed)) }
        }
        var hash = Hash64()
        hash.add(writer.bytes)
        return Array(Self.header.utf8) + writer.bytes + Array(hash.hex.utf8)
    }

    /// Nil for what is no such file, is of another version, or damaged.
    public init?(record: UnsafeBufferPointer<UInt8>) {
        let header = Array(Self.header.utf8)
        guard record.count >= header.count + 16, record.prefix(header.count).elementsEqual(header) else {
            return nil
        }
        let content = UnsafeBufferPointer(rebasing: record[header.count..<(record.count - 16)])
        var hash = Hash64()
        hash.add(content)
        guard record.suffix(16).elementsEqual(hash.hex.utf8) else { return nil }
        var reader = Reader(bytes: content)
        self.init()
        for _ in 0..<reader.count() { folders.append((reader.text(), reader.stamp())) }
        for _ in 0..<reader.count() { names.append(reader.text()) }
        for _ in 0..<reader.count() {
            paths.append(reader.text())
            stamps.append(reader.stamp())
            for _ in 0..<reader.count() {
                let line = Line(packed: UInt32(truncatingIfNeeded: reader.number()))
                guard line.name < names.count else { return nil }
                lines.append(line)
            }
            starts.append(lines.count)
        }
        if reader.isShort { return nil }
    }

    private struct Writer {
        var bytes: [UInt8] = []

        /// Seven bits a byte, the lowest first.
        mutating func number(_ number: Int) {
            var rest = UInt(number)
            while rest > 0x7F {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }

        mutating func text(_ text: String) {
            number(text.utf8.count)
            bytes += text.utf8
        }

        mutating func stamp(_ stamp: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: stamp >> UInt64(shift)))
            }
        }
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
        /// It ended too early: what comes of it is nothing.
        var isShort = false

        mutating func byte() -> UInt8 {
            guard position < bytes.count else {
                isShort = true
                return 0
            }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func number() -> Int {
            var number = 0
            for shift in stride(from: 0, to: 56, by: 7) {
                let next = byte()
                number |= Int(next & 0x7F) << shift
                if next < 0x80 { break }
            }
            return number
        }

        /// Of what follows, each at least a byte.
        mutating func count() -> Int {
            let count = number()
            if count <= bytes.count - position { return count }
            isShort = true
            return 0
        }

        mutating func text() -> String {
            let count = count()
            defer { position += count }
            return String(
                decoding: UnsafeBufferPointer(rebasing: bytes[position..<(position + count)]), as: UTF8.self)
        }

        mutating func stamp() -> UInt64 {
            var stamp: UInt64 = 0
            for shift in stride(from: 0, to: 64, by: 8) { stamp |= UInt64(byte()) << UInt64(shift) }
            return stamp
        }
    }
}
