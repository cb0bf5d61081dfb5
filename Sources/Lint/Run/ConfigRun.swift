// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// `lint` of a `.config` and fragments, in the order in which they are merged.
struct ConfigRun {
    private let request: LintRequest
    private let surroundings: any LintSurroundings

    init(_ request: LintRequest, _ surroundings: any LintSurroundings) {
        self.request = request
        self.surroundings = surroundings
    }

    func answers() throws -> [LintAnswer] {
        guard !request.isForAll else {
            throw LintFailure(
                description: "a .config belongs to one architecture: --arch all goes with --tree only")
        }
        let model = try surroundings.model()
        let (check, findings) = try surroundings.timed("checked the lines") {
            let check = ConfigLines(
                model, try inputs(), request.selection, filling: request.filling,
                engine: surroundings.engine)
            let all = check.findings()
            return (check, request.onlyFragments ? all.filter { !$0.isOfBase } : all)
        }
        guard !request.fragments.isEmpty || request.suggests || request.additionFile != nil else {
            return [.findings(findings)]
        }
        let completed = try surroundings.timed("looked for additions") {
            try check.completed(
                findings, costs: { surroundings.costs(model) }, deadline: request.deadline)
        }
        if let file = request.additionFile {
            try Self.expectConfiguration(file)
            let text = completed.addition.map { $0 + "\n" }.joined()
            try surroundings.write(Array(text.utf8), to: file)
            let left = completed.left.map(\.text).joined(separator: ", ")
            if completed.addition.isEmpty {
                surroundings.say(
                    "\(file) is empty: no addition keeps \(left.isEmpty ? "anything that is lost" : left)")
            } else if !left.isEmpty {
                surroundings.say("\(file) keeps all lost lines but \(left)")
            }
        }
        let stopped = LintAnswer.note(
            "time ran out while additions were looked for: another run may find more, and so may a longer --timeout"
        )
        return [.findings(completed.findings)] + (completed.isStopped ? [stopped] : [])
    }

    /// What somebody named by mistake is not lost: only configurations are replaced.
    private static func expectConfiguration(_ path: String) throws {
        guard let text = SourceText(path: path) else { return }
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        var isOne = true
        ConfigLine.forEachLine(in: text.bytes) { line, _ in
            let body = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            isOne = isOne && (body.isEmpty || body.first == UInt8(ascii: "#") || body.starts(with: prefix))
        }
        if !isOne {
            throw LintFailure(
                description: "\(path) is there and is no configuration: it is not replaced\n"
                    + "hint: --fix FILE writes additions to a file of its own")
        }
    }

    /// The files in the order of merging.
    private func inputs() throws -> [ConfigInput] {
        let base = request.config ?? (request.fragments.isEmpty ? ConfigEnvironment.configName : nil)
        return try (base.map { [$0] } ?? []).map { try input($0, isFragment: false) }
            + request.fragments.map { try input($0, isFragment: true) }
    }

    private func input(_ name: String, isFragment: Bool) throws -> ConfigInput {
        if name == "-", let text = SourceText(path: "/dev/stdin") {
            return ConfigInput(name: "stdin", text: text, isFragment: isFragment)
        }
        guard let (_, text) = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree) else {
            let isNamed = request.config != nil || isFragment
            let hint = "\nhint: name a configuration; --tree checks Kconfig files, --sources code"
            throw LintFailure(
                description: "can't read \(name): \(String(cString: strerror(errno)))\(isNamed ? "" : hint)")
        }
        return ConfigInput(name: name, text: text, isFragment: isFragment)
    }
}
