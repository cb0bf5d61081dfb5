// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The folder in which results of probes are kept across runs. Without one, every command runs each time.
public final class CacheFolder {
    public enum Mode: Sendable {
        case on, off
        /// Everything runs, and what differs from the kept results is reported.
        case verify
    }

    /// A kept result that is not what the command gives now.
    public struct Mismatch: Equatable, Sendable {
        public let command: String
        public let kept: String
        public let found: String
    }

    /// All files together; the ones that were not used for longest go.
    public static let defaultLimit = 8 << 20

    let mode: Mode
    private let folder: String
    private let limit: Int
    private let warn: (String) -> Void
    private var hasWarned = false
    public private(set) var mismatches: [Mismatch] = []

    /// - Parameters:
    ///   - folder: is made when it is needed.
    ///   - warn: is told, at most once, why results can't be read or kept.
    public init(folder: String, mode: Mode, limit: Int = defaultLimit, warn: @escaping (String) -> Void) {
        self.folder = folder
        self.mode = mode
        self.limit = limit
        self.warn = warn
    }

    /// `$XDG_CACHE_HOME/kconfig-sat`, else `~/.cache/kconfig-sat`; nil without a home.
    public static var userFolder: String? {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        if let cache = value("XDG_CACHE_HOME"), cache.hasPrefix("/") { return cache + "/kconfig-sat" }
        guard let home = value("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.cache/kconfig-sat"
    }

    func report(_ command: [UInt8], kept: [UInt8], found: [UInt8]) {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        mismatches.append(Mismatch(command: text(command), kept: text(kept), found: text(found)))
    }

    private func complain(_ problem: String) {
        if !hasWarned { warn(problem) }
        hasWarned = true
    }

    // MARK: - Other results

    /// All files of one kind together.
    private static let largeLimit = 64 << 20

    /// What an earlier run kept under a name; nil when there is nothing, or nothing may be taken from here.
    ///
    /// - Parameter kind: the suffix of the file: letters.
    public func load(_ name: String, kind: String) -> SourceText? {
        guard mode == .on else { return nil }
        let path = "\(folder)/\(name).\(kind)"
        guard let text = SourceText(path: path) else { return nil }
        markUsed(path)
        return text
    }

    /// Keeps a result for later runs.
    public func save(_ bytes: [UInt8], _ name: String, kind: String) {
        guard mode != .off else { return }
        replace("\(folder)/\(name).\(kind)", bytes)
        evict(kind, limit: Self.largeLimit)
    }

    private func path(_ key: ProbeKey) -> String { "\(folder)/\(key.fileName).probes" }

    // MARK: - Reading

    func load(_ key: ProbeKey) -> ProbeResults {
        let path = path(key)
        guard let text = SourceText(path: path) else {
            if errno != ENOENT {
                complain("can't read the cache \(path): \(String(cString: strerror(errno)))")
            }
            return ProbeResults()
        }
        do throws(ProbeResults.Damage) {
            let results = try ProbeResults(Array(text.bytes), key: key.text)
            markUsed(path)
            return results
        } catch .damaged {
            complain("the cache \(path) is damaged and will be made anew")
        } catch {}
        return ProbeResults()
    }

    /// Sets the time of a file that was not used today, for `evict`.
    private func markUsed(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mtim.tv_sec + 86400 < time(nil) else { return }
        utimensat(AT_FDCWD, path, nil, 0)
    }

    // MARK: - Writing

    /// Writes beside and renames: whoever reads meanwhile sees the old file or the new one.
    func save(_ results: ProbeResults, _ key: ProbeKey) {
        if replace(path(key), results.bytes(key: key.text)) { evict("probes", limit: limit) }
    }

    @discardableResult
    private func replace(_ path: String, _ bytes: [UInt8]) -> Bool {
        let staged = StagedFile.name(for: path)
        guard makeFolders(), write(bytes, to: staged), rename(staged, path) == 0 else {
            complain("can't write the cache \(path): \(String(cString: strerror(errno)))")
            unlink(staged)
            return false
        }
        return true
    }

    private func makeFolders() -> Bool {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0 && errno != EEXIST && access(path, F_OK) != 0 { return false }
        }
        return true
    }

    private func write(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        StagedFile.hold(descriptor)
        let isWritten = bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                start += count
            }
            return true
        }
        let code = errno
        let isClosed = close(descriptor) == 0
        if !isWritten { errno = code }
        return isWritten && isClosed
    }

    private func evict(_ kind: String, limit: Int) {
        var files = FilePattern.expand(FilePattern.escaped(folder) + "/*.\(kind)*").compactMap { path in
            var status = stat()
            return stat(path, &status) == 0
                ? (path: path, size: Int(status.st_size), used: status.st_mtim.tv_sec) : nil
        }
        files.sort { ($0.used, $0.path) > ($1.used, $1.path) }
        var total = 0
        for file in files {
            total += file.size
            if total > limit { unlink(file.path) }
        }
    }
}
