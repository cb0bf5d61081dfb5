// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Solver

/// `lint --sources`: the rules about C, assembly and make files, for one architecture or for all.
struct CodeRun {
    private let request: LintRequest
    private let surroundings: any LintSurroundings

    init(_ request: LintRequest, _ surroundings: any LintSurroundings) {
        self.request = request
        self.surroundings = surroundings
    }

    func findings() throws -> [Finding] {
        let selection = request.selection
        let rules = [
            UndefinedReference.rule, UnreachableCode.rule, ObjectNeverBuilt.rule, SourceWithoutObject.rule,
        ]
        guard rules.contains(where: selection.contains) else { return [] }
        let names: [String?] =
            request.isForAll ? try SourceTree.current.architectures() : [request.architecture]
        var code: UnreachableCode?
        var builds = try BuildRules(request.selection, surroundings)
        var findings: [Finding] = []
        for name in names {
            let model = try surroundings.reader(of: name).model(keepsProbes: true)
            let tree = SourceTree.current.lintTree(model)
            if code == nil {
                let files = try readFiles()
                // One architecture will do: what the files of the others define counts as well.
                if selection.contains(UndefinedReference.rule) {
                    findings = UndefinedReference(files, model, tree.elsewhere).findings()
                }
                code = UnreachableCode(files, engine: surroundings.engine)
            }
            let prefix = name.map { "\($0): " } ?? ""
            try builds?.examine(views(tree), arch: name ?? Self.variable("ARCH"), prefix)
            guard selection.contains(UnreachableCode.rule), !model.hasCycles else { continue }
            try surroundings.timed(prefix + "asked what code can be reached") {
                for view in views(tree) { try code!.examine(view) }
            }
        }
        findings += code?.findings(of: names.count) ?? []
        return findings + (builds?.findings(of: names.count, beside: findings) ?? [])
    }

    private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

    private func readFiles() throws -> [SourceFile] {
        let text = { (files: [SourceFile]) in "read \(files.count) source files" }
        return try surroundings.timed(text) {
            SourceFile.read(below: SourceTree.current.path)
        }
    }

    private func views(_ tree: LintTree) -> [UnreachableCode.View] {
        let architecture = Self.variable("SRCARCH")
        if request.isForAll { return [.exact(tree, architecture: architecture)] }
        return [
            .common(tree, architecture: architecture), .ownFolder(tree, architecture: architecture),
        ]
    }
}
