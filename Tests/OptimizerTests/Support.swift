// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

@testable import Optimizer

extension Dialect {
    static let modern = Dialect(major: 6, minor: 12)
    static let legacy = Dialect(major: 6, minor: 1)
}

/// A shell for texts without shell macros.
final class NoShell: Shell {
    func run(_ command: [UInt8]) -> [UInt8]? { nil }
}

/// A folder that goes away with the object.
final class Scratch {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "kconfig-sat-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o644) -> String {
        let file = "\(path)/\(name)"
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let bytes = Array(text.utf8)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        precondition(descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        return file
    }

    func read(_ name: String) -> String {
        SourceText(path: "\(path)/\(name)").map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }
}

/// Parses a Kconfig text.
///
/// - Parameter files: others beside it, by name.
func parse(
    _ text: String, _ dialect: Dialect = .modern, files: KeyValuePairs<String, String> = [:]
) throws -> KconfigModel {
    let scratch = Scratch()
    scratch.write(text, to: "Kconfig")
    for (name, text) in files { scratch.write(text, to: name) }
    return try KconfigModel.parse(
        ParseOptions(root: "Kconfig", dialect: dialect, shell: NoShell(), sourceTree: scratch.path))
}

func source(_ text: String) -> SourceText { SourceText(copying: Array(text.utf8)) }

/// The base of a `.config` text.
func base(_ model: KconfigModel, _ config: String = "") -> BaseConfiguration {
    BaseConfiguration(model, source(config), name: ".config_base")
}

/// A small tree with every kind of option.
let smallTree = """
    mainmenu "Small"

    config MODULES
    \tbool "Modules"
    \tmodules
    \tdefault y

    menu "Memory"

    config HUGE
    \tbool "Huge pages"
    \thelp
    \t  Larger pages.

    config HUGE_ALWAYS
    \tbool "Always"
    \tdepends on HUGE

    config CACHE
    \ttristate "Cache"
    \tselect LIBCACHE

    config LIBCACHE
    \ttristate

    config SIZE
    \tint "Size"
    \trange 1 64
    \tdefault 16

    config NAME
    \tstring "Name"
    \tdefault "none"

    endmenu

    choice
    \tprompt "Tick"
    \tdefault HZ_250

    config HZ_100
    \tbool "100 Hz"

    config HZ_250
    \tbool "250 Hz"

    config HZ_1000
    \tbool "1000 Hz"

    endchoice

    menuconfig DEBUG
    \tbool "Debugging"
    \tdefault y

    if DEBUG

    config DEBUG_LOCKS
    \tbool "Locks"
    \tdefault y

    config TRACE
    \tbool "Trace"
    \tdepends on !FAST

    endif

    config FAST
    \tbool "Fast path"

    config DEFENCE
    \tbool "Defence"
    \tdefault y
    \tdepends on !FASTER

    config FASTER
    \tbool "Faster, without defence"
    """

/// An adviser that answers from a function.
final class ScriptedAdvisor: Advisor {
    var onChoose: ([String]) -> [Int]? = { Array($0.indices) }
    var onPropose: ([OptionView]) -> [Proposal] = { _ in [] }
    var onCorrect: ([Refusal]) -> [Proposal] = { _ in [] }
    private(set) var asked: [[String]] = []
    private(set) var menus: [String] = []
    private(set) var corrections: [[Refusal]] = []

    func choose(among submenus: [MenuView.Submenu], of view: MenuView) -> [Int]? {
        onChoose(submenus.map(\.title))
    }

    func propose(_ options: [OptionView], of view: MenuView) -> Advice {
        asked.append(options.flatMap(\.names))
        menus.append(view.path.last!)
        return Advice(onPropose(options))
    }

    func correct(_ refusals: [Refusal], _ options: [OptionView], of view: MenuView) -> Advice {
        corrections.append(refusals)
        return Advice(onCorrect(refusals))
    }
}

/// A model that answers from a function.
final class ScriptedModel: ChatModel {
    private let answer: (ChatRequest) throws -> String
    init(_ answer: @escaping (ChatRequest) throws -> String) { self.answer = answer }
    func complete(_ request: ChatRequest) throws -> ChatReply { ChatReply(text: try answer(request)) }
}

func propose(_ name: String, _ value: String) -> Proposal { Proposal(name, value, reason: "because") }
