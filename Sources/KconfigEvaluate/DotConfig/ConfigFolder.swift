// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A folder of numbered configurations, `config-0001` and so on, and the file `seeds` that says which seed
/// gives each of them. Nothing that is there already is overwritten.
///
/// The same series may be written again: files that are as they would be written stay as they are. So an
/// interrupted series can be continued.
public struct ConfigFolder {
    public let path: String
    private var seeds: [UInt8] = []

    public init(path: String) { self.path = path }

    /// Writes one configuration, durably and at once, and the line about it.
    ///
    /// - Parameters:
    ///   - number: from 1 on.
    ///   - seed: what gives it alone; `-` stands for none.
    /// - Returns: the name of the file.
    /// - Throws: `ConfigFile.Failure`, also when there is a file of that name with another content.
    public mutating func add(_ config: [UInt8], number: Int, seed: UInt32?) throws -> String {
        let digits = String(number)
        let name = "config-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let index = ConfigFile(path: "\(path)/seeds")
        seeds += Array("\(name) \(seed.map { RandomSeed.text($0) } ?? "-")\n".utf8)
        let known = SourceText(path: index.path).map { Array($0.bytes) } ?? []
        guard known.starts(with: seeds) || seeds.starts(with: known) else { throw index.isAnother }
        let file = ConfigFile(path: "\(path)/\(name)")
        try file.create(config)
        if known.count < seeds.count { try index.replace(with: seeds, keepingOld: false) }
        return file.path
    }
}
