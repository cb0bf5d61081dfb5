// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse

/// Standard output and standard error. stdout carries the answer, stderr the diagnostics.
enum Console {
    /// When texts are coloured.
    enum Colour: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

    nonisolated(unsafe) private static var colour = Colour.auto
    /// Of the thread that does the work.
    nonisolated(unsafe) static var painter = Painter()

    /// Nothing is coloured or wrapped, whatever it goes to: the command stands for another program.
    nonisolated(unsafe) static var isPlain = false

    /// In columns: where it is no terminal, no line is longer than that.
    private static let widthOfLogs = 200

    static func use(_ wish: Colour) { colour = wish }

    /// From now on the names of this tree's symbols are shown as such, and places lead to its files.
    static func knows(_ model: KconfigModel) {
        painter.isSymbol = { name in model.symbol(named: name).map { model.symbols[$0].isDefined } ?? false }
        painter.prefix = ConfigEnvironment.prefix
        if let path = FileTree.realPath(ConfigEnvironment.sourceTree ?? ".") { painter.linkFolder = path }
    }

    /// For people: coloured on a terminal, and wrapped.
    static func out(_ text: String) { show(text, on: 1) }
    static func error(_ text: String) { show(text, on: 2) }

    /// For programs, and what is a file: as it is.
    static func data(_ text: String) { write(text, to: 1) }

    private static func show(_ text: String, on descriptor: Int32) {
        if isPlain { return write(text, to: descriptor) }
        let isTerminal = isatty(descriptor) == 1
        var shown = Wrapping.wrap(text, width: isTerminal ? width(of: descriptor) : widthOfLogs)
        if isColoured(isTerminal) {
            var painter = painter
            if !(isTerminal && TerminalLinks.areKnown) { painter.linkFolder = nil }
            shown = painter.paint(shown)
        }
        write(shown, to: descriptor)
    }

    /// Asked for, or on a terminal that can and nobody forbids it (https://no-color.org, https://bixense.com/clicolors).
    private static func isColoured(_ isTerminal: Bool) -> Bool {
        switch colour {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if Variable.value("NO_COLOR").map({ !$0.isEmpty }) ?? false { return false }
        if Variable.value("CLICOLOR_FORCE").map({ !["", "0"].contains($0) }) ?? false { return true }
        return isTerminal && Variable.value("CLICOLOR") != "0"
            && !["", "dumb"].contains(Variable.value("TERM") ?? "")
    }

    /// In columns; 0 when it is no terminal.
    static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var copy = text
        copy.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return }
                offset += count
            }
        }
    }
}

/// Which terminals make links of OSC 8.
private enum TerminalLinks {
    /// The others would show the address, or nothing.
    static let areKnown: Bool = {
        if let forced = Variable.value("FORCE_HYPERLINK") { return !["", "0"].contains(forced) }
        if let vte = Variable.value("VTE_VERSION").flatMap({ Int($0) }) { return vte >= 5000 }
        let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby"]
        if programs.contains(Variable.value("TERM_PROGRAM") ?? "") { return true }
        if Variable.value("KONSOLE_VERSION") != nil || Variable.value("WT_SESSION") != nil { return true }
        return ["xterm-kitty", "foot", "alacritty", "contour"].contains {
            Variable.value("TERM")?.hasPrefix($0) ?? false
        }
    }()
}
