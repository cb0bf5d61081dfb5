// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Where the rest of a tool is: the assembler, linker and libraries of a compiler, the modules of an interpreter.
struct ToolParts {
    let states: DependencyStates
    let surroundings: Surroundings
    /// The output of a command that depends on the given programs only; nil when it failed or printed errors.
    let ask: (_ command: String, _ programs: [String]) -> String?

    /// The files and programs that a tool's answers depend on beside itself; nil when that can't be told.
    func find(_ tool: ProbeDependencies.Tool) -> [Dependency]? {
        switch tool {
        case .compiler(let command): return compiler(command)
        case .rustc(let command): return rustc(command)
        case .python(let command): return python(command)
        }
    }

    private func file(_ path: String) -> Dependency { Dependency(kind: .file, name: path) }

    private func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }

    /// Without it there are no parts: that it is missing is known already.
    private func isMissing(_ command: String) -> Bool {
        words(command).first.map { states.find($0) == nil } ?? true
    }

    // MARK: - Compilers

    private func compiler(_ command: String) -> [Dependency]? {
        if isMissing(command) { return [] }
        let programs = words(command).filter { !$0.hasPrefix("-") }
        guard
            let parts = ask(
                "for i in as ld cc1 collect2; do \(command) -print-prog-name=$i; done 2>/dev/null", programs),
            let variants = ask("\(command) -print-multi-lib 2>/dev/null", programs)
        else { return nil }
        var found = parts.split(separator: "\n").map {
            Dependency(kind: $0.contains("/") ? .file : .program, name: String($0))
        }
        for flags in Self.flags(variants) {
            guard
                let folders = ask(
                    "\(command)\(flags) -print-search-dirs 2>/dev/null | grep ^libraries", programs)
            else { return nil }
            found += Self.folders(folders).map(file)
        }
        return found + [file("/usr/include"), file("/usr/local/include")]
    }

    /// The lines of `-print-multi-lib` are `folder;@flag@flag`.
    private static func flags(_ variants: String) -> [String] {
        let lines = variants.split(separator: "\n").map { line in
            line.split(separator: ";").dropFirst().joined().split(separator: "@").map { " -" + $0 }.joined()
        }
        return lines.contains("") ? lines : [""] + lines
    }

    /// `libraries: =/a:/b/../c`, with detours taken out.
    private static func folders(_ text: String) -> [String] {
        let list = text.split(separator: "=", maxSplits: 1).last ?? ""
        return list.split { $0 == ":" || $0 == "\n" }.map { folder in
            Surroundings.resolved(String(folder))
        }
    }

    // MARK: - Rust

    private func rustc(_ command: String) -> [Dependency]? {
        if isMissing(command) { return [] }
        guard let answer = ask("\(command) --print sysroot 2>/dev/null", words(command)) else { return nil }
        guard let root = answer.split(separator: "\n").first else { return [] }
        return ["/bin/rustc", "/lib", "/lib/rustlib", "/lib/rustlib/src/rust/library/core/src/lib.rs"]
            .map { file(root + $0) }
    }

    // MARK: - Python

    /// The folders of modules. The interpreter is not asked: it takes longer to start than the probes it is for.
    private func python(_ command: String) -> [Dependency]? {
        guard let program = words(command).first, let path = states.find(program) else { return [] }
        var roots = ["/usr", "/usr/local", surroundings.folder("HOME", home: "") + "/.local"]
        if let environment = surroundings.variable("VIRTUAL_ENV") { roots.append(environment) }
        if Self.isScript(path) {
            // A wrapper may start any interpreter, but for that of pyenv.
            let pyenv = surroundings.folder("PYENV_ROOT", home: "/.pyenv")
            guard path.hasPrefix(pyenv + "/shims/") else { return nil }
            roots.append(pyenv + "/versions/*")
        } else if let real = FileTree.realPath(path) {
            roots.append(real.split(separator: "/").dropLast(2).map { "/" + $0 }.joined())
        }
        var found = roots.flatMap { root in
            ["/lib/python3*/site-packages", "/lib/python3*/dist-packages", "/lib64/python3*/site-packages"]
                .flatMap { FilePattern.expand(root + $0) }.map(file)
        }
        // Where a new version would appear.
        found += roots.flatMap { root in
            root.hasSuffix("/*")
                ? [file(String(root.dropLast(2)))] : [file(root + "/lib"), file(root + "/lib64")]
        }
        found += (surroundings.variable("PYTHONPATH") ?? "").split(separator: ":").map { file(String($0)) }
        return found
    }

    private static func isScript(_ path: String) -> Bool {
        guard let stream = fopen(path, "re") else { return true }
        defer { fclose(stream) }
        return fgetc(stream) == 0x23 && fgetc(stream) == 0x21
    }
}
