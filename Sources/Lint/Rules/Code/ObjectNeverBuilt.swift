// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse
import Solver

/// Looks for objects and folders of make files that no configuration builds.
public struct ObjectNeverBuilt {
    public static let rule = RuleInfo(
        "object-never-built", .sources, .warning,
        "An object or folder in a make file that no configuration builds")

    /// What is known of an object or a folder so far.
    private struct Verdict {
        let place: MakePlace
        let condition: BuildCondition
        var isPossible = false
        var architectures: [String] = []
    }

    private typealias Asked = (name: String, verdict: Verdict, literal: Literal)

    private let engine: any SATEngine
    private let sources: Set<String>
    private var objects: [String: Verdict] = [:]
    private var folders: [String: Verdict] = [:]

    init(_ maps: BuildMaps, engine: any SATEngine) {
        self.engine = engine
        sources = Set(maps.includes.sources)
    }

    /// Others are linked from parts or generated, or a name is put together of what the configuration says.
    private func hasSource(_ object: String) -> Bool {
        object.contains(".dtb") || [".c", ".S", ".rs"].contains { sources.contains(object + $0) }
    }

    /// Asks one architecture about all that none so far builds.
    ///
    /// - Parameters:
    ///   - map: what its make files build.
    ///   - view: what is known of it; it says which make files it is about.
    /// - Throws: `SearchStopped`.
    public mutating func examine(_ map: PresenceMap, _ view: UnreachableCode.View) throws {
        let formula = TreeFormula(view.tree, free: view.free, asksRules: false, engine: engine)
        var questions = CodeQuestions(formula, isOpaque: view.isOpaque)
        func asked(
            _ name: String, _ known: Verdict?, _ condition: BuildCondition, _ place: MakePlace?
        ) -> Asked? {
            guard let place, view.covers(place.file), !(known?.isPossible ?? false) else { return nil }
            // What make's own variables exclude, others than ARCH may bring: SUBARCH, a kernel of 32 bits.
            if condition.isNever { return nil }
            let literal = questions.bounds(CodeCondition(condition)).upper
            return (name, known ?? Verdict(place: place, condition: condition), literal)
        }
        let someFolders = map.kbuild.reached.compactMap {
            asked($0.folder, folders[$0.folder], $0.condition, $0.places.last)
        }
        let someObjects = map.kbuild.objects.filter(hasSource).compactMap { name in
            let parts = map.kbuild.units(withObject: name).flatMap(\.parts)
            let place = parts.first { $0.object == name }?.place
            return asked(name, objects[name], map.presence(ofObject: name).any, place)
        }
        let reachability = formula.reachability(stopAfter: nil)
        try reachability.decide((someFolders + someObjects).map(\.literal))
        func judge(_ list: [Asked], _ known: inout [String: Verdict]) {
            for (name, verdict, literal) in list {
                var verdict = verdict
                verdict.architectures.append(view.architecture)
                // A tree without any configuration is a finding of its own.
                verdict.isPossible = !reachability.hasModel || reachability.canBeTrue(literal)
                known[name] = verdict
            }
        }
        judge(someFolders, &folders)
        judge(someObjects, &objects)
    }

    // MARK: - Findings

    /// What none of the architectures that were asked builds; of what is in such a folder only the folder.
    ///
    /// - Parameters:
    ///   - all: how many were asked.
    ///   - others: findings about lines that say the same already.
    public func findings(of all: Int, beside others: [Finding]) -> [Finding] {
        let said = Set(
            others.filter { $0.rule == UnreachableCode.rule.id }.map { "\($0.place.file):\($0.place.line)" })
        let dead = folders.filter { !$0.value.isPossible }
        let deadObjects = objects.filter { !$0.value.isPossible }
        func list(_ verdicts: [String: Verdict], _ finding: (String, Verdict) -> Finding) -> [Finding] {
            verdicts.sorted { $0.key < $1.key }.filter { !Self.isBelow($0.key, dead) }.map(finding)
        }
        let findings =
            list(dead) { finding("\($0)/", $1, "visits", all) }
            + list(deadObjects) { finding($0.contains(".dtb") ? $0 : $0 + ".o", $1, "builds", all) }
        return findings.filter { !said.contains("\($0.place.file):\($0.place.line)") }
    }

    private static func isBelow(_ path: String, _ folders: [String: Verdict]) -> Bool {
        var path = path
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if folders[path] != nil { return true }
        }
        return false
    }

    private func finding(_ name: String, _ verdict: Verdict, _ verb: String, _ all: Int) -> Finding {
        var finding = Finding(
            Self.rule, at: Place(file: verdict.place.file, line: verdict.place.line),
            "no configuration \(verb) \(name): it needs \(Self.shown(verdict.condition))", subject: name)
        if verdict.architectures.count < all { finding.architectures = verdict.architectures }
        return finding
    }

    /// The shortest ways.
    private static func shown(_ condition: BuildCondition) -> String {
        let sorted = condition.alternatives.sorted { $0.count < $1.count }
        let text = BuildCondition(anyOf: Array(sorted.prefix(2))).description
        return sorted.count > 2 ? "\(text) || …" : text
    }
}
