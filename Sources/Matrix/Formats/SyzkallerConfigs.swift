// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// The declarations that syzkaller makes its kernel configurations of: `main.yml` and the fragments in `bits/`.
///
///     instances:                                  main.yml: configurations, with their features
///      - upstream-kasan: [upstream, x86_64, clang, kasan]
///     includes:                                   fragments, and which features they are for
///      - base.yml: []
///      - kasan.yml: [kasan, -arm]
///
///     kernel:                                     bits/…: which tree, which compiler, which options
///      repo: git://…
///      tag: v6.1
///     compiler: clang
///     config:
///      - EXPERT
///      - KPROBES: n
///      - CMDLINE: "earlyprintk=serial"
///      - FORTIFY_SOURCE: [-riscv]
///      - DEBUG_PI_LIST: [n, v5.2, optional]
///
/// Of an instance there is a second configuration, `…-base`, which also has the features `baseline` and `base-config`. `v5.2` holds from
/// that release on. `override` takes the place of an earlier line, `append` adds to its text, `optional` is what may be lost, `weak`
/// is both. In instances that are `reduced`, options of fragments that are left out for that (`-reduced`) are off.
/// (Format: dashboard/config/linux/README.md and tools/syz-kconf/parser.go of github.com/google/syzkaller.)
public struct SyzkallerConfigs {
    /// An option that a fragment names.
    private struct Option {
        let name: String
        /// As in a `.config`; `n` for off.
        let value: String
        let isWeak: Bool
        let appends: Bool
        /// It is off where its fragment is left out of what is reduced.
        let isLeftOut: Bool
        /// Features of fragment and option.
        let tests: [String]
        /// The option's own.
        let own: [String]
        let file: Int
        let note: String?
    }

    fileprivate struct Instance {
        let name: String
        let features: Set<String>
        /// Of the kernel; nil where nothing says it.
        var release: [Int]?
        var variables: [String] = []
        var kernel: String?
    }

    private struct Fragment {
        let name: String
        let features: [String]
        let text: SyzkallerText
    }

    /// What is not said by cells and policy.
    public private(set) var remarks: [String] = []
    public private(set) var cells: [MatrixCell] = []
    /// Which kernels the instances are for: comments of the matrix file, by the cells' names.
    public private(set) var kernels: [String: String] = [:]
    public private(set) var lineCount = 0
    /// The policy's text.
    public private(set) var policy = ""

    private var fragments: [Fragment] = []
    private var options: [Option] = []
    private var errors: [SatconfigDiagnostic] = []

    /// The architectures of kernels that may be features.
    private static let architectures: Set<String> = [
        "x86_64", "i386", "arm64", "arm", "riscv", "s390", "mips", "powerpc", "loongarch",
    ]

    /// - Parameters:
    ///   - outputs: the folder of the outputs.
    ///   - policyName: the policy's file, for the cells.
    ///   - release: of kernels that no tag tells the release of; nil for one that is newer than all.
    ///   - withBase: with the `…-base` configurations.
    ///   - read: gives the text of a file, by its name from main.yml's folder; nil when it can't be read.
    /// - Throws: `SatconfigError` with every error.
    public init(
        _ main: String, outputs: String, policyName: String, release: String?, withBase: Bool,
        read: (String) -> String?
    ) throws(SatconfigError) {
        guard let text = read(main) else {
            throw SatconfigError(diagnostics: [Self.error(main, 1, "", "can't read this file")])
        }
        let yaml = SyzkallerText(text, name: main)
        errors = yaml.errors
        readFragments(yaml, main, read)
        if yaml.lists["instances"] == nil && errors.isEmpty {
            errors.append(Self.error(main, 1, "", "this file has no 'instances:'"))
        }
        if !errors.isEmpty { throw SatconfigError(diagnostics: errors) }
        let instances = (yaml.lists["instances"] ?? []).flatMap { item -> [Instance] in
            let features = item.words.map(\.text)
            if item.name == "_" { return [] }
            let base = [(item.name + "-base", features + ["baseline", "base-config"])]
            return ([(item.name, features)] + (withBase ? base : [])).map {
                instance($0.0, Set($0.1), release)
            }
        }
        addCells(instances, outputs, policyName)
        addPolicy(instances)
    }

    private static func error(_ file: String, _ line: Int, _ text: String, _ message: String)
        -> SatconfigDiagnostic
    {
        SatconfigDiagnostic(
            severity: .error, origin: RequirementOrigin(file: file, line: line, column: 1), message: message,
            line: text,
            hint: "dashboard/config/linux/main.yml of syzkaller is such a file, with a folder bits beside it")
    }

    // MARK: - Reading

    private mutating func readFragments(_ main: SyzkallerText, _ name: String, _ read: (String) -> String?) {
        for item in main.lists["includes"] ?? [] {
            let file = "bits/\(item.name)"
            guard let text = read(file) else {
                errors.append(Self.error(name, item.line, " - \(item.name)", "can't read \(file)"))
                continue
            }
            let yaml = SyzkallerText(text, name: file)
            errors += yaml.errors
            let features = item.words.map(\.text)
            for option in yaml.lists["config"] ?? [] { add(option, features, fragments.count) }
            fragments.append(Fragment(name: file, features: features, text: yaml))
        }
    }

    private mutating func add(_ item: SyzkallerText.Item, _ features: [String], _ file: Int) {
        var (value, own): (String, [String]) = ("y", [])
        for word in item.words {
            if word.isQuoted {
                value = "\"\(word.text)\""
            } else if ["n", "y", "m"].contains(word.text) || Int(word.text) != nil
                || word.text.hasPrefix("0x")
            {
                value = word.text
            } else {
                own.append(word.text)
            }
        }
        let prefix = ConfigEnvironment.prefix
        let name = item.name.hasPrefix(prefix) ? String(item.name.dropFirst(prefix.count)) : item.name
        let words: Set<String> = ["override", "optional", "weak", "append"]
        let tests = own.filter { !words.contains($0) }
        options.append(
            Option(
                name: name, value: value, isWeak: own.contains("optional") || own.contains("weak"),
                appends: own.contains("append"), isLeftOut: false, tests: features + tests, own: tests,
                file: file, note: item.note))
        guard features.contains("-reduced"), value == "y" || value == "n" else { return }
        options.append(
            Option(
                name: name, value: "n", isWeak: true, appends: false, isLeftOut: true,
                tests: ["reduced"] + tests, own: tests, file: file, note: "left out where it is reduced"))
    }

    // MARK: - Instances

    private func instance(_ name: String, _ features: Set<String>, _ release: String?) -> Instance {
        var found = Instance(name: name, features: features)
        for fragment in fragments where found.has(fragment.features) {
            let texts = fragment.text.texts
            if let tag = texts["kernel.tag"] {
                found.release = Self.release(tag)
                found.kernel = [texts["kernel.repo"], tag].compactMap(\.self).joined(separator: " ")
            }
            for (key, variable) in [("compiler", "CC"), ("linker", "LD")] {
                guard let tool = texts[key], !tool.contains("$") else { continue }
                found.variables.append("\(variable)=\(tool)")
            }
        }
        found.release = found.release ?? release.flatMap(Self.release)
        return found
    }

    /// The first two numbers of a tag: `linux-6.1.y`, `v5.8-rc7`, `android14-6.1`.
    private static func release(_ tag: String) -> [Int]? {
        let words = tag.split { !$0.isNumber && $0 != "." }
        let numbers = words.lazy.map { $0.split(separator: ".").compactMap { Int($0) } }.first {
            $0.count > 1
        }
        return numbers.map { Array($0.prefix(2)) }
    }

    private mutating func addCells(_ instances: [Instance], _ outputs: String, _ policy: String) {
        for instance in instances {
            let arch = instance.features.first(where: Self.architectures.contains)
            var keys: [String: String] = [:]
            for feature in instance.features where feature != arch && PolicyCell.isWord(feature) {
                keys[Self.key(feature)] = "yes"
            }
            cells.append(
                MatrixCell(
                    name: instance.name, keys: keys, arch: arch, variables: instance.variables,
                    output: "\(outputs)/\(instance.name).config", policies: [policy],
                    origin: RequirementOrigin(file: policy, line: 1, column: 1)))
            kernels[instance.name] = instance.kernel
        }
    }

    /// A feature as a key: some words are taken, and those of variables have capitals.
    private static func key(_ feature: String) -> String {
        ["arch", "cell", "tree", "probes", "output"].contains(feature) || feature.first?.isUppercase ?? false
            ? "feature-\(feature)" : feature
    }

    // MARK: - The policy

    /// The place of an option, and the value that it comes to.
    private struct Said: Hashable {
        let option: Int
        let value: String
    }

    /// What counts in an instance: of each name the last option, unless its features are others.
    private func said(_ instance: Instance) -> [Said] {
        var last: [String: Said] = [:]
        for (index, option) in options.enumerated() {
            let isIncluded = instance.has(fragments[option.file].features)
            let counts = option.isLeftOut ? instance.features.contains("reduced") && !isIncluded : isIncluded
            if !counts { continue }
            if option.appends, let before = last[option.name], before.value.hasSuffix("\""),
                option.value.hasPrefix("\"")
            {
                let text = "\(before.value.dropLast()) \(option.value.dropFirst())"
                last[option.name] = Said(option: before.option, value: text)
            } else {
                last[option.name] = Said(option: index, value: option.value)
            }
        }
        return last.values.filter { instance.has(options[$0.option].own) }
    }

    private mutating func addPolicy(_ instances: [Instance]) {
        var uses: [Said: Set<Int>] = [:]
        for (index, instance) in instances.enumerated() {
            for one in said(instance) { uses[one, default: []].insert(index) }
        }
        var blocks: [(file: Int, condition: PolicyCondition?, lines: [String])] = []
        for (one, own) in uses.sorted(by: { ($0.key.option, $0.key.value) < ($1.key.option, $1.key.value) }) {
            let option = options[one.option]
            let condition = condition(option, own, instances)
            let line = PolicyLines.Line(
                name: option.name, value: one.value, note: option.note,
                strength: option.isWeak ? .weak : .required)
            if let place = blocks.firstIndex(where: { $0.file == option.file && $0.condition == condition }) {
                blocks[place].lines.append(line.text)
            } else {
                blocks.append((option.file, condition, [line.text]))
            }
            lineCount += 1
        }
        addVerbatim(instances, &blocks)
        write(blocks)
        remark(instances)
    }

    private mutating func write(_ blocks: [(file: Int, condition: PolicyCondition?, lines: [String])]) {
        for (file, fragment) in fragments.enumerated() {
            let own = blocks.filter { $0.file == file }
            if own.isEmpty { continue }
            policy += "\n# \(fragment.name)\n"
            for block in own {
                guard let condition = block.condition else {
                    policy += "\n" + block.lines.map { $0 + "\n" }.joined()
                    continue
                }
                policy += "\nwhen \(condition)\n" + block.lines.map { "  \($0)\n" }.joined() + "end\n"
            }
        }
    }

    /// The features as a condition, where they say for which cells the line counts; else the names of the cells.
    private func condition(_ option: Option, _ own: Set<Int>, _ instances: [Instance]) -> PolicyCondition? {
        if own.count == instances.count { return nil }
        let tests = tests(option.tests)
        let meets = instances.indices.filter { index in
            tests.allSatisfy { test in
                let value = test.key == "arch" ? cells[index].arch : cells[index].keys[test.key]
                return (value.map(test.values.contains) ?? false) != test.isNegated
            }
        }
        if Set(meets) == own { return PolicyCondition(tests) }
        let (yes, no) = (own.sorted(), instances.indices.filter { !own.contains($0) })
        let isNegated = no.count < yes.count
        return PolicyCondition([
            .init("cell", isNegated: isNegated, (isNegated ? no : yes).map { instances[$0].name })
        ])
    }

    private func tests(_ features: [String]) -> [PolicyCondition.Test] {
        var (arches, others): ([String], [PolicyCondition.Test]) = ([], [])
        for feature in features where !Instance.isRelease(feature) {
            let isNegated = feature.hasPrefix("-")
            let name = isNegated ? String(feature.dropFirst()) : feature
            if isNegated && Self.architectures.contains(name) {
                arches.append(name)
            } else if Self.architectures.contains(name) {
                others.append(.init("arch", [name]))
            } else if isNegated && !cells.contains(where: { $0.keys[Self.key(name)] != nil }) {
                // Nobody has it.
                continue
            } else {
                others.append(.init(Self.key(name), isNegated: isNegated, ["yes"]))
            }
        }
        return (arches.isEmpty ? [] : [.init("arch", isNegated: true, arches)]) + others
    }

    /// Lines for options that a tree may have some day.
    private mutating func addVerbatim(
        _ instances: [Instance], _ blocks: inout [(file: Int, condition: PolicyCondition?, lines: [String])]
    ) {
        for (file, fragment) in fragments.enumerated() {
            let lines = (fragment.text.texts["verbatim"] ?? "").split(separator: "\n").filter {
                $0.hasPrefix(ConfigEnvironment.prefix) && $0.contains("=")
            }
            if lines.isEmpty { continue }
            let tests = tests(fragment.features)
            blocks.append(
                (file, tests.isEmpty ? nil : PolicyCondition(tests), lines.map { "weak \($0)  # verbatim" }))
            lineCount += lines.count
        }
    }

    private mutating func remark(_ instances: [Instance]) {
        var commands: [String] = []
        for fragment in fragments {
            for item in fragment.text.lists["shell"] ?? [] where !commands.contains(item.name) {
                commands.append(item.name)
            }
        }
        if !commands.isEmpty {
            remarks.append("what these set is not in the policy: \(commands.joined(separator: ", "))")
        }
        let open = instances.filter { $0.release == nil }.map(\.name)
        if !open.isEmpty && options.contains(where: { $0.tests.contains(where: Instance.isRelease) }) {
            remarks.append(
                "nothing says which release these are: taken for newer than all (--release 6.12): \(open.joined(separator: ", "))"
            )
        }
    }
}

extension SyzkallerConfigs.Instance {
    /// `v5.2`, `-v5.2`.
    static func isRelease(_ feature: String) -> Bool { numbers(feature) != nil }

    private static func numbers(_ feature: String) -> [Int]? {
        let name = feature.drop { $0 == "-" }
        guard name.hasPrefix("v") else { return nil }
        let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        return parts.count == 2 && !parts.contains(nil) ? parts.compactMap(\.self) : nil
    }

    /// Whether all of these hold.
    func has(_ tests: [String]) -> Bool {
        tests.allSatisfy { test in
            let isNegated = test.hasPrefix("-")
            if let wanted = Self.numbers(test) {
                let holds = release.map { !$0.lexicographicallyPrecedes(wanted) } ?? true
                return holds != isNegated
            }
            return features.contains(isNegated ? String(test.dropFirst()) : test) != isNegated
        }
    }
}
