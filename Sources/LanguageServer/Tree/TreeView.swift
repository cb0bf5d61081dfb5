// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// A tree as it was read once: nothing of it changes.
final class TreeView: @unchecked Sendable {
    let model: KconfigModel
    /// The absolute path of the tree.
    let folder: String
    /// Rises with each reading.
    let number: Int
    private let files: [String: [FileID]]

    init(_ model: KconfigModel, folder: String, number: Int) {
        self.model = model
        self.folder = folder
        self.number = number
        var files: [String: [FileID]] = [:]
        for file in model.sources.files.indices {
            files[UnsavedTexts.absolute(model.sources.files[file].path, in: folder), default: []].append(file)
        }
        self.files = files
    }

    /// Values can be computed.
    var canEvaluate: Bool { !model.hasCycles }

    func path(_ file: FileID) -> String {
        UnsavedTexts.absolute(model.sources.files[file].path, in: folder)
    }

    /// The inclusions of a file; none when the tree does not read it.
    func inclusions(_ path: String) -> [FileID] { files[path] ?? [] }

    var paths: Dictionary<String, [FileID]>.Keys { files.keys }

    /// A path as messages have it: relative to the tree where it is in it.
    func shortName(_ path: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    /// The symbol that a name means: a defined one, and behind `_MODULE` the one before it where it is not.
    func symbol(_ place: NamedPlace) -> SymbolID? { symbol(place.name, hasPrefix: place.hasPrefix) }

    func symbol(_ name: String, hasPrefix: Bool) -> SymbolID? {
        if let symbol = model.symbol(named: name), !model.symbols[symbol].isChoice { return symbol }
        guard hasPrefix, name.hasSuffix("_MODULE") else { return nil }
        return model.symbol(named: String(name.dropLast("_MODULE".count)))
    }

    /// The folder below `arch/` that is read.
    var architecture: String? { model.usedEnvironment.first { $0.name == "SRCARCH" }?.value }

    /// The folder below `arch/` that a file of another architecture is in.
    func foreignArchitecture(of path: String) -> String? {
        let parts = shortName(path).split(separator: "/")
        guard parts.count > 2, parts[0] == "arch", let here = architecture, parts[1] != here else {
            return nil
        }
        return String(parts[1])
    }
}

/// What came of reading a tree.
struct TreeReading {
    /// Nil when it can't be read.
    let model: KconfigModel?
    let diagnostics: [Diagnostic]
    let sources: SourceMap

    /// - Parameter options: recursive dependencies are told, and the tree is read all the same.
    init(_ options: ParseOptions) throws {
        do {
            let model = try KconfigModel.parse(options)
            self.model = model
            diagnostics = model.diagnostics
            sources = model.sources
        } catch let error as KconfigError {
            model = nil
            diagnostics = error.diagnostics
            sources = error.sources
        }
    }
}
