// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse

@testable import Lint

/// A shell for texts without shell macros.
final class NoShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { nil }
}
