// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// What the menu needs from outside: files, what is likely, an engine. A fake one serves tests.
public protocol Surroundings {
    /// The tree, without expressions of a `.satconfig`.
    var model: KconfigModel { get }
    /// What messages call the two files.
    var satconfigName: String { get }
    var configName: String { get }
    var engine: any SATEngine { get }
    /// Whether there is a `.config` that `base` comes from.
    var hasConfig: Bool { get }

    /// What the bytes of a `.satconfig` ask for.
    ///
    /// - Throws: `SatconfigError`.
    func read(_ satconfig: [UInt8]) throws -> Satconfig
    /// The configuration to start from, made with that model.
    func base(_ model: KconfigModel) -> BaseConfiguration
    /// Which changes are the likeliest; nil when all are alike.
    func costs(_ model: KconfigModel) -> (any EditCost)?
    /// What keeps its default when there is nothing to be near to.
    func essentials(_ model: KconfigModel) -> [Essential]
    /// Puts both files in place, each as a whole.
    ///
    /// - Throws: what is to be shown, by its description.
    func save(satconfig: [UInt8], config: [UInt8]) throws
    /// Puts a copy in place.
    ///
    /// - Throws: what is to be shown, by its description.
    func write(_ bytes: [UInt8], to name: String) throws
    /// Keeps what was not saved yet, should the program or the line to it break; nil when there is nothing to keep.
    func keep(_ satconfig: [UInt8]?)
}
