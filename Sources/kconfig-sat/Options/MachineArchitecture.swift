// SPDX-License-Identifier: GPL-2.0-or-later
import Machine
import Probes

/// Which architecture a description of a machine is of.
struct MachineArchitecture {
    let place: String
    let text: String
    /// Folders below `arch/` of kernels that may run there.
    private let folders: Set<String>

    /// Nil when nothing tells.
    init?(_ facts: [MachineFact]) {
        for fact in facts {
            guard let folders = Self.folders(fact) else { continue }
            self.folders = folders
            place = fact.place
            text = "a machine of \(folders.sorted().joined(separator: " or "))"
            return
        }
        return nil
    }

    /// Whether a kernel of that folder may run there. User Mode Linux runs everywhere.
    func isOf(_ sourceArch: String) -> Bool { folders.contains(sourceArch) || sourceArch == "um" }

    private static func folders(_ fact: MachineFact) -> Set<String>? {
        switch fact.kind {
        case .machine(let name?, _, _):
            let folder = MachineName.sourceArchitecture(of: name)
            return folder == "arm64" ? ["arm", "arm64"] : [folder]
        case .compatible(let names, let node) where node.hasPrefix("/cpus/cpu@"):
            return names.lazy.compactMap { name in processors.first { name.hasPrefix($0.name) } }.first?
                .folders
        default: return nil
        }
    }

    /// How names of processors begin, by the bindings of `Documentation/devicetree`.
    private static let processors: [(name: String, folders: Set<String>)] = [
        ("arm,", ["arm", "arm64"]), ("riscv", ["riscv"]), ("loongson,la", ["loongarch"]), ("mips,", ["mips"]),
        ("mti,", ["mips"]), ("snps,arc", ["arc"]), ("altr,nios2", ["nios2"]), ("opencores,or1", ["openrisc"]),
    ]
}
