// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// What does the work of a search: builds kernels and starts them on boards. It remembers nothing.
///
/// Its functions are called from several threads at once, for different workers.
public protocol Workshop: AnyObject, Sendable {
    /// The names of what can start kernels, one at a time each; at least one.
    var boards: [String] { get }
    /// The names of what can build kernels, one at a time each; at least one.
    var builders: [String] { get }
    /// What the first build has left; nil as long as nothing is known.
    var footprint: BuildFootprint? { get }
    /// Whether the board adds parameters to the kernel's command line.
    var takesParameters: Bool { get }

    /// Builds a kernel and keeps its image.
    ///
    /// - Parameters:
    ///   - config: the bytes of `.config`.
    ///   - hash: names them.
    ///   - log: the name of the log.
    ///   - cancellation: ends it soon; what it gives then means nothing.
    /// - Throws: `SearchStop` when the search can't go on: a full disk, a tool that is missing.
    func build(
        _ config: [UInt8], hash: String, on builder: String, log: String,
        unless cancellation: SearchCancellation
    ) throws(SearchStop) -> Build

    /// Starts an image that was built, and measures.
    ///
    /// - Throws: `SearchStop` when the search can't go on.
    func boot(_ key: Boot.Key, on board: String) throws(SearchStop) -> Boot

    /// Puts a board back to the kernel that is known to be good.
    func reset(_ board: String) throws(SearchStop)
}
