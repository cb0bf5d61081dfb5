// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A folder in the working folder for what a tool writes, as `.tmp_$$` of `scripts/Kconfig.include`. It goes with
/// the program, whatever ends that.
public struct ScratchFolder {
    let name: String
    private let slot: Int?

    /// That it can't be made is an answer, too: the tool will fail to write there.
    ///
    /// - Parameter number: tells folders of this process apart.
    init(_ number: Int) {
        name = ".tmp_\(getpid())_\(number)"
        slot = Present.add(name)
        mkdir(name, 0o777)
    }

    func remove() {
        if let entries = opendir(name) {
            while let entry = readdir(entries) {
                let file = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if file != "." && file != ".." { unlink(name + "/" + file) }
            }
            closedir(entries)
        }
        rmdir(name)
        if let slot { Present.remove(slot) }
    }

    /// Removes those that are there. Safe in a handler of a signal.
    public static func removeAll() { Present.removeAll() }

    /// The folders, where a signal's handler can read them: each with the files that a compiler makes in it.
    private enum Present {
        typealias Path = UnsafeMutablePointer<CChar>?

        /// As many as may run at the same time; made when the first one is needed.
        nonisolated(unsafe) private static var paths = UnsafeMutableBufferPointer<
            UnsafeMutablePointer<Path>?
        >(
            start: nil, count: 0)

        private static let endings = ["/tmp.o", "/tmp.dwo", ""]

        /// Nil when there are too many.
        static func add(_ name: String) -> Int? {
            if paths.isEmpty {
                let new = UnsafeMutableBufferPointer<UnsafeMutablePointer<Path>?>.allocate(capacity: 256)
                new.initialize(repeating: nil)
                paths = new
            }
            guard let slot = paths.firstIndex(where: { $0 == nil }) else { return nil }
            let list = UnsafeMutablePointer<Path>.allocate(capacity: endings.count)
            for (index, ending) in endings.enumerated() { list[index] = strdup(name + ending) }
            paths[slot] = list
            return slot
        }

        static func remove(_ slot: Int) {
            guard let list = paths[slot] else { return }
            paths[slot] = nil
            for index in endings.indices { free(list[index]) }
            list.deallocate()
        }

        static func removeAll() {
            for list in paths {
                guard let list else { continue }
                unlink(list[0]!)
                unlink(list[1]!)
                rmdir(list[2]!)
            }
        }
    }
}
