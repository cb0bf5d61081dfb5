// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import LanguageServer
import Lint
import Machine
import Matrix
import Optimizer
import Patches
import Probes
import Search
import Solver
import Vulnerabilities

/// A reader of bytes that strangers may give. Nothing may crash, hang or take unbounded memory.
enum FuzzTarget: String, CaseIterable {
    case kconfig, config, satconfig, transcript, part, probes, devicetree, machine, board, lsp, patch, record,
        matrix

    /// Reads the bytes, and with what the reader made of them goes as far as the program would.
    func run(_ bytes: [UInt8]) {
        let text = SourceText(copying: bytes)
        switch self {
        case .kconfig: Self.kconfig(bytes)
        case .config: Self.config(text)
        case .satconfig: Self.satconfig(text)
        case .transcript: _ = try? Transcript(text, path: "transcript")
        case .part: Self.part(bytes)
        case .probes: Self.probes(bytes)
        case .devicetree: Self.deviceTree(bytes)
        case .machine:
            _ = DescriptionReader(text, name: "machine").facts
            _ = ListingReader(text, name: "machine")
        case .board: _ = try? BoardFileReader.read(text, name: "board")
        case .lsp: FuzzClient.talk(bytes)
        case .patch: Self.patch(bytes)
        case .record: _ = try? RecordReader.read(bytes, name: "record")
        case .matrix: Self.matrix(text)
        }
    }

    // MARK: - Kconfig

    private static let versions = [(6, 12), (6, 1), (7, 1), (4, 19), (2, 6)]

    /// The first byte chooses the dialect and what else is read.
    private static func kconfig(_ bytes: [UInt8]) {
        let choice = Int(bytes.first ?? 0)
        let version = versions[choice % versions.count]
        var options = ParseOptions(
            root: "Kconfig", dialect: Dialect(major: version.0, minor: version.1),
            tolerance: choice & 0x80 == 0 ? .none : .missingFiles, shell: InstantShell(), sourceTree: nil)
        options.unsaved = UnsavedTexts(
            workingFolder: "/", ["/Kconfig": SourceText(copying: bytes.dropFirst())])
        do {
            try values(KconfigModel.parse(options))
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics {
                _ = printer.render(diagnostic) + printer.renderAsConf(diagnostic)
            }
            precondition(error.diagnostics.contains { $0.severity == .error }, "an error without an error")
        } catch { fatalError("\(error)") }
    }

    /// What is written is read as the same.
    private static func values(_ model: KconfigModel) {
        let evaluator = Evaluator(model)
        evaluator.invalidate()
        let first = evaluator.dotConfig()
        evaluator.load(SourceText(copying: first), name: ".config")
        evaluator.settle()
        let second = evaluator.dotConfig()
        evaluator.load(SourceText(copying: second), name: ".config")
        evaluator.settle()
        guard model.symbols.count < 200 else { return }
        _ = model.encoded(EncodingOptions())
    }

    // MARK: - Beside a tree

    /// A small tree with a symbol of each kind.
    static let tree = """
        mainmenu "fuzz"
        config MODULES
        \tbool "modules"
        \tmodules
        config A
        \tbool "a"
        \tselect C if B
        config B
        \ttristate "b"
        \tdepends on A || !MODULES
        config C
        \ttristate
        config N
        \tint "n"
        \trange 1 10
        \tdefault 3
        config X
        \thex "x"
        \tdefault 0x10
        config S
        \tstring "s"
        \tdefault "text"
        choice
        \tprompt "one of"
        config P
        \tbool "p"
        config Q
        \tbool "q"
        endchoice

        """

    private nonisolated(unsafe) static let model: KconfigModel = {
        var options = ParseOptions(
            root: "Kconfig", dialect: Dialect(major: 6, minor: 12), shell: InstantShell(), sourceTree: nil)
        options.unsaved = UnsavedTexts(
            workingFolder: "/", ["/Kconfig": SourceText(copying: Array(tree.utf8))])
        return try! KconfigModel.parse(options)
    }()

    /// What was read and written once is not changed by reading it again.
    private static func config(_ text: SourceText) {
        let evaluator = Evaluator(model)
        evaluator.load(text, name: ".config")
        evaluator.settle()
        let written = evaluator.dotConfig()
        let again = Evaluator(model)
        again.load(SourceText(copying: written), name: ".config")
        again.settle()
        precondition(again.dotConfig() == written, "a written configuration is read as another one")
    }

    private static func satconfig(_ text: SourceText) {
        let document = SatconfigDocument(text.bytes)
        precondition(document.bytes.elementsEqual(text.bytes), "a document changes by being read")
        _ = try? SatconfigReader(model, ignoresUnknown: true).read([(".satconfig", ".satconfig", text)])
        _ = try? SatconfigReader(model, ignoresUnknown: false).read([(".satconfig", ".satconfig", text)])
    }

    // MARK: - Other files

    /// What parts of a run are made of.
    private static func part(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes) else { return }
        let again = try? JSONValue(parsing: Array(json.compact.utf8))
        precondition(again == json, "JSON that is written is read as something else")
        _ = ConstantAnswer(json: json)
        _ = LintAnswer(json: json)
        _ = json["shard"]?.string.flatMap(Shard.init)
    }

    private static func probes(_ bytes: [UInt8]) {
        guard let file = try? ProbeFile(bytes) else { return }
        precondition((try? ProbeFile(file.bytes)) == file, "a record is read as another one")
    }

    private static func deviceTree(_ bytes: [UInt8]) {
        guard let tree = try? FlatDeviceTree(bytes) else { return }
        _ = tree.facts(name: "dtb")
    }

    private static func patch(_ bytes: [UInt8]) {
        let patch = Patch(bytes, name: "patch")
        for file in patch.files { _ = "\(file)" }
    }

    /// Files of one text, each behind a line `==== NAME`: a matrix file and what policies are imported from.
    private static func matrix(_ text: SourceText) {
        let files = parts(String(decoding: text.bytes, as: UTF8.self))
        func factor(_ cells: [(cell: MatrixCell, decisions: CellDecisions)]?) {
            guard let cells, !cells.isEmpty, cells.count < 50 else { return }
            let policy = Factoring(cells.map(\.decisions)).text(heading: [])
            for (cell, _) in cells {
                _ = PolicyLines(
                    policy, name: "policy",
                    cell.policyCell(architectures: [cell.arch ?? ""], known: cell.keys.keys))
            }
        }
        if let cells = files["matrix"] { _ = try? MatrixFile(cells, name: "matrix") }
        factor((try? UbuntuAnnotations("annotations") { files[$0] })?.cells(outputs: "o", policy: "p"))
        factor(
            (try? ArkConfigs(files: files.keys.sorted(), flavours: []) { files[$0] })?.cells(
                outputs: "o", policy: "p"))
        _ = try? SyzkallerConfigs("main.yml", outputs: "o", policyName: "p", release: "6.12", withBase: true)
        { files[$0] }
        if let index = files["fragments"] {
            factor(
                (try? FragmentStacks(index, name: "fragments") { files[$0] })?.cells(
                    outputs: "o", policy: "p"))
        }
    }

    private static func parts(_ text: String) -> [String: String] {
        var files: [String: String] = [:]
        var name = "matrix"
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("==== ") {
                name = String(line.dropFirst(5))
            } else {
                files[name, default: ""] += line + "\n"
            }
        }
        return files
    }
}

/// Answers every command at once.
final class InstantShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { Array("y\n".utf8) }
}
