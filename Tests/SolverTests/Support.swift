// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Reads requirements.
func satconfig(
    _ text: String, _ model: KconfigModel, ignoresUnknown: Bool = false, name: String = ".satconfig"
) throws -> Satconfig {
    try SatconfigReader(model, ignoresUnknown: ignoresUnknown)
        .read([(name, name, SourceText(copying: Array(text.utf8)))])
}

extension KconfigModel {
    /// The defined symbols that are not choices.
    var named: [SymbolID] {
        symbols.indices.filter { symbols[$0].isDefined && !symbols[$0].isChoice }
    }

    func hasPrompt(_ symbol: SymbolID) -> Bool {
        properties(of: symbol).contains { $0.property.hasText }
    }
}
