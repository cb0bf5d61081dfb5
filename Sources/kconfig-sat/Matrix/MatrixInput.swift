// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Matrix
import Profiles
import Solver

/// Which matrix is meant.
struct MatrixOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The matrix file. Default: $KCONFIG_SATMATRIX, else .satmatrix.", valueName: "file"),
        completion: .file())
    var matrix: String?

    var name: String { matrix ?? Variable.value("KCONFIG_SATMATRIX") ?? ".satmatrix" }
}

/// A matrix file, and the files and trees that it names.
struct MatrixInput {
    let file: MatrixFile
    let name: String
    /// The bytes of the file.
    let text: [UInt8]
    /// What names in it count from: an absolute path.
    let folder: String

    /// Reads it; ends with messages and exit code 2 when it can't be.
    init(_ options: MatrixOptions) throws {
        name = options.name
        guard let source = SourceText(path: name) else {
            throw InputFile.unreadable(
                name, hint: "hint: 'kconfig-sat matrix --help' says what a matrix file is\n")
        }
        text = Array(source.bytes)
        do throws(SatconfigError) {
            file = try MatrixFile(String(decoding: text, as: UTF8.self), name: name)
        } catch {
            throw Exit.told(error)
        }
        folder = FileTree.realPath(Self.folder(of: name)) ?? "."
        guard file.cells.isEmpty else { return }
        Console.error(
            "kconfig-sat: \(name) has no cell\nhint: a line is 'cell NAME arch=A KEY=VALUE… output=FILE POLICY…'\n"
        )
        throw Exit.badInput
    }

    /// One that is not written yet.
    init(cells: [MatrixCell], name: String) {
        file = MatrixFile(cells: cells)
        self.name = name
        text = []
        folder = FileTree.realPath(Self.folder(of: name)) ?? "."
    }

    /// The folder of a file, without its last slash.
    static func folder(of name: String) -> String {
        guard let slash = name.lastIndex(of: "/") else { return "." }
        return slash == name.startIndex ? "/" : String(name[..<slash])
    }

    /// The cells of those names, all for none; ends with exit code 2 when one is unknown.
    func cells(_ names: [String]) throws -> [MatrixCell] {
        do throws(MatrixFile.UnknownCell) { return try file.cells(named: names) } catch {
            Console.error(
                "kconfig-sat: \(name) has no cell \(error.name)\nhint: "
                    + (error.near.isEmpty
                        ? "its cells are \(file.cells.map(\.name).joined(separator: ", "))"
                        : "did you mean \(error.near.joined(separator: ", "))?") + "\n")
            throw Exit.badInput
        }
    }

    /// A name in the matrix file as a path.
    func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder + "/" + name }

    /// A name in the matrix file as the user would write it here.
    func shown(_ name: String) -> String {
        let start = Self.folder(of: self.name)
        return name.hasPrefix("/") || start == "." ? name : start + "/" + name
    }

    /// The requirements of a cell. In the cell's tree.
    ///
    /// - Throws: `SatconfigError`; exit code 2 with a message when a file can't be read.
    func policy(_ cell: MatrixCell, _ model: KconfigModel, ignoresUnknown: Bool) throws -> Satconfig {
        try policy(cell, model, texts(cell), ignoresUnknown: ignoresUnknown)
    }

    /// The requirements of a cell as far as they can be said in a tree that they were not written for: lines about symbols that
    /// it does not have, or that have another type there, are left out.
    ///
    /// - Throws: `SatconfigError`; exit code 2 with a message when a file can't be read.
    func policyAsFarAsPossible(_ cell: MatrixCell, _ model: KconfigModel) throws -> Satconfig {
        var left: [String: Set<Int>] = [:]
        while true {
            let files = try texts(cell).map { file in
                (file.name, file.path, Self.blanking(left[file.name] ?? [], in: file.text))
            }
            do { return try policy(cell, model, files, ignoresUnknown: true) } catch let error
                as SatconfigError
            {
                let wrong = error.diagnostics.filter { $0.isError }
                guard wrong.allSatisfy({ $0.isOfTree && $0.includedFrom.isEmpty }) else { throw error }
                for one in wrong { left[one.origin.file, default: []].insert(one.origin.line) }
            }
        }
    }

    private static func blanking(_ numbers: Set<Int>, in text: SourceText) -> SourceText {
        if numbers.isEmpty { return text }
        var (number, kept): (Int, [UInt8]) = (1, [])
        for byte in text.bytes {
            if byte == 0x0A { number += 1 }
            if byte == 0x0A || !numbers.contains(number) { kept.append(byte) }
        }
        return SourceText(copying: kept)
    }

    private func texts(_ cell: MatrixCell) throws -> [(name: String, path: String, text: SourceText)] {
        try cell.policies.map { name in
            guard let text = SourceText(path: path(name)) else { throw InputFile.unreadable(shown(name)) }
            return (shown(name), path(name), text)
        }
    }

    /// The same with texts at hand.
    func policy(
        _ cell: MatrixCell, _ model: KconfigModel, _ files: [(name: String, path: String, text: SourceText)],
        ignoresUnknown: Bool = false
    ) throws -> Satconfig {
        try SatconfigReader(
            model, ignoresUnknown: ignoresUnknown,
            library: ProfileLibrary(arch: Variable.value("SRCARCH") ?? ""),
            cell: cell.policyCell(
                architectures: ["ARCH", "SRCARCH"].compactMap { Variable.value($0) }, known: file.keys)
        ).read(files)
    }
}

/// The trees of a matrix, read one after the other.
struct MatrixTrees {
    let input: MatrixInput
    let options: TreeOptions
    /// Another tree for all cells.
    var instead: String?

    /// Calls `body` with each tree and the cells that it answers for, in the environment of that tree.
    func forEach(
        _ cells: [MatrixCell], _ body: (KconfigModel, [MatrixCell]) throws -> Void
    ) throws {
        let groups = Dictionary(grouping: cells, by: \.treeKey)
        for key in groups.keys.sorted() { try read(key) { try body($0, groups[key]!) } }
    }

    private func read(_ key: MatrixCell.TreeKey, _ body: (KconfigModel) throws -> Void) throws {
        var options = options
        options.arch = key.arch ?? options.arch
        options.define += key.variables
        if let probes = key.probes {
            // A name alone may be that of a record that comes with the program.
            let path = input.path(probes)
            options.probing.probes = probes.contains("/") || access(path, R_OK) == 0 ? path : probes
        }
        let folder = instead ?? key.tree.map { input.path($0) } ?? ConfigEnvironment.sourceTree ?? "."
        try OtherTree.reading(folder, hint: "tree=DIR in a cell's line, or srctree, says which tree is meant")
        {
            try body(try options.loadModel())
        }
    }
}
