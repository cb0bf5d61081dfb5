// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Files beside the configuration: no history, no promise of durability.
public enum PlainFile {
    /// What went wrong with which file; the code is that of `errno`.
    public struct Failure: Error, CustomStringConvertible {
        public let path: String
        public let code: Int32

        public init(path: String, code: Int32) {
            self.path = path
            self.code = code
        }

        public var description: String { "\(path): \(String(cString: strerror(code)))" }
    }

    /// Makes `bytes` the content of the file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(path: path, code: errno) }
            offset += count
        }
    }

    /// Replaces a regular file, or one that is not there yet; writes pipes and devices as they are. What a link leads to is
    /// replaced, not the link, and keeps its mode.
    ///
    /// - Parameter makingFolder: whether a folder that is missing is made.
    public static func replace(_ path: String, with bytes: [UInt8], makingFolder: Bool = true) throws {
        if makingFolder { try makeParents(path) }
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere && status.st_mode & S_IFMT != S_IFREG { return try write(bytes, to: path) }
        let target = isThere ? FileTree.realPath(path) ?? path : path
        try rename(
            bytes, through: StagedFile.name(for: target), to: target,
            mode: isThere ? status.st_mode & 0o7777 : nil)
    }

    private static func rename(
        _ bytes: [UInt8], through staged: String, to path: String, mode: mode_t?
    ) throws {
        let slot = SignalPaths.add(staged)
        defer { SignalPaths.forget(slot) }
        do {
            try write(bytes, to: staged)
            if let mode { chmod(staged, mode) }
            guard Glibc.rename(staged, path) == 0 else { throw Failure(path: path, code: errno) }
        } catch {
            unlink(staged)
            throw error
        }
    }

    public static func makeParents(_ path: String) throws {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            let parent = String(path[..<slash])
            end = path.index(after: slash)
            if !parent.isEmpty && mkdir(parent, 0o755) != 0 && errno != EEXIST {
                throw Failure(path: parent, code: errno)
            }
        }
    }

    /// Creates the file, or empties it and so sets its time.
    static func touch(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        close(descriptor)
    }
}
