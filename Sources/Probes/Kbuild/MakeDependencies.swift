// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What the exports of a run of make depend on: the Makefiles, the scripts and programs that these run, and the variables
/// that these read.
struct MakeDependencies {
    private(set) var all: [Dependency] = []
    private let run: MakeRun
    private let surroundings = Surroundings.current

    /// Make reads them where they are.
    private static let optional = [
        ".kernelvariables", "include/config/auto.conf", "include/config/kernel.release",
    ]

    init(_ run: MakeRun, _ outcome: MakeRun.Outcome) {
        self.run = run
        add(.program, "make")
        add(.file, "/bin/sh")
        var scan = MakefileScan()
        for name in outcome.makefiles {
            let path = place(name)
            add(.file, path)
            if let text = SourceText(path: path) { scan.read(text) }
        }
        if !run.isInPlainFolder {
            for name in Self.optional { add(.file, surroundings.absolute(name)) }
        }
        for script in scan.scripts.sorted() { addScript(script, &scan) }
        addPrograms(outcome, scan)
        var names = scan.names.filter(Self.isName).union([
            "MAKEFLAGS", "MAKEFILES", "GNUMAKEFLAGS", "MAKELEVEL",
        ])
        // Another name of the working folder, which is no dependency but shows in the exports (`MakeExports.mentions`).
        if surroundings.variable("PWD") == surroundings.workingFolder { names.remove("PWD") }
        add(.variables, names.sorted().joined(separator: " "))
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy(ShellText.isNameByte)
            && !(text.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
    }

    private mutating func add(_ kind: Dependency.Kind, _ name: String) {
        let dependency = Dependency(kind: kind, name: name)
        if !all.contains(dependency) { all.append(dependency) }
    }

    /// Names are relative to the working folder or to the tree.
    private func place(_ name: String) -> String {
        let here = surroundings.absolute(name)
        return name.hasPrefix("/") || FileStamp(here) != nil
            ? here : surroundings.absolute(run.tree) + "/" + name
    }

    /// It may call its neighbours.
    private mutating func addScript(_ name: String, _ scan: inout MakefileScan) {
        let path = surroundings.absolute(run.tree) + "/" + name
        guard let text = SourceText(path: path) else { return add(.file, path) }
        add(.file, path)
        add(.listing, String(path[..<path.lastIndex(of: "/")!]))
        scan.names.formUnion(ShellVariables.names(in: text.bytes))
    }

    /// Compilers and the like, and whatever else a shell text of a Makefile names.
    private mutating func addPrograms(_ outcome: MakeRun.Outcome, _ scan: MakefileScan) {
        for name in ProbeKey.tools + scan.commandVariables.sorted() {
            for word in (outcome.environment[name] ?? "").split(separator: " ") {
                let isName = word.utf8.allSatisfy { ShellText.isNameByte($0) || "-+./".utf8.contains($0) }
                if isName && !word.hasPrefix("-") { add(.program, String(word)) }
            }
        }
    }
}

/// What the text of a Makefile refers to.
struct MakefileScan {
    /// Variables that may come from the environment.
    var names: Set<String> = []
    /// Variables in shell texts.
    private(set) var commandVariables: Set<String> = []
    /// Scripts of the tree in shell texts.
    private(set) var scripts: Set<String> = []

    mutating func read(_ text: SourceText) {
        let bytes = Array(text.bytes)
        references(bytes)
        for line in bytes.split(separator: 0x0A) { declarations(line) }
    }

    /// `$(NAME)`, `${NAME}`, `$$NAME`, and the words behind `$(origin` and the like.
    private mutating func references(_ bytes: [UInt8]) {
        var position = 0
        while let dollar = bytes[position...].firstIndex(of: 0x24) {
            position = dollar + 1
            while position < bytes.count, [0x24, 0x28, 0x7B].contains(bytes[position]) { position += 1 }
            let name = Self.name(bytes[position...])
            position = name.endIndex
            guard !name.isEmpty else { continue }
            let text = String(decoding: name, as: UTF8.self)
            names.insert(text)
            if ["origin", "flavor", "value"].contains(text) {
                names.insert(
                    String(decoding: Self.name(bytes[position...].drop { $0 == 0x20 }), as: UTF8.self))
            }
            if text == "shell" { command(Self.upToClose(bytes[position...])) }
        }
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix(while: ShellText.isNameByte)
    }

    private static func upToClose(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var depth = 0
        let end = bytes.firstIndex { byte in
            depth += byte == 0x28 ? 1 : byte == 0x29 ? -1 : 0
            return depth < 0
        }
        return bytes[..<(end ?? bytes.endIndex)]
    }

    private mutating func command(_ text: ArraySlice<UInt8>) {
        for word in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }) {
            var path = String(decoding: word, as: UTF8.self)[...]
            if path.hasPrefix("$(srctree)/") { path = path.dropFirst("$(srctree)/".count) }
            if path.hasPrefix("scripts/") || path.hasPrefix("arch/") { scripts.insert(String(path)) }
        }
        for part in text.split(separator: 0x24).dropFirst() {
            let name = Self.name(part.drop { $0 == 0x28 || $0 == 0x7B })
            if !name.isEmpty { commandVariables.insert(String(decoding: name, as: UTF8.self)) }
        }
    }

    private static let declaring: Set = ["export", "unexport", "ifdef", "ifndef"]

    /// `NAME ?=`, `export NAME`, `ifdef NAME`.
    private mutating func declarations(_ line: ArraySlice<UInt8>) {
        guard line.contains(0x3F) || line.contains(0x65) || line.contains(0x69) else { return }
        let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }
        if let index = words.firstIndex(of: "?="), index > 0 { names.insert(String(words[index - 1])) }
        if let index = words.firstIndex(where: { Self.declaring.contains(String($0)) }) {
            names.formUnion(words[(index + 1)...].map { String($0.prefix { $0 != ":" && $0 != "=" }) })
        }
    }
}
