// SPDX-License-Identifier: GPL-2.0-or-later

/// What a file's name says of it.
enum SourceKind {
    case source, header, deviceTree, other

    init(_ file: String) {
        let ends = { (suffixes: [String]) in suffixes.contains { file.hasSuffix($0) } }
        if ends([".c", ".S", ".s", ".rs"]) {
            self = .source
        } else if ends([".dts", ".dtso"]) {
            self = .deviceTree
        } else if ends([".h", ".dtsi", ".inc", ".tbl", ".def"]) {
            self = .header
        } else {
            self = .other
        }
    }

    /// Without suffix.
    static func stem(_ file: String) -> String {
        let base = file.lastIndex(of: "/") ?? file.startIndex
        return file[base...].lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    }

    /// `.` for a file of the root.
    static func folder(_ file: String) -> String {
        file.utf8.lastIndex(of: 0x2F).map { String(file[..<$0]) } ?? "."
    }

    /// The name without folders.
    static func base(_ file: String) -> String { MakePath.base(file) }

    /// Folders of programs that run elsewhere.
    static func isHostFolder(_ file: String) -> Bool {
        ["scripts/", "tools/", "Documentation/", "samples/bpf/"].contains { file.hasPrefix($0) }
    }
}
