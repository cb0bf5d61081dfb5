// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import Lint
import Probes
import Solver

/// What a shell offers when somebody presses TAB. It is asked each time, so the tree is scanned, not parsed.
enum Completions {
    static let symbol = CompletionKind.custom { words, _, _ in names(words) }
    /// `X=v`: a name, and behind it the values of its type.
    static let wish = CompletionKind.custom { words, index, prefix in wishes(words, index, prefix) }
    static let architecture = CompletionKind.custom { _, _, _ in OtherArchitectures.architectures(tree) }
    static let rule = CompletionKind.list(RuleRegistry.all.map(\.id))

    private static var tree: String {
        OutputFolder.adopt()
        return ConfigEnvironment.sourceTree ?? "."
    }

    // MARK: - Symbols

    /// With the prefix where somebody has begun to type it.
    private static func names(_ words: [String]) -> [String] {
        let names = Set(definitions(words).map(\.name))
        let prefix = ConfigEnvironment.prefix
        return names + (words.contains { isPrefixed($0, prefix) } ? names.map { prefix + $0 } : [])
    }

    private static func isPrefixed(_ word: String, _ prefix: String) -> Bool {
        !prefix.isEmpty && word.count > 3 && (word.hasPrefix(prefix) || prefix.hasPrefix(word))
    }

    private static func definitions(_ words: [String]) -> [DefinitionScan.Definition] {
        let tree = tree
        let arch = architecture(words)
        let source = KbuildEnvironment(arch: arch, tree: tree).sourceArch
        return DefinitionScan(root: tree, architecture: source).definitions(from: "Kconfig")
    }

    /// That of the command line, of the environment or of this machine.
    private static func architecture(_ words: [String]) -> String {
        for (index, word) in words.enumerated() {
            if word == "--arch", index + 1 < words.count { return words[index + 1] }
            if word.hasPrefix("--arch=") { return String(word.dropFirst("--arch=".count)) }
        }
        if let arch = Variable.value("ARCH") ?? Variable.value("SRCARCH") { return arch }
        var machine = utsname()
        uname(&machine)
        return withUnsafeBytes(of: machine.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    // MARK: - Wishes

    private static func wishes(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
        // bash takes NAME=VALUE for three words.
        if let name = separateName(words, index) { return values(name, words) }
        guard let equals = prefix.firstIndex(of: "=") else { return names(words) }
        return values(String(prefix[..<equals]), words).map { "\(prefix[...equals])\($0)" }
    }

    private static func separateName(_ words: [String], _ index: Int) -> String? {
        func isSign(_ index: Int) -> Bool { words.indices.contains(index) && words[index] == "=" }
        if isSign(index), index > 0 { return words[index - 1] }
        return isSign(index - 1) && index > 1 ? words[index - 2] : nil
    }

    private static func values(_ word: String, _ words: [String]) -> [String] {
        let prefix = ConfigEnvironment.prefix
        let name = word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word
        let types = definitions(words).filter { $0.name == name }.compactMap(\.type)
        if types.contains("tristate") { return ["y", "m", "n"] }
        return types.contains("bool") ? ["y", "n"] : []
    }
}
