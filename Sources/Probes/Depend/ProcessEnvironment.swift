// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The environment of this process, and what it was before variables of kbuild were set in it.
public enum ProcessEnvironment {
    /// Per variable that was changed, what it was before; nil for none.
    nonisolated(unsafe) private static var originals: [String: String?] = [:]

    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    static func set(_ name: String, _ value: String?) {
        if originals[name] == nil { originals[name] = .some(self.value(name)) }
        put(name, value)
    }

    /// Takes back what `set` did.
    public static func restore() {
        for (name, value) in originals { put(name, value) }
        originals = [:]
    }

    /// Variables that were set here.
    static var changed: [String] { Array(originals.keys) }

    private static func put(_ name: String, _ value: String?) {
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }

    /// All variables as they are now.
    static var all: [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            if let pair = pair(String(cString: text)) { found[pair.name] = pair.value }
            entry += 1
        }
        return found
    }

    /// The names of variables, sorted.
    public static func names(withPrefix prefix: String) -> [String] {
        all.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// `NAME=value` taken apart; nil for what is none.
    static func pair(_ text: String) -> (name: String, value: String)? {
        guard let equals = text.utf8.firstIndex(of: 0x3D), equals != text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// All variables as they were before `set`, each as `NAME=value`: for a process that sets its own.
    public static var original: [String] {
        var before = all
        for (name, value) in originals { before[name] = value }
        return before.map { $0.key + "=" + $0.value }.sorted()
    }
}
