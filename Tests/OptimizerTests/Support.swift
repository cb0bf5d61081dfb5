// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import JSON
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport

@testable import Optimizer

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
final class ScriptedAdviser: Adviser {
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
final class ScriptedModel: Chat {
    private let answer: (ChatRequest) throws -> String
    init(_ answer: @escaping (ChatRequest) throws -> String) { self.answer = answer }
    func complete(_ request: ChatRequest) throws -> ChatReply { ChatReply(text: try answer(request)) }
}

func propose(_ name: String, _ value: String) -> Proposal { Proposal(name, value, reason: "because") }
