// SPDX-License-Identifier: GPL-2.0-or-later
import CCaDiCaL

/// The memory of the whole program.
public enum ProgramMemory {
    /// Makes large blocks go back to the system as soon as nothing needs them. Without that the C library keeps what
    /// solvers have needed, some tens of MB each. For programs that run for long: it takes time, too.
    public static func giveBackLargeBlocks() { ks_give_back_blocks_above(1 << 19) }
}
