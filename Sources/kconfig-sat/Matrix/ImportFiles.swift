// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// Where an import puts the policy and the matrix file.
struct ImportFiles {
    let matrix: String
    let policy: String
    let replaces: Bool

    /// Ends with exit code 2 when a file is there that must not be lost.
    func checkAbsent(_ names: [String]) throws {
        for name in names where !replaces && access(name, F_OK) == 0 {
            Console.error("kconfig-sat: \(name) is there already\nhint: --force replaces it\n")
            throw Exit.badInput
        }
    }

    /// A name as a matrix file in its folder has it.
    func fromMatrix(_ name: String) -> String {
        let folder = MatrixInput.folder(of: matrix)
        if name.hasPrefix("/") || folder == "." { return name }
        if name.hasPrefix(folder + "/") { return String(name.dropFirst(folder.count + 1)) }
        let here = FileTree.realPath(".") ?? "."
        return here + "/" + name
    }
}

/// Cells for configurations that are files.
enum CellNames {
    /// A cell for each file: its name from the file's, its architecture from the file's head.
    ///
    /// - Parameters:
    ///   - key: the key whose value is the name of the file.
    ///   - arch: for files whose head says nothing.
    /// - Throws: exit code 2 with a message, when a file can't be read.
    static func cells(
        _ files: [String], key: String, arch: String?, outputs: String, _ target: ImportFiles
    ) throws -> [(cell: MatrixCell, text: SourceText)] {
        let found = try files.map { file -> (file: String, text: SourceText, arch: String?) in
            let text = try InputFile.read(file)
            return (file, text, ConfigHeading(text)?.arch ?? arch)
        }
        let isOfSeveral = Set(found.map(\.arch)).count > 1
        var used: Set<String> = []
        return found.map { file, text, arch in
            let short = name(of: file)
            var name = short
            // Many files have it in their name already.
            if isOfSeveral, let arch, !short.split(whereSeparator: { "-_.".contains($0) }).contains(arch[...])
            {
                name = "\(arch)-\(short)"
            }
            var number = 2
            while !used.insert(name).inserted {
                name = "\(short)-\(number)"
                number += 1
            }
            let cell = MatrixCell(
                name: name, keys: [key: short], arch: arch, output: "\(outputs)/\(name).config",
                policies: [target.fromMatrix(target.policy)],
                origin: RequirementOrigin(file: file, line: 1, column: 1))
            return (cell, text)
        }
    }

    /// `config-6.1-cloud` → `6.1-cloud`, `nommu_k210_defconfig` → `nommu_k210`, `defconfig` → `defconfig`.
    static func name(of file: String) -> String {
        var name = Substring(file.split(separator: "/").last ?? "config")
        for end in [".config", "_defconfig"] where name.hasSuffix(end) && name.count > end.count {
            name = name.dropLast(end.count)
        }
        for start in ["config-", "config."] where name.hasPrefix(start) && name.count > start.count {
            name = name.dropFirst(start.count)
        }
        let word = String(name.map { PolicyCell.isWord(String($0)) ? $0 : "-" })
        return word.isEmpty ? "config" : word
    }
}
