// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Lint
import Solver

/// `lint --sources`: the rules about C, assembly and make files, for one architecture or for all.
struct SourcesLint {
    private let options: TreeOptions
    private let selection: RuleSelection

    init(_ options: TreeOptions, _ selection: RuleSelection) {
        self.options = options
        self.selection = selection
    }

    func findings() throws -> [Finding] {
        guard selection.contains(SourceLint.rule) || selection.contains(UnreachableCode.rule) else {
            return []
        }
        let isForAll = options.arch == "all"
        let names: [String?] = isForAll ? try LintTreeLoader(options).architectures() : [options.arch]
        var code: UnreachableCode?
        var findings: [Finding] = []
        for name in names {
            var here = options
            here.arch = name
            let loader = try LintTreeLoader(here)
            let model = try loader.load(keepsProbes: true)
            let tree = LintTree(model, elsewhere: loader.elsewhere(model))
            if code == nil {
                let watch = Stopwatch()
                let files = SourceFile.read(below: loader.sourceTree)
                options.log("read \(files.count) source files", watch)
                // One architecture will do: what the files of the others define counts as well.
                if selection.contains(SourceLint.rule) {
                    findings = SourceLint(files, model, tree.elsewhere).findings()
                }
                code = UnreachableCode(files)
            }
            guard selection.contains(UnreachableCode.rule), !model.hasCycles else { continue }
            let watch = Stopwatch()
            for view in views(tree, isForAll) { try code!.examine(view) }
            options.log("\(name.map { "\($0): " } ?? "")asked what code can be reached", watch)
        }
        return findings + (code?.findings(of: names.count) ?? [])
    }

    private func views(_ tree: LintTree, _ isForAll: Bool) -> [UnreachableCode.View] {
        let architecture = getenv("SRCARCH").map { String(cString: $0) } ?? ""
        if isForAll { return [.exact(tree, architecture: architecture)] }
        return [
            .common(tree, architecture: architecture), .ownFolder(tree, architecture: architecture),
        ]
    }
}
