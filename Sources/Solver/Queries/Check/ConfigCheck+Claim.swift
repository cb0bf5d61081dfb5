// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension ConfigCheck {
    /// That the lines which are lost go with no configuration in which all others stay as they are. Lines that a later one
    /// replaces or that say nothing about a value are no part of it.
    ///
    /// - Returns: nil when there is no such line.
    public var claim: ImpossibleClaim? {
        let lines = findings.filter(\.isError).compactMap {
            finding -> (symbol: SymbolID, value: String, text: String)? in
            guard let symbol = finding.symbol, let wanted = finding.wanted else { return nil }
            if case .overridden = finding.problem { return nil }
            return (symbol, wanted, "\(base.name):\(finding.line): \(finding.text)")
        }
        return lines.isEmpty ? nil : .lines(lines, in: base)
    }
}
