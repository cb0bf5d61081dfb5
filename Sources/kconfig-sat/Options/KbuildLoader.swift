// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild
import KconfigEvaluate
import KconfigParse

/// The map from devices and sources to options, for the architecture of a model that was just read.
struct BuildMapLoader {
    private let options: TreeOptions
    private let tree = ConfigEnvironment.sourceTree ?? "."
    private let sourceArch: String
    private let kinds: [String: SymbolKind]
    let kbuild: KbuildMap

    init(_ model: KconfigModel, _ options: TreeOptions) throws {
        guard let arch = Variable.value("ARCH"), let sourceArch = Variable.value("SRCARCH") else {
            Console.error(
                "kconfig-sat: which architecture? Its make files lead to the sources\nhint: --arch x86\n")
            throw Exit.badInput
        }
        self.options = options
        self.sourceArch = sourceArch
        let watch = Stopwatch()
        let kinds = Self.kinds(model)
        self.kinds = kinds
        kbuild = KbuildMap.read(
            tree: tree, arch: arch, sourceArch: sourceArch, kind: { kinds[$0] ?? .tristate })
        options.log("read what make files build: \(kbuild.units.count) objects and modules", watch)
    }

    private static func kinds(_ model: KconfigModel) -> [String: SymbolKind] {
        var kinds: [String: SymbolKind] = [:]
        for id in model.symbols.indices {
            switch model.symbols[id].type {
            case .bool: kinds[model.name(id)] = .bool
            case .int, .hex, .string: kinds[model.name(id)] = .text
            case .tristate, .unknown: break
            }
        }
        return kinds
    }

    /// The devices in the sources that the make files name.
    func devices() -> DeviceScan {
        let watch = Stopwatch()
        let kinds = kinds
        let files = kbuild.objects.map { object in
            let folder = object.lastIndex(of: "/").map { String(object[..<$0]) } ?? "."
            return (name: object + ".c", more: kbuild.includeFolders(of: folder))
        }
        let scan = DeviceScan.read(
            tree: tree, sourceArch: sourceArch, files: files,
            kind: { kinds[$0] ?? .tristate })
        options.log(
            "read \(scan.aliases.count) device ids, \(scan.problems.count) could not be read", watch)
        return scan
    }
}
