// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// The SAT engine of this program: the one place that chooses it.
enum Engine {
    static let standard = CaDiCaLEngine()
}
