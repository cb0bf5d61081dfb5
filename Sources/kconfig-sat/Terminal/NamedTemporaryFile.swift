// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A file for another program to write to.
struct NamedTemporaryFile {
    let path: String

    /// Where temporary things go.
    static var folder: String { Variable.value("TMPDIR") ?? "/tmp" }
    /// For mkstemp(3) and mkdtemp(3).
    static var template: [CChar] { Array("\(folder)/kconfig-sat-XXXXXX".utf8CString) }

    init() {
        var template = Self.template
        let descriptor = mkstemp(&template)
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        if descriptor >= 0 { close(descriptor) }
        TemporaryPaths.add(path)
    }

    func remove() { TemporaryPaths.remove(path) }
}
