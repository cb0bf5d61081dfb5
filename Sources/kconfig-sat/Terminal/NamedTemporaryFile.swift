// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A file for another program to write to.
struct NamedTemporaryFile {
    let path: String

    init() {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/kconfig-sat-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        if descriptor >= 0 { close(descriptor) }
    }

    func remove() { unlink(path) }
}
