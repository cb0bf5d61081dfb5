// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A folder in the working folder for what a tool writes, as `.tmp_$$` of `scripts/Kconfig.include`. It goes with
/// the program, whatever ends that.
public struct ScratchFolder {
    let name: String
    private let slots: [SignalPaths.Slot?]

    /// That it can't be made is an answer, too: the tool will fail to write there.
    ///
    /// - Parameter number: tells folders of this process apart.
    init(_ number: Int) {
        _ = Self.isClean
        name = ".tmp_\(getpid())_\(number)"
        // With what a compiler makes in it.
        slots = ["/tmp.o", "/tmp.dwo", ""].map { [name] in SignalPaths.add(name + $0) }
        mkdir(name, 0o777)
    }

    /// Once in a run: what killed ones left goes.
    private static let isClean: Bool = {
        StagedFile.removeFolders { name in
            let parts = name.split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == ".tmp", Int(parts[2]) != nil else { return nil }
            return pid_t(parts[1])
        }
        return true
    }()

    func remove() {
        for file in FileTree.listing(name) ?? [] { unlink(name + "/" + file.name) }
        rmdir(name)
        for slot in slots { SignalPaths.forget(slot) }
    }
}
