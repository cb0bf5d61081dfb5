// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What names mean in one source: its own macros and constants, then those of the headers it includes.
final class NameScope {
    private let pool: CPool
    private let finder: HeaderFinder
    private let more: [String]
    private var own: [StringID: Macro?] = [:]
    private var ownConstants: [StringID: EnumConstant] = [:]
    private var included: [Header] = []
    /// How near a header is.
    private var ranks: [ObjectIdentifier: Int]?
    private var known: [StringID: Macro?] = [:]
    private var computed: [StringID: Int64?] = [:]
    /// Names that stay as they are: the reader looks for them.
    let terminals: Set<StringID>
    private let moduleName: StringID
    /// The compiler's own constant. Masks of ids come out the same where pointers are shorter.
    private let pointerSize: StringID
    private let moduleNameMacro: Macro
    private var depth = 0
    private(set) lazy var expander = MacroExpander(pool) { [unowned self] in macro($0) }

    /// - Parameter more: other folders of headers.
    init(_ pool: CPool, _ finder: HeaderFinder, more: [String]) {
        self.more = more
        self.pool = pool
        self.finder = finder
        moduleName = pool.intern("KBUILD_MODNAME")
        pointerSize = pool.intern("__SIZEOF_POINTER__")
        let text = pool.intern("\"\(DeviceAlias.moduleName)\"")
        moduleNameMacro = Macro([CToken(kind: .text, text: text, line: 0)], pool.words)
        terminals = Set(
            ["MODULE_DEVICE_TABLE", "MODULE_ALIAS", "MODULE_INFO", "__MODULE_INFO"].map { pool.intern($0) })
    }

    // MARK: - What the source says

    func define(_ name: StringID, _ macro: Macro?) {
        own[name] = .some(macro)
        computed = [:]
    }

    func define(_ constants: [(StringID, EnumConstant)]) {
        for (name, constant) in constants { ownConstants[name] = constant }
    }

    func include(_ header: Header) {
        included.append(header)
        ranks = nil
        known = [:]
    }

    // MARK: - Looking up

    private func rank(_ header: Header) -> Int? {
        if ranks == nil {
            var all: [ObjectIdentifier: Int] = [:]
            for (index, header) in finder.closure(included, more: more).enumerated() {
                all[ObjectIdentifier(header)] = index
            }
            ranks = all
        }
        return ranks![ObjectIdentifier(header)]
    }

    /// The nearest header for which `find` finds something.
    private func nearest<Found>(_ name: StringID, _ find: (Header) -> Found?) -> Found? {
        // Reads all headers.
        if ranks == nil, let first = included.first { _ = rank(first) }
        var best: (rank: Int, found: Found)?
        for header in finder.definers(of: name) {
            guard let rank = rank(header), rank < best?.rank ?? .max, let found = find(header) else {
                continue
            }
            best = (rank, found)
        }
        return best?.found
    }

    func macro(_ name: StringID) -> Macro? {
        if name == moduleName { return moduleNameMacro }
        if terminals.contains(name) { return nil }
        if let mine = own[name] { return mine }
        if let found = known[name] { return found }
        let found = nearest(name) { $0.macro(name) }
        known[name] = .some(found)
        return found
    }

    /// A macro that the source defines itself.
    func ownMacro(_ name: StringID) -> Macro? { own[name] ?? nil }

    func isDefined(_ name: StringID) -> Bool { terminals.contains(name) || macro(name) != nil }

    /// The value of a constant of an `enum`.
    func constant(_ name: StringID) -> Int64? {
        if name == pointerSize { return 8 }
        if let found = computed[name] { return found }
        guard depth < 30, let constant = ownConstants[name] ?? nearest(name, { $0.constants[name] }) else {
            return nil
        }
        depth += 1
        defer { depth -= 1 }
        var value: Int64? = 0
        if !constant.base.isEmpty {
            value = self.value(constant.base)
        }
        let whole = value.map { $0 + constant.offset }
        computed[name] = .some(whole)
        return whole
    }

    /// The value of an expression.
    func value(_ tokens: [CToken]) -> Int64? {
        CExpression.value(expander.expand(tokens)[...], pool) { self.constant($0) }
    }
}
