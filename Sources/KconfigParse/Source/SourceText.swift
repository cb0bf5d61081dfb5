// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The bytes of one file, read whole. Owns its memory; the pointer is valid as long as the object.
public final class SourceText {
    public let bytes: UnsafeBufferPointer<UInt8>
    private let storage: UnsafeMutableBufferPointer<UInt8>

    public init(copying source: some Collection<UInt8>) {
        storage = .allocate(capacity: source.count)
        _ = storage.initialize(from: source)
        bytes = UnsafeBufferPointer(storage)
    }

    /// Reads `path`; nil when it can't be opened or read (`errno` tells why), as for a folder.
    public init?(path: String) {
        // To open a FIFO would wait for somebody who writes.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        if let code = Self.refusal(of: status, path) {
            errno = code
            return nil
        }
        // From here on a pipe is waited for.
        _ = fcntl(descriptor, F_SETFL, 0)
        guard let memory = Self.readAll(descriptor, sizeHint: Int(status.st_size)) else { return nil }
        storage = memory
        bytes = UnsafeBufferPointer(memory)
    }

    deinit { storage.deallocate() }

    /// Why a file is not read, as an error number: nobody may come to write to a FIFO, and a device may never end. What the
    /// program was given as a descriptor, as shells do for `<(command)`, is meant to be read.
    private static func refusal(of status: stat, _ path: String) -> Int32? {
        let isGiven = ["/dev/fd/", "/dev/stdin", "/proc/self/fd/"].contains { path.hasPrefix($0) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return status.st_size > Bounds.fileBytes ? EFBIG : nil
        case S_IFDIR: return EISDIR
        case S_IFCHR: return isGiven || path == "/dev/null" ? nil : EINVAL
        case S_IFIFO, S_IFSOCK: return isGiven ? nil : EINVAL
        default: return EINVAL
        }
    }

    /// Pipes and `/proc` files tell no size, so this reads until the end whatever `fstat` said.
    private static func readAll(_ descriptor: Int32, sizeHint: Int) -> UnsafeMutableBufferPointer<UInt8>? {
        var capacity = sizeHint > 0 ? sizeHint + 1 : 4096
        var memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        var count = 0
        while true {
            if count == capacity {
                let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
                larger.update(from: memory, count: count)
                memory.deallocate()
                memory = larger
                capacity *= 2
            }
            let got = read(descriptor, memory + count, capacity - count)
            if got < 0 && errno == EINTR { continue }
            if got < 0 {
                memory.deallocate()
                return nil
            }
            if got == 0 { return UnsafeMutableBufferPointer(start: memory, count: count) }
            count += got
            if count > Bounds.fileBytes {
                memory.deallocate()
                errno = EFBIG
                return nil
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the line that `start` is on ends: at its newline or at the end of the text.
    public func endOfLine(from start: Int) -> Int {
        guard start < count, let base = baseAddress, let found = memchr(base + start, 0x0A, count - start)
        else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}

/// Finds and keeps the Kconfig files of one parse, and remembers who sourced whom.
public struct SourceMap {
    public struct File {
        /// The name as written in the `source` statement, which is what `conf` prints.
        public let name: String
        /// Where it was read from.
        public let path: String
        /// The statement that sourced it; unknown for the root file.
        public let includedFrom: Location
        public let text: SourceText
    }

    public private(set) var files: Table<FileID, File> = Table()
    /// The size of all files together.
    private(set) var bytes = 0
    private var firstOfName: [String: FileID] = [:]
    public let sourceTree: String?
    private let unsaved: UnsavedTexts?

    init(sourceTree: String?, unsaved: UnsavedTexts? = nil) {
        self.sourceTree = sourceTree
        self.unsaved = unsaved
    }

    /// Opens `name` in the working folder, then below `$srctree` (`zconf_fopen` in `lexer.l`).
    mutating func open(_ name: String, includedFrom: Location) -> FileID? {
        guard
            let (path, text) = unsaved?.find(name, sourceTree: sourceTree)
                ?? Self.locate(name, sourceTree: sourceTree)
        else { return nil }
        let id = files.append(File(name: name, path: path, includedFrom: includedFrom, text: text))
        bytes += text.bytes.count
        if firstOfName[name] == nil { firstOfName[name] = id }
        return id
    }

    /// The file that was opened first under that name.
    func first(named name: String) -> File? { firstOfName[name].map { files[$0] } }

    mutating func add(name: String, text: SourceText) -> FileID {
        files.append(File(name: name, path: name, includedFrom: .unknown, text: text))
    }

    /// The folder that names are relative to which neither the working folder nor the source tree has: where somebody stood who asks
    /// about a tree as it was. To be set before other threads read files.
    nonisolated(unsafe) public static var formerFolder: String?

    /// The file `name` from the working folder or from the source tree, with the path it was found at.
    ///
    /// - Parameter onlyMissing: a file that is in the working folder but can't be read is not looked for
    ///   elsewhere. (`conf` looks on whatever the reason.)
    public static func locate(
        _ name: String, sourceTree: String?, onlyMissing: Bool = false
    ) -> (path: String, text: SourceText)? {
        if let text = SourceText(path: name) { return (name, text) }
        guard !name.hasPrefix("/"), !onlyMissing || errno == ENOENT else { return nil }
        for case let folder? in [sourceTree, formerFolder] {
            let path = folder + "/" + name
            if let text = SourceText(path: path) { return (path, text) }
        }
        return nil
    }

    public func name(_ file: FileID) -> String { file.isNone ? "<none>" : files[file].name }

    /// `file:line` as in `conf`'s messages.
    public func describe(_ location: Location) -> String { "\(name(location.file)):\(location.line)" }

    /// The bytes of the line a location is on, without its line end.
    public func line(at location: Location) -> UnsafeBufferPointer<UInt8>? {
        guard !location.file.isNone else { return nil }
        let bytes = files[location.file].text.bytes
        var start = 0
        var line: UInt32 = 1
        while line < location.line {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
            line += 1
        }
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }
}
