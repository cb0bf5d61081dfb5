// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What a command printed, as a file. That it can't be written, or gets too long, is no reason to lose a measurement: it is
/// noted, and the last lines are kept anyway.
public final class LogFile {
    private let descriptor: Int32
    private let limit: Int
    private var written = 0
    private var tail: [UInt8] = []
    private static let tailLength = 4096

    /// What went wrong, if anything did.
    public private(set) var problem: String?

    /// - Parameters:
    ///   - path: written anew; nil for "keep the last lines only".
    ///   - limit: in bytes. A console in a loop must not fill the disk.
    public init(_ path: String?, limit: Int = 16 << 20) {
        self.limit = limit
        descriptor = path.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) } ?? -1
        if let path, descriptor < 0 { problem = "can't write \(path): \(String(cString: strerror(errno)))" }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func append(_ bytes: ArraySlice<UInt8>) {
        tail = Array((tail + bytes).suffix(Self.tailLength))
        guard descriptor >= 0, problem == nil else { return }
        let part = bytes.prefix(limit - written)
        written += part.count
        if !Self.writeAll(part, descriptor) {
            problem = "can't write the log: \(String(cString: strerror(errno)))"
        }
        if part.count < bytes.count { problem = "the log was cut off after \(limit) bytes" }
    }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, _ descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The last lines, readable whatever bytes they have.
    ///
    /// - Parameter count: how many at most.
    public func lastLines(_ count: Int = 10) -> String {
        tail.split(separator: 0x0A).suffix(count).map { PrintableText.of($0) }.joined(separator: "\n")
    }
}
