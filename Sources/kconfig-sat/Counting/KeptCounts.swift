// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// A folder with counts by the formulas that were counted: what was counted once is not counted again, in whatever command.
struct KeptCounts {
    let folder: String?

    /// The name of a formula's count.
    private static func name(_ dimacs: [UInt8]) -> String {
        var hash = Hash64()
        hash.add(dimacs)
        return "\(hash.hex)-\(dimacs.count).count"
    }

    func find(_ dimacs: [UInt8]) -> BigNumber? {
        guard let folder, let text = SourceText(path: "\(folder)/\(Self.name(dimacs))") else { return nil }
        return BigNumber(String(decoding: text.bytes, as: UTF8.self).prefix { $0 != "\n" })
    }

    /// Ends with exit code 2 when it can't be written.
    func keep(_ count: BigNumber, of dimacs: [UInt8]) throws {
        guard let folder else { return }
        mkdir(folder, 0o777)
        try OutputFile.write(Array("\(count.digits)\n".utf8), to: "\(folder)/\(Self.name(dimacs))")
    }
}
