// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// One line of a `.config`, as `conf` understands it.
public enum ConfigLine {
    /// `CONFIG_NAME=value` or `# CONFIG_NAME is not set` (value `n`).
    case assignment(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)
    /// Neither an assignment, a comment nor blank.
    case unexpected(ArraySlice<UInt8>)
    case ignored

    private static let unset = Array("is not set".utf8)

    /// - Parameters:
    ///   - line: the line without its line end.
    ///   - prefix: `CONFIG_`, or what the variable of that name says.
    ///   - dialect: decides how exact `is not set` must be and what a line without `=` is.
    public init(_ line: ArraySlice<UInt8>, prefix: [UInt8], dialect: Dialect) {
        guard let first = line.first else {
            self = .ignored
            return
        }
        if first == 0x23 {
            self = Self.comment(line, prefix, strict: dialect.strictUnsetLines)
        } else if line.starts(with: prefix) {
            let rest = line.dropFirst(prefix.count)
            if let equals = rest.firstIndex(of: 0x3D) {
                self = .assignment(name: rest[..<equals], value: rest[(equals + 1)...])
            } else {
                self = dialect.strictUnsetLines ? .unexpected(line) : .ignored
            }
        } else {
            self = line.elementsEqual([0x0D]) ? .ignored : .unexpected(line)
        }
    }

    /// The line that sets a symbol to a value that needs no quotes: `# NAME is not set` for n.
    ///
    /// - Parameter name: with the prefix.
    public static func text(_ name: String, _ value: String) -> String {
        value == "n" ? "# \(name) is not set" : "\(name)=\(value)"
    }

    private static func comment(_ line: ArraySlice<UInt8>, _ prefix: [UInt8], strict: Bool) -> ConfigLine {
        let body = line.dropFirst(2)
        guard line.dropFirst().first == 0x20, body.starts(with: prefix) else { return .ignored }
        let rest = body.dropFirst(prefix.count)
        guard let space = rest.firstIndex(of: 0x20) else { return .ignored }
        let tail = rest[(space + 1)...]
        guard strict ? tail.elementsEqual(unset) : tail.starts(with: unset) else { return .ignored }
        return .assignment(name: rest[..<space], value: [0x6E])
    }

    /// Calls `body` with each line and its number. Line ends are `\n` or `\r\n`.
    public static func forEachLine(
        in bytes: UnsafeBufferPointer<UInt8>, _ body: (ArraySlice<UInt8>, Int) throws -> Void
    ) rethrows {
        let all = Array(bytes)
        var start = 0
        var number = 1
        while start < all.count {
            let end = all[start...].firstIndex(of: 0x0A) ?? all.count
            var line = all[start..<end]
            if end < all.count, line.last == 0x0D { line.removeLast() }
            try body(line, number)
            start = end + 1
            number += 1
        }
    }
}
