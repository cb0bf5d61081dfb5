// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Strings as C wants them.
public enum CStrings {
    /// What `execve` takes: pointers with a null behind the last.
    public typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// Calls a function with lists that are there while it runs.
    public static func with<R>(_ strings: [String], _ others: [String], _ body: (List, List) -> R) -> R {
        with(strings) { first in with(others) { second in body(first, second) } }
    }

    public static func with<R>(_ strings: [String], _ body: (List) -> R) -> R {
        var list = strings.map { strdup($0) } + [nil]
        defer { for string in list { free(string) } }
        return list.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
