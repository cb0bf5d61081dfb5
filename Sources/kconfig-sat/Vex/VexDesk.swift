// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver
import Vulnerabilities

/// What is needed to decide about records: the tree's version, when its files are compiled, the configuration.
final class VexDesk {
    let presence: PresenceMap
    let base: BaseConfiguration
    private let version: KernelVersion.OfTree?
    private let decidingVersion: KernelVersion.OfTree?
    private var known: [String: FileStanding] = [:]

    /// - Throws: exit code 2 when the tree does not say its version and that must decide.
    init(_ presence: PresenceMap, _ base: BaseConfiguration, ignoresVersions: Bool) throws {
        self.presence = presence
        self.base = base
        let makefile = presence.tree + "/Makefile"
        version = SourceText(path: makefile).flatMap { text in
            withExtendedLifetime(text) { KernelVersion.ofTree(makefile: text.bytes) }
        }
        if version == nil && !ignoresVersions {
            Console.error(
                "kconfig-sat: \(makefile) does not say which version of the kernel this is\n"
                    + "hint: with --ignore-versions the files alone decide\n")
            throw Exit.badInput
        }
        decidingVersion = ignoresVersions ? nil : version
    }

    /// Without those that were withdrawn.
    func verdicts(_ records: [VulnerabilityRecord]) -> [Verdict] {
        let files = judge(base.config, asWritten: asWritten)
        let judge = Judge(tree: decidingVersion) { [self] file in
            if let known = known[file] { return known }
            let standing = files.standing(of: file)
            known[file] = standing
            return standing
        }
        return records.compactMap(judge.verdict)
    }

    /// What the lines of the configuration's own file say: they count where this tree, or the tools here, make something
    /// else of them.
    private var asWritten: ((String) -> String?)? {
        if base.lines.isEmpty { return nil }
        return { [base] name in
            base.model.symbol(named: name).flatMap { base.fileValue($0) }.flatMap { $0 == "n" ? nil : $0 }
        }
    }

    func judge(_ config: [UInt8], asWritten: ((String) -> String?)? = nil) -> FileJudge {
        let values = ConfigValues(config)
        return FileJudge(
            presence: { [presence] in presence.presence(of: $0) }, value: { values[$0] }, asWritten: asWritten
        )
    }

    // MARK: - Documents

    func head(product: String?, author: String?, verdicts: [Verdict]) -> VexDocument.Head {
        let version = version.map { $0.version.description + $0.extra } ?? "unknown"
        let name =
            product
            ?? "pkg:generic/linux@\(PercentEncoding.encode(version))?arch=\(PercentEncoding.encode(Variable.value("ARCH") ?? ""))"
        let time = Self.time
        var hash = Hash64()
        for text in [name, author ?? "", time] { hash.add((text + "\n").utf8) }
        for verdict in verdicts {
            hash.add("\(verdict.record.id) \(verdict.status.rawValue) \(verdict.reason)\n".utf8)
        }
        let first = hash.hex
        hash.add("second".utf8)
        return VexDocument.Head(
            product: name, version: version, author: author ?? "kconfig-sat", time: time, tool: "kconfig-sat",
            toolVersion: kconfigSatVersion, id: first + hash.hex)
    }

    /// Now, or what `$SOURCE_DATE_EPOCH` says, so that documents can be made again.
    private static var time: String {
        var seconds = Variable.value("SOURCE_DATE_EPOCH").flatMap { time_t($0) } ?? Glibc.time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
