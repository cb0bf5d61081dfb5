// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Standard error, led into a file without a name while a command runs or is started.
final class CaughtErrors {
    private let original: Int32
    private let file: UnsafeMutablePointer<FILE>

    init?() {
        guard let file = tmpfile() else { return nil }
        let original = fcntl(2, F_DUPFD_CLOEXEC, 3)
        guard original >= 0, fcntl(fileno(file), F_SETFD, FD_CLOEXEC) == 0 else {
            if original >= 0 { close(original) }
            fclose(file)
            return nil
        }
        self.file = file
        self.original = original
    }

    deinit {
        close(original)
        fclose(file)
    }

    func begin() -> Bool { dup2(fileno(file), 2) == 2 }

    /// Puts the descriptor back.
    func end() { dup2(original, 2) }

    var isEmpty: Bool {
        var status = stat()
        return fstat(fileno(file), &status) == 0 && status.st_size == 0
    }

    /// What came meanwhile, up to a line or two.
    var text: String {
        var buffer = [UInt8](repeating: 0, count: 400)
        let count = pread(fileno(file), &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n").joined(
            separator: "; ")
    }

    /// Prints what came meanwhile; true when there was nothing.
    func printAndForget() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var offset = 0
        while true {
            let count = pread(fileno(file), &buffer, buffer.count, off_t(offset))
            if count <= 0 { break }
            offset += count
            Self.printAll(buffer[..<count])
        }
        if offset == 0 { return true }
        ftruncate(fileno(file), 0)
        lseek(fileno(file), 0, SEEK_SET)
        return false
    }

    private static func printAll(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let count = write(2, bytes.baseAddress! + start, bytes.count - start)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return }
                start += count
            }
        }
    }
}
