// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse

extension TreeOptions {
    /// What the make files of the tree build, for the architecture of a model that was just read.
    func kbuildMap(_ model: KconfigModel) throws -> KbuildMap {
        guard let arch = Variable.value("ARCH"), let sourceArch = Variable.value("SRCARCH") else {
            Console.error(
                "kconfig-sat: which architecture? Its make files lead to the sources\nhint: --arch x86\n")
            throw Exit.badInput
        }
        let watch = Stopwatch()
        let kinds = Self.kinds(model)
        let map = KbuildMap.read(
            tree: ConfigEnvironment.sourceTree ?? ".", arch: arch, sourceArch: sourceArch,
            kind: { kinds[$0] ?? .tristate })
        log("read what make files build: \(map.units.count) objects and modules", watch)
        return map
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
}
