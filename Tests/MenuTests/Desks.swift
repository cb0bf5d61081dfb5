// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Menu
import Solver
import TestSupport

/// A tree with a bit of everything, and files in memory.
final class FakeFiles: Surroundings {
    static let kconfig = """
        mainmenu "Tiny"
        config MODULES
        	bool "modules"
        	modules
        	default y
        menu "Network"
        config NET
        	bool "net"
        	default y
        	help
        	  Packets and the like.
        config DRIVER
        	tristate "driver"
        	depends on NET
        menuconfig CARDS
        	bool "cards"
        	depends on NET
        if CARDS
        config CARD
        	tristate "card"
        	select LIB
        	help
        	  For cards made of cardboard.
        endif
        endmenu
        config TINY
        	bool "tiny"
        	depends on !NET || !DRIVER
        config LIB
        	tristate
        config SIZE
        	int "size" if NET
        	range 1 9
        	default 4
        config LABEL
        	string "label"
        	default "none"
        choice
        	prompt "speed"
        config FAST
        	bool "fast"
        config SLOW
        	bool "slow"
        	depends on NET
        endchoice
        config LONELY
        	bool "lonely" if LIB = y
        comment "the end"

        """

    let model: KconfigModel
    let satconfigName = ".satconfig"
    let configName = ".config"
    let engine: any SATEngine = CaDiCaLEngine()
    var hasConfig: Bool { config != nil }
    private let config: String?
    var saved: (satconfig: String, config: String)?
    var kept: String?
    var copies: [String: String] = [:]
    var failure: (any Error)?

    init(config: String? = nil, kconfig: String = FakeFiles.kconfig) throws {
        model = try parse(kconfig)
        self.config = config
    }

    func read(_ satconfig: [UInt8]) throws -> Satconfig {
        try SatconfigReader(model, ignoresUnknown: false).read([
            (satconfigName, satconfigName, SourceText(copying: satconfig))
        ])
    }

    func base(_ model: KconfigModel) -> BaseConfiguration {
        BaseConfiguration(model, config.map { source($0) }, name: configName)
    }

    func costs(_ model: KconfigModel) -> (any EditCost)? { nil }
    func essentials(_ model: KconfigModel) -> [Essential] { [] }

    func save(satconfig: [UInt8], config: [UInt8]) throws {
        if let failure { throw failure }
        saved = (String(decoding: satconfig, as: UTF8.self), String(decoding: config, as: UTF8.self))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        if let failure { throw failure }
        copies[name] = String(decoding: bytes, as: UTF8.self)
    }

    func keep(_ satconfig: [UInt8]?) { kept = satconfig.map { String(decoding: $0, as: UTF8.self) } }
}

extension Desk {
    convenience init(_ files: FakeFiles, _ satconfig: String = "") throws {
        try self.init(files, saved: Array(satconfig.utf8))
    }

    var text: String { String(decoding: document.bytes, as: UTF8.self) }

    func value(_ name: String) -> String { session.text(model.symbol(name)) }

    /// The outcome of a wish in short.
    func ask(_ name: String, _ value: String) throws -> String {
        switch try wish(model.symbol(name), value) {
        case .done: "done"
        case .refused(let why): "refused: " + why
        case .ways(let ways):
            "ways: "
                + Self.all(ways).map { way in
                    way.edits.map { "\(model.name($0.symbol))=\($0.new)" }.joined(separator: " ")
                }.joined(separator: " | ")
        case .conflict(let conflict):
            "conflict: " + conflict.alternatives.map { describe($0) }.joined(separator: " | ")
        }
    }

    private static func all(_ ways: WaySearch) -> [InteractiveSession.Way] {
        while (try? ways.next()) == true {}
        return ways.found
    }

    /// Waits for what goes on in the background.
    func settle() throws { while isBusy { _ = try idle() } }
}
