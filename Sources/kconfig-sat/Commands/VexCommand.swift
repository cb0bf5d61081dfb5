// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver
import Vulnerabilities

struct VexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vex",
        abstract: "Say which vulnerabilities a configuration has the code of.",
        discussion: """
            Records are those of cve.org (CVE JSON 5, as the CNA of the kernel writes
            them, with programFiles) and of OSV; folders of thousands are read whole.

            not_affected is said only when none of the files that a record names can
            be compiled, whatever is not known about the make files, or when the flaw
            came with a later version. fixed: the tree's version has the fix. affected:
            a file is compiled. All else is under_investigation, with the reason.

            Exit status 0: nothing is affected or under investigation, 1: something is,
            2: bad input; with several records the others are answered all the same.

            Examples:
              kconfig-sat vex --arch x86 --config .config cves/
              kconfig-sat vex --arch x86 --format openvex -o linux.vex.json cves/
              kconfig-sat vex --arch arm64 --mitigate CVE-2024-53104.json
              kconfig-sat vex --arch x86 --format csv cves/2024 cves/2025 >cves.csv
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, openvex, cyclonedx, csv }

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp(
            "Files with records, folders of them; '-' reads one from stdin.", valueName: "record"),
        completion: .file())
    var records: [String] = []

    @Option(help: "How the answer is printed: text, openvex, cyclonedx or csv.")
    var format = Format.text

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where it is written instead of stdout.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(
        help:
            "For each one that is affected: the smallest change of the configuration that leaves the code out."
    )
    var mitigate = false

    @Flag(help: "Let files alone decide: for a tree with fixes that its version does not tell of.")
    var ignoreVersions = false

    @Option(
        help: ArgumentHelp(
            "What the documents call the product. Default: pkg:generic/linux@VERSION?arch=ARCH.",
            valueName: "purl"))
    var product: String?

    @Option(help: ArgumentHelp("Who the documents are by. Default: kconfig-sat.", valueName: "name"))
    var author: String?

    @OptionGroup var time: TimeoutOption<LeavesOut>

    enum LeavesOut: HelpText { static let text = "With --mitigate: end with what was found" }

    func validate() throws {
        if records.isEmpty { throw ValidationError("records expected: files or folders") }
    }

    func run() throws {
        let watch = Stopwatch()
        let found = try RecordFiles(records, progress: ProgressLine(isSilent: tree.silent))
        tree.log("read \(found.records.count) records", watch)
        for problem in found.problems { Console.error("\(problem)\n") }
        if found.records.isEmpty { throw Exit.badInput }
        let model = try tree.loadModel()
        let start = try base.read(model)
        let presence = try BuildMapLoader(model, tree).presence()
        let judging = Stopwatch()
        let desk = try VexDesk(presence, start, ignoresVersions: ignoreVersions)
        var verdicts = desk.verdicts(found.records)
        tree.log("decided", judging)
        if mitigate {
            let seeker = MitigationSeeker(
                desk: desk, base: start, costs: advice.prior(model), timeout: time.seconds)
            verdicts = try verdicts.map { try seeker.mitigated($0) }
        }
        note(found, verdicts)
        try write(verdicts, desk)
        if !found.problems.isEmpty { throw Exit.badInput }
        if verdicts.contains(where: { [.affected, .underInvestigation].contains($0.status) }) {
            throw Exit.no
        }
    }

    private func note(_ found: RecordFiles, _ verdicts: [Verdict]) {
        let rejected = found.records.count - verdicts.count
        if rejected > 0 && !tree.silent {
            Console.error("kconfig-sat: note: \(rejected) of the records were withdrawn\n")
        }
    }

    private func write(_ verdicts: [Verdict], _ desk: VexDesk) throws {
        let head = desk.head(product: product, author: author, verdicts: verdicts)
        let document = VexDocument(head, verdicts)
        let text: String
        switch format {
        case .text: text = document.text
        case .csv: text = document.csv
        case .cyclonedx: text = document.cycloneDX.pretty
        case .openvex:
            // The format has no document without a statement.
            if verdicts.isEmpty {
                Console.error("kconfig-sat: no record is left to make a statement about\n")
                throw Exit.badInput
            }
            text = document.openVEX.pretty
        }
        if let output { return try OutputFile.write(Array(text.utf8), to: output) }
        format == .text ? Console.out(text) : Console.data(text)
    }
}
