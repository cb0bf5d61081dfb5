// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// The `redhat/configs` folder of Fedora's and RHEL's kernels (kernel-ark, CentOS Stream): an option a file, in layers.
///
///     priority.fedora                      which layers make up each configuration:
///         ORDER=common fedora pending-fedora
///         EMPTY=s390x-zfcpdump
///         x86_64=generic:generic-x86
///         x86_64-debug=generic:generic-x86:debug:debug-x86
///     common/generic/CONFIG_EXT4_FS        CONFIG_EXT4_FS=m
///     fedora/generic/x86/CONFIG_HYPERV     # why
///                                          # CONFIG_HYPERV is not set
///
/// For each folder of `ORDER` and each layer of a line the folder of that name (with `/` for `-`) counts, and what comes later wins.
/// `pending-…` has what nobody has decided: options that a newer kernel asks about, with their defaults and help texts. The tag
/// `process_configs_known_broken` in a comment says that the value can't be had. All options that are asked about must be set.
/// (Format: redhat/configs/build_configs.sh, process_configs.sh, priority.* and README.evaluate_configs of kernel-ark.)
public struct ArkConfigs {
    /// One configuration.
    public struct Kernel {
        /// As the builders call it: `x86_64-debug-fedora`.
        public let name: String
        /// The architecture's name in packages.
        public let arch: String
        /// `base` for none.
        public let variant: String
        /// What stands behind `priority.`.
        public let flavour: String
        public let lines: [PolicyLines.Line]
    }

    public private(set) var kernels: [Kernel] = []
    private var errors: [SatconfigDiagnostic] = []

    /// What says that a value can't be had.
    static let brokenTag = "process_configs_known_broken"

    /// The kernel's names of the packages' architectures.
    static let kernelNames = [
        "i686": "i386", "aarch64": "arm64", "ppc64le": "powerpc", "s390x": "s390", "armv7hl": "arm",
        "riscv64": "riscv",
    ]

    /// - Parameters:
    ///   - files: the names of all files below the folder, relative to it.
    ///   - flavours: which `priority.…` files are meant; all for none.
    ///   - read: gives the text of a file; nil when it can't be read.
    /// - Throws: `SatconfigError` with every error.
    public init(files: [String], flavours: [String], read: (String) -> String?) throws(SatconfigError) {
        let priority = "priority."
        let known = files.filter { $0.hasPrefix(priority) }.map { String($0.dropFirst(priority.count)) }
        // `priority.common` is for a check, not for kernels.
        let wanted = flavours.isEmpty ? known.filter { $0 != "common" }.sorted() : flavours
        if wanted.isEmpty { fail(priority + "*", 1, "", "there is no such file") }
        var layers = LayerFolders(files)
        for flavour in wanted {
            guard let text = read(priority + flavour) else {
                fail(priority + flavour, 1, "", "can't read this file")
                continue
            }
            readPriority(text, flavour, &layers, read)
        }
        if !errors.isEmpty { throw SatconfigError(diagnostics: errors) }
    }

    private mutating func fail(_ file: String, _ line: Int, _ text: String, _ message: String) {
        let error = SatconfigDiagnostic(
            severity: .error, origin: RequirementOrigin(file: file, line: line, column: 1), message: message,
            line: text,
            hint:
                "a folder as redhat/configs has priority.FLAVOUR with 'ORDER=…' and 'ARCH-VARIANT=LAYER:LAYER', and files CONFIG_X"
        )
        if !errors.contains(where: { $0.origin == error.origin && $0.message == message }) {
            errors.append(error)
        }
    }

    private mutating func readPriority(
        _ text: String, _ flavour: String, _ layers: inout LayerFolders, _ read: (String) -> String?
    ) {
        let file = "priority.\(flavour)"
        var order: [String] = []
        for (index, line) in text.fileLines.enumerated() {
            let body = line.drop { $0.isWhitespace }
            if body.isEmpty || body.hasPrefix("#") { continue }
            guard let equals = body.firstIndex(of: "="), equals != body.startIndex else {
                fail(file, index + 1, String(line), "ORDER=…, EMPTY=… or ARCH-VARIANT=LAYER:LAYER expected")
                continue
            }
            let (key, value) = (String(body[..<equals]), body[body.index(after: equals)...])
            switch key {
            case "ORDER": order = value.split(whereSeparator: \.isWhitespace).map(String.init)
            case "EMPTY": break
            default:
                let names = value.split(whereSeparator: { $0 == ":" || $0.isWhitespace }).map(String.init)
                for name in names where !order.contains(where: { layers.folder($0, name) != nil }) {
                    fail(file, index + 1, String(line), "no folder of ORDER has the layer \(name)")
                }
                let lines = merged(order, names, &layers, read)
                let parts = key.split(separator: "-", maxSplits: 1).map(String.init)
                kernels.append(
                    Kernel(
                        name: "\(key)-\(flavour)", arch: parts[0],
                        variant: parts.count > 1 ? parts[1] : "base",
                        flavour: flavour, lines: lines))
            }
        }
    }

    /// What the layers come to, pending ones last.
    private mutating func merged(
        _ order: [String], _ names: [String], _ layers: inout LayerFolders, _ read: (String) -> String?
    ) -> [PolicyLines.Line] {
        var lines: [PolicyLines.Line] = []
        var numbers: [String: Int] = [:]
        for top in order {
            for name in names {
                guard let folder = layers.folder(top, name) else { continue }
                for line in options(folder, isPending: top.hasPrefix("pending-"), &layers, read) {
                    if let index = numbers[line.name] {
                        // What somebody decided is not pending, whatever the script would make of it.
                        if line.strength != .pending { lines[index] = line }
                    } else {
                        numbers[line.name] = lines.count
                        lines.append(line)
                    }
                }
            }
        }
        return lines.filter { $0.strength != .pending } + lines.filter { $0.strength == .pending }
    }

    private mutating func options(
        _ folder: String, isPending: Bool, _ layers: inout LayerFolders, _ read: (String) -> String?
    ) -> [PolicyLines.Line] {
        if let known = layers.known[folder] { return known }
        var lines: [PolicyLines.Line] = []
        for file in layers.options(folder) {
            guard let text = read(file) else {
                fail(file, 1, "", "can't read this file")
                continue
            }
            lines += option(text, file, isPending)
        }
        layers.known[folder] = lines
        return lines
    }

    private mutating func option(_ text: String, _ file: String, _ isPending: Bool) -> [PolicyLines.Line] {
        var (lines, comments): ([PolicyLines.Line], [String]) = ([], [])
        let prefix = ConfigEnvironment.prefix
        for (index, line) in text.fileLines.enumerated() {
            let body = line.trimmed
            let name: String
            let value: String
            if body.isEmpty {
                continue
            } else if let (unset, _) = SatconfigReader.unset(body) {
                (name, value) = (String(unset), "n")
            } else if body.hasPrefix("#") {
                comments.append(String(body.drop { $0 == "#" }.trimmed))
                continue
            } else if body.hasPrefix(prefix), let equals = body.firstIndex(of: "=") {
                (name, value) = (
                    String(body[..<equals].dropFirst(prefix.count)),
                    String(body[body.index(after: equals)...])
                )
            } else {
                fail(file, index + 1, String(line), "\(prefix)X=value or '# \(prefix)X is not set' expected")
                continue
            }
            let isBroken = comments.contains { $0.contains(Self.brokenTag) }
            lines.append(
                PolicyLines.Line(
                    name: name, value: value, note: Self.note(comments),
                    strength: isPending ? .pending : isBroken ? .weak : .required))
            comments = []
        }
        return lines
    }

    /// The reason among comments; help texts that a script put there are none.
    private static func note(_ comments: [String]) -> String? {
        let isHelp = comments.contains { $0.hasPrefix("Symbol: ") || $0.hasPrefix("Type  : ") }
        let words = comments.filter { !$0.isEmpty }.joined(separator: " ")
        return isHelp || words.isEmpty ? nil : words
    }

    // MARK: - Cells

    /// A cell for each configuration, with the lines that it has.
    ///
    /// - Parameters:
    ///   - outputs: the folder of the outputs.
    ///   - policy: the name of the policy's file.
    public func cells(outputs: String, policy: String) -> [(cell: MatrixCell, decisions: CellDecisions)] {
        kernels.map { kernel in
            let keys = ["rpmarch": kernel.arch, "variant": kernel.variant, "flavour": kernel.flavour]
            let arch = Self.kernelNames[kernel.arch] ?? kernel.arch
            let cell = MatrixCell(
                name: kernel.name, keys: keys, arch: arch, output: "\(outputs)/\(kernel.name).config",
                policies: [policy], origin: RequirementOrigin(file: policy, line: 1, column: 1))
            return (cell, CellDecisions(cell, kernel.lines))
        }
    }
}

/// The folders of layers.
private struct LayerFolders {
    /// By name, with `-` for `/`: `common-generic-x86`.
    private var folders: [String: String] = [:]
    private var files: [String: [String]] = [:]
    /// What was read of them.
    var known: [String: [PolicyLines.Line]] = [:]

    init(_ all: [String]) {
        for file in all.sorted() {
            let parts = file.split(separator: "/")
            for count in 1..<max(1, parts.count) {
                folders[parts[..<count].joined(separator: "-")] = parts[..<count].joined(separator: "/")
            }
            // Editors' copies are none.
            if let last = parts.last, last.hasPrefix("CONFIG_"), !last.hasSuffix("~") {
                files[parts.dropLast().joined(separator: "/"), default: []].append(file)
            }
        }
    }

    func folder(_ top: String, _ layer: String) -> String? { folders["\(top)-\(layer)"] }
    func options(_ folder: String) -> [String] { files[folder] ?? [] }
}

extension Substring {
    /// Without blanks around it.
    fileprivate var trimmed: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return text
    }
}

extension CellDecisions {
    /// Of lines that a format has for a cell: what it does not have it does not say.
    init(_ cell: MatrixCell, _ lines: [PolicyLines.Line]) {
        let own = lines.map { Line(name: $0.name, text: $0.text) }
        self.init(
            name: cell.name, keys: cell.arch.map { cell.keys.merging(["arch": $0]) { $1 } } ?? cell.keys,
            lines: own, holding: Dictionary(grouping: own, by: \.name).mapValues { Set($0.map(\.text)) })
    }
}
