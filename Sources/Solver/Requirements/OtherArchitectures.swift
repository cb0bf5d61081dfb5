// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Where Kconfig files that only other architectures read define a symbol. They are read when somebody asks, once.
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

    private var here: String? { model.usedEnvironment.first { $0.name == "SRCARCH" }?.value }

    private func read() -> [String: [String]] {
        let root = model.sources.sourceTree ?? "."
        let known = Set(model.sources.files.elements.map(\.name))
        var found: [String: [String]] = [:]
        for architecture in Self.architectures(root) where architecture != here {
            var seen: Set<String> = []
            var open = ["arch/\(architecture)/Kconfig"]
            while let file = open.popLast() {
                guard !known.contains(file), seen.insert(file).inserted,
                    let text = SourceText(path: root + "/" + file)
                else { continue }
                for (index, line) in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                    .enumerated()
                {
                    guard let (word, rest) = Self.words(line) else { continue }
                    switch word {
                    case "source": open.append(Self.path(rest, architecture))
                    default: found[rest, default: []].append("\(architecture) (\(file):\(index + 1))")
                    }
                }
            }
        }
        // An architecture may define a symbol several times.
        return found.mapValues { places in
            var architectures: Set<Substring> = []
            return places.filter { architectures.insert($0.prefix { $0 != " " }).inserted }
        }
    }

    /// `config X`, `menuconfig X` and `source "F"`, at the start of a line or indented.
    private static func words(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> (String, String)? {
        let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard let first = trimmed.first, first == 0x63 || first == 0x6D || first == 0x73 else { return nil }
        let parts = trimmed.split { $0 == 0x20 || $0 == 0x09 }
        guard parts.count >= 2 else { return nil }
        let word = String(decoding: parts[0], as: UTF8.self)
        guard word == "config" || word == "menuconfig" || word == "source" else { return nil }
        return (word, String(decoding: parts[1], as: UTF8.self))
    }

    private static func path(_ quoted: String, _ architecture: String) -> String {
        var path = ""
        var rest = quoted.filter { $0 != "\"" }[...]
        while let letter = rest.first {
            if rest.hasPrefix("$(SRCARCH)") {
                path += architecture
                rest = rest.dropFirst("$(SRCARCH)".count)
            } else {
                path.append(letter)
                rest = rest.dropFirst()
            }
        }
        return path
    }

    /// The folders below `arch/` that have a Kconfig file, in the order of the alphabet.
    private static func architectures(_ root: String) -> [String] {
        FilePattern.expand(FilePattern.escaped(root) + "/arch/*/Kconfig").map { path in
            String(path.dropLast("/Kconfig".count).split(separator: "/").last!)
        }
    }
}
