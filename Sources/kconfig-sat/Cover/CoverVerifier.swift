// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Kbuild
import KconfigEvaluate
import KconfigParse

/// Has make compile what a configuration is said to compile, in a folder of its own, and looks at what the preprocessor left.
struct CoverVerifier {
    /// What is not as it was said.
    struct Doubt {
        let file: String
        let lines: ClosedRange<Int>
        let cause: String
    }

    private let presence: PresenceMap
    private let arch: String
    /// `NAME=VALUE` for make's command line.
    private let defines: [String]

    init(_ presence: PresenceMap, arch: String, defines: [String]) {
        self.presence = presence
        self.arch = arch
        self.defines = defines
    }

    /// - Throws: exit code 3 when make can't be run, or can't make ready for a build.
    func doubts(_ configuration: CoverConfiguration) throws -> [Doubt] {
        let files = Set(configuration.lines.map(\.file)).filter {
            presence.presence(of: $0).kind == .compiled
        }
        let sources = files.filter { $0.hasSuffix(".c") }.sorted()
        if sources.isEmpty { return [] }
        var template = NamedTemporaryFile.template
        guard mkdtemp(&template) != nil else { throw InputFile.unreadable(NamedTemporaryFile.folder) }
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer { _ = make(["-c", "rm -rf -- \"$0\"", folder], program: "sh") }
        try OutputFile.write(configuration.config, to: folder + "/.config")
        let ready = make(arguments(folder) + ["olddefconfig", "prepare"])
        guard ready.status == 0 else {
            Console.error("kconfig-sat: --verify: make prepare fails:\n\(Self.tail(ready.errors))")
            throw Exit.toolFailed
        }
        let stems = sources.map { String($0.dropLast(2)) }
        let built = make(arguments(folder) + ["-k"] + stems.flatMap { [$0 + ".i", $0 + ".o"] })
        return configuration.lines.compactMap { file, lines in
            guard sources.contains(file) else { return nil }
            return doubt(file, lines, folder, built.errors)
        }
    }

    private func arguments(_ folder: String) -> [String] {
        ["-s", "-C", presence.tree, "O=\(folder)", "ARCH=\(arch)"] + defines
    }

    private func make(_ arguments: [String], program: String = "make") -> (status: Int32, errors: [UInt8]) {
        guard let output = Workers([arguments], program: program).collect().first else { return (127, []) }
        return (output.status, output.errors)
    }

    private static func tail(_ errors: [UInt8]) -> String {
        String(decoding: errors, as: UTF8.self).split(separator: "\n").suffix(10).map { "  \($0)\n" }.joined()
    }

    private func doubt(_ file: String, _ lines: ClosedRange<Int>, _ folder: String, _ errors: [UInt8])
        -> Doubt?
    {
        let stem = folder + "/" + file.dropLast(2)
        guard let text = SourceText(path: stem + ".i") else {
            return Doubt(
                file: file, lines: lines, cause: "make could not preprocess it:\n\(Self.tail(errors))")
        }
        let left = withExtendedLifetime(text) { PreprocessedLines(text.bytes, of: file) }
        guard !left.numbers.isDisjoint(with: branch(file, lines)) else {
            return Doubt(file: file, lines: lines, cause: "the preprocessor leaves nothing of these lines")
        }
        guard access(stem + ".o", F_OK) == 0 else {
            return Doubt(file: file, lines: lines, cause: "it does not build:\n\(Self.tail(errors))")
        }
        return nil
    }

    /// The lines around, up to the next ones of the preprocessor: they share their fate.
    private func branch(_ file: String, _ lines: ClosedRange<Int>) -> Set<Int> {
        let blocks = presence.blocks(of: file)
        guard let start = blocks.firstIndex(where: { $0.lines.contains(lines.lowerBound) }) else { return [] }
        let before = blocks[..<start].reversed().prefix { $0.content != .directive }
        let after = blocks[start...].prefix { $0.content != .directive }
        return Set((Array(before) + Array(after)).map(\.lines).joined())
    }
}
