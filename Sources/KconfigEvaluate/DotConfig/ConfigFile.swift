// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Replaces a user's configuration file. The only code of the project that does.
///
/// The new content is written beside the file and made durable, the old file is linked to `NAME.old`, and one
/// rename puts the new one in place: whatever happens, the file is the old or the new one. (`conf` renames the
/// old file away first, so for a moment there is none.)
public struct ConfigFile {
    public enum Outcome { case unchanged, written }

    /// Why a file could not be written.
    public struct Failure: Error, CustomStringConvertible {
        public let path: String
        public let action: String
        public let code: Int32
        public var description: String { "\(path): can't \(action): \(String(cString: strerror(code)))" }
    }

    public let path: String

    public init(path: String) { self.path = path }

    /// Makes `bytes` the content of the file.
    ///
    /// - Parameters:
    ///   - keepingOld: the old file becomes `NAME.old`.
    ///   - keepingEqual: an equal file is not touched.
    @discardableResult
    public func replace(
        with bytes: [UInt8], keepingOld: Bool = true, keepingEqual: Bool = true
    ) throws -> Outcome {
        guard !path.isEmpty else {
            throw Failure(path: "configuration file", action: "write an empty name", code: ENOENT)
        }
        var status = stat()
        if stat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw Failure(path: path, action: "write", code: EISDIR)
            case S_IFIFO, S_IFSOCK, S_IFBLK:
                throw Failure(path: path, action: "replace what is no regular file", code: EINVAL)
            default: break
            }
        }
        try makeParents()
        if let overwrite = getenv("KCONFIG_OVERWRITECONFIG"), overwrite.pointee != 0 {
            try InPlaceWrite.withoutInterruption {
                try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o666)
            }
            return .written
        }
        if keepingEqual, let old = SourceText(path: path), old.bytes.elementsEqual(bytes) {
            return .unchanged
        }
        try replaceAtomically(bytes, keepingOld)
        return .written
    }

    /// Writes a file that is not there yet, so that it appears complete. An equal file is not touched; any other
    /// is a failure.
    public func create(_ bytes: [UInt8]) throws {
        try makeParents()
        if try isThere(bytes) { return }
        let temporary = StagedFile.name(for: path)
        let slot = SignalPaths.add(temporary)
        defer {
            unlink(temporary)
            SignalPaths.forget(slot)
        }
        try writeNew(bytes, to: temporary)
        // A link never replaces a file. Where the file system has none, a look has to do.
        if link(temporary, path) == 0 { return }
        if try isThere(bytes) { return }
        guard rename(temporary, path) == 0 else { throw failure("write") }
    }

    /// Whether the file exists with this content; a failure when it exists with another.
    private func isThere(_ bytes: [UInt8]) throws -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        guard let old = SourceText(path: path), old.bytes.elementsEqual(bytes) else { throw isAnother }
        return true
    }

    /// There is a file of that name, and it is not what would be written.
    var isAnother: Failure { Failure(path: path, action: "write", code: EEXIST) }

    private func replaceAtomically(_ bytes: [UInt8], _ keepingOld: Bool) throws {
        let temporary = StagedFile.name(for: path)
        let slots = [temporary, "\(path).old.\(getpid()).tmp"].map { SignalPaths.add($0) }
        defer { for slot in slots { SignalPaths.forget(slot) } }
        do {
            try writeNew(bytes, to: temporary)
            if keepingOld { try keepOld() }
            guard rename(temporary, path) == 0 else { throw failure("replace") }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Links the present file to `NAME.old`. A file system without links gets a copy.
    private func keepOld() throws {
        guard let old = SourceText(path: path) else { return }
        let backup = path + ".old"
        let staged = "\(backup).\(getpid()).tmp"
        unlink(staged)
        // Follows a symbolic link, so that the backup is the content and not another link to it.
        if linkat(AT_FDCWD, path, AT_FDCWD, staged, Int32(AT_SYMLINK_FOLLOW)) != 0 {
            try writeNew(Array(old.bytes), to: staged)
        }
        if rename(staged, backup) != 0 {
            let problem = failure("keep the old file as \(backup)")
            unlink(staged)
            throw problem
        }
        // rename(2) leaves both names when they already are the same file.
        unlink(staged)
    }

    /// Writes a file that is not there yet: nobody's link is followed.
    private func writeNew(_ bytes: [UInt8], to target: String) throws {
        unlink(target)
        try write(bytes, to: target, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o666)
    }

    private func write(_ bytes: [UInt8], to target: String, flags: Int32, mode: mode_t) throws {
        let descriptor = open(target, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("write \(target)") }
        StagedFile.hold(descriptor)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 {
                let problem = failure("write \(target)")
                close(descriptor)
                throw problem
            }
            offset += count
        }
        // Pipes and device files can't be synced; everything else must be before the rename.
        if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
            let problem = failure("write \(target)")
            close(descriptor)
            throw problem
        }
        guard close(descriptor) == 0 else { throw failure("write \(target)") }
    }

    private func makeParents() throws {
        do { try PlainFile.makeParents(path) } catch let problem as PlainFile.Failure {
            throw Failure(path: path, action: "make folder \(problem.path)", code: problem.code)
        }
    }

    private func failure(_ action: String) -> Failure { Failure(path: path, action: action, code: errno) }
}
