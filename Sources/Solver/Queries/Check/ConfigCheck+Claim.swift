// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension ConfigCheck {
    /// That the lines which are lost go with no configuration in which all others stay as they are. Lines that a later one
    /// replaces or that say nothing about a value are no part of it.
    ///
    /// - Returns: the claim, nil when there is no such line; and the lines that are lost although they could be had: `conf` takes
    ///   another value of several, as of a choice of which the file names no member that is on.
    /// - Throws: `SearchStopped`.
    public func claim(engine: any SATEngine) throws(SearchStopped) -> (
        claim: ImpossibleClaim?, open: [String]
    ) {
        let lines = lostLines
        guard !lines.isEmpty else { return (nil, []) }
        let all = ImpossibleClaim.lines(lines, in: base)
        let isOpen = try all.openCases(engine)
        guard isOpen.contains(true) else { return (all, []) }
        let closed = zip(lines, isOpen).filter { !$0.1 }.map(\.0)
        return (
            closed.isEmpty ? nil : .lines(closed, in: base),
            zip(lines, isOpen).filter { $0.1 }.map(\.0.text)
        )
    }

    private var lostLines: [(symbol: SymbolID, value: String, text: String)] {
        findings.filter(\.isError).compactMap { finding in
            guard let symbol = finding.symbol, let wanted = finding.wanted else { return nil }
            if case .overridden = finding.problem { return nil }
            return (symbol, wanted, "\(base.name):\(finding.line): \(finding.text)")
        }
    }
}
