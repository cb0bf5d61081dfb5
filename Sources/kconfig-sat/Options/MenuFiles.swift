// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Menu
import Profiles
import Solver

/// The files that `satmenuconfig` works on, and what it needs to know beside them.
final class MenuFiles: Surroundings {
    let model: KconfigModel
    let satconfigName: String
    let configName = ConfigEnvironment.configName
    let engine: any SATEngine = Engine.standard
    /// As they were at the start.
    let satconfig: [UInt8]
    let recovered: [UInt8]?

    var hasConfig: Bool { config != nil }

    private let path: String
    private let config: SourceText?
    private let ignoresUnknown: Bool
    private let prior: (KconfigModel) -> any EditCost
    private let cell: PolicyCell
    private let library = ProfileLibrary(arch: Variable.value("SRCARCH") ?? "")
    private var known: (any EditCost)?
    private var time = timespec()

    /// - Parameters:
    ///   - name: of the `.satconfig`, which need not be there yet.
    ///   - cell: `KEY=VALUE` each, for `when` blocks.
    ///   - prior: what is likely; asked once.
    /// - Throws: an exit code, when a file is there and can't be read.
    init(
        _ model: KconfigModel, name: String, ignoresUnknown: Bool, cell: [String],
        prior: @escaping (KconfigModel) -> any EditCost
    ) throws {
        self.model = model
        self.ignoresUnknown = ignoresUnknown
        self.prior = prior
        self.cell = try PolicyCell.here(cell)
        satconfigName = name
        let found = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
        guard found != nil || errno == ENOENT else { throw InputFile.unreadable(name) }
        path = name
        satconfig = found.map { Array($0.text.bytes) } ?? []
        recovered = SourceText(path: name + ".recover").map { Array($0.bytes) }
        config =
            SourceMap.locate(configName, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)?.text
        guard config != nil || errno == ENOENT else { throw InputFile.unreadable(configName) }
        time = modified
    }

    func read(_ satconfig: [UInt8]) throws -> Satconfig {
        try SatconfigReader(model, ignoresUnknown: ignoresUnknown, library: library, cell: cell).read([
            (satconfigName, path, SourceText(copying: satconfig))
        ])
    }

    func base(_ model: KconfigModel) -> BaseConfiguration {
        BaseConfiguration(model, config, name: config == nil ? "alldefconfig" : configName)
    }

    func costs(_ model: KconfigModel) -> (any EditCost)? {
        if known == nil {
            known = prior(model)
            // The tree's configurations are read when somebody asks: better now than at a key.
            _ = known?.costs([], wantedOn: [], in: nil)
        }
        return known
    }

    func essentials(_ model: KconfigModel) -> [Essential] { KeptDefaults(model).all.map(\.essential) }

    func save(satconfig: [UInt8], config: [UInt8]) throws {
        try ConfigFile(path: path).replace(with: satconfig)
        try ConfigFile(path: configName).replace(with: config)
        time = modified
    }

    func write(_ bytes: [UInt8], to name: String) throws { try ConfigFile(path: name).replace(with: bytes) }

    func keep(_ satconfig: [UInt8]?) {
        let name = path + ".recover"
        guard let satconfig else {
            unlink(name)
            return
        }
        // Nobody can be told here; the file itself is still in the program.
        try? PlainFile.replace(name, with: satconfig)
    }

    /// The file as somebody else has left it since it was read or written last; nil when nobody has.
    func news() -> [UInt8]? {
        let now = modified
        guard now.tv_sec != time.tv_sec || now.tv_nsec != time.tv_nsec else { return nil }
        time = now
        return SourceText(path: path).map { Array($0.bytes) }
    }

    private var modified: timespec {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim : timespec()
    }
}
