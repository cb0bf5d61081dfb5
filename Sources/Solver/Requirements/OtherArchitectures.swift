// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Where Kconfig files that only other architectures read define or select a symbol. They are read when somebody asks.
public final class OtherArchitectures {
    private let model: KconfigModel
    private lazy var definitions = read()

    public init(_ model: KconfigModel) { self.model = model }

    /// `arm64 (arch/arm64/Kconfig:5)`, for each architecture that defines the name, in the order of the alphabet.
    public func definitions(of name: some StringProtocol) -> [String] { definitions[String(name)] ?? [] }

    /// The same as a sentence; nil when none does.
    public func sentence(about name: some StringProtocol) -> String? {
        let all = definitions(of: name)
        guard !all.isEmpty else { return nil }
        let more = all.count > 3 ? " and \(all.count - 3) more" : ""
        let own = here.map { "of \($0) " } ?? ""
        return "no Kconfig file \(own)defines it; defined by \(all.prefix(3).joined(separator: ", "))\(more)"
    }

    /// Those whose Kconfig files select a symbol, in the order of the alphabet.
    func selecting(_ name: String) -> [String] {
        let root = model.sources.sourceTree ?? "."
        let known = Set(model.sources.files.elements.map(\.name))
        return Self.architectures(root).filter { architecture in
            architecture != here
                && DefinitionScan(root: root, architecture: architecture)
                    .selects(name, from: "arch/\(architecture)/Kconfig", except: known)
        }
    }

    /// That of the tree as it is read.
    var here: String? { model.usedEnvironment.first { $0.name == "SRCARCH" }?.value }

    private func read() -> [String: [String]] {
        let root = model.sources.sourceTree ?? "."
        let known = Set(model.sources.files.elements.map(\.name))
        var found: [String: [String]] = [:]
        for architecture in Self.architectures(root) where architecture != here {
            let scan = DefinitionScan(root: root, architecture: architecture)
            for definition in scan.definitions(from: "arch/\(architecture)/Kconfig", except: known) {
                found[definition.name, default: []].append(
                    "\(architecture) (\(definition.file):\(definition.line))")
            }
        }
        // An architecture may define a symbol several times.
        return found.mapValues { places in
            var architectures: Set<Substring> = []
            return places.filter { architectures.insert($0.prefix { $0 != " " }).inserted }
        }
    }

    /// The folders below `arch/` that have a Kconfig file, in the order of the alphabet.
    public static func architectures(_ root: String) -> [String] {
        FilePattern.expand(FilePattern.escaped(root) + "/arch/*/Kconfig").map { path in
            String(path.dropLast("/Kconfig".count).split(separator: "/").last!)
        }
    }
}
