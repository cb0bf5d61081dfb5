// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigParse
import Solver

/// The line to the client: two descriptors.
public final class ClientLine: @unchecked Sendable {
    private let input: Int32
    private let output: Int32
    private(set) var isBroken = false

    public init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Reads messages on a thread of its own until there are no more: nothing that is computed keeps it from that.
    func read(into mailbox: Mailbox) {
        _ = Background<Void> { [input] _ in
            var reader = MessageReader()
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Glibc.read(input, &chunk, chunk.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                reader.take(chunk[..<count])
                while let part = reader.next() { mailbox.put(.message(ClientMessage(part))) }
            }
            mailbox.put(.closed)
            return nil
        }
    }

    func send(_ message: JSONValue) {
        let bytes = MessageReader.frame(message)
        var offset = 0
        while offset < bytes.count && !isBroken {
            let count = bytes[offset...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { isBroken = true }
            offset += count
        }
    }
}
