// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

/// What is wrong with configurations: lines that do not survive, names that nothing defines, and what else the rules of
/// `lint` see without a solver.
enum ConfigMarks {
    /// - Parameter below: what a fragment is merged into.
    static func marks(
        _ document: Document, _ view: TreeView, below: (name: String, text: SourceText)?,
        _ engine: any SATEngine
    ) -> [Mark] {
        if let other = view.foreignArchitecture(of: document.name) {
            return [
                Mark(
                    .information, line: 0,
                    "this is a configuration for \(other), and the tree is read for "
                        + "\(view.architecture ?? "another architecture"): lines are not checked\n"
                        + "hint: start the server with --arch \(other), or set \"arch\" in its options")
            ]
        }
        let name = document.name
        let findings = lines(document, view, below: below, engine).findings().filter { $0.place.file == name }
        // Comments in it may silence rules.
        return Report(findings) { _ in document.source }.single.map { Mark($0) { path($0, view) } }
    }

    /// The lines of a document as the rules see them.
    static func lines(
        _ document: Document, _ view: TreeView, below: (name: String, text: SourceText)?,
        _ engine: any SATEngine
    ) -> ConfigLines {
        var inputs = [
            ConfigInput(
                name: document.name, text: document.source, isFragment: document.kind != .config)
        ]
        if document.kind == .fragment, let below {
            inputs.insert(ConfigInput(name: below.name, text: below.text, isFragment: false), at: 0)
        }
        return ConfigLines(view.model, inputs, RuleSelection(), engine: engine)
    }

    private static func path(_ name: String, _ view: TreeView) -> String {
        UnsavedTexts.absolute(name, in: view.folder)
    }
}

/// What is wrong with requirements.
enum SatconfigMarks {
    static func marks(_ document: Document, _ view: TreeView, _ library: (any RequirementLibrary)?) -> [Mark]
    {
        let name = document.name
        let reader = SatconfigReader(view.model, ignoresUnknown: false, library: library, cell: cell(view))
        do {
            return try reader.read([(name, name, document.source)]).warnings.map { mark($0, name) }
        } catch let error as SatconfigError {
            return error.diagnostics.map { mark($0, name) }
        } catch { return [] }
    }

    /// Blocks for other architectures are left out, all others looked at.
    private static func cell(_ view: TreeView) -> PolicyCell {
        let names = ["ARCH", "SRCARCH"].compactMap { name in
            view.model.usedEnvironment.first { $0.name == name }?.value
        }
        return PolicyCell(names.isEmpty ? [:] : ["arch": names], isOpen: true)
    }

    private static func mark(_ diagnostic: SatconfigDiagnostic, _ name: String) -> Mark {
        let text = diagnostic.message + (diagnostic.hint.map { "\nhint: \($0)" } ?? "")
        let severity = Mark.Severity(diagnostic.severity)
        guard diagnostic.origin.file == name else {
            // Of a file that is included: it is told at the line that does so.
            let place = diagnostic.includedFrom.first { $0.hasPrefix(name + ":") }
            let line = place.flatMap { Int($0.dropFirst(name.count + 1)) } ?? 1
            return Mark(severity, line: line - 1, "\(diagnostic.origin): \(text)")
        }
        let column = String(diagnostic.line.prefix(max(0, diagnostic.origin.column - 1))).utf8.count
        return Mark(severity, line: diagnostic.origin.line - 1, column: column, text)
    }
}
