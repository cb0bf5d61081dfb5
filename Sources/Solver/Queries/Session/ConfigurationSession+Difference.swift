// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What differs between two states: a history without limit can't keep whole ones.
extension ConfigurationSession {
    struct Difference {
        fileprivate var values: [(SymbolID, Tristate)] = []
        fileprivate var visible: [SymbolID] = []
        fileprivate var texts: [(SymbolID, String?)] = []
        fileprivate var written: [SymbolID] = []
        fileprivate var offDefault: [SymbolID] = []
    }
}

extension ConfigurationSession.State {
    /// What has to be applied to this state to get the other one, which must be of the same model.
    func difference(to other: Self) -> ConfigurationSession.Difference {
        var found = ConfigurationSession.Difference()
        for symbol in assignment.values.indices {
            let value = other.assignment.values[symbol]
            if assignment.values[symbol] != value { found.values.append((symbol, value)) }
            if assignment.visible[symbol] != other.assignment.visible[symbol] { found.visible.append(symbol) }
        }
        for symbol in Set(assignment.texts.keys).union(other.assignment.texts.keys) {
            let text = other.assignment.texts[symbol].map { other.strings.text($0) }
            if assignment.texts[symbol].map({ strings.text($0) }) != text {
                found.texts.append((symbol, text))
            }
        }
        found.written = Array(written.symmetricDifference(other.written))
        found.offDefault = Array(offDefault.symmetricDifference(other.offDefault))
        return found
    }

    func applying(_ difference: ConfigurationSession.Difference) -> Self {
        var (values, visible, texts) = (assignment.values, assignment.visible, assignment.texts)
        var strings = strings
        for (symbol, value) in difference.values { values[symbol] = value }
        for symbol in difference.visible { visible[symbol].toggle() }
        for (symbol, text) in difference.texts { texts[symbol] = text.map { strings.intern(utf8: $0) } }
        return Self(
            assignment: Assignment(values: values, visible: visible, texts: texts),
            written: written.symmetricDifference(difference.written),
            offDefault: offDefault.symmetricDifference(difference.offDefault), strings: strings,
            requirements: requirements)
    }
}
