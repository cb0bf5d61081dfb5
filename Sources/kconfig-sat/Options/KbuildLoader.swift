// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild
import KconfigEvaluate
import KconfigParse

/// The map from devices and sources to options, for the architecture of a model that was just read.
struct BuildMapLoader {
    private let options: TreeOptions
    private let tree = ConfigEnvironment.sourceTree ?? "."
    let sourceArch: String
    private let model: KconfigModel
    private let kinds: [String: SymbolKind]
    let kbuild: KbuildMap

    init(_ model: KconfigModel, _ options: TreeOptions) throws {
        guard let arch = Variable.value("ARCH"), let sourceArch = Variable.value("SRCARCH") else {
            Console.error(
                "kconfig-sat: which architecture? Its make files lead to the sources\nhint: --arch x86\n")
            throw Exit.badInput
        }
        self.model = model
        self.options = options
        self.sourceArch = sourceArch
        let watch = Stopwatch()
        let kinds = model.symbolKinds
        self.kinds = kinds
        kbuild = KbuildMap.read(
            tree: tree, arch: arch, sourceArch: sourceArch, kind: { kinds[$0] ?? .tristate })
        options.log("read what make files build: \(kbuild.units.count) objects and modules", watch)
    }

    /// Which configurations compile a file or a line.
    func presence() throws -> PresenceMap {
        let kinds = kinds
        let kept = KeptIncludes(tree: tree, cache: try options.caching.cache())
        let lines = { [options] in
            let watch = Stopwatch()
            let lines = kept.read()
            options.log(lines.isChanged ? "read #include lines" : "knew all #include lines", watch)
            return lines
        }
        return PresenceMap(tree: tree, sourceArch: sourceArch, kbuild: kbuild, includeLines: lines) {
            kinds[$0] ?? .tristate
        }
    }

    /// What is known of an option; nil when the tree has none of that name.
    func kind(_ name: String) -> SymbolKind? {
        guard let symbol = model.symbol(named: name), model.symbols[symbol].isDefined else { return nil }
        return kinds[name] ?? .tristate
    }

    /// The devices in the sources that the make files name: as an earlier run found them, while no file has changed since.
    func devices() throws -> DeviceScan {
        let watch = Stopwatch()
        let cache = try options.caching.cache()
        let files = files
        let key = key(files)
        var name = Hash64()
        name.add("\(tree) \(sourceArch)".utf8)
        if let text = cache.load(name.hex, kind: "devices"), let kept = DeviceRecord(text.bytes, key: key) {
            let states = Parallel.map(kept.inputs) { input in
                var isTouched = false
                return (isCurrent: input.isCurrent(in: tree, &isTouched), isTouched: isTouched)
            }
            if states.allSatisfy(\.isCurrent) {
                options.log("knew \(kept.scan.aliases.count) device ids", watch)
                if states.contains(where: \.isTouched) {
                    let inputs = kept.inputs.map { DeviceInput(path: $0.path, tree: tree) }
                    cache.save(DeviceRecord(kept.scan, inputs).bytes(key: key), name.hex, kind: "devices")
                }
                return kept.scan
            }
        }
        let scan = scan(files)
        options.log(
            "read \(scan.aliases.count) device ids, \(scan.problems.count) could not be read", watch)
        if !options.caching.noCache {
            let inputs = scan.inputs(tree: tree, files: files.map(\.name))
            cache.save(DeviceRecord(scan, inputs).bytes(key: key), name.hex, kind: "devices")
        }
        return scan
    }

    /// Sources, each with folders of headers.
    private var files: [(name: String, more: [String])] {
        kbuild.objects.filter { !$0.hasSuffix(".dtb") && !$0.hasSuffix(".dtbo") }.map { object in
            let folder = object.lastIndex(of: "/").map { String(object[..<$0]) } ?? "."
            return (name: object + ".c", more: kbuild.includeFolders(of: folder))
        }
    }

    private func scan(_ files: [(name: String, more: [String])]) -> DeviceScan {
        let progress = ProgressLine(isSilent: options.silent)
        defer { progress.clear() }
        let kinds = kinds
        return DeviceScan.read(
            tree: tree, sourceArch: sourceArch, files: files,
            onProgress: {
                progress.show("read the device tables of \($0) of \(files.count) sources, to be kept")
            },
            kind: { kinds[$0] ?? .tristate })
    }

    /// What devices depend on beside the files' content.
    private func key(_ files: [(name: String, more: [String])]) -> String {
        var hash = Hash64()
        for (name, more) in files { hash.add("\(name) \(more)\n".utf8) }
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) { hash.add("\(name) \(kind)\n".utf8) }
        return hash.hex
    }
}
