// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Hardware
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse
import Machine
import Solver

/// The requirements of a machine.
struct HardwareReport {
    private let plan: RequirementPlan
    private let title: [String]
    private let includes: [String]
    private let hasRoot: Bool

    /// - Throws: `Exit` when something can't be read, or was interrupted.
    init(_ machine: MachineInputs, _ wishes: MachineWishes, _ model: KconfigModel, _ tree: TreeOptions) throws
    {
        includes = try wishes.includes()
        let loader = try BuildMapLoader(model, tree)
        let facts = try machine.read(sourceArch: loader.sourceArch)
        let installed = try wishes.aliases(sourceArch: loader.sourceArch)
        var devices = try loader.devices()
        if let installed { devices.aliases += installed.missing(in: devices, loader.kbuild) }
        let watch = Stopwatch()
        let finder = DriverFinder(loader.kbuild, devices)
        tree.log("indexed \(devices.aliases.count) device ids", watch)
        let needs = MachineNeeds(facts, also: wishes.also, finder, kind: loader.kind)
        hasRoot = needs.hasRoot
        tree.log("found what \(facts.count) facts need", watch)
        plan = try Interrupts.endingSearch {
            try RequirementPlan(needs, model, engine: Engine.standard)
        }
        tree.log("checked that it can be had together", watch)
        title = [
            "What \(machine.source) needs of Linux \(model.dialect) for \(loader.sourceArch), by kconfig-sat hardware.",
            "Lines may be changed, added and taken out; `kconfig-sat satconfig FILE` makes the smallest .config that meets them.",
            "Programs want more than a machine has (UNIX, INET, …): add a profile, as `include <systemd>`; see kconfig-sat profiles.",
            "`include <small>` takes out what only EXPERT opens, too: an image that is up to a third smaller.",
        ]
    }

    /// What may keep the kernel from finding its root file system or is not there as asked, for whoever doesn't read the file to
    /// its end.
    func tellRoot() {
        for remark in plan.remarks where remark.isUrgent {
            let what = remark.kind == .undriven ? "nothing in this tree drives \(remark.text)" : remark.text
            Console.error("kconfig-sat: note: \(remark.location): \(what)\n")
        }
        if !hasRoot {
            Console.error(
                "kconfig-sat: note: no root file system is named: a kernel from these lines may not find any\n"
                    + "hint: a line as 'mount ext4 / mmcblk0p2' beside the machine's description names it\n")
        }
    }

    /// For a terminal: how much was found, and what was not.
    var summary: String {
        let undriven = plan.remarks.filter { $0.kind == .undriven }
        var text =
            "kconfig-sat: \(plan.lines.count) requirements of \(plan.answers.count) parts of the machine\n"
        for remark in undriven.prefix(5) { text += "  nothing drives \(remark.text) at \(remark.location)\n" }
        if undriven.count > 5 {
            text += "  … and \(undriven.count - 5) more; kconfig-sat hardware lists them\n"
        }
        if includes.isEmpty {
            text +=
                "  programs want more than a machine has (UNIX, INET, DEVTMPFS, …): --profile systemd adds that, or another of\n"
                + "  kconfig-sat profiles\n"
        }
        return text
    }

    var text: String { Wrapping.wrap(plan.text(title: title, includes: includes), width: Self.width) }

    private static let width = 200

    var json: [JSONValue.Member] {
        [
            .init("includes", .array(includes.map { .string($0) })),
            .init("needs", .array(plan.answers.map { Self.json($0.need, $0.lines) })),
            .init(
                "remarks",
                .array(
                    plan.remarks.map {
                        [
                            "kind": .string($0.kind.rawValue), "text": .string($0.text),
                            "location": .string($0.location),
                        ]
                    })),
        ]
    }

    private static func json(_ need: Need, _ lines: [String]) -> JSONValue {
        .object([
            "part": .string("\(need.part)"), "subject": .string(need.subject),
            "location": .string(need.location), "early": need.early.map { .string($0) },
            "ways": .array(
                need.ways.map { way in
                    .object([
                        "options": .array(way.options.map { .string($0) }), "driver": .string(way.text),
                        "generic": .bool(way.isGeneric),
                    ])
                }),
            "lines": .array(lines.map { .string($0) }),
        ])
    }
}
